package io.keratin.core.losses;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.tensor.Shape;
import java.util.List;

/**
 * -t log p - (1 - t) log(1 - p): for labels 0 and 1.
 *
 * @param fromLogits whether predictions are before the sigmoid
 * @param labelSmoothing how far labels move towards 1/2, 0 to 1
 * @param axis along which values are averaged
 */
public record BinaryCrossentropy(boolean fromLogits, double labelSmoothing, int axis, Reduction reduction, String name)
        implements Loss {

    /** With Keras's defaults. */
    public static final BinaryCrossentropy DEFAULTS =
            new BinaryCrossentropy(false, 0.0, -1, Reduction.SUM_OVER_BATCH_SIZE, "binary_crossentropy");

    /** Checks the options. */
    public BinaryCrossentropy {
        Losses.smoothing(name, labelSmoothing);
    }

    static BinaryCrossentropy fromConfig(Config config) {
        return new BinaryCrossentropy(
                config.flag("from_logits", DEFAULTS.fromLogits),
                config.real("label_smoothing", DEFAULTS.labelSmoothing),
                config.integer("axis", DEFAULTS.axis),
                Losses.reduction(config),
                config.text("name", DEFAULTS.name));
    }

    @Override
    public String className() {
        return "BinaryCrossentropy";
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
        return RowLossFunction.same(
                this, Formulas.binaryCrossentropy(fromLogits, labelSmoothing), yTrue, yPred, List.of(axis));
    }

    @Override
    public Loss onInputOf(String activation) {
        return activation.equals("sigmoid")
                ? new BinaryCrossentropy(true, labelSmoothing, axis, reduction, name)
                : this;
    }
}
