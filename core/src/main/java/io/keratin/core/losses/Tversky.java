package io.keratin.core.losses;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * 1 - I / (I + alpha sum(t (1 - p)) + beta sum(p (1 - t))) with I = sum(t p): Dice with weights for what is missed and what is too much.
 *
 * @param alpha weight of what is missed
 * @param beta weight of what is too much
 * @param axis over which sums run; null for all, batch included
 */
public record Tversky(double alpha, double beta, @Nullable List<Integer> axis, Reduction reduction, String name)
        implements Loss {

    /** With Keras's defaults. */
    public static final Tversky DEFAULTS = new Tversky(0.5, 0.5, null, Reduction.SUM_OVER_BATCH_SIZE, "tversky");

    static Tversky fromConfig(Config config) {
        return new Tversky(
                config.real("alpha", DEFAULTS.alpha),
                config.real("beta", DEFAULTS.beta),
                Losses.axes(config),
                Losses.reduction(config),
                config.text("name", DEFAULTS.name));
    }

    @Override
    public String className() {
        return "Tversky";
    }

    @Override
    public Value.Fields config() {
        return Value.fields(
                "name", name, "reduction", reduction.kerasName(), "alpha", alpha, "beta", beta, "axis", axis);
    }

    @Override
    public LossFunction function(Shape yTrue, Shape yPred) {
        return RowLossFunction.same(this, Formulas.tversky(alpha, beta), yTrue, yPred, axis);
    }
}
