package io.keratin.core.training;

import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.NestedArrays;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
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
        return given instanceof Tensor t ? t : NestedArrays.tensor(given, what);
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
