package io.keratin.examples;

import io.keratin.keras.numpy.NpyArray;
import io.keratin.keras.numpy.Npz;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/** Images of handwritten digits, 8 rows of 8 pixels of 0 to 1, and what they show; see {@code data/make_data.py}. */
@SuppressWarnings("ArrayRecordComponent") // read once, compared by nobody
record Digits(float[][][] trainX, int[] trainY, float[][][] testX, int[] testY) {

    private static final int TEST = 360;
    private static final int SIDE = 8;

    static Digits read(Path data) throws IOException {
        Map<String, NpyArray> arrays = Npz.read(data.resolve("digits.npz"));
        float[] pixels = Objects.requireNonNull(arrays.get("images")).toFloats();
        float[] labels = Objects.requireNonNull(arrays.get("labels")).toFloats();
        float[][][] x = new float[labels.length][SIDE][SIDE];
        int[] y = new int[labels.length];
        for (int i = 0; i < labels.length; i++) {
            for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
                x[i][pixel / SIDE][pixel % SIDE] = pixels[i * SIDE * SIDE + pixel] / 16;
            }
            y[i] = (int) labels[i];
        }
        int train = labels.length - TEST;
        return new Digits(
                Arrays.copyOf(x, train),
                Arrays.copyOf(y, train),
                Arrays.copyOfRange(x, train, x.length),
                Arrays.copyOfRange(y, train, y.length));
    }
}
