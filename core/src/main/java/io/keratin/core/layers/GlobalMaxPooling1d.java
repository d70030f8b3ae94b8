package io.keratin.core.layers;

import io.keratin.core.config.Config;

/**
 * The largest value of every channel along time: (B, T, X) to (B, X), or to (B, 1, X) if the time axis is kept. Masked steps count
 * like all others, as in Keras.
 *
 * @param channelsFirst whether the input is (B, X, T)
 * @param keepdims whether the time axis is kept, with length 1
 */
public record GlobalMaxPooling1d(boolean channelsFirst, boolean keepdims) implements GlobalPooling1d {

    /** A GlobalMaxPooling1D with Keras's defaults. */
    public GlobalMaxPooling1d() {
        this(false, false);
    }

    static GlobalMaxPooling1d fromConfig(Config config, LayerRegistry registry) {
        return GlobalPooling1d.read(config, new GlobalMaxPooling1d(), GlobalMaxPooling1d::new);
    }

    @Override
    public String className() {
        return "GlobalMaxPooling1D";
    }

    @Override
    public Layer bind(Binding binding) {
        Reduction max = binding.kernels()::maxOfRows;
        return reduce((mask, steps) -> (b, x, n, result, row) -> max.reduce(x, b * steps * n, steps, n, result, row));
    }
}
