package io.keratin.core.regularizers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;

/**
 * Half the factor times the mean |cos| of the angles between all pairs of rows, or of columns, each pair counted twice.
 *
 * @param factor at least 0
 * @param columns whether columns are meant, not rows
 */
public record OrthogonalRegularizer(double factor, boolean columns) implements Regularizer {

    private static final double LARGEST_INVERSE = 1e7;

    /** Checks the factor. */
    public OrthogonalRegularizer {
        Regularizers.factor("OrthogonalRegularizer", "factor", factor);
    }

    static Regularizer fromConfig(Config config) {
        String mode = config.text("mode", "rows");
        if (!mode.equals("rows") && !mode.equals("columns")) {
            throw config.error("mode", "expected \"rows\" or \"columns\", found \"" + mode + "\"");
        }
        return new OrthogonalRegularizer(config.real("factor", 0.01), mode.equals("columns"));
    }

    @Override
    public String className() {
        return "OrthogonalRegularizer";
    }

    @Override
    public Value.Fields config() {
        return Value.fields("factor", factor, "mode", columns ? "columns" : "rows");
    }

    @Override
    public double value(float[] x, Shape shape) {
        double[] unit = unit(x, shape);
        int n = vectors(shape);
        double sum = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                sum += i == j ? 0 : Math.abs(dot(unit, shape, i, j));
            }
        }
        return factor * 0.5 * sum / (n * (n - 1.0) / 2);
    }

    @Override
    public void addGradient(float[] x, Shape shape, double scale, float[] dx) {
        double[] unit = unit(x, shape);
        int n = vectors(shape);
        double each = scale * factor / (n * (n - 1.0) / 2);
        int length = x.length / Math.max(1, n);
        double[] d = new double[length];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < length; k++) {
                d[k] = 0;
            }
            for (int j = 0; j < n; j++) {
                double sign = i == j ? 0 : Math.signum(dot(unit, shape, i, j));
                for (int k = 0; k < length; k++) {
                    d[k] += each * sign * unit[at(shape, j, k)];
                }
            }
            double inverse = inverseNorm(x, shape, i);
            double along = 0;
            for (int k = 0; k < length; k++) {
                along += inverse < LARGEST_INVERSE ? d[k] * unit[at(shape, i, k)] : 0;
            }
            for (int k = 0; k < length; k++) {
                int at = at(shape, i, k);
                dx[at] += (float) (inverse * (d[k] - along * unit[at]));
            }
        }
    }

    private int vectors(Shape shape) {
        if (shape.rank() != 2) {
            throw new ShapeException("OrthogonalRegularizer: is for matrices, got a weight of shape " + shape);
        }
        return shape.dim(columns ? 1 : 0);
    }

    private int at(Shape shape, int vector, int k) {
        return columns ? k * shape.dim(1) + vector : vector * shape.dim(1) + k;
    }

    private double[] unit(float[] x, Shape shape) {
        int n = vectors(shape);
        double[] unit = new double[x.length];
        for (int i = 0; i < n; i++) {
            double inverse = inverseNorm(x, shape, i);
            for (int k = 0; k < x.length / n; k++) {
                unit[at(shape, i, k)] = x[at(shape, i, k)] * inverse;
            }
        }
        return unit;
    }

    private double inverseNorm(float[] x, Shape shape, int vector) {
        double squares = 0;
        for (int k = 0; k < x.length / vectors(shape); k++) {
            double v = x[at(shape, vector, k)];
            squares += v * v;
        }
        return Math.min(1 / Math.sqrt(squares), LARGEST_INVERSE);
    }

    private double dot(double[] unit, Shape shape, int i, int j) {
        double sum = 0;
        for (int k = 0; k < unit.length / vectors(shape); k++) {
            sum += unit[at(shape, i, k)] * unit[at(shape, j, k)];
        }
        return sum;
    }
}
