package io.keratin.core.tensor;

import io.keratin.core.error.ShapeException;
import java.util.Arrays;

/** Dimensions of a tensor, batch first; {@link #NONE} stands for an open one. Immutable, comparable by value. */
public final class Shape {

    /** An open dimension, Keras's {@code None}. */
    public static final int NONE = -1;

    private final int[] dims;

    private Shape(int[] dims) {
        this.dims = dims;
    }

    /** A shape of these dimensions, each at least 0 or {@link #NONE}. */
    public static Shape of(int... dims) {
        if (dims == null) {
            throw new IllegalArgumentException("Shape: expected dimensions, found null");
        }
        for (int d : dims) {
            if (d < NONE) {
                throw new IllegalArgumentException("Shape: negative dimension in " + Arrays.toString(dims));
            }
        }
        return new Shape(dims.clone());
    }

    /** The shape of one batch of samples: an open batch axis in front of {@code dims}. */
    public static Shape batch(int... dims) {
        int[] all = new int[dims.length + 1];
        all[0] = NONE;
        System.arraycopy(dims, 0, all, 1, dims.length);
        return of(all);
    }

    /** Number of axes. */
    public int rank() {
        return dims.length;
    }

    /** The dimension of an axis; negative axes count from the end. */
    public int dim(int axis) {
        return dims[axis < 0 ? axis + dims.length : axis];
    }

    /** The dimension of the last axis. */
    public int last() {
        return dims[dims.length - 1];
    }

    /** Whether no dimension is open. */
    public boolean isKnown() {
        for (int d : dims) {
            if (d == NONE) {
                return false;
            }
        }
        return true;
    }

    /** Number of elements; all dimensions must be known. */
    public long size() {
        long n = 1;
        for (int d : dims) {
            n = Math.multiplyExact(n, (long) d);
        }
        return n;
    }

    /**
     * Number of elements, where they are to be in an array.
     *
     * @throws ShapeException if a dimension is open, or an array cannot hold so many
     */
    public int length() {
        if (!isKnown()) {
            throw new ShapeException("expected a shape without open dimensions, found " + this);
        }
        double n = 1;
        for (int d : dims) {
            n *= d;
        }
        if (n > Integer.MAX_VALUE) {
            throw new ShapeException("shape " + this + " has more elements than the " + Integer.MAX_VALUE
                    + " of the longest array; it takes fewer samples or smaller layers");
        }
        return (int) n;
    }

    /** Product of the dimensions {@code from} (inclusive) to {@code to} (exclusive), or {@link #NONE} if one is open. */
    public int product(int from, int to) {
        long p = 1;
        for (int i = from; i < to; i++) {
            if (dims[i] == NONE) {
                return NONE;
            }
            p = Math.multiplyExact(p, dims[i]);
        }
        return Math.toIntExact(p);
    }

    /** For each axis, how far apart neighbours along it stand in a row-major array; all dimensions must be known. */
    public int[] strides() {
        int[] strides = new int[dims.length];
        int stride = 1;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= dims[axis];
        }
        return strides;
    }

    /** Where element {@code i} of a row-major array of this shape stands, one index for each axis. */
    public int[] indexOf(int i) {
        int[] index = new int[dims.length];
        int rest = i;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            index[axis] = rest % dims[axis];
            rest /= dims[axis];
        }
        return index;
    }

    /** This shape with another dimension at {@code axis}; negative axes count from the end. */
    public Shape with(int axis, int dim) {
        int[] d = dims.clone();
        d[axis < 0 ? axis + d.length : axis] = dim;
        return of(d);
    }

    /** The axes {@code from} (inclusive) to {@code to} (exclusive) alone. */
    public Shape slice(int from, int to) {
        return new Shape(Arrays.copyOfRange(dims, from, to));
    }

    /** This shape without its axis {@code axis}. */
    public Shape without(int axis) {
        int a = axis < 0 ? axis + dims.length : axis;
        return slice(0, a).concat(slice(a + 1, dims.length));
    }

    /** The axes of this shape followed by those of {@code tail}. */
    public Shape concat(Shape tail) {
        int[] d = Arrays.copyOf(dims, dims.length + tail.dims.length);
        System.arraycopy(tail.dims, 0, d, dims.length, tail.dims.length);
        return new Shape(d);
    }

    /** Whether a tensor of these known dimensions may stand where this shape is asked for. */
    public boolean accepts(Shape other) {
        return accepts(other, 0);
    }

    /** Whether a tensor of these known dimensions may stand where this shape is asked for, with any number of samples. */
    public boolean acceptsSamples(Shape other) {
        return accepts(other, 1);
    }

    private boolean accepts(Shape other, int firstAxis) {
        if (other.dims.length != dims.length) {
            return false;
        }
        for (int i = firstAxis; i < dims.length; i++) {
            if (dims[i] != NONE && other.dims[i] != NONE && dims[i] != other.dims[i]) {
                return false;
            }
        }
        return true;
    }

    /** A copy of the dimensions. */
    public int[] toArray() {
        return dims.clone();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Shape s && Arrays.equals(s.dims, dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    /** As Python writes the tuple: {@code (None, 5, 64)}, {@code (12,)}. */
    @Override
    public String toString() {
        StringBuilder b = new StringBuilder("(");
        for (int i = 0; i < dims.length; i++) {
            b.append(i == 0 ? "" : ", ").append(dims[i] == NONE ? "None" : dims[i]);
        }
        return b.append(dims.length == 1 ? ",)" : ")").toString();
    }
}
