package io.keratin.core.training;

import io.keratin.core.config.Registry;
import io.keratin.core.config.Value;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import io.keratin.core.losses.Loss;
import io.keratin.core.losses.Losses;
import io.keratin.core.metrics.Metric;
import io.keratin.core.metrics.Metrics;
import io.keratin.core.optimizers.Optimizer;
import io.keratin.core.optimizers.Optimizers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Keras's {@code compile} takes. Immutable: each call gives another one.
 *
 * <pre>{@code
 * CompileOptions.of(Optimizers.get("adam")).loss("mse").metrics("mae");
 * CompileOptions.of(Optimizers.get("adam"))
 *         .loss("label", "sparse_categorical_crossentropy")      // by the names of outputs
 *         .loss("score", "mse")
 *         .lossWeight("score", 0.2)
 *         .metricsOf("label", "accuracy");
 * }</pre>
 */
public final class CompileOptions {

    private static final String OPTIMIZER = "optimizer";
    private static final String CLASS_NAME = "class_name";
    private static final String REGISTERED = "Custom>";

    private final Optimizer optimizer;
    private final PerOutput<Choice<Loss>> losses;
    private final PerOutput<Double> lossWeights;
    private final PerOutput<List<Choice<Metric>>> metrics;
    private final PerOutput<List<Choice<Metric>>> weightedMetrics;

    private CompileOptions(
            Optimizer optimizer,
            PerOutput<Choice<Loss>> losses,
            PerOutput<Double> lossWeights,
            PerOutput<List<Choice<Metric>>> metrics,
            PerOutput<List<Choice<Metric>>> weightedMetrics) {
        this.optimizer = optimizer;
        this.losses = losses;
        this.lossWeights = lossWeights;
        this.metrics = metrics;
        this.weightedMetrics = weightedMetrics;
    }

    /** An optimizer, no loss and no metrics yet. */
    public static CompileOptions of(Optimizer optimizer) {
        return new CompileOptions(optimizer, PerOutput.none(), PerOutput.none(), PerOutput.none(), PerOutput.none());
    }

    /** The optimizer of a name, with Keras's defaults. */
    public static CompileOptions of(String optimizer) {
        return of(Optimizers.get(optimizer));
    }

    /** With another optimizer. */
    public CompileOptions withOptimizer(Optimizer other) {
        return new CompileOptions(other, losses, lossWeights, metrics, weightedMetrics);
    }

    /** Without losses, to be given new ones. */
    public CompileOptions withoutLosses() {
        return new CompileOptions(optimizer, PerOutput.none(), lossWeights, metrics, weightedMetrics);
    }

    /** Without metrics, to be given new ones. */
    public CompileOptions withoutMetrics() {
        return new CompileOptions(optimizer, losses, lossWeights, PerOutput.none(), PerOutput.none());
    }

    /** The loss of all outputs, or of the next one if there is one before, by name, short name or {@code crossentropy}. */
    public CompileOptions loss(String name) {
        return withLosses(losses.and(Choice.named(name)));
    }

    /** The loss of all outputs, or of the next one if there is one before. */
    public CompileOptions loss(Loss loss) {
        return withLosses(losses.and(Choice.of(loss)));
    }

    /** The loss of the output with this name. */
    public CompileOptions loss(String output, String name) {
        return withLosses(losses.and(output, Choice.named(name)));
    }

    /** The loss of the output with this name. */
    public CompileOptions loss(String output, Loss loss) {
        return withLosses(losses.and(output, Choice.of(loss)));
    }

    private CompileOptions withLosses(PerOutput<Choice<Loss>> all) {
        return new CompileOptions(optimizer, all, lossWeights, metrics, weightedMetrics);
    }

    /** What each loss counts in the sum of all, in the order of the outputs. */
    public CompileOptions lossWeights(double... weights) {
        PerOutput<Double> all = PerOutput.none();
        for (double weight : weights) {
            all = all.and(weight);
        }
        return new CompileOptions(optimizer, losses, all, metrics, weightedMetrics);
    }

