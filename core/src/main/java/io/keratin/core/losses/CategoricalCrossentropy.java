package io.keratin.core.losses;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.tensor.Shape;
import java.util.List;

/**
 * -sum t log p: for labels that are probabilities of classes, such as one-hot rows.
 *
 * @param fromLogits whether predictions are before the softmax
 * @param labelSmoothing what part of a label all classes share, 0 to 1
 * @param axis of the classes
 */
public record CategoricalCrossentropy(
        boolean fromLogits, double labelSmoothing, int axis, Reduction reduction, String name) implements Loss {

    /** With Keras's defaults. */
    public static final CategoricalCrossentropy DEFAULTS =
            new CategoricalCrossentropy(false, 0.0, -1, Reduction.SUM_OVER_BATCH_SIZE, "categorical_crossentropy");

    /** Checks the options. */
    public CategoricalCrossentropy {
        Losses.smoothing(name, labelSmoothing);
    }

    static CategoricalCrossentropy fromConfig(Config config) {
        return new CategoricalCrossentropy(
                config.flag("from_logits", DEFAULTS.fromLogits),
                config.real("label_smoothing", DEFAULTS.labelSmoothing),
                config.integer("axis", DEFAULTS.axis),
                Losses.reduction(config),
                config.text("name", DEFAULTS.name));
    }

    @Override
    public String className() {
        return "CategoricalCrossentropy";
    }

    @Override
    public Value.Fields config() {
        return Value.fields(
                "name",
                name,
                "reduction",
                reduction.kerasName(),
                "from_logits",
                fromLogits,
                "label_smoothing",
                labelSmoothing,
                "axis",
                axis);
    }

    @Override
    public LossFunction function(Shape yTrue, Shape yPred) {
        int classes = Losses.lastOf(this, yTrue);
        Formula formula = fromLogits
                ? Formulas.categoricalOfLogits(labelSmoothing, classes)
                : Formulas.categorical(labelSmoothing, classes);
        return RowLossFunction.same(this, formula, yTrue, yPred, List.of(axis));
    }

    @Override
    public Loss onInputOf(String activation) {
        return activation.equals("softmax")
                ? new CategoricalCrossentropy(true, labelSmoothing, axis, reduction, name)
                : this;
    }
}
