package io.keratin.core.metrics;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.losses.BinaryCrossentropy;
import io.keratin.core.losses.CategoricalCrossentropy;
import io.keratin.core.losses.CosineSimilarity;
import io.keratin.core.losses.Losses;
import io.keratin.core.losses.Reduction;
import io.keratin.core.losses.RowLoss;
import io.keratin.core.losses.SparseCategoricalCrossentropy;
import io.keratin.core.losses.ValueFunction;
import io.keratin.core.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A metric that is a mean over samples: of a loss, of hits, of correlations; and a plain mean or sum of predictions.
 *
 * @param kind which one
 * @param name under which results are shown
 * @param options its options by Keras's key, all of them
 */
public record MeanMetric(Kind kind, String name, Map<String, Value> options) implements Metric {

    /** The metrics that are means, with the names and the options that Keras gives them. */
    public enum Kind {
        /** The mean of the predictions. */
        MEAN("Mean", "mean"),
        /** The sum of the predictions. */
        SUM("Sum", "sum"),
        /** mean (p - t)². */
        MEAN_SQUARED_ERROR("MeanSquaredError", "mean_squared_error"),
        /** root of the mean (p - t)². */
        ROOT_MEAN_SQUARED_ERROR("RootMeanSquaredError", "root_mean_squared_error"),
        /** mean |p - t|. */
        MEAN_ABSOLUTE_ERROR("MeanAbsoluteError", "mean_absolute_error"),
        /** 100 mean |(p - t) / t|. */
        MEAN_ABSOLUTE_PERCENTAGE_ERROR("MeanAbsolutePercentageError", "mean_absolute_percentage_error"),
        /** mean (log(p + 1) - log(t + 1))². */
        MEAN_SQUARED_LOGARITHMIC_ERROR("MeanSquaredLogarithmicError", "mean_squared_logarithmic_error"),
        /** mean log cosh(p - t). */
        LOG_COSH_ERROR("LogCoshError", "logcosh"),
        /** cos of the angle between labels and predictions. */
        COSINE_SIMILARITY("CosineSimilarity", "cosine_similarity", "axis", -1),
        /** How far both rise and fall together, -1 to 1. */
        PEARSON_CORRELATION("PearsonCorrelation", "pearson_correlation", "axis", -1),
        /** Pearson's correlation that also counts a difference of means and of scale. */
        CONCORDANCE_CORRELATION("ConcordanceCorrelation", "concordance_correlation", "axis", -1),
        /** mean max(1 - t p, 0). */
        HINGE("Hinge", "hinge"),
        /** mean max(1 - t p, 0)². */
        SQUARED_HINGE("SquaredHinge", "squared_hinge"),
        /** max(0, 1 + max((1 - t) p) - sum(t p)). */
        CATEGORICAL_HINGE("CategoricalHinge", "categorical_hinge"),
        /** sum t log(t / p). */
        KL_DIVERGENCE("KLDivergence", "kl_divergence"),
        /** mean p - t log p. */
        POISSON("Poisson", "poisson"),
        /** Cross-entropy of labels 0 and 1. */
        BINARY_CROSSENTROPY("BinaryCrossentropy", "binary_crossentropy", "from_logits", false, "label_smoothing", 0.0),
        /** Cross-entropy of labels that are rows of probabilities. */
        CATEGORICAL_CROSSENTROPY(
                "CategoricalCrossentropy",
                "categorical_crossentropy",
                "from_logits",
                false,
                "label_smoothing",
                0.0,
                "axis",
                -1),
        /** Cross-entropy of labels that are class numbers. */
        SPARSE_CATEGORICAL_CROSSENTROPY(
                "SparseCategoricalCrossentropy",
                "sparse_categorical_crossentropy",
                "from_logits",
                false,
                "ignore_class",
                null,
                "axis",
                -1),
        /** How often predictions equal labels. */
        ACCURACY("Accuracy", "accuracy"),
        /** How often predictions are on the side of a threshold where labels 0 and 1 say. */
        BINARY_ACCURACY("BinaryAccuracy", "binary_accuracy", "threshold", 0.5),
        /** How often the largest prediction is where the largest label is. */
        CATEGORICAL_ACCURACY("CategoricalAccuracy", "categorical_accuracy"),
        /** How often the largest prediction is that of the label's class number. */
        SPARSE_CATEGORICAL_ACCURACY("SparseCategoricalAccuracy", "sparse_categorical_accuracy"),
        /** How often fewer than k predictions are larger than that where the largest label is. */
        TOP_K_CATEGORICAL_ACCURACY("TopKCategoricalAccuracy", "top_k_categorical_accuracy", "k", 5),
        /** How often fewer than k predictions are larger than that of the label's class number. */
        SPARSE_TOP_K_CATEGORICAL_ACCURACY(
                "SparseTopKCategoricalAccuracy", "sparse_top_k_categorical_accuracy", "k", 5, "from_sorted_ids", false);