    /** What the loss of the output with this name counts. */
    public CompileOptions lossWeight(String output, double weight) {
        return new CompileOptions(optimizer, losses, lossWeights.and(output, weight), metrics, weightedMetrics);
    }

    /** More metrics, by name; of a model with several outputs each output has one, in their order. */
    public CompileOptions metrics(String... names) {
        CompileOptions all = this;
        for (String name : names) {
            all = all.withMetrics(all.metrics.and(List.of(Choice.named(name))), weightedMetrics);
        }
        return all;
    }

    /** More metrics; of a model with several outputs each output has one, in their order. */
    public CompileOptions metrics(Metric... given) {
        CompileOptions all = this;
        for (Metric metric : given) {
            all = all.withMetrics(all.metrics.and(List.of(Choice.of(metric))), weightedMetrics);
        }
        return all;
    }

    /** The metrics of the output with this name. */
    public CompileOptions metricsOf(String output, String... names) {
        List<Choice<Metric>> choices = new ArrayList<>();
        for (String name : names) {
            choices.add(Choice.named(name));
        }
        return withMetrics(metrics.and(output, choices), weightedMetrics);
    }

    /** More metrics in which sample weights and class weights count, by name. */
    public CompileOptions weightedMetrics(String... names) {
        CompileOptions all = this;
        for (String name : names) {
            all = all.withMetrics(metrics, all.weightedMetrics.and(List.of(Choice.named(name))));
        }
        return all;
    }

    /** The metrics of the output with this name in which sample weights and class weights count. */
    public CompileOptions weightedMetricsOf(String output, String... names) {
        List<Choice<Metric>> choices = new ArrayList<>();
        for (String name : names) {
            choices.add(Choice.named(name));
        }
        return withMetrics(metrics, weightedMetrics.and(output, choices));
    }

    private CompileOptions withMetrics(
            PerOutput<List<Choice<Metric>>> plain, PerOutput<List<Choice<Metric>>> weighted) {
        return new CompileOptions(optimizer, losses, lossWeights, plain, weighted);
    }

    /** The optimizer. */
    public Optimizer optimizer() {
        return optimizer;
    }

    /** Whether there is a loss. */
    public boolean hasLoss() {
        return !losses.isEmpty();
    }

    /** For each output its loss or null. */
    List<@Nullable Choice<Loss>> losses(List<String> outputs) {
        if (losses.isEmpty()) {
            throw new IllegalArgumentException(
                    "the model was compiled without a loss: give one to train or evaluate it");
        }
        List<@Nullable Choice<Loss>> each = new ArrayList<>();
        if (losses.byName().isEmpty() && losses.inOrder().size() == 1) {
            outputs.forEach(output -> each.add(losses.inOrder().get(0)));
        } else {
            losses.of("loss", outputs).forEach(each::add);
        }
        return each;
    }

    /** What the loss of each output counts. */
    List<Double> lossWeights(List<String> outputs) {
        if (lossWeights.byName().isEmpty() && lossWeights.inOrder().size() <= 1) {
            Double all = lossWeights.isEmpty() ? null : lossWeights.inOrder().get(0);
            return Collections.nCopies(outputs.size(), all == null ? 1 : all);
        }
        return lossWeights.of("loss_weights", outputs).stream()
                .map(w -> w == null ? 1 : w)
                .toList();
    }

    /** For each output its metrics. */
    List<List<Choice<Metric>>> metrics(List<String> outputs, boolean weighted) {
        PerOutput<List<Choice<Metric>>> given = weighted ? weightedMetrics : metrics;
        if (given.isEmpty()) {
            return Collections.nCopies(outputs.size(), List.of());
        }
        if (outputs.size() == 1) {
            List<Choice<Metric>> all = new ArrayList<>();
            given.inOrder().forEach(some -> all.addAll(some == null ? List.of() : some));
            given.byName().values().forEach(all::addAll);
            return List.of(all);
        }
        List<List<Choice<Metric>>> all = new ArrayList<>();
        given.of(weighted ? "weighted_metrics" : "metrics", outputs)
                .forEach(some -> all.add(some == null ? List.of() : some));
        return all;
    }

