package io.keratin.core.losses;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.tensor.Shape;

/**
 * (1 - p^q) / q with p the probability of the class that a label names: between cross-entropy and absolute error, for labels with noise.
 *
 * @param q above 0 and below 1: from cross-entropy to absolute error
 */
public record CategoricalGeneralizedCrossEntropy(double q, Reduction reduction, String name) implements Loss {

    /** With Keras's defaults. */
    public static final CategoricalGeneralizedCrossEntropy DEFAULTS = new CategoricalGeneralizedCrossEntropy(
            0.5, Reduction.SUM_OVER_BATCH_SIZE, "categorical_generalized_cross_entropy");

    /** Checks the options. */
    public CategoricalGeneralizedCrossEntropy {
        if (!(q > 0 && q < 1)) {
            throw new IllegalArgumentException("loss '" + name + "': q must be above 0 and below 1, got " + q);
        }
    }

    static CategoricalGeneralizedCrossEntropy fromConfig(Config config) {
        return new CategoricalGeneralizedCrossEntropy(
                config.real("q", DEFAULTS.q), Losses.reduction(config), config.text("name", DEFAULTS.name));
    }

    @Override
    public String className() {
        return "CategoricalGeneralizedCrossEntropy";
    }

    @Override
    public Value.Fields config() {
        return Value.fields("name", name, "reduction", reduction.kerasName(), "q", q);
    }

    @Override
    public void checkLabels(float[] yTrue, int classes) {
        Losses.checkAll(this, yTrue, classes);
    }

    @Override
    public LossFunction function(Shape yTrue, Shape yPred) {
        return new GeneralizedFunction(this, yTrue, yPred);
    }
}
