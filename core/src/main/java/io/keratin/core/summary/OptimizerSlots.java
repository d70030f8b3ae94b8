package io.keratin.core.summary;

import io.keratin.core.config.Value;
import io.keratin.core.config.Value.Fields;
import io.keratin.core.config.Value.Flag;
import io.keratin.core.config.Value.Int;
import io.keratin.core.config.Value.Items;
import io.keratin.core.config.Value.Real;
import io.keratin.core.config.Value.Text;
import io.keratin.core.summary.OptimizerVariables.Variable;
import io.keratin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What each optimizer of Keras 3.15 makes in {@code build}: {@code keras/src/optimizers}, one file each. */
final class OptimizerSlots {

    private static final Shape SCALAR = Shape.of();

    private final List<Variable> variables = new ArrayList<>();

    /** LossScaleOptimizer builds its inner optimizer with Keras's tracking of attributes switched off. */
    private boolean tracksAttributes = true;

    private OptimizerSlots() {}

    /** The variables of the optimizer that was built for these weights, or nothing if it is not known here. */
    static Optional<OptimizerVariables> of(Value optimizer, List<ModelWeight> trainable) {
        OptimizerSlots slots = new OptimizerSlots();
        return slots.build(optimizer, trainable)
                ? Optional.of(new OptimizerVariables(slots.variables))
                : Optional.empty();
    }

    private boolean build(@Nullable Value optimizer, List<ModelWeight> trainable) {
        Fields config = config(optimizer);
        make(config);
        if (flag(config, "use_ema")) {
            each(trainable, "average");
        }
        if (number(config, "gradient_accumulation_steps") != 0) {
            each(trainable, "gradient_accumulator");
        }
        return own(className(optimizer), config, trainable);
    }

    /** What an optimizer has before it is built; a learning rate that follows a schedule, an object, is no variable. */
    private void make(Fields config) {
        add("iteration", SCALAR, "int64");
        if (!(config.get("learning_rate") instanceof Fields)) {
            add("learning_rate", SCALAR, "float32");
        }
    }

    private static Fields config(@Nullable Value optimizer) {
        return optimizer instanceof Fields f && f.get("config") instanceof Fields c ? c : new Fields(Map.of());
    }

    /** As Keras looks it up, in lower case; a bare name stands for the class with its defaults. */
    private static String className(@Nullable Value optimizer) {
        Value name = optimizer instanceof Fields f ? f.get("class_name") : optimizer;
        return text(name).toLowerCase(Locale.ROOT);
    }

    private static String text(@Nullable Value value) {
        return value instanceof Text t ? t.text() : "";
    }

