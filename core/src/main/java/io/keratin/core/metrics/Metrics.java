package io.keratin.core.metrics;

import io.keratin.core.config.Config;
import io.keratin.core.config.Registry;
import io.keratin.core.config.Value;
import io.keratin.core.losses.Targets;
import io.keratin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Keras's 44 metrics by name: class names, the same in snake case, names of functions and short names such as {@code mse}. */
public final class Metrics {

    private static final Registry<Metric> KERAS = table();

    private Metrics() {}

    private static Registry<Metric> table() {
        Map<String, Function<Config, Metric>> t = new LinkedHashMap<>();
        for (MeanMetric.Kind kind : MeanMetric.Kind.values()) {
            put(t, kind.className(), kind::fromConfig);
            MeanMetric.shortNames(kind).forEach(name -> t.put(name, kind::fromConfig));
        }
        for (Confusion.Kind kind : Confusion.Kind.values()) {
            put(t, kind.className(), kind.factory());
        }
        for (AtLeast.Kind kind : AtLeast.Kind.values()) {
            put(t, kind.className(), kind.factory());
        }
        for (Iou.Kind kind : Iou.Kind.values()) {
            put(t, kind.className(), kind.factory());
        }
        put(t, "AUC", Auc::fromConfig);
        put(t, "FBetaScore", FBetaScore::fromConfig);
        put(t, "F1Score", FBetaScore::f1);
        put(t, "R2Score", R2Score::fromConfig);
        return new Registry<>("metric", t);
    }

    private static void put(
            Map<String, Function<Config, Metric>> table, String className, Function<Config, Metric> factory) {
        table.put(className, factory);
        table.put(snakeCase(className), factory);
    }

    /** Keras's {@code to_snake_case}: {@code AUC} becomes {@code auc}, {@code MeanIoU} {@code mean_io_u}. */
    private static String snakeCase(String className) {
        return className
                .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
                .replaceAll("([a-z])([A-Z])", "$1_$2")
                .toLowerCase(Locale.ROOT);
    }

    /** All metrics that Keratin brings. */
    public static Registry<Metric> keras() {
        return KERAS;
    }

    /**
     * The metric of a name with Keras's defaults.
     *
     * @throws IllegalArgumentException if the name is unknown; the message has similar ones
     */
    public static Metric get(String name) {
        return KERAS.get(name);
    }

    /**
     * The metric that {@code compile} takes for a name, under that name: {@code accuracy} and {@code acc} stand for the
     * binary, the sparse or the categorical one, by the shapes of labels and predictions.
     *
     * @throws IllegalArgumentException if the name is unknown; the message has similar ones
     */
    public static Metric get(String name, Shape yTrue, Shape yPred) {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean accuracy = lower.equals("accuracy") || lower.equals("acc");
        return get(accuracy ? Targets.of(yTrue, yPred).word() + "_accuracy" : name)
                .withName(name);
    }

    /** A metric as Keras serialises it. */
    public static Value.Fields entry(Metric metric) {
        return Registry.entry("keras.metrics", metric.className(), metric.config());
    }

    static Value.Fields config(String name, String dtype, Value.Fields options) {
        Map<String, Value> all =
                new LinkedHashMap<>(Value.fields("name", name, "dtype", dtype).fields());
        all.putAll(options.fields());
        return new Value.Fields(all);
    }

    static void check(String metric, boolean holds, String rule, @Nullable Object found) {
        if (!holds) {
            throw new IllegalArgumentException("metric '" + metric + "': " + rule + ", got " + found);
        }
    }

    /** A list of numbers; one counts as a list of one. */
    static List<Double> reals(Config config, String key) {
        Value given = config.value(key);
        if (given instanceof Value.Fields f && f.get("config") instanceof Value.Fields tensor) {
            given = tensor.get("value");
        }
        List<Value> items =
                given instanceof Value.Items list ? list.items() : given == null ? List.of() : List.of(given);
        List<Double> out = new ArrayList<>();
        for (Value item : items) {
            if (item instanceof Value.Real r) {
                out.add(r.number());
            } else if (item instanceof Value.Int i) {
                out.add((double) i.number());
            } else {
                throw config.error(key, "expected numbers, found " + given);
            }
        }
        return out;
    }

    /** The constant that a key names in any case, or {@code absent} if it is not there. */
    static <E extends Enum<E>> E choice(Config config, String key, E[] values, E absent) {
        if (!config.has(key)) {
            return absent;
        }
        List<String> names = new ArrayList<>();
        for (E value : values) {
            names.add(value.name().toLowerCase(Locale.ROOT));
            if (names.get(names.size() - 1).equals(config.text(key).toLowerCase(Locale.ROOT))) {
                return value;
            }
        }
        throw config.error(key, "expected one of " + String.join(", ", names) + ", found " + config.value(key));
    }

    /** n thresholds from 0 to 1. */
    static double[] evenly(int n) {
        double[] at = new double[n];
        for (int i = 0; i < n; i++) {
            at[i] = i / (double) (n - 1);
        }
        return at;
    }

    /** a / (a + b), 0 where both are. */
    static float[] shares(float[] a, float[] b) {
        float[] out = new float[a.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = MetricState.ratio(a[i], a[i] + b[i]);
        }
        return out;
    }
}
