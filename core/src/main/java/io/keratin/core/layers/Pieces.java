package io.keratin.core.layers;

import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Samples put together from pieces of others: along each axis some positions are picked, in any order and any number of times,
 * and some are filled. So layers pad, crop, and repeat.
 */
final class Pieces {

    /** What is picked where nothing is, and the fill value stands. */
    private static final int FILL = -1;

    /** Shorter pieces than this are copied value by value. */
    private static final int WORTH_A_CALL = 8;

    private Pieces() {}

    /** The positions {@code from} to {@code from + n}; those outside 0 to {@code dim} are filled. */
    static int[] range(int from, int n, int dim) {
        int[] picks = new int[n];
        Arrays.setAll(picks, i -> from + i >= 0 && from + i < dim ? from + i : FILL);
        return picks;
    }

    /** Each position so many times. */
    static int[] repeated(int dim, int times) {
        int[] picks = new int[Math.multiplyExact(dim, times)];
        Arrays.setAll(picks, i -> i / times);
        return picks;
    }

    /**
     * out = in with these positions picked.
     *
     * @param picks those of each axis after the batch axis; null for the whole axis
     * @param fill what stands where a position is filled
     */
    static Step step(Tensor in, Tensor out, List<int @Nullable []> picks, float fill) {
        int[] index = index(in.shape().without(0), picks);
        int samples = in.shape().dim(0);
        int stride = samples == 0 ? 0 : in.size() / samples;
        int[] ends = ends(index);
        if (in.dtype() == DType.FLOAT32 && index.length < WORTH_A_CALL * ends.length) {
            return () -> gather(in.floats(), stride, samples, index, fill, out.floats());
        }
        Object filling = filling(in.dtype(), index, ends, fill);
        return () -> {
            for (int s = 0; s < samples; s++) {
                copy(in.storage(), s * stride, index, ends, filling, out.storage(), s * index.length);
            }
        };
    }

    /** As {@link #step(Tensor, Tensor, List, float)}, from the call's input to its output, with the way back. */
    static Step step(Call call, List<int @Nullable []> picks, float fill) {
        return back(
                step(call.input(), call.output(), picks, fill),
                call.input().shape(),
                picks,
                call.gradient(call.input()),
                call.gradient(call.output()));
    }

    /** A step with its way back, dx += dy wherever a position was picked; without one where either is null. */
    static Step back(
            Step forward, Shape in, List<int @Nullable []> picks, float @Nullable [] dx, float @Nullable [] dy) {
        if (dx == null || dy == null) {
            return forward;
        }
        int[] index = index(in.without(0), picks);
        int samples = in.dim(0);
        int stride = in.product(1, in.rank());
        return Step.of(forward, () -> {
            for (int s = 0; s < samples; s++) {
                for (int i = 0; i < index.length; i++) {
                    if (index[i] != FILL) {
                        dx[s * stride + index[i]] += dy[s * index.length + i];
                    }
                }
            }
        });
    }

    private static void gather(float[] x, int stride, int samples, int[] index, float fill, float[] y) {
        for (int s = 0; s < samples; s++) {
            int from = s * stride;
            int to = s * index.length;
            for (int i = 0; i < index.length; i++) {
                y[to + i] = index[i] == FILL ? fill : x[from + index[i]];
            }
        }
    }

    private static void copy(Object x, int from, int[] index, int[] ends, Object filling, Object y, int to) {
        int start = 0;
        for (int end : ends) {
            boolean fills = index[start] == FILL;
            System.arraycopy(fills ? filling : x, fills ? 0 : from + index[start], y, to + start, end - start);
            start = end;
        }
    }

    /** For each element of an output sample, row-major, where it stands in the input sample. */
    private static int[] index(Shape sample, List<int @Nullable []> picks) {
        int[] strides = sample.strides();
        int[] index = {0};
        for (int axis = 0; axis < sample.rank(); axis++) {
            int[] picked = picks.get(axis);
            int dim = sample.dim(axis);
            int[] positions = picked == null ? range(0, dim, dim) : picked;
            int[] next = new int[Math.multiplyExact(index.length, positions.length)];
            for (int i = 0; i < next.length; i++) {
                int outer = index[i / positions.length];
                int position = positions[i % positions.length];
                next[i] = outer == FILL || position == FILL ? FILL : outer + position * strides[axis];
            }
            index = next;
        }
        return index;
    }

    /** Where each piece of positions that follow one another ends, or one that is filled. */
    private static int[] ends(int[] index) {
        int[] ends = new int[index.length];
        int n = 0;
        for (int i = 1; i <= index.length; i++) {
            boolean goesOn = i < index.length
                    && (index[i] == FILL ? index[i - 1] == FILL : index[i - 1] != FILL && index[i] == index[i - 1] + 1);
            if (!goesOn) {
                ends[n++] = i;
            }
        }
        return Arrays.copyOf(ends, n);
    }

    /** An array as long as the longest piece that is filled. */
    private static Object filling(DType dtype, int[] index, int[] ends, float fill) {
        int longest = 0;
        int start = 0;
        for (int end : ends) {
            longest = index[start] == FILL ? Math.max(longest, end - start) : longest;
            start = end;
        }
        Tensor filling = Tensor.zeros(dtype, Shape.of(longest));
        if (dtype == DType.FLOAT32) {
            Arrays.fill(filling.floats(), fill);
        }
        return filling.storage();
    }
}
