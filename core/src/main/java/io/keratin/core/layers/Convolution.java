package io.keratin.core.layers;

import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PackedMatrix;
import java.util.Arrays;

/** The products of a {@link Conv1d} with its packed kernel, channels last: z (B, T', filters) = b + x (B, T, X) ∗ W. */
interface Convolution {

    /** Lays out the products for inputs of this size. */
    Step step(Call call, float[] x, int batch, int steps, float[] z);

    /** The fastest way for these options. */
    static Convolution of(Conv1d layer, int channels, Binding binding) {
        float[] kernel = binding.weight("kernel");
        float[] bias = binding.weightOrZeros("bias", layer.useBias(), layer.filters());
        return layer.groups() == 1 && layer.window().span() == layer.kernelSize()
                ? new Whole(layer, channels, kernel, bias, binding.kernels())
                : new Taps(layer, channels, kernel, bias, binding.kernels());
    }

    /**
     * A window's steps lie side by side in the sequence, so a window is a row of a matrix whose rows overlap, and one product
     * per sample with the kernel seen as (kernelSize · X, filters) does it all. Windows that reach into the padding see a copy
     * of the sequence's edge with zeros around it.
     */
    final class Whole implements Convolution {

        private final Window window;
        private final int channels;
        private final int filters;
        private final PackedMatrix w;
        private final float[] bias;
        private final Kernels kernels;

        Whole(Conv1d layer, int channels, float[] kernel, float[] bias, Kernels kernels) {
            this.window = layer.window();
            this.channels = channels;
            this.filters = layer.filters();
            this.w = kernels.pack(kernel, window.size() * channels, filters, 0);
            this.bias = bias;
            this.kernels = kernels;
        }

        @Override
        public Step step(Call call, float[] x, int batch, int steps, float[] z) {
            float[] work = call.scratch(Kernels.WORK);
            if (window.size() == 1 && window.strides() == 1) {
                return () -> product(batch * steps, x, 0, z, 0, work);
            }
            int count = window.count(steps);
            int before = window.before(steps);
            int strides = window.strides();
            int first = before == 0 ? 0 : Math.min(count, (before - 1) / strides + 1);
            int end = Math.max(first, Math.min(count, Math.floorDiv(steps + before - window.size(), strides) + 1));
            float[] edge = call.scratch(Math.max(edgeSteps(first), edgeSteps(count - end)) * channels);
            return () -> {
                for (int b = 0; b < batch; b++) {
                    int xo = b * steps * channels;
                    int zo = b * count * filters;
                    edge(0, first, x, xo, steps, before, z, zo, edge, work);
                    if (first < end) {
                        int from = xo + (first * strides - before) * channels;
                        product(end - first, x, from, z, zo + first * filters, work);
                    }
                    edge(end, count, x, xo, steps, before, z, zo, edge, work);
                }
            };
        }

        private int edgeSteps(int windows) {
            return windows == 0 ? 0 : (windows - 1) * window.strides() + window.size();
        }

        /** The windows from {@code from} to {@code to} of a sample, in a copy with padding. */
        private void edge(
                int from,
                int to,
                float[] x,
                int xo,
                int steps,
                int before,
                float[] z,
                int zo,
                float[] edge,
                float[] work) {
            if (from == to) {
                return;
            }
            int start = from * window.strides() - before;
            int length = edgeSteps(to - from);
            int real = Math.max(0, start);
            int copied = Math.max(0, Math.min(steps, start + length) - real);
            Arrays.fill(edge, 0, length * channels, 0);
            System.arraycopy(x, xo + real * channels, edge, (real - start) * channels, copied * channels);
            product(to - from, edge, 0, z, zo + from * filters, work);
        }

        private void product(int m, float[] a, int ao, float[] z, int zo, float[] work) {
            kernels.gemm(m, a, ao, window.strides() * channels, w, bias, 0, 0, z, zo, filters, work);
        }
    }

    /** Group by group and tap by tap, one product each, over those windows whose tap is no padding. */
    final class Taps implements Convolution {

        private final Window window;
        private final int channels;
        private final int filters;
        private final PackedMatrix[][] w;
        private final float[] bias;
        private final Kernels kernels;

        Taps(Conv1d layer, int channels, float[] kernel, float[] bias, Kernels kernels) {
            this.window = layer.window();
            this.channels = channels;
            this.filters = layer.filters();
            this.bias = bias;
            this.kernels = kernels;
            int groups = layer.groups();
            int rows = channels / groups;
            w = new PackedMatrix[window.size()][groups];
            for (int k = 0; k < w.length; k++) {
                float[] tap = Arrays.copyOfRange(kernel, k * rows * filters, (k + 1) * rows * filters);
                for (int g = 0; g < groups; g++) {
                    w[k][g] = kernels.pack(tap, rows, filters / groups, g);
                }
            }
        }

        @Override
        public Step step(Call call, float[] x, int batch, int steps, float[] z) {
            float[] work = call.scratch(Kernels.WORK);
            int count = window.count(steps);
            int before = window.before(steps);
            return () -> {
                for (int row = 0; row < batch * count; row++) {
                    System.arraycopy(bias, 0, z, row * filters, filters);
                }
                for (int b = 0; b < batch; b++) {
                    for (int k = 0; k < w.length; k++) {
                        tap(k, x, b * steps * channels, steps, before, z, b * count * filters, count, work);
                    }
                }
            };
        }

        private void tap(int k, float[] x, int xo, int steps, int before, float[] z, int zo, int count, float[] work) {
            int strides = window.strides();
            int shift = k * window.dilation() - before;
            int from = shift >= 0 ? 0 : Math.min(count, (-shift - 1) / strides + 1);
            int to = Math.max(from, Math.min(count, Math.floorDiv(steps - 1 - shift, strides) + 1));
            int groups = w[k].length;
            for (int g = 0; from < to && g < groups; g++) {
                int a = xo + (from * strides + shift) * channels + g * (channels / groups);
                int d = zo + from * filters + g * (filters / groups);
                kernels.gemm(to - from, x, a, strides * channels, w[k][g], z, d, filters, z, d, filters, work);
            }
        }
    }
}
