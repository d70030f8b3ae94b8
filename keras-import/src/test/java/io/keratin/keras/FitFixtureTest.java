package io.keratin.keras;

import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.Model;
import io.keratin.core.callbacks.EarlyStopping;
import io.keratin.core.callbacks.LearningRateScheduler;
import io.keratin.core.callbacks.ReduceLROnPlateau;
import io.keratin.core.callbacks.SwapEMAWeights;
import io.keratin.core.callbacks.TerminateOnNaN;
import io.keratin.core.config.Config;
import io.keratin.core.config.Dialect;
import io.keratin.core.config.Value;
import io.keratin.core.layers.WeightSpec;
import io.keratin.core.tensor.Tensor;
import io.keratin.core.training.Callback;
import io.keratin.core.training.CompileOptions;
import io.keratin.core.training.CompiledModel;
import io.keratin.core.training.FitOptions;
import io.keratin.core.training.History;
import io.keratin.keras.callbacks.CSVLogger;
import io.keratin.keras.callbacks.ModelCheckpoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What {@code fit} and {@code evaluate} log, print and write, against the real Keras ({@code fixtures/fit}). */
class FitFixtureTest {

    private static final double TOLERANCE = 1e-4;

    @TempDir
    private Path folder = Path.of("");

    @TestFactory
    Stream<DynamicTest> as_keras_fits() throws IOException {
        return PackedCases.read("fit").stream().map(c -> DynamicTest.dynamicTest(c.name(), () -> check(c)));
    }

    private void check(PackedCases.Case c) throws IOException {
        Path own = Files.createDirectory(folder.resolve(c.name()));
        Model model = c.model();
        CompiledModel compiled = new CompiledModel(model, CompileOptions.fromConfig((Value.Fields) c.field("compile")));
        int judged = (int) ((Value.Int) c.field("validation")).number();
        int samples = c.array("x0").shape().dim(0);
        List<Tensor> x = rows(c, "x", 0, samples - judged);
        List<Tensor> y = rows(c, "y", 0, samples - judged);
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        History history;
        try (PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            history = compiled.fit(x, y, fit -> {
                fit.shuffle(false).verbose(2).out(out).callbacks(callbacks(c, own));
                options(fit, (Value.Fields) c.field("fit"));
                if (judged > 0) {
                    fit.validationData(
                            rows(c, "x", samples - judged, samples), rows(c, "y", samples - judged, samples));
                }
                if (c.arrays().containsKey("s0")) {
                    fit.sampleWeight(rows(c, "s", 0, samples - judged));
                }
            });
        }
        checkLogs(c, history);
        assertThat(masked(printed.toString(StandardCharsets.UTF_8), own)).isEqualTo(c.text("printed"));
        if (c.fields().get("csv") instanceof Value.Text csv) {
            checkCsv(Files.readString(own.resolve("log.csv")), csv.text());
        }
        checkWeights(c, model, compiled);
        Map<String, Double> evaluated = compiled.evaluate(x, y, evaluate -> evaluate.verbose(0));
        Map<String, Value> expected = ((Value.Fields) c.field("evaluate")).fields();
        assertThat(evaluated).containsOnlyKeys(expected.keySet());
        expected.forEach((name, value) -> close("evaluate " + name, evaluated.get(name), value));
    }

    private static List<Tensor> rows(PackedCases.Case c, String name, int from, int to) {
        List<Tensor> all = new ArrayList<>();
        for (int i = 0; c.arrays().containsKey(name + i); i++) {
            PackedCases.Numbers array = c.array(name + i);
            int size = array.values().length / array.shape().dim(0);
            all.add(Tensor.of(
                    Arrays.copyOfRange(array.values(), from * size, to * size),
                    array.shape().with(0, to - from)));
        }
        return all;
    }

    private static void options(FitOptions fit, Value.Fields given) {
        given.fields().forEach((name, value) -> {
            switch (name) {
                case "epochs" -> fit.epochs(whole(value));
                case "batch_size" -> fit.batchSize(whole(value));
                case "initial_epoch" -> fit.initialEpoch(whole(value));
                case "steps_per_epoch" -> fit.stepsPerEpoch(whole(value));
                case "validation_split" -> fit.validationSplit(((Value.Real) value).number());
                case "validation_steps" -> fit.validationSteps(whole(value));
                case "validation_freq" -> fit.validationFreq(whole(value));
                case "validation_batch_size" -> fit.validationBatchSize(whole(value));
                case "class_weight" -> {
                    Map<Integer, Double> weights = new HashMap<>();
                    ((Value.Fields) value)
                            .fields()
                            .forEach((k, w) -> weights.put(Integer.valueOf(k), ((Value.Real) w).number()));
                    fit.classWeight(weights);
                }
                default -> throw new IllegalArgumentException(name);
            }
        });
    }

