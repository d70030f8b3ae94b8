package io.keratin.core.losses;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.tensor.Shape;

/**
 * Pulls embeddings of one class together and pushes others away; Sun et al. 2020. Labels are class numbers (B,), predictions unit vectors (B, D).
 *
 * @param gamma scale
 * @param margin how much is enough
 * @param removeDiagonal whether a sample is no positive of itself
 */
public record Circle(double gamma, double margin, boolean removeDiagonal, Reduction reduction, String name)
        implements Loss {

    /** With Keras's defaults. */
    public static final Circle DEFAULTS = new Circle(80.0, 0.4, true, Reduction.SUM_OVER_BATCH_SIZE, "circle");

    static Circle fromConfig(Config config) {
        return new Circle(
                config.real("gamma", DEFAULTS.gamma),
                config.real("margin", DEFAULTS.margin),
                config.flag("remove_diagonal", DEFAULTS.removeDiagonal),
                Losses.reduction(config),
                config.text("name", DEFAULTS.name));
    }

    @Override
    public String className() {
        return "Circle";
    }

    @Override
    public Value.Fields config() {
        return Value.fields(
                "name",
                name,
                "reduction",
                reduction.kerasName(),
                "gamma",
                gamma,
                "margin",
                margin,
                "remove_diagonal",
                removeDiagonal);
    }

    @Override
    public LossFunction function(Shape yTrue, Shape yPred) {
        return new CircleFunction(this, yTrue, yPred);
    }
}
