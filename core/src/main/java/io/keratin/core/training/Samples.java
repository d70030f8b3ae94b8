package io.keratin.core.training;

import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tensors of whatever a user gives: tensors, nested arrays of numbers or texts, lists and maps of them. */
final class Samples {

    private Samples() {}

    /**
     * Several tensors, in the order of {@code names}.
     *
     * @param what what an error calls it: {@code x}
     * @throws ShapeException if nested arrays are ragged
     * @throws IllegalArgumentException if it is something else, or a map has other names
     */
    static List<Tensor> tensors(@Nullable Object given, String what, List<String> names) {
        List<Tensor> all = new ArrayList<>();
        if (given instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                all.add(tensor(list.get(i), what + "[" + i + "]"));
            }
        } else if (given instanceof Map<?, ?> map) {
            Set<Object> unknown = new LinkedHashSet<>(map.keySet());
            names.forEach(unknown::remove);
            if (!unknown.isEmpty()) {
                throw new IllegalArgumentException(what + ": expected names among " + names + ", got " + map.keySet());
            }
            for (String name : names) {
                if (map.containsKey(name)) {
                    all.add(tensor(map.get(name), what + " '" + name + "'"));
                }
            }
        } else if (given != null) {
            all.add(tensor(given, what));
        }
        return all;
    }

    static Tensor tensor(@Nullable Object given, String what) {
        if (given instanceof Tensor t) {
            return t;
        }
        if (given == null || !given.getClass().isArray()) {
            throw new IllegalArgumentException(what
                    + ": expected a Tensor, or nested arrays of numbers, booleans or texts, got "
                    + (given == null ? "null" : given.getClass().getName()));
        }
        List<Integer> dims = new ArrayList<>();
        Object first = given;
        Class<?> type = given.getClass();
        while (type.isArray()) {
            int n = first == null ? 0 : Array.getLength(first);
            dims.add(n);
            first = n == 0 || type.getComponentType().isPrimitive() ? null : Array.get(first, 0);
            type = type.getComponentType();
        }
        Shape shape = Shape.of(dims.stream().mapToInt(d -> d).toArray());
        DType dtype = dtype(type, what);
        Tensor out = Tensor.zeros(dtype == DType.BOOL ? DType.INT32 : dtype, shape);
        fill(given, shape, 0, 0, out, what);
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

    /** Copies {@code from}, nested from {@code axis} on, to {@code at}; gives where it ends. */
    @SuppressWarnings("SuspiciousSystemArraycopy") // both arrays are of the type that the tensor was made for
    private static int fill(@Nullable Object from, Shape shape, int axis, int at, Tensor to, String where) {
        int n = from == null ? -1 : Array.getLength(from);
        if (n != shape.dim(axis)) {
            throw new ShapeException(where + ": expected " + shape.dim(axis) + " values as before it, found "
                    + (n < 0 ? "null" : Integer.toString(n)) + "; all must be of one length");
        }
        if (from instanceof float[] || from instanceof int[] || from instanceof String[]) {
            System.arraycopy(from, 0, to.storage(), at, n);
            return at + n;
        }
        int next = at;
        for (int i = 0; i < n; i++) {
            if (axis < shape.rank() - 1) {
                next = fill(Array.get(from, i), shape, axis + 1, next, to, where + "[" + i + "]");
            } else {
                put(Array.get(from, i), to, next++, where, i);
            }
        }
        return next;
    }

    private static void put(@Nullable Object value, Tensor to, int at, String where, int i) {
        if (value instanceof Float || value instanceof Double) {
            to.floats()[at] = ((Number) value).floatValue();
        } else if (value instanceof Boolean b) {
            to.ints()[at] = b ? 1 : 0;
        } else if (value instanceof Number whole) {
            int narrow = whole.intValue();
            if (narrow != whole.longValue()) {
                throw new IllegalArgumentException(
                        where + "[" + i + "]: expected a whole number of 32 bits, found " + value);
            }
            to.ints()[at] = narrow;
        } else if (value instanceof String text) {
            to.strings()[at] = text;
        } else {
            throw new IllegalArgumentException(where + "[" + i + "]: expected a value, found " + value);
        }
    }

    /** Copies of samples {@code from} (inclusive) to {@code to} (exclusive). */
    static List<Tensor> rows(List<Tensor> all, int from, int to) {
        return all.stream().map(t -> rows(t, from, to)).toList();
    }

    private static Tensor rows(Tensor all, int from, int to) {
        Shape shape = all.shape().with(0, to - from);
        int n = shape.product(1, shape.rank());
        return switch (all.dtype()) {
            case FLOAT32 -> Tensor.of(Arrays.copyOfRange(all.floats(), from * n, to * n), shape);
            case INT32 -> Tensor.of(Arrays.copyOfRange(all.ints(), from * n, to * n), shape);
            case BOOL -> Tensor.ofBooleans(Arrays.copyOfRange(all.ints(), from * n, to * n), shape);
            case STRING -> Tensor.of(Arrays.copyOfRange(all.strings(), from * n, to * n), shape.toArray());
        };
    }
}
