package io.keratin.core.layers;

import io.keratin.core.config.Config;

/**
 * The mean of every window: y[t] = mean of x[t · strides - before + k] for k = 0 to poolSize - 1; padding does not count.
 *
 * <p>(B, T, X) to (B, T', X), or (B, X, T) to (B, X, T') where channels come first. A mask ends here, as in Keras.
 *
 * @param poolSize steps in a window
 * @param strides steps from one window to the next
 * @param padding what stands beyond the ends: nothing, or padding at both
 * @param channelsFirst whether the input is (B, X, T)
 */
public record AveragePooling1d(int poolSize, int strides, Padding padding, boolean channelsFirst) implements Pooling1d {

    /** Checks the options. */
    public AveragePooling1d {
        Pooling1d.check("AveragePooling1D", poolSize, strides, padding);
    }

    /** An AveragePooling1D with Keras's defaults: windows side by side. */
    public AveragePooling1d(int poolSize) {
        this(poolSize, poolSize, Padding.VALID, false);
    }

    static AveragePooling1d fromConfig(Config config, LayerRegistry registry) {
        AveragePooling1d defaults = new AveragePooling1d(Checks.single(config, "pool_size"));
        return Pooling1d.read(config, defaults, AveragePooling1d::new);
    }

    @Override
    public String className() {
        return "AveragePooling1D";
    }

    @Override
    public Layer bind(Binding binding) {
        return reduce(Reduction.mean(binding.kernels()));
    }
}