        private final String className;
        private final String defaultName;

        @SuppressWarnings("ImmutableEnumChecker") // a map of immutable values that nobody changes
        private final Map<String, Value> defaults;

        Kind(String className, String defaultName, @Nullable Object... defaults) {
            this.className = className;
            this.defaultName = defaultName;
            this.defaults = Value.fields(defaults).fields();
        }

        /** Keras's class name. */
        public String className() {
            return className;
        }

        MeanMetric fromConfig(Config config) {
            Map<String, Value> options = new LinkedHashMap<>();
            defaults.forEach((key, absent) -> options.put(key, option(config, key, absent)));
            return new MeanMetric(this, config.text("name", defaultName), options);
        }

        private static Value option(Config config, String key, Value absent) {
            if (absent instanceof Value.Flag f) {
                return Value.of(config.flag(key, f.flag()));
            } else if (absent instanceof Value.Real r) {
                return Value.of(config.real(key, r.number()));
            }
            return config.has(key) ? Value.of(config.integer(key)) : absent;
        }
    }

    /** A copy of the options that keeps their order. */
    public MeanMetric {
        options = new Value.Fields(options).fields();
    }

    /** A metric with Keras's defaults. */
    public MeanMetric(Kind kind) {
        this(kind, kind.defaultName, kind.defaults);
    }

    @Override
    public String className() {
        return kind.className;
    }

    @Override
    public MeanMetric withName(String other) {
        return new MeanMetric(kind, other, options);
    }

    @Override
    public Value.Fields config() {
        return Metrics.config(name, "float32", new Value.Fields(options));
    }

    private boolean flag(String key) {
        return new Value.Flag(true).equals(options.get(key));
    }

    private double real(String key) {
        return options.get(key) instanceof Value.Real r ? r.number() : integer(key);
    }

    private int integer(String key) {
        return options.get(key) instanceof Value.Int i ? (int) i.number() : 0;
    }

    @Override
    public Direction direction() {
        return switch (kind) {
            case MEAN, SUM -> Direction.UNKNOWN;
            case COSINE_SIMILARITY,
                    PEARSON_CORRELATION,
                    CONCORDANCE_CORRELATION,
                    ACCURACY,
                    BINARY_ACCURACY,
                    CATEGORICAL_ACCURACY,
                    SPARSE_CATEGORICAL_ACCURACY,
                    TOP_K_CATEGORICAL_ACCURACY,
                    SPARSE_TOP_K_CATEGORICAL_ACCURACY -> Direction.UP;
            default -> Direction.DOWN;
        };
    }

    @Override
    public MetricState state() {
        boolean root = kind == Kind.ROOT_MEAN_SQUARED_ERROR;
        boolean plain = kind == Kind.MEAN || kind == Kind.SUM;
        return new MeanState(name, this::function, kind == Kind.SUM, root, !root && !plain);
    }

