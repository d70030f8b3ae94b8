package io.keratin.core.losses;

import io.keratin.core.config.Config;
import io.keratin.core.config.Registry;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Broadcasting;
import io.keratin.core.tensor.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keras's 22 losses by name: class names, names of functions and short names such as {@code mse}. Formulas:
 * {@code keras/src/losses} of Keras 3.15.1 on TensorFlow.
 */
public final class Losses {

    private static final Registry<Loss> KERAS = table();

    private Losses() {}

    private static Registry<Loss> table() {
        Map<String, Function<Config, Loss>> t = new LinkedHashMap<>();
        for (RowLoss.Kind kind : RowLoss.Kind.values()) {
            put(t, kind.className(), kind.function(), kind.factory());
        }
        put(t, "CosineSimilarity", "cosine_similarity", CosineSimilarity::fromConfig);
        put(t, "Huber", "huber", Huber::fromConfig);
        put(t, "BinaryCrossentropy", "binary_crossentropy", BinaryCrossentropy::fromConfig);
        put(t, "BinaryFocalCrossentropy", "binary_focal_crossentropy", BinaryFocalCrossentropy::fromConfig);
        put(t, "CategoricalCrossentropy", "categorical_crossentropy", CategoricalCrossentropy::fromConfig);
        put(
                t,
                "CategoricalFocalCrossentropy",
                "categorical_focal_crossentropy",
                CategoricalFocalCrossentropy::fromConfig);
        put(
                t,
                "SparseCategoricalCrossentropy",
                "sparse_categorical_crossentropy",
                SparseCategoricalCrossentropy::fromConfig);
        put(
                t,
                "CategoricalGeneralizedCrossEntropy",
                "categorical_generalized_cross_entropy",
                CategoricalGeneralizedCrossEntropy::fromConfig);
        put(t, "Dice", "dice", Dice::fromConfig);
        put(t, "Tversky", "tversky", Tversky::fromConfig);
        put(t, "Circle", "circle", Circle::fromConfig);
        put(t, "CTC", "ctc", Ctc::fromConfig);
        shortName(t, "mse", "mean_squared_error");
        shortName(t, "mae", "mean_absolute_error");
        shortName(t, "mape", "mean_absolute_percentage_error");
        shortName(t, "msle", "mean_squared_logarithmic_error");
        shortName(t, "bce", "binary_crossentropy");
        shortName(t, "kld", "kl_divergence");
        shortName(t, "logcosh", "log_cosh");
        shortName(t, "kullback_leibler_divergence", "kl_divergence");
        return new Registry<>("loss", t);
    }

    private static void put(
            Map<String, Function<Config, Loss>> table,
            String className,
            String function,
            Function<Config, Loss> factory) {
        table.put(className, factory);
        table.put(function, factory);
    }

    private static void shortName(Map<String, Function<Config, Loss>> table, String name, String function) {
        Function<Config, Loss> factory = Objects.requireNonNull(table.get(function), function);
        table.put(name, factory);
        table.put(name.toUpperCase(Locale.ROOT), factory);
    }

    /** All losses that Keratin brings. */
    public static Registry<Loss> keras() {
        return KERAS;
    }

    /**
     * The loss of a name with Keras's defaults.
     *
     * @throws IllegalArgumentException if the name is unknown; the message has similar ones
     */
    public static Loss get(String name) {
        return KERAS.get(name);
    }

    /** A loss as Keras serialises it. */
    public static Value.Fields entry(Loss loss) {
        return Registry.entry("keras.losses", loss.className(), loss.config());
    }

    /**
     * The loss that {@code compile} takes for a name: {@code crossentropy} and {@code ce} stand for the binary, the sparse or
     * the categorical one, by the shapes of labels and predictions.
     *
     * @throws IllegalArgumentException if the name is unknown; the message has similar ones
     */
    public static Loss get(String name, Shape yTrue, Shape yPred) {
        String lower = name.toLowerCase(Locale.ROOT);
        return get(
                lower.equals("crossentropy") || lower.equals("ce")
                        ? Targets.of(yTrue, yPred).word() + "_crossentropy"
                        : name);
    }

    /**
     * A function over the rows along an axis, of labels that are broadcast to the predictions: for metrics.
     *
     * @param what what an error calls it: {@code "metric 'x': "}
     */
    public static ValueFunction rows(String what, RowValue value, Shape yTrue, Shape yPred, int... axes) {
        Shape[] pair = Broadcasting.sameRank(yTrue, yPred);
        Shape both = Broadcasting.shape(what + "labels and predictions", pair[0], pair[1]);
        return new RowValues(value, pair[0], pair[1], both, RowValues.canonical(what, both, axes));
    }

    /** What Keras writes of reduction None is a null. */
    static Reduction reduction(Config config) {
        return config.fields().get("reduction") == Value.Nothing.NULL
                ? Reduction.NONE
                : Reduction.of(config.text("reduction", Reduction.SUM_OVER_BATCH_SIZE.kerasName()));
    }

    static @Nullable List<Integer> axes(Config config) {
        int[] axes = config.integers("axis");
        return axes == null ? null : Arrays.stream(axes).boxed().toList();
    }

    static void smoothing(String name, double smoothing) {
        if (!(smoothing >= 0 && smoothing <= 1)) {
            throw new IllegalArgumentException(
                    "loss '" + name + "': label_smoothing must be from 0 to 1, got " + smoothing);
        }
    }

    /** The last dimension of labels. */
    static int lastOf(Loss loss, Shape yTrue) {
        if (yTrue.rank() == 0) {
            throw new ShapeException("loss '" + loss.name() + "': labels have no axis of classes");
        }
        return yTrue.last();
    }

    /** Refuses labels unless all name classes. */
    static void checkAll(Loss loss, float[] labels, int classes) {
        for (float label : labels) {
            label(loss, label, classes);
        }
    }

    /** A label that must name a class. */
    static int label(Loss loss, float label, int classes) {
        int id = (int) label;
        if (id < 0 || id >= classes || Float.isNaN(label)) {
            throw new IllegalArgumentException("loss '" + loss.name() + "': a label is "
                    + (label == id ? Integer.toString(id) : Float.toString(label)) + ", but predictions have "
                    + classes + " classes, 0 to " + (classes - 1));
        }
        return id;
    }
}
