package io.keratin.core.layers;

import io.keratin.core.config.Value;
import io.keratin.core.tensor.Shape;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Fills a kernel (time, 1, frequencies) so that a convolution computes one part of a short-time Fourier transform.
 *
 * @param imaginary whether the imaginary part is meant, not the real one
 * @param window a name, a list of values, or None
 * @param scaling {@code density}, {@code spectrum}, or null for none
 * @param periodic whether the window is one period of a periodic one, not symmetric
 */
record Stft(boolean imaginary, Value window, @Nullable String scaling, boolean periodic) implements Initializer {

    Stft {
        if (scaling != null && !scaling.equals("density") && !scaling.equals("spectrum")) {
            throw new IllegalArgumentException("scaling must be density, spectrum or null, got " + scaling);
        }
    }

    @Override
    public float[] create(Shape shape, SplittableRandom random) {
        if (shape.rank() != 3) {
            throw new IllegalArgumentException("STFT: a weight needs three axes, got shape " + shape);
        }
        int time = shape.dim(0);
        int channels = shape.dim(1);
        int frequencies = shape.dim(2);
        double[] w = SignalWindow.values(window, time, periodic);
        double scale = scale(w);
        float[] out = new float[shape.length()];
        for (int i = 0; i < out.length; i++) {
            int t = i / (channels * frequencies);
            double angle = -2 * Math.PI * t * (i % frequencies) / ((frequencies - 1) * 2);
            out[i] = (float) ((imaginary ? Math.sin(angle) : Math.cos(angle)) * w[t] / scale);
        }
        return out;
    }

    private double scale(double[] w) {
        double sum = 0;
        for (double v : w) {
            sum += "spectrum".equals(scaling) ? Math.abs(v) : v * v;
        }
        return window == Value.Nothing.NULL || scaling == null ? 1 : scaling.equals("spectrum") ? sum : Math.sqrt(sum);
    }
}