    /** The compile configuration as Keras writes it into a file. */
    public Value.Fields config() {
        return Value.fields(
                OPTIMIZER,
                Optimizers.entry(optimizer),
                "loss",
                single(losses.value(loss -> loss.value(Losses::entry))),
                "loss_weights",
                single(lossWeights.value(Value::of)),
                "metrics",
                metrics.value(CompileOptions::several),
                "weighted_metrics",
                weightedMetrics.value(CompileOptions::several),
                "run_eagerly",
                false,
                "steps_per_execution",
                1,
                "jit_compile",
                false);
    }

    private static Value single(Value value) {
        return value instanceof Value.Items list && list.items().size() == 1
                ? list.items().get(0)
                : value;
    }

    private static Value several(List<Choice<Metric>> metrics) {
        return single(new Value.Items(
                metrics.stream().map(m -> m.value(Metrics::entry)).toList()));
    }

    /**
     * Reads a compile configuration as Keras 3, or tf.keras 2 with its {@code optimizer_config}, wrote it into a file.
     *
     * @throws ModelFormatException if a name is unknown or an option is not understood
     */
    public static CompileOptions fromConfig(Value.Fields config) {
        String path = "compile_config";
        Value given = config.get(OPTIMIZER) == null ? config.get("optimizer_config") : config.get(OPTIMIZER);
        Optimizer optimizer = given == null || given == Value.Nothing.NULL
                ? Optimizers.get("rmsprop")
                : Optimizers.keras().read(current(given), path + "." + OPTIMIZER);
        return new CompileOptions(
                optimizer,
                PerOutput.read(config.get("loss"), path + ".loss", (v, at) -> Choice.read(Losses.keras(), v, at)),
                PerOutput.read(config.get("loss_weights"), path + ".loss_weights", CompileOptions::number),
                PerOutput.read(config.get("metrics"), path + ".metrics", CompileOptions::readMetrics),
                PerOutput.read(
                        config.get("weighted_metrics"), path + ".weighted_metrics", CompileOptions::readMetrics));
    }

    private static Double number(Value value, String path) {
        if (value instanceof Value.Real r) {
            return r.number();
        }
        if (value instanceof Value.Int i) {
            return (double) i.number();
        }
        throw new ModelFormatException(Kind.MISMATCH, path, "expected a number, found " + value);
    }

    private static List<Choice<Metric>> readMetrics(Value value, String path) {
        Registry<Metric> known = Metrics.keras();
        if (value instanceof Value.Items items) {
            List<Choice<Metric>> all = new ArrayList<>();
            for (int i = 0; i < items.items().size(); i++) {
                all.add(Choice.read(known, items.items().get(i), path + "[" + i + "]"));
            }
            return all;
        }
        return List.of(Choice.read(known, value, path));
    }

    /**
     * An optimizer's configuration of Keras 2 in today's words: {@code lr} has another name, {@code decay} is ignored as Keras does,
     * tf.keras 2.11 to 2.15 registered its optimizers as {@code Custom>Adam}.
     */
    private static Value current(Value optimizer) {
        if (!(optimizer instanceof Value.Fields entry) || !(entry.get("config") instanceof Value.Fields config)) {
            return optimizer;
        }
        Map<String, Value> fields = new LinkedHashMap<>(config.fields());
        fields.remove("decay");
        Value rate = fields.remove("lr");
        if (rate != null) {
            fields.put("learning_rate", rate);
        }
        Value.Fields renamed =
                entry.get(CLASS_NAME) instanceof Value.Text name && name.text().startsWith(REGISTERED)
                        ? entry.with(CLASS_NAME, Value.of(name.text().substring(REGISTERED.length())))
                        : entry;
        return renamed.with("config", new Value.Fields(fields));
    }
}
