package io.keratin.core.layers;

import io.keratin.core.kernels.CellStep;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A recurrent cell with its weights, or a part of its units: the input projection of many steps at once, and one step. */
public interface RecurrentCell {

    /** Units that it computes. */
    int units();

    /** The first of them; 0 unless it is a part. */
    int firstUnit();

    /** Length of a projected row: all gates of its units in packed order. */
    int columns();

    /** Lengths of the work arrays that {@link #step} needs for m rows; the first also serves {@link #project}. */
    int[] work(int m);

    /** zx = b + x · W for m rows. {@code x} not modified; {@code zx}, {@code work} modified. */
    void project(int m, float[] x, int xOffset, int ldx, float[] zx, int zxOffset, int ldzx, float[] work);

    /** One step over rows of h, from the input projection. */
    void step(CellStep step);

    /** Where this part's columns begin in the packed order of the whole cell. */
    default int firstColumn() {
        return 0;
    }

    /** The whole cell's bias in packed order, from which {@link #stackedStep} starts; null where there is no such step. */
    default float @Nullable [] stackedBias() {
        return null;
    }

    /** One step over rows of x and h side by side, from the bias: the same bits, and less traffic where there are many rows. */
    default void stackedStep(CellStep step) {
        throw new IllegalStateException("this cell projects its input first");
    }

    /**
     * This cell cut by units into at most {@code most} parts that may step side by side, all from the same state before; the
     * same bits. A cell that cannot be cut gives itself.
     */
    default List<RecurrentCell> parts(int most) {
        return List.of(this);
    }
}