    private ValueFunction function(Shape t, Shape p) {
        String what = "metric '" + name + "': ";
        return switch (kind) {
            case MEAN, SUM -> Losses.rows(what, (a, b, i, n) -> b[i], p, p);
            case MEAN_SQUARED_ERROR -> loss(RowLoss.Kind.MEAN_SQUARED_ERROR, t, p);
            case MEAN_ABSOLUTE_ERROR -> loss(RowLoss.Kind.MEAN_ABSOLUTE_ERROR, t, p);
            case MEAN_ABSOLUTE_PERCENTAGE_ERROR -> loss(RowLoss.Kind.MEAN_ABSOLUTE_PERCENTAGE_ERROR, t, p);
            case MEAN_SQUARED_LOGARITHMIC_ERROR -> loss(RowLoss.Kind.MEAN_SQUARED_LOGARITHMIC_ERROR, t, p);
            case LOG_COSH_ERROR -> loss(RowLoss.Kind.LOG_COSH, t, p);
            case HINGE -> loss(RowLoss.Kind.HINGE, t, p);
            case SQUARED_HINGE -> loss(RowLoss.Kind.SQUARED_HINGE, t, p);
            case CATEGORICAL_HINGE -> loss(RowLoss.Kind.CATEGORICAL_HINGE, t, p);
            case KL_DIVERGENCE -> loss(RowLoss.Kind.KL_DIVERGENCE, t, p);
            case POISSON -> loss(RowLoss.Kind.POISSON, t, p);
            case ROOT_MEAN_SQUARED_ERROR ->
                Losses.rows(what, (a, b, i, n) -> ((double) b[i] - a[i]) * ((double) b[i] - a[i]), t, p);
            case COSINE_SIMILARITY ->
                new Negated(new CosineSimilarity(integer("axis"), Reduction.NONE, name).function(t, p));
            case PEARSON_CORRELATION -> Losses.rows(what, Correlation::pearson, t, p, integer("axis"));
            case CONCORDANCE_CORRELATION -> Losses.rows(what, Correlation::concordance, t, p, integer("axis"));
            case BINARY_CROSSENTROPY ->
                new BinaryCrossentropy(flag("from_logits"), real("label_smoothing"), -1, Reduction.NONE, name)
                        .function(t, p);
            case CATEGORICAL_CROSSENTROPY ->
                new CategoricalCrossentropy(
                                flag("from_logits"), real("label_smoothing"), integer("axis"), Reduction.NONE, name)
                        .function(t, p);
            case SPARSE_CATEGORICAL_CROSSENTROPY ->
                new SparseCategoricalCrossentropy(
                                flag("from_logits"),
                                options.get("ignore_class") instanceof Value.Int i ? (Integer) (int) i.number() : null,
                                Reduction.NONE,
                                name)
                        .function(t, p);
            case ACCURACY -> Losses.rows(what, (a, b, i, n) -> a[i] == b[i] ? 1 : 0, t, p);
            case BINARY_ACCURACY -> {
                float threshold = (float) real("threshold");
                yield Losses.rows(what, (a, b, i, n) -> a[i] == (b[i] > threshold ? 1 : 0) ? 1 : 0, t, p);
            }
            case CATEGORICAL_ACCURACY -> new Hits(what, t, p, false, 0, false);
            case SPARSE_CATEGORICAL_ACCURACY -> new Hits(what, t, p, true, 0, false);
            case TOP_K_CATEGORICAL_ACCURACY -> new Hits(what, t, p, false, integer("k"), false);
            case SPARSE_TOP_K_CATEGORICAL_ACCURACY -> new Hits(what, t, p, true, integer("k"), flag("from_sorted_ids"));
        };
    }

    private ValueFunction loss(RowLoss.Kind loss, Shape t, Shape p) {
        return new RowLoss(loss, Reduction.NONE, name).function(t, p);
    }

    private record Negated(ValueFunction function) implements ValueFunction {
        @Override
        public Shape shape() {
            return function.shape();
        }

        @Override
        public void values(float[] yTrue, float[] yPred, float[] values) {
            function.values(yTrue, yPred, values);
            for (int i = 0; i < values.length; i++) {
                values[i] = -values[i];
            }
        }
    }

    /** Metrics of this kind by name: the class, the function and short names. */
    static List<String> shortNames(Kind kind) {
        return switch (kind) {
            case MEAN_SQUARED_ERROR -> List.of("mse", "MSE");
            case MEAN_ABSOLUTE_ERROR -> List.of("mae", "MAE");
            case MEAN_ABSOLUTE_PERCENTAGE_ERROR -> List.of("mape", "MAPE");
            case MEAN_SQUARED_LOGARITHMIC_ERROR -> List.of("msle", "MSLE");
            case BINARY_CROSSENTROPY -> List.of("bce", "BCE");
            case LOG_COSH_ERROR -> List.of("log_cosh", "log_cosh_error");
            default -> List.of();
        };
    }
}
