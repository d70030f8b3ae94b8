package io.keratin.benchmarks.growth;

/**
 * Sizes of a stack of LSTM layers and its input.
 *
 * @param features X
 * @param units H
 * @param steps T
 * @param batch B
 * @param layers how many layers, one on the other
 */
record Size(int features, int units, int steps, int batch, int layers) {

    /** Where the axes cross. */
    static final Size MIDDLE = new Size(32, 128, 100, 1, 1);

    Size withUnits(int n) {
        return new Size(features, n, steps, batch, layers);
    }

    Size withSteps(int n) {
        return new Size(features, units, n, batch, layers);
    }

    Size withBatch(int n) {
        return new Size(features, units, steps, n, layers);
    }

    Size withLayers(int n) {
        return new Size(features, units, steps, batch, n);
    }

    /** Bytes of one recurrent matrix, which every step reads. */
    static long recurrentBytes(int units) {
        return 16L * units * units;
    }
}