    private boolean own(String className, Fields config, List<ModelWeight> trainable) {
        switch (className) {
            case "sgd" -> {
                if (number(config, "momentum") != 0) {
                    each(trainable, "momentum");
                }
            }
            case "adam", "adamw" -> {
                each(trainable, "momentum", "velocity");
                if (flag(config, "amsgrad")) {
                    each(trainable, "velocity_hat");
                }
            }
            case "nadam" -> {
                each(trainable, "momentum", "velocity");
                attribute(
                        "u_product",
                        trainable.isEmpty() ? "float32" : trainable.get(0).dtype());
            }
            case "rmsprop" -> {
                each(trainable, "velocity");
                if (number(config, "momentum") > 0) {
                    each(trainable, "momentum");
                }
                if (flag(config, "centered")) {
                    each(trainable, "average_gradient");
                }
            }
            case "adamax" -> each(trainable, "momentum", "norm");
            case "lamb", "schedulefreeadamw" -> each(trainable, "momentum", "velocity");
            case "adagrad" -> each(trainable, "accumulator");
            case "adadelta" -> each(trainable, "accumulated_grad", "accumulated_delta_var");
            case "ftrl" -> each(trainable, "accumulator", "linear");
            case "lion" -> each(trainable, "momentum");
            case "adafactor" -> trainable.forEach(this::factored);
            case "muon" -> {
                return muon(config, trainable);
            }
            case "lossscaleoptimizer" -> {
                add("step_counter", SCALAR, "int64");
                add("dynamic_scale", SCALAR, "float32");
                tracksAttributes = false;
                return build(config.get("inner_optimizer"), trainable);
            }
            case "multioptimizer" -> {
                return multiple(config, trainable);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Adafactor keeps sums over rows and over columns; where there are none, two scalars that nothing uses. */
    private void factored(ModelWeight weight) {
        Shape shape = weight.shape();
        int rank = shape.rank();
        if (rank < 2) {
            attribute("row", "int32");
            attribute("column", "int32");
        } else {
            add("row", shape.slice(0, rank - 1), weight.dtype());
            add("column", shape.without(rank - 2), weight.dtype());
        }
        each(List.of(weight), "velocity");
    }

    /** Muon is for matrices; all else is left to AdamW, which also keeps a velocity. */
    private boolean muon(Fields config, List<ModelWeight> trainable) {
        boolean excludeEmbeddings = !new Flag(false).equals(config.get("exclude_embeddings"));
        List<String> layers = config.get("exclude_layers") instanceof Items items
                ? items.items().stream().map(OptimizerSlots::text).toList()
                : List.of();
        Optional<List<PathPattern>> patterns = PathPattern.all(layers);
        if (patterns.isEmpty()) {
            return false;
        }
        for (ModelWeight w : trainable) {
            each(List.of(w), "momentum");
            if (w.shape().rank() != 2
                    || (excludeEmbeddings && w.path().toLowerCase(Locale.ROOT).contains("embedding"))
                    || patterns.get().stream().anyMatch(p -> p.isIn(w.path()))) {
                each(List.of(w), "velocity");
            }
        }
        return true;
    }

    /** An optimizer for each weight by its path, and one for all others. */
    private boolean multiple(Fields config, List<ModelWeight> trainable) {
        if (!(config.get("optimizer_map") instanceof Fields map
                && map.get("config") instanceof Fields c
                && c.get("optimizer_map") instanceof Fields byPath)) {
            return false;
        }
        Optional<List<PathPattern>> patterns = PathPattern.all(byPath.fields().keySet());
        if (patterns.isEmpty()) {
            return false;
        }
        Map<String, List<ModelWeight>> shares = new HashMap<>();
        List<ModelWeight> rest = new ArrayList<>();
        for (ModelWeight w : trainable) {
            List<String> keys = PathPattern.matching(patterns.get(), w.path());
            if (keys.size() > 1) {
                return false;
            }
            (keys.isEmpty() ? rest : shares.computeIfAbsent(keys.get(0), k -> new ArrayList<>())).add(w);
        }
        for (Map.Entry<String, Value> entry : byPath.fields().entrySet()) {
            if (!share(entry.getValue(), shares.getOrDefault(entry.getKey(), List.of()))) {
                return false;
            }
        }
        return share(c.get("default_optimizer"), rest);
    }

    /** Keras refuses these two as the optimizer of a share; one that gets no weights is made, but never built. */
    private boolean share(@Nullable Value optimizer, List<ModelWeight> weights) {
        OptimizerSlots inner = new OptimizerSlots();
        boolean refused = className(optimizer).matches("lossscaleoptimizer|multioptimizer");
        if (refused || !inner.build(optimizer, weights)) {
            return false;
        }
        if (weights.isEmpty()) {
            make(config(optimizer));
        } else {
            variables.addAll(inner.variables);
        }
        return true;
    }

    private void each(List<ModelWeight> weights, String... names) {
        for (ModelWeight w : weights) {
            for (String name : names) {
                add(name, w.shape(), w.dtype());
            }
        }
    }

    /** A scalar that Keras makes by hand instead of asking the optimizer for it, and finds by watching the attributes. */
    private void attribute(String name, String dtype) {
        if (tracksAttributes) {
            add(name, SCALAR, dtype);
        }
    }

    private void add(String name, Shape shape, String dtype) {
        variables.add(new Variable(name, shape, dtype));
    }

    private static boolean flag(Fields config, String key) {
        return new Flag(true).equals(config.get(key));
    }

    /** The number under a key, 0 if it is absent: Keras's default for all that are asked. */
    private static double number(Fields config, String key) {
        Value value = config.get(key);
        return value instanceof Int i ? i.number() : value instanceof Real r ? r.number() : 0;
    }
}
