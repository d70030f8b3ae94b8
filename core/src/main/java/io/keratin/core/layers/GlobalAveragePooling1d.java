package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.error.ShapeException;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.tensor.Mask;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The mean of every channel along time: (B, T, X) to (B, X), or to (B, 1, X) if the time axis is kept. With a mask only the real
 * steps count; a sample without any gives NaN, as in Keras.
 *
 * @param channelsFirst whether the input is (B, X, T)
 * @param keepdims whether the time axis is kept, with length 1
 */
public record GlobalAveragePooling1d(boolean channelsFirst, boolean keepdims) implements GlobalPooling1d {

    /** A GlobalAveragePooling1D with Keras's defaults. */
    public GlobalAveragePooling1d() {
        this(false, false);
    }

    static GlobalAveragePooling1d fromConfig(Config config, LayerRegistry registry) {
        return GlobalPooling1d.read(config, new GlobalAveragePooling1d(), GlobalAveragePooling1d::new);
    }

    @Override
    public String className() {
        return "GlobalAveragePooling1D";
    }

    @Override
    public Layer bind(Binding binding) {
        Kernels kernels = binding.kernels();
        return reduce((mask, steps) -> mean(kernels, mask, steps));
    }

    private static Sample mean(Kernels kernels, @Nullable Mask mask, int steps) {
        if (mask == null) {
            Reduction mean = Reduction.mean(kernels);
            return (b, x, n, result, row) -> mean.reduce(x, b * steps * n, steps, n, result, row);
        }
        if (mask.shape().rank() != 2 || mask.shape().dim(1) != steps) {
            throw new ShapeException("GlobalAveragePooling1D: a mask of shape " + mask.shape() + " does not fit "
                    + steps + " steps; a mask follows axis 1, where channels_first has its channels");
        }
        boolean[] real = mask.values();
        return (b, x, n, result, row) -> {
            Arrays.fill(result, 0, n, 0);
            int count = 0;
            for (int step = b * steps; step < (b + 1) * steps; step++) {
                if (real[step]) {
                    kernels.addRows(x, step * n, 1, n, result, row);
                    count++;
                }
            }
            Reduction.divide(result, n, count);
        };
    }
}
