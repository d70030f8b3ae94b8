package io.keratin.core.tensor;

import io.keratin.core.error.ShapeException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Nested Java arrays to tensors and back. */
public final class NestedArrays {

    private NestedArrays() {}

    /**
     * A tensor of nested arrays, of any depth, of numbers, booleans or texts. Floating point numbers become float32, whole ones
     * int32.
     *
     * @param what what an error calls the arrays: {@code x}
     * @throws ShapeException if arrays of one depth differ in length
     * @throws IllegalArgumentException if it is something else, or a number does not fit
     */
    public static Tensor tensor(@Nullable Object arrays, String what) {
        if (arrays == null || !arrays.getClass().isArray()) {
            throw new IllegalArgumentException(what
                    + ": expected a Tensor, or nested arrays of numbers, booleans or texts, got "
                    + (arrays == null ? "null" : arrays.getClass().getName()));
        }
        List<Integer> dims = new ArrayList<>();
        Object first = arrays;
        Class<?> type = arrays.getClass();
        while (type.isArray()) {
            int n = first == null ? 0 : Array.getLength(first);
            dims.add(n);
            first = n == 0 || type.getComponentType().isPrimitive() ? null : Array.get(first, 0);
            type = type.getComponentType();
        }
        Shape shape = Shape.of(dims.stream().mapToInt(d -> d).toArray());
        DType dtype = dtype(type, what);
        Tensor out = Tensor.zeros(dtype == DType.BOOL ? DType.INT32 : dtype, shape);
        new Filling(out, what).fill(arrays, 0, 0);
        return dtype == DType.BOOL ? Tensor.ofBooleans(out.ints(), shape) : out;
    }

    private static DType dtype(Class<?> type, String what) {
        if (type == float.class || type == double.class) {
            return DType.FLOAT32;
        }
        if (type == int.class || type == long.class || type == short.class || type == byte.class) {
            return DType.INT32;
        }
        if (type == boolean.class) {
            return DType.BOOL;
        }
        if (type == String.class) {
            return DType.STRING;
        }
        throw new IllegalArgumentException(
                what + ": expected arrays of numbers, booleans or texts, got arrays of " + type.getName());
    }

    /** The rows of a tensor (B, N) of numbers. */
    public static float[][] rows(Tensor y) {
        int n = y.shape().last();
        float[][] rows = new float[y.shape().dim(0)][];
        Arrays.setAll(rows, i -> y.toFloats(i * n, n));
        return rows;
    }

    /** The sequences of a tensor (B, T, N) of numbers. */
    public static float[][][] sequences(Tensor y) {
        int time = y.shape().dim(1);
        int n = y.shape().last();
        float[][][] all = new float[y.shape().dim(0)][time][];
        for (int i = 0; i < all.length; i++) {
            for (int t = 0; t < time; t++) {
                all[i][t] = y.toFloats((i * time + t) * n, n);
            }
        }
        return all;
    }

    /** Copies arrays into a tensor, and knows where it is. */
    private static final class Filling {

        private final Tensor to;
        private final Shape shape;
        private final String what;
        private final int[] index;

        Filling(Tensor to, String what) {
            this.to = to;
            this.shape = to.shape();
            this.what = what;
            this.index = new int[shape.rank()];
        }

        /** Copies {@code from}, nested from {@code axis} on, to {@code at}; gives where it ends. */
        @SuppressWarnings("SuspiciousSystemArraycopy") // both arrays are of the type that the tensor was made for
        int fill(@Nullable Object from, int axis, int at) {
            int n = from == null ? -1 : Array.getLength(from);
            if (n != shape.dim(axis)) {
                throw new ShapeException(where(axis) + ": expected " + shape.dim(axis) + " values as before it, found "
                        + (n < 0 ? "null" : Integer.toString(n)) + "; all must be of one length");
            }
            if (from instanceof float[] || from instanceof int[]) {
                System.arraycopy(from, 0, to.storage(), at, n);
                return at + n;
            }
            int next = at;
            for (int i = 0; i < n; i++) {
                index[axis] = i;
                if (axis < shape.rank() - 1) {
                    next = fill(Array.get(from, i), axis + 1, next);
                } else {
                    put(Array.get(from, i), next++);
                }
            }
            return next;
        }

        private void put(@Nullable Object value, int at) {
            if (value instanceof Float || value instanceof Double) {
                to.floats()[at] = ((Number) value).floatValue();
            } else if (value instanceof Boolean b) {
                to.ints()[at] = b ? 1 : 0;
            } else if (value instanceof Number whole) {
                int narrow = whole.intValue();
                if (narrow != whole.longValue()) {
                    throw new IllegalArgumentException(
                            where(index.length) + ": expected a whole number of 32 bits, found " + value);
                }
                to.ints()[at] = narrow;
            } else if (value instanceof String text) {
                to.strings()[at] = text;
            } else {
                throw new IllegalArgumentException(where(index.length) + ": expected a value, found " + value);
            }
        }

        /** {@code x[1][2]}: the place up to an axis. */
        private String where(int axes) {
            StringBuilder place = new StringBuilder(what);
            for (int axis = 0; axis < axes; axis++) {
                place.append('[').append(index[axis]).append(']');
            }
            return place.toString();
        }
    }
}
