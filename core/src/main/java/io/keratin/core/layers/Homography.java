package io.keratin.core.layers;

import java.util.Arrays;

/** Sees images from an angle: their corners move, each by a part of where it stands. */
final class Homography {

    private static final int UNKNOWN = 8;

    private final double[][] equations = new double[UNKNOWN][UNKNOWN + 1];
    private final float[] parts = new float[UNKNOWN];
    private final Frames frames;
    private final float scale;

    Homography(Frames frames, float scale) {
        this.frames = frames;
        this.scale = scale;
    }

    /** Draws where the corners of every image move. {@code m} modified. */
    void draw(Drawing drawing, Warp.Matrices m) {
        for (int image = 0; image < frames.count(); image++) {
            drawing.uniform(parts, -0.5f * scale, 0.5f * scale);
            for (int corner = 0; corner < 4; corner++) {
                float x = corner % 2 * (frames.width() - 1);
                float y = corner / 2 * (frames.height() - 1);
                corner(corner, x, y, x + x * parts[2 * corner], y + y * parts[2 * corner + 1]);
            }
            solve();
            for (int i = 0; i < UNKNOWN; i++) {
                m.set(image, i, (float) equations[i][UNKNOWN]);
            }
        }
    }

    /** What is seen at (u, v) stands at (x, y). */
    private void corner(int corner, double x, double y, double u, double v) {
        equation(equations[2 * corner], 0, u, v, x);
        equation(equations[2 * corner + 1], 3, u, v, y);
    }

    private static void equation(double[] row, int first, double u, double v, double is) {
        Arrays.fill(row, 0);
        row[first] = u;
        row[first + 1] = v;
        row[first + 2] = 1;
        row[6] = -is * u;
        row[7] = -is * v;
        row[UNKNOWN] = is;
    }

    /** Gauss and Jordan; the unknowns are in the last column then, not numbers where there is no solution. */
    private void solve() {
        for (int k = 0; k < UNKNOWN; k++) {
            int pivot = k;
            for (int r = k + 1; r < UNKNOWN; r++) {
                pivot = Math.abs(equations[r][k]) > Math.abs(equations[pivot][k]) ? r : pivot;
            }
            double[] row = equations[pivot];
            equations[pivot] = equations[k];
            equations[k] = row;
            double inverse = 1 / row[k];
            for (int c = k; c <= UNKNOWN; c++) {
                row[c] *= inverse;
            }
            for (int r = 0; r < UNKNOWN; r++) {
                double factor = equations[r][k];
                for (int c = k; r != k && c <= UNKNOWN; c++) {
                    equations[r][c] -= factor * row[c];
                }
            }
        }
    }
}
