package io.keratin.core.constraints;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Broadcasting;
import io.keratin.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Scales the vectors along some axes so that their norms are within bounds.
 *
 * @param kind which one
 * @param minValue smallest norm
 * @param maxValue largest norm
 * @param rate how far a norm moves into the bounds, 0 to 1
 * @param axis along which a vector runs; null for all
 */
public record NormConstraint(
        Kind kind,
        double minValue,
        double maxValue,
        double rate,
        @Nullable List<Integer> axis) implements Constraint {

    private static final float EPSILON = 1e-7f;

    /** The constraints of norms. */
    public enum Kind {
        /** At most a norm. */
        MAX_NORM("MaxNorm"),
        /** Of norm 1. */
        UNIT_NORM("UnitNorm"),
        /** Between two norms. */
        MIN_MAX_NORM("MinMaxNorm");

        private final String className;

        Kind(String className) {
            this.className = className;
        }

        /** Keras's class name. */
        public String className() {
            return className;
        }

        Function<Config, Constraint> factory() {
            return config -> {
                boolean both = this == MIN_MAX_NORM;
                int[] axes = config.integers("axis");
                boolean all = config.fields().get("axis") == Value.Nothing.NULL;
                return new NormConstraint(
                        this,
                        both ? config.real("min_value", 0) : 0,
                        this == UNIT_NORM ? 1 : config.real("max_value", both ? 1 : 2),
                        both ? config.real("rate", 1) : 1,
                        all
                                ? null
                                : axes == null
                                        ? List.of(0)
                                        : Arrays.stream(axes).boxed().toList());
            };
        }
    }

    @Override
    public String className() {
        return kind.className;
    }

    @Override
    public Value.Fields config() {
        Object axes = axis != null && axis.size() == 1 ? axis.get(0) : axis;
        return switch (kind) {
            case MAX_NORM -> Value.fields("max_value", maxValue, "axis", axes);
            case UNIT_NORM -> Value.fields("axis", axes);
            case MIN_MAX_NORM -> Value.fields("min_value", minValue, "max_value", maxValue, "rate", rate, "axis", axes);
        };
    }

    @Override
    public Bound bind(Shape shape) {
        int[] axes = new int[axis == null ? shape.rank() : axis.size()];
        int n = 1;
        for (int i = 0; i < axes.length; i++) {
            int a = axis == null ? i : axis.get(i);
            axes[i] = a < 0 ? a + shape.rank() : a;
            if (axes[i] < 0 || axes[i] >= shape.rank()) {
                throw new ShapeException(className() + ": axis " + a + " is outside of a weight of shape " + shape);
            }
            n *= shape.dim(axes[i]);
        }
        Arrays.sort(axes);
        int[] at = Broadcasting.rows(shape, axes);
        int length = n;
        return w -> {
            for (int row = 0; row < at.length; row += length) {
                apply(w, at, row, length);
            }
        };
    }

    private void apply(float[] w, int[] at, int from, int n) {
        double squares = 0;
        for (int i = from; i < from + n; i++) {
            squares += (double) w[at[i]] * w[at[i]];
        }
        float norm = (float) Math.sqrt(squares);
        float bounded = Math.max((float) minValue, Math.min((float) maxValue, norm));
        float desired = (float) rate * bounded + (float) (1 - rate) * norm;
        float factor = kind == Kind.UNIT_NORM ? 1 / (EPSILON + norm) : desired / (EPSILON + norm);
        for (int i = from; i < from + n; i++) {
            w[at[i]] *= factor;
        }
    }
}
