package io.keratin.core.activations;

/** How gradients go back through an {@link Activation}. */
public interface Derivative {

    /** Whether it is computed from what the activation gave, y = f(z); if not, from what it was given, z. */
    boolean ofResults();

    /**
     * Turns gradients with respect to y into those with respect to z, row by row: d[i] = Σ_j d[j] · ∂y[j] / ∂z[i]. Where {@link
     * Activation#rowLength} is shorter than n, the gradients with respect to y stand at the start of each row. {@code v} not modified,
     * {@code d} modified.
     *
     * @param v y or z, row r at {@code vo + r * ldv}
     * @param d gradients, row r at {@code dOffset + r * ldd}
     */
    void apply(float[] v, int vo, int ldv, float[] d, int dOffset, int ldd, int rows, int n);
}
