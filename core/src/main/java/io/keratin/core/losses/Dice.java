package io.keratin.core.losses;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * 1 - 2 sum(t p) / (sum t + sum p): for masks of images.
 *
 * @param axis over which sums run; null for all, batch included
 */
public record Dice(@Nullable List<Integer> axis, Reduction reduction, String name) implements Loss {

    /** With Keras's defaults. */
    public static final Dice DEFAULTS = new Dice(null, Reduction.SUM_OVER_BATCH_SIZE, "dice");

    static Dice fromConfig(Config config) {
        return new Dice(Losses.axes(config), Losses.reduction(config), config.text("name", DEFAULTS.name));
    }

    @Override
    public String className() {
        return "Dice";
    }

    @Override
    public Value.Fields config() {
        return Value.fields("name", name, "reduction", reduction.kerasName(), "axis", axis);
    }

    @Override
    public LossFunction function(Shape yTrue, Shape yPred) {
        return RowLossFunction.same(this, Formulas.DICE, yTrue, yPred, axis);
    }
}
