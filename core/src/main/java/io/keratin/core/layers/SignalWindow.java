package io.keratin.core.layers;

import io.keratin.core.config.Value;
import java.util.Arrays;

/** The windows that weigh the samples of a frame. */
final class SignalWindow {

    private SignalWindow() {}

    /**
     * Values of a window, as SciPy has them.
     *
     * @param window a name, a list of values, or None for ones
     * @param length how many
     * @param periodic whether the window goes on after its end
     */
    static double[] values(Value window, int length, boolean periodic) {
        double[] out = new double[length];
        Arrays.fill(out, 1);
        if (window instanceof Value.Items list) {
            if (list.items().size() != length) {
                throw new IllegalArgumentException(
                        "a window of " + list.items().size() + " values, expected " + length);
            }
            for (int i = 0; i < length; i++) {
                out[i] = number(list.items().get(i));
            }
        } else if (window instanceof Value.Text name && length > 1) {
            double[] a =
                    switch (name.text()) {
                        case "hann" -> new double[] {0.5, 0.5, 0};
                        case "hamming" -> new double[] {0.54, 0.46, 0};
                        case "blackman" -> new double[] {0.42, 0.5, 0.08};
                        case "boxcar" -> new double[] {1, 0, 0};
                        default ->
                            throw new IllegalArgumentException("unknown window '" + name.text()
                                    + "'; known are hann, hamming, blackman and boxcar, or give its values");
                    };
            double n = periodic ? length : length - 1;
            for (int i = 0; i < length; i++) {
                double angle = 2 * Math.PI * i / n;
                out[i] = a[0] - a[1] * Math.cos(angle) + a[2] * Math.cos(2 * angle);
            }
        }
        return out;
    }

    private static double number(Value v) {
        if (v instanceof Value.Real r) {
            return r.number();
        } else if (v instanceof Value.Int i) {
            return i.number();
        }
        throw new IllegalArgumentException("a window's values must be numbers, got " + v);
    }
}
