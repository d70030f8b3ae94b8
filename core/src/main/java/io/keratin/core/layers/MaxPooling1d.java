package io.keratin.core.layers;

import io.keratin.core.config.Config;

/**
 * The largest number of every window: y[t] = max of x[t · strides - before + k] for k = 0 to poolSize - 1.
 *
 * <p>NaN is passed over, as TensorFlow does.
 *
 * <p>(B, T, X) to (B, T', X), or (B, X, T) to (B, X, T') where channels come first. A mask ends here, as in Keras.
 *
 * @param poolSize steps in a window
 * @param strides steps from one window to the next
 * @param padding what stands beyond the ends: nothing, or padding at both
 * @param channelsFirst whether the input is (B, X, T)
 */
public record MaxPooling1d(int poolSize, int strides, Padding padding, boolean channelsFirst) implements Pooling1d {

    /** Checks the options. */
    public MaxPooling1d {
        Pooling1d.check("MaxPooling1D", poolSize, strides, padding);
    }

    /** A MaxPooling1D with Keras's defaults: windows side by side. */
    public MaxPooling1d(int poolSize) {
        this(poolSize, poolSize, Padding.VALID, false);
    }

    /** A MaxPooling1D with Keras's defaults. */
    public MaxPooling1d() {
        this(2);
    }

    static MaxPooling1d fromConfig(Config config, LayerRegistry registry) {
        MaxPooling1d defaults =
                config.has("pool_size") ? new MaxPooling1d(Checks.single(config, "pool_size")) : new MaxPooling1d();
        return Pooling1d.read(config, defaults, MaxPooling1d::new);
    }

    @Override
    public String className() {
        return "MaxPooling1D";
    }

    @Override
    public Layer bind(Binding binding) {
        return reduce(binding.kernels()::maxNumberOfRows);
    }
}
