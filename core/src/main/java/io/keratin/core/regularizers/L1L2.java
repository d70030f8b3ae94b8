package io.keratin.core.regularizers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.tensor.Shape;

/**
 * l1 · sum |x| + l2 · sum x².
 *
 * @param className {@code L1}, {@code L2} or {@code L1L2}
 * @param l1 at least 0
 * @param l2 at least 0
 */
public record L1L2(String className, double l1, double l2) implements Regularizer {

    /** Checks the factors. */
    public L1L2 {
        Regularizers.factor(className, "l1", l1);
        Regularizers.factor(className, "l2", l2);
    }

    static Regularizer l1(Config config) {
        return new L1L2("L1", config.real("l1", 0.01), 0);
    }

    static Regularizer l2(Config config) {
        return new L1L2("L2", 0, config.real("l2", 0.01));
    }

    static Regularizer both(Config config) {
        return new L1L2("L1L2", config.real("l1", 0), config.real("l2", 0));
    }

    @Override
    public Value.Fields config() {
        return switch (className) {
            case "L1" -> Value.fields("l1", l1);
            case "L2" -> Value.fields("l2", l2);
            default -> Value.fields("l1", l1, "l2", l2);
        };
    }

    @Override
    public double value(float[] x, Shape shape) {
        double sum = 0;
        for (float v : x) {
            sum += l1 * Math.abs(v) + l2 * v * v;
        }
        return sum;
    }

    @Override
    public void addGradient(float[] x, Shape shape, double scale, float[] dx) {
        float a = (float) (scale * l1);
        float b = (float) (scale * 2 * l2);
        for (int i = 0; i < x.length; i++) {
            dx[i] += a * Math.signum(x[i]) + b * x[i];
        }
    }
}
