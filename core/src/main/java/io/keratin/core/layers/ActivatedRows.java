package io.keratin.core.layers;

import io.keratin.core.activations.Activation;
import io.keratin.core.activations.Activations;
import io.keratin.core.activations.Derivative;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** y = φ(z) over rows of n values at the end of a layer in training, and back: dz = dy ∘ φ'. */
final class ActivatedRows {

    private final Kernels kernels;
    private final Activation activation;
    private final @Nullable Derivative derivative;
    private final int rows;
    private final int n;
    private final int result;
    private final float[] y;
    private final float[] dy;

    /** z, which is y's storage where rows keep their length, and what the derivative asks for of it. */
    private final float[] z;

    private final float[] kept;
    private final float[] dz;

    /**
     * Lays it out.
     *
     * @param n values of a row of z; y's may be shorter
     */
    ActivatedRows(Call call, Kernels kernels, Activation activation, int rows, int n, float[] y, float[] dy) {
        this.kernels = kernels;
        this.activation = activation;
        this.derivative = activation.derivative();
        this.rows = rows;
        this.n = n;
        this.result = activation.rowLength(n);
        this.y = y;
        this.dy = dy;
        boolean narrows = result != n;
        z = narrows ? call.scratch(rows * n) : y;
        dz = narrows ? call.scratch(rows * n) : dy;
        boolean keeps = activates() && derivative != null && !derivative.ofResults();
        kept = keeps ? call.kept(rows * n) : y;
    }

    /**
     * A layer's step without its activation, which leaves z where losses look for it, and φ(z) as the call's output.
     *
     * @param z what {@link Call#logits} gave
     * @param linear computes z; its way back starts from z's gradient
     */
    static Step behind(Step linear, Tensor z, Activation activation, Kernels kernels, Call call) {
        float[] y = call.output().floats();
        float[] dy = call.gradient(call.output());
        float[] dz = call.gradient(z);
        int n = z.shape().last();
        int size = z.size();
        float[] none = {};
        ActivatedRows end =
                new ActivatedRows(call, kernels, activation, n == 0 ? 0 : size / n, n, y, dy == null ? none : dy);
        Step forward = () -> {
            linear.forward();
            System.arraycopy(z.floats(), 0, y, 0, size);
            end.forward();
        };
        if (dy == null || dz == null || !end.differentiable()) {
            return forward;
        }
        return Step.of(forward, () -> {
            end.backward();
            CellPass.add(dy, dz, size);
            Step.back(linear);
        });
    }

    private boolean activates() {
        return activation != Activations.LINEAR;
    }

    /** Whether a gradient finds its way back. */
    boolean differentiable() {
        return !activates() || derivative != null;
    }

    /** Where z is written before {@link #forward}. */
    float[] z() {
        return z;
    }

    /** Where dz stands after {@link #backward}. */
    float[] dz() {
        return dz;
    }

    void forward() {
        if (kept != y) {
            System.arraycopy(z, 0, kept, 0, rows * n);
        }
        if (activates()) {
            kernels.activate(activation, z, 0, rows, n, n);
        }
        for (int r = 0; z != y && r < rows; r++) {
            System.arraycopy(z, r * n, y, r * result, result);
        }
    }

    void backward() {
        for (int r = 0; dz != dy && r < rows; r++) {
            System.arraycopy(dy, r * result, dz, r * n, result);
        }
        if (derivative != null && activates()) {
            derivative.apply(kept, 0, n, dz, 0, n, rows, n);
        }
    }
}
