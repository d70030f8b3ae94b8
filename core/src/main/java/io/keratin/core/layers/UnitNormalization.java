package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;

/**
 * Brings the values along some axes to length 1: y = x / sqrt(Σ x²); zeros stay zeros.
 *
 * @param axes the axes to sum over; negative ones count from the end
 */
public record UnitNormalization(List<Integer> axes) implements WeightlessLayer {

    private static final double MAX_FACTOR = 1e12;

    /** A copy of the axes. */
    public UnitNormalization {
        axes = List.copyOf(axes);
    }

    /** A UnitNormalization with Keras's default: the last axis. */
    public UnitNormalization() {
        this(List.of(-1));
    }

    static UnitNormalization fromConfig(Config config, LayerRegistry registry) {
        int[] axes = config.integers("axis");
        return axes == null
                ? new UnitNormalization()
                : new UnitNormalization(Arrays.stream(axes).boxed().toList());
    }

    @Override
    public String className() {
        return "UnitNormalization";
    }

    @Override
    public Shape outputShape(Shape input) {
        resolve(input);
        return input;
    }

    private SortedSet<Integer> resolve(Shape input) {
        return Axes.resolveWithBatch("UnitNormalization", axes, input.rank());
    }

    @Override
    public Value.Fields config() {
        return Value.fields("axis", axes.size() == 1 ? axes.get(0) : axes);
    }

    @Override
    public boolean mixesSamples(List<Shape> inputs) {
        return resolve(inputs.get(0)).contains(0);
    }

    @Override
    public boolean passesMask() {
        return true;
    }

    @Override
    public TimeAxis timeAxis(Shape input) {
        return resolve(input).contains(1) ? TimeAxis.WHOLE : TimeAxis.POINTWISE;
    }

    @Override
    public Layer bind(Binding binding) {
        return call -> {
            Shape in = call.input().shape();
            SortedSet<Integer> resolved = resolve(in);
            double count = resolved.stream().mapToDouble(in::dim).reduce(1, (a, b) -> a * b);
            return NormalGradient.of(
                    call,
                    SquareNorm.step(call, resolved, mean -> Math.min(1 / Math.sqrt(mean * count), MAX_FACTOR)),
                    in,
                    resolved,
                    NormalGradient.Formula.squares(count, 0, MAX_FACTOR),
                    NormalGradient.Learnt.nothing(in));
        };
    }
}
