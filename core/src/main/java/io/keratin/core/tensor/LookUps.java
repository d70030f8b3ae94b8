package io.keratin.core.tensor;

import java.util.Arrays;

/**
 * The gradient of a table (ids, width) as it comes: one row for each look-up, before those of one id are added. TensorFlow's
 * {@code IndexedSlices}: Keras's optimizers square it row by row, so that two look-ups of an id count as g1² + g2², not as
 * (g1 + g2)². Filled by the pass back, scaled and clipped by the optimizer; room is made while the first batches grow. Belongs to one
 * thread at a time.
 */
public final class LookUps {

    private final int width;
    private int[] ids = {};
    private float[] rows = {};
    private int count;
    private boolean dense;

    /** None so far, of a table with rows of this width. */
    public LookUps(int width) {
        this.width = width;
    }

    /** Forgets all. */
    public void clear() {
        count = 0;
        dense = false;
    }

    /** Something else has a share in the table's gradient: for Keras it is then a matrix, in which look-ups are added. */
    public void addToMatrix() {
        dense = true;
    }

    /** Whether the gradient is made of look-ups alone. */
    public boolean areAll() {
        return count > 0 && !dense;
    }

    /** A look-up of an id, whose gradient begins at {@code at}. */
    public void add(int id, float[] gradient, int at) {
        if (count == ids.length) {
            ids = Arrays.copyOf(ids, Math.max(16, 2 * count));
            rows = Arrays.copyOf(rows, ids.length * width);
        }
        ids[count] = id;
        System.arraycopy(gradient, at, rows, count * width, width);
        count++;
    }

    /** Multiplies by a factor. */
    public void scale(float factor) {
        for (int i = 0; i < count * width; i++) {
            rows[i] *= factor;
        }
    }

    /** Holds each number from -largest to largest, and fills {@code gradient} with the sums of what is left. */
    public void clip(float largest, float[] gradient) {
        for (int i = 0; i < count * width; i++) {
            rows[i] = Math.max(-largest, Math.min(largest, rows[i]));
        }
        Arrays.fill(gradient, 0);
        for (int row = 0; row < count; row++) {
            for (int i = 0; i < width; i++) {
                gradient[ids[row] * width + i] += rows[row * width + i];
            }
        }
    }

    /** The sum of all squares. */
    public double squares() {
        double sum = 0;
        for (int i = 0; i < count * width; i++) {
            sum += (double) rows[i] * rows[i];
        }
        return sum;
    }

    /** Fills an array of the table's shape with the sums of squares. */
    public void squares(float[] into) {
        Arrays.fill(into, 0);
        for (int row = 0; row < count; row++) {
            for (int i = 0; i < width; i++) {
                float g = rows[row * width + i];
                into[ids[row] * width + i] += g * g;
            }
        }
    }

    /** Fills an array of the table's shape with the sums of magnitudes. */
    public void magnitudes(float[] into) {
        Arrays.fill(into, 0);
        for (int row = 0; row < count; row++) {
            for (int i = 0; i < width; i++) {
                into[ids[row] * width + i] += Math.abs(rows[row * width + i]);
            }
        }
    }
}
