package io.keratin.core.layers;

import io.keratin.core.activations.RowFunction;
import io.keratin.core.kernels.Kernels;

/** x · factor + shift channel by channel, between two limits: a normalisation by known statistics, and a rectifier behind it. */
final class ChannelScale implements RowFunction {

    /** Values that a loop should have: few channels are kept several times over. */
    private static final int LOOP = 256;

    private final Kernels kernels;
    private final float[] factor;
    private final float[] shift;
    private final Limits limits;

    /** The function of rows with a value for each of these. */
    ChannelScale(Kernels kernels, float[] factor, float[] shift) {
        this(kernels, repeated(factor), repeated(shift), Limits.NONE);
    }

    private ChannelScale(Kernels kernels, float[] factor, float[] shift, Limits limits) {
        this.kernels = kernels;
        this.factor = factor;
        this.shift = shift;
        this.limits = limits;
    }

    private static float[] repeated(float[] values) {
        float[] all = new float[Math.max(1, LOOP / Math.max(1, values.length)) * values.length];
        for (int i = 0; i < all.length; i += values.length) {
            System.arraycopy(values, 0, all, i, values.length);
        }
        return all;
    }

    /** What its results are kept within. */
    Limits limits() {
        return limits;
    }

    /** The values, rows of channels, times the factors: weights that do the scaling. */
    float[] factorsTimes(float[] values) {
        float[] result = values.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] *= factor[i % factor.length];
        }
        return result;
    }

    /** The values, rows of channels, scaled and shifted, without limits: a bias behind which there is this function. */
    float[] of(float[] values) {
        float[] result = factorsTimes(values);
        for (int i = 0; i < result.length; i++) {
            result[i] += shift[i % shift.length];
        }
        return result;
    }

    /** Whether its results are as they come. */
    boolean isUnlimited() {
        return limits.areNone();
    }

    /** This function and limits behind it. */
    ChannelScale within(Limits value) {
        return new ChannelScale(kernels, factor, shift, value);
    }

    @Override
    public boolean elementwise() {
        return false;
    }

    @Override
    public void apply(float[] x, int offset, int rows, int n, int stride) {
        if (n == stride) {
            kernels.scale(x, offset, rows * n, factor, shift, limits.least(), limits.most());
        } else {
            for (int r = 0; r < rows; r++) {
                kernels.scale(x, offset + r * stride, n, factor, shift, limits.least(), limits.most());
            }
        }
    }
}
