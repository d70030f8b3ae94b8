package io.keratin.dsl;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Data that looks random and is the same every time. */
final class Samples {

    private Samples() {}

    static float[] vector(int n, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) (random.nextDouble() * 2 - 1);
        }
        return x;
    }

    static float[][][] sequences(int batch, int time, int features) {
        float[][][] x = new float[batch][time][];
        for (int b = 0; b < batch; b++) {
            for (int t = 0; t < time; t++) {
                x[b][t] = vector(features, 1_000L * b + t);
            }
        }
        return x;
    }

    static float[] flat(float[][][] x) {
        int n = x[0].length * x[0][0].length;
        float[] all = new float[x.length * n];
        for (int b = 0; b < x.length; b++) {
            for (int t = 0; t < x[b].length; t++) {
                System.arraycopy(x[b][t], 0, all, b * n + t * x[b][t].length, x[b][t].length);
            }
        }
        return all;
    }

    /** The first steps of every sequence. */
    static float[][][] prefix(float[][][] x, int time) {
        return Arrays.stream(x).map(s -> Arrays.copyOf(s, time)).toArray(float[][][]::new);
    }

    /** Step t of every sequence, one after another. */
    static float[] step(float[][][] x, int t) {
        float[] all = new float[x.length * x[0][t].length];
        for (int b = 0; b < x.length; b++) {
            System.arraycopy(x[b][t], 0, all, b * x[b][t].length, x[b][t].length);
        }
        return all;
    }
}
