package io.keratin.core.constraints;

import io.keratin.core.config.Value;
import io.keratin.core.tensor.Shape;

/** Weights below 0 become 0. */
public record NonNeg() implements Constraint {

    @Override
    public String className() {
        return "NonNeg";
    }

    @Override
    public Value.Fields config() {
        return Value.fields();
    }

    @Override
    public Bound bind(Shape shape) {
        return NonNeg::apply;
    }

    private static void apply(float[] w) {
        for (int i = 0; i < w.length; i++) {
            w[i] = Math.max(w[i], 0);
        }
    }
}
