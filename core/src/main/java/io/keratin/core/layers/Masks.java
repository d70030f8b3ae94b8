package io.keratin.core.layers;

import io.keratin.core.tensor.Mask;
import io.keratin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Masks of several tensors, put together. */
final class Masks {

    private Masks() {}

    /** Those that are there. */
    static List<Mask> present(List<@Nullable Mask> masks) {
        List<Mask> present = new ArrayList<>();
        for (Mask mask : masks) {
            if (mask != null) {
                present.add(mask);
            }
        }
        return present;
    }

    /** A mask, and the step that writes it. */
    record Union(Mask mask, Step step) {}

    /** Real where one of the masks is; axes of length 1 are repeated. */
    static Union union(String layer, List<Mask> masks) {
        Mask first = masks.get(0);
        if (masks.stream().allMatch(m -> m == first)) {
            return new Union(first, () -> {});
        }
        int rank = masks.stream().mapToInt(m -> m.shape().rank()).max().orElse(0);
        List<Shape> shapes =
                masks.stream().map(m -> Broadcast.leadingOnes(m.shape(), rank)).toList();
        Mask all = new Mask(Broadcast.shape(layer, shapes));
        boolean[] to = all.values();
        boolean[][] from = masks.stream().map(Mask::values).toArray(boolean[][]::new);
        int[][] at = shapes.stream().map(s -> Broadcast.index(s, all.shape())).toArray(int[][]::new);
        return new Union(all, () -> {
            for (int i = 0; i < to.length; i++) {
                boolean real = false;
                for (int m = 0; m < from.length; m++) {
                    real |= from[m][at[m][i]];
                }
                to[i] = real;
            }
        });
    }
}
