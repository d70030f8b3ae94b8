package io.keratin.core.losses;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.tensor.Shape;
import java.util.List;

/**
 * Binary cross-entropy times (1 - how probable the label is)^gamma: what is right already counts less.
 *
 * @param fromLogits whether predictions are before the sigmoid
 * @param labelSmoothing how far labels move towards 1/2, 0 to 1
 * @param axis along which values are averaged
 * @param applyClassBalancing whether {@code alpha} weighs the classes
 * @param alpha weight of class 1; class 0 has the rest
 * @param gamma how much less
 */
public record BinaryFocalCrossentropy(
        boolean fromLogits,
        double labelSmoothing,
        int axis,
        boolean applyClassBalancing,
        double alpha,
        double gamma,
        Reduction reduction,
        String name)
        implements Loss {

    /** With Keras's defaults. */
    public static final BinaryFocalCrossentropy DEFAULTS = new BinaryFocalCrossentropy(
            false, 0.0, -1, false, 0.25, 2.0, Reduction.SUM_OVER_BATCH_SIZE, "binary_focal_crossentropy");

    /** Checks the options. */
    public BinaryFocalCrossentropy {
        Losses.smoothing(name, labelSmoothing);
    }

    static BinaryFocalCrossentropy fromConfig(Config config) {
        return new BinaryFocalCrossentropy(
                config.flag("from_logits", DEFAULTS.fromLogits),
                config.real("label_smoothing", DEFAULTS.labelSmoothing),
                config.integer("axis", DEFAULTS.axis),
                config.flag("apply_class_balancing", DEFAULTS.applyClassBalancing),
                config.real("alpha", DEFAULTS.alpha),
                config.real("gamma", DEFAULTS.gamma),
                Losses.reduction(config),
                config.text("name", DEFAULTS.name));
    }

    @Override
    public String className() {
        return "BinaryFocalCrossentropy";
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
                axis,
                "apply_class_balancing",
                applyClassBalancing,
                "alpha",
                alpha,
                "gamma",
                gamma);
    }

    @Override
    public LossFunction function(Shape yTrue, Shape yPred) {
        return RowLossFunction.same(
                this,
                Formulas.binaryFocal(fromLogits, labelSmoothing, gamma, applyClassBalancing, alpha),
                yTrue,
                yPred,
                List.of(axis));
    }

    @Override
    public Loss onInputOf(String activation) {
        return activation.equals("sigmoid")
                ? new BinaryFocalCrossentropy(
                        true, labelSmoothing, axis, applyClassBalancing, alpha, gamma, reduction, name)
                : this;
    }
}
