package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;

/**
 * x for x &gt; 0, else alpha · (exp(x) - 1).
 *
 * @param alpha the limit for large negative x is -alpha
 */
public record Elu(float alpha) implements ElementwiseLayer {

    /** An ELU with Keras's default. */
    public Elu() {
        this(1);
    }

    static Elu fromConfig(Config config, LayerRegistry registry) {
        return new Elu((float) config.real("alpha", new Elu().alpha));
    }

    @Override
    public String className() {
        return "ELU";
    }

    @Override
    public float apply(float x) {
        return x > 0 ? x : (float) (alpha * Math.expm1(x));
    }

    @Override
    public float slope(float x) {
        return x > 0 ? 1 : (float) (alpha * Math.exp(x));
    }

    @Override
    public Value.Fields config() {
        return Value.fields("alpha", alpha);
    }
}
