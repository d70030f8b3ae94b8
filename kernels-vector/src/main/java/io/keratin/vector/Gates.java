package io.keratin.vector;

import io.keratin.core.activations.Activation;

/** Activations over ranges. */
final class Gates {

    private Gates() {}

    /** See {@link io.keratin.core.kernels.Kernels#activate}. */
    static void activate(Activation f, float[] x, int offset, int rows, int n, int stride) {
        f.apply(x, offset, rows, n, stride);
    }
}
