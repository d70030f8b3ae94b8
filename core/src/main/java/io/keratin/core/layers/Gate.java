package io.keratin.core.layers;

import io.keratin.core.activations.Activation;
import io.keratin.core.activations.Activations;
import io.keratin.core.activations.Derivative;
import io.keratin.core.kernels.Kernels;
import org.jspecify.annotations.Nullable;

/** The values of one gate at every step of a sequence, (samples, H) each, and what their derivatives ask for. */
final class Gate {

    private final Kernels kernels;
    private final Activation activation;
    private final @Nullable Derivative derivative;
    private final int samples;
    private final int units;
    private final float[][] y;

    /** What was activated, where the derivative is computed from that. */
    private final float[][] z;

    /** A gate of that many units over {@code time} steps. */
    Gate(Kernels kernels, Activation activation, Call call, int time, int samples, int units) {
        this.kernels = kernels;
        this.activation = activation;
        this.derivative = activation == Activations.LINEAR ? null : activation.derivative();
        this.samples = samples;
        this.units = units;
        boolean both = derivative != null && !derivative.ofResults();
        y = new float[time][];
        z = new float[both ? time : 0][];
        for (int s = 0; s < time; s++) {
            y[s] = call.kept(samples * units);
            if (both) {
                z[s] = call.kept(samples * units);
            }
        }
    }

    /** The values at step s, (samples, H). */
    float[] at(int s) {
        return y[s];
    }

    /** Opens the gate: its values at step s are f of the H columns of {@code from} that begin at {@code column}. */
    float[] open(int s, float[] from, int column, int ld) {
        for (int row = 0; row < samples; row++) {
            System.arraycopy(from, row * ld + column, y[s], row * units, units);
        }
        if (z.length > 0) {
            System.arraycopy(y[s], 0, z[s], 0, samples * units);
        }
        kernels.activate(activation, y[s], 0, samples, units, units);
        return y[s];
    }

    /** d = d · f' at step s. */
    void derive(int s, float[] d) {
        if (derivative != null) {
            derivative.apply(derivative.ofResults() ? y[s] : z[s], 0, units, d, 0, units, samples, units);
        }
    }
}
