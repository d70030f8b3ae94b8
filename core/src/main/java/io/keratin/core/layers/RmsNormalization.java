package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;

/**
 * Divides each sample by the root of its mean square over some axes (Zhang and Sennrich 2019): y = scale · x / sqrt(mean(x²) +
 * epsilon).
 *
 * <p>Weights: scale, of the shape of those axes. As in Keras it is laid over the last axes of the input, whichever the axes are.
 *
 * @param axes the axes to normalise over; negative ones count from the end
 * @param epsilon added to the mean square
 */
public record RmsNormalization(List<Integer> axes, double epsilon) implements UnaryLayer {

    /** A sorted copy of the axes: Keras sorts them when it builds the layer. */
    public RmsNormalization {
        axes = axes.stream().sorted().toList();
    }

    /** An RMSNormalization with Keras's defaults. */
    public RmsNormalization() {
        this(List.of(-1), 1e-6);
    }

    static RmsNormalization fromConfig(Config config, LayerRegistry registry) {
        RmsNormalization defaults = new RmsNormalization();
        int[] axes = config.integers("axis");
        return new RmsNormalization(
                axes == null ? defaults.axes : Arrays.stream(axes).boxed().toList(),
                config.real("epsilon", defaults.epsilon));
    }

    @Override
    public String className() {
        return "RMSNormalization";
    }

    @Override
    public Shape outputShape(Shape input) {
        laid(new float[0], input);
        return input;
    }

    private Laid laid(float[] scale, Shape input) {
        Axes.resolveWithBatch("RMSNormalization", axes, input.rank());
        Shape shape = Shape.of(axes.stream().mapToInt(input::dim).toArray());
        if (!shape.isKnown()) {
            throw new ShapeException("RMSNormalization: axes " + axes + " must be known, found " + input);
        }
        return Laid.overLast("RMSNormalization", "scale", shape, scale, input);
    }

    @Override
    public List<WeightSpec> weights(Shape input) {
        outputShape(input);
        Shape shape = Shape.of(axes.stream().mapToInt(input::dim).toArray());
        return List.of(new WeightSpec("scale", shape, Initializers.ONES));
    }

    @Override
    public Value.Fields config() {
        return Value.fields("axis", axes.size() == 1 ? axes.get(0) : axes, "epsilon", epsilon);
    }

    @Override
    public boolean mixesSamples(List<Shape> inputs) {
        return axes.contains(0);
    }

    @Override
    public TimeAxis timeAxis(Shape input) {
        boolean alongTime = Axes.resolve("RMSNormalization", axes, input.rank()).contains(1);
        return alongTime || axes.size() >= input.rank() - 1 ? TimeAxis.WHOLE : TimeAxis.POINTWISE;
    }

    @Override
    public Layer bind(Binding binding) {
        float[] scale = binding.weight("scale");
        return call -> {
            Shape in = call.input().shape();
            SortedSet<Integer> reduced = Axes.resolve("RMSNormalization", axes, in.rank());
            Step norm = SquareNorm.step(call, reduced, mean -> 1 / Math.sqrt(mean + epsilon));
            Laid laid = laid(scale, in);
            Step scaled = laid.times(call.output(), binding.trains());
            return NormalGradient.of(
                    call,
                    Step.all(List.of(norm, scaled)),
                    in,
                    reduced,
                    NormalGradient.Formula.squares(1, epsilon, Double.POSITIVE_INFINITY),
                    new NormalGradient.Learnt(laid, binding.gradient("scale"), null));
        };
    }
}
