package io.keratin.core.activations;

/** The gates of the recurrent layers over ranges of an array, in shapes that the JIT compiler turns into vector code. */
final class FastMath {

    private FastMath() {}

    /** x[i] = tanh(x[i]) for from &lt;= i &lt; to. {@code x} modified. */
    static void tanh(float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] = (float) Math.tanh(x[i]);
        }
    }

    /** x[i] = 1 / (1 + exp(-x[i])) for from &lt;= i &lt; to. {@code x} modified. */
    static void sigmoid(float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] = (float) (1 / (1 + Math.exp(-x[i])));
        }
    }
}
