package io.keratin.core.layers;

import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PackedMatrix;
import java.util.Arrays;

/** The products of a {@link Conv1d} with its packed kernel, channels last: z (B, T', filters) = b + x (B, T, X) ∗ W. */
interface Convolution {

    /** Lays out the products for inputs of this size and so many threads. */
    Products products(Call call, float[] x, int batch, int steps, float[] z, int threads);

    /** The products for some output steps; several threads compute different ones at the same time. */
    @FunctionalInterface
    interface Products {
        /** Computes the output steps from {@code from} to {@code to} (exclusive) of all B · T'. */
        void run(int from, int to, int thread);
    }

    /** The fastest way for these options. */
    static Convolution of(Conv1d layer, int channels, Binding binding) {
        float[] bias = binding.weightOrZeros("bias", layer.useBias(), layer.filters());
        return layer.groups() == 1 && layer.window().span() == layer.kernelSize()
                ? new Whole(layer, channels, bias, binding)
                : new Taps(layer, channels, bias, binding);
    }

    private static float[][] work(Call call, int threads) {
        float[][] work = new float[threads][];
        Arrays.setAll(work, i -> call.scratch(Kernels.WORK));
        return work;
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

        Whole(Conv1d layer, int channels, float[] bias, Binding binding) {
            this.window = layer.window();
            this.channels = channels;
            this.filters = layer.filters();
            this.w = binding.pack("kernel", window.size() * channels, filters, 0);
            this.bias = bias;
            this.kernels = binding.kernels();
        }

        @Override
        public Products products(Call call, float[] x, int batch, int steps, float[] z, int threads) {
            float[][] work = Convolution.work(call, threads);
            if (window.size() == 1 && window.strides() == 1) {
                return (from, to, thread) -> product(to - from, x, from * channels, z, from * filters, work[thread]);
            }
            int count = window.count(steps);
            int before = window.before(steps);
            int strides = window.strides();
            int first = before == 0 ? 0 : Math.min(count, (before - 1) / strides + 1);
            int end = Math.max(first, Math.min(count, Math.floorDiv(steps + before - window.size(), strides) + 1));
            float[][] edge = new float[threads][];
            Arrays.setAll(edge, i -> call.scratch(Math.max(edgeSteps(first), edgeSteps(count - end)) * channels));
            return (from, to, thread) -> {
                for (int at = from; at < to; at = (at / count + 1) * count) {
                    int b = at / count;
                    int lo = at - b * count;
                    int hi = Math.min(count, to - b * count);
                    int xo = b * steps * channels;
                    int zo = b * count * filters;
                    edge(lo, Math.min(hi, first), x, xo, steps, before, z, zo, edge[thread], work[thread]);
                    int inner = Math.max(lo, first);
                    int rows = Math.min(hi, end) - inner;
                    if (rows > 0) {
                        int start = xo + (inner * strides - before) * channels;
                        product(rows, x, start, z, zo + inner * filters, work[thread]);
                    }
                    edge(Math.max(lo, end), hi, x, xo, steps, before, z, zo, edge[thread], work[thread]);
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
            if (from >= to) {
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

        Taps(Conv1d layer, int channels, float[] bias, Binding binding) {
            this.window = layer.window();
            this.channels = channels;
            this.filters = layer.filters();
            this.bias = bias;
            this.kernels = binding.kernels();
            int groups = layer.groups();
            int rows = channels / groups;
            w = new PackedMatrix[window.size()][groups];
            for (int k = 0; k < w.length; k++) {
                for (int g = 0; g < groups; g++) {
                    w[k][g] = binding.packRows("kernel", k * rows, rows, filters, filters / groups, g);
                }
            }
        }

        @Override
        public Products products(Call call, float[] x, int batch, int steps, float[] z, int threads) {
            float[][] work = Convolution.work(call, threads);
            int count = window.count(steps);
            int before = window.before(steps);
            return (from, to, thread) -> {
                for (int row = from; row < to; row++) {
                    System.arraycopy(bias, 0, z, row * filters, filters);
                }
                for (int at = from; at < to; at = (at / count + 1) * count) {
                    int b = at / count;
                    int lo = at - b * count;
                    int hi = Math.min(count, to - b * count);
                    for (int k = 0; k < w.length; k++) {
                        tap(k, x, b * steps * channels, steps, before, z, b * count * filters, lo, hi, work[thread]);
                    }
                }
            };
        }

        /** The windows from {@code lo} to {@code hi} of a sample. */
        private void tap(
                int k, float[] x, int xo, int steps, int before, float[] z, int zo, int lo, int hi, float[] work) {
            int strides = window.strides();
            int shift = k * window.dilation() - before;
            int from = shift >= 0 ? lo : Math.max(lo, (-shift - 1) / strides + 1);
            int to = Math.min(hi, Math.floorDiv(steps - 1 - shift, strides) + 1);
            int groups = w[k].length;
            for (int g = 0; from < to && g < groups; g++) {
                int a = xo + (from * strides + shift) * channels + g * (channels / groups);
                int d = zo + from * filters + g * (filters / groups);
                kernels.gemm(to - from, x, a, strides * channels, w[k][g], z, d, filters, z, d, filters, work);
            }
        }
    }
}
