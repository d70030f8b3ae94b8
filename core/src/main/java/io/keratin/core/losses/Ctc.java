package io.keratin.core.losses;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.tensor.Shape;

/**
 * -log of the probability that logits over time (B, T, C) spell the labels (B, L), with blanks of class 0 between; Graves et al. 2006. Labels end where 0 begins.
 *
 */
public record Ctc(Reduction reduction, String name) implements Loss {

    /** With Keras's defaults. */
    public static final Ctc DEFAULTS = new Ctc(Reduction.SUM_OVER_BATCH_SIZE, "ctc");

    static Ctc fromConfig(Config config) {
        return new Ctc(Losses.reduction(config), config.text("name", DEFAULTS.name));
    }

    @Override
    public String className() {
        return "CTC";
    }

    @Override
    public Value.Fields config() {
        return Value.fields("name", name, "reduction", reduction.kerasName());
    }

    @Override
    public void checkLabels(float[] yTrue, int classes) {
        Losses.checkAll(this, yTrue, classes);
    }

    @Override
    public LossFunction function(Shape yTrue, Shape yPred) {
        return new CtcFunction(this, yTrue, yPred);
    }
}
