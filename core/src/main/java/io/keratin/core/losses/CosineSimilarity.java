package io.keratin.core.losses;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.tensor.Shape;

/**
 * -cos of the angle between labels and predictions along an axis: -1 where they point the same way.
 *
 * @param axis of the vectors
 */
public record CosineSimilarity(int axis, Reduction reduction, String name) implements Loss {

    /** With Keras's defaults. */
    public static final CosineSimilarity DEFAULTS =
            new CosineSimilarity(-1, Reduction.SUM_OVER_BATCH_SIZE, "cosine_similarity");

    static CosineSimilarity fromConfig(Config config) {
        return new CosineSimilarity(
                config.integer("axis", DEFAULTS.axis), Losses.reduction(config), config.text("name", DEFAULTS.name));
    }

    @Override
    public String className() {
        return "CosineSimilarity";
    }

    @Override
    public Value.Fields config() {
        return Value.fields("name", name, "reduction", reduction.kerasName(), "axis", axis);
    }

    @Override
    public LossFunction function(Shape yTrue, Shape yPred) {
        return RowLossFunction.broadcast(this, Formulas.COSINE, yTrue, yPred, axis);
    }
}
