package io.keratin.core.losses;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.tensor.Shape;

/**
 * Categorical cross-entropy with each term times alpha (1 - p)^gamma: what is right already counts less.
 *
 * @param fromLogits whether predictions are before the softmax
 * @param labelSmoothing what part of a label all classes share, 0 to 1
 * @param axis of the classes
 * @param alpha weight of all classes
 * @param gamma how much less
 */
public record CategoricalFocalCrossentropy(
        boolean fromLogits,
        double labelSmoothing,
        int axis,
        double alpha,
        double gamma,
        Reduction reduction,
        String name)
        implements Loss {

    /** With Keras's defaults. */
    public static final CategoricalFocalCrossentropy DEFAULTS = new CategoricalFocalCrossentropy(
            false, 0.0, -1, 0.25, 2.0, Reduction.SUM_OVER_BATCH_SIZE, "categorical_focal_crossentropy");

    /** Checks the options. */
    public CategoricalFocalCrossentropy {
        Losses.smoothing(name, labelSmoothing);
    }

    static CategoricalFocalCrossentropy fromConfig(Config config) {
        return new CategoricalFocalCrossentropy(
                config.flag("from_logits", DEFAULTS.fromLogits),
                config.real("label_smoothing", DEFAULTS.labelSmoothing),
                config.integer("axis", DEFAULTS.axis),
                config.real("alpha", DEFAULTS.alpha),
                config.real("gamma", DEFAULTS.gamma),
                Losses.reduction(config),
                config.text("name", DEFAULTS.name));
    }

    @Override
    public String className() {
        return "CategoricalFocalCrossentropy";
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
                "alpha",
                alpha,
                "gamma",
                gamma);
    }

    @Override
    public LossFunction function(Shape yTrue, Shape yPred) {
        int classes = Losses.lastOf(this, yTrue);
        Formula formula = Formulas.categoricalFocal(labelSmoothing, classes, alpha, gamma, fromLogits);
        return RowLossFunction.broadcast(this, formula, yTrue, yPred, axis);
    }
}
