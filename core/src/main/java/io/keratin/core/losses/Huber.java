package io.keratin.core.losses;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.tensor.Shape;

/**
 * Half the squared error up to {@code delta}, beyond it the absolute error in a straight line.
 *
 * @param delta where it becomes linear
 */
public record Huber(double delta, Reduction reduction, String name) implements Loss {

    /** With Keras's defaults. */
    public static final Huber DEFAULTS = new Huber(1.0, Reduction.SUM_OVER_BATCH_SIZE, "huber_loss");

    static Huber fromConfig(Config config) {
        return new Huber(
                config.real("delta", DEFAULTS.delta), Losses.reduction(config), config.text("name", DEFAULTS.name));
    }

    @Override
    public String className() {
        return "Huber";
    }

    @Override
    public Value.Fields config() {
        return Value.fields("name", name, "reduction", reduction.kerasName(), "delta", delta);
    }

    @Override
    public LossFunction function(Shape yTrue, Shape yPred) {
        return RowLossFunction.broadcast(this, Formulas.huber(delta), yTrue, yPred, -1);
    }
}