    private static int whole(Value value) {
        return (int) ((Value.Int) value).number();
    }

    private static List<Callback> callbacks(PackedCases.Case c, Path folder) {
        List<Callback> all = new ArrayList<>();
        for (Value entry : ((Value.Items) c.field("callbacks")).items()) {
            Value.Fields f = (Value.Fields) entry;
            all.add(callback(f.get("class_name"), new Config(f, "", Dialect.KERAS_3).object("config"), folder));
        }
        return all;
    }

    private static Callback callback(@Nullable Value name, Config config, Path folder) {
        boolean verbose = config.has("verbose");
        String className = name instanceof Value.Text t ? t.text() : "";
        return switch (className) {
            case "EarlyStopping" -> {
                EarlyStopping c = new EarlyStopping()
                        .monitor(config.text("monitor", "val_loss"))
                        .patience(config.integer("patience", 0))
                        .minDelta(config.real("min_delta", 0))
                        .startFromEpoch(config.integer("start_from_epoch", 0))
                        .restoreBestWeights(config.flag("restore_best_weights", false))
                        .verbose(verbose);
                yield config.has("baseline") ? c.baseline(config.real("baseline", 0)) : c;
            }
            case "ReduceLROnPlateau" ->
                new ReduceLROnPlateau()
                        .monitor(config.text("monitor", "val_loss"))
                        .patience(config.integer("patience", 10))
                        .factor(config.real("factor", 0.1))
                        .minDelta(config.real("min_delta", 1e-4))
                        .cooldown(config.integer("cooldown", 0))
                        .minLr(config.real("min_lr", 0))
                        .verbose(verbose);
            case "LearningRateScheduler" -> new LearningRateScheduler((epoch, rate) -> rate * 0.9).verbose(verbose);
            case "ModelCheckpoint" -> {
                ModelCheckpoint c = new ModelCheckpoint(config.text("filepath").replace("DIR", folder.toString()))
                        .saveBestOnly(config.flag("save_best_only", false))
                        .verbose(verbose);
                yield config.has("save_freq") ? c.saveFreq(config.integer("save_freq", 1)) : c;
            }
            case "CSVLogger" -> new CSVLogger(folder.resolve("log.csv")).separator(config.text("separator", ","));
            case "TerminateOnNaN" -> new TerminateOnNaN();
            case "SwapEMAWeights" -> new SwapEMAWeights().swapOnEpoch(config.flag("swap_on_epoch", false));
            default -> throw new IllegalArgumentException(className);
        };
    }

    private static void checkLogs(PackedCases.Case c, History history) {
        Map<String, Value> expected = ((Value.Fields) c.field("history")).fields();
        assertThat(history.history().keySet()).containsExactlyElementsOf(expected.keySet());
        expected.forEach((name, values) -> {
            List<Value> each = ((Value.Items) values).items();
            assertThat(history.get(name)).as(name).hasSameSizeAs(each);
            for (int i = 0; i < each.size(); i++) {
                close(name + "[" + i + "]", history.get(name).get(i), each.get(i));
            }
        });
    }

    private static void close(String what, @Nullable Double found, Value expected) {
        double e = expected instanceof Value.Real r ? r.number() : ((Value.Int) expected).number();
        if (Double.isFinite(e)) {
            assertThat(found).as(what).isCloseTo(e, Offset.offset(TOLERANCE * (1 + Math.abs(e))));
        } else {
            assertThat(found).as(what).isNotNull();
            assertThat(Double.isFinite(found == null ? 0 : found)).as(what).isFalse();
        }
    }

    private static void checkWeights(PackedCases.Case c, Model model, CompiledModel compiled) {
        List<WeightSpec> weights = model.parameters().specs();
        for (int i = 0; i < weights.size() && !c.name().equals("nan"); i++) {
            float[] w = compiled.model().parameters().get(weights.get(i).key());
            float[] keras = c.array("f" + i).values();
            for (int j = 0; j < w.length; j++) {
                assertThat((double) w[j])
                        .as("%s[%d]", weights.get(i).key(), j)
                        .isCloseTo(keras[j], Offset.offset(TOLERANCE * (1 + Math.abs(keras[j]))));
            }
        }
    }

    private static String masked(String text, Path folder) {
        return text.replaceAll(" - \\d+s - \\d+(s|ms|us)/step", " - Ts - T/step")
                .replace(folder.toString(), "DIR");
    }

    /** Numbers may differ in their last digits. */
    private static void checkCsv(String found, String expected) {
        String number = "-?\\d+\\.\\d+(e-?\\d+)?";
        assertThat(found.replaceAll(number, "x")).isEqualTo(expected.replaceAll(number, "x"));
    }
}
