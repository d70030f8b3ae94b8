package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * x for x &gt; 0, else alpha · x with a learnt alpha for every position (He et al. 2015). Weights: alpha, of the input's
 * shape without the batch axis, 1 along shared axes.
 *
 * @param sharedAxes axes along which alpha is the same, counted with the batch axis
 * @param training options that matter only in training
 */
public record PRelu(List<Integer> sharedAxes, TrainingOptions training) implements UnaryLayer {

    private static final Set<String> TRAINING_OPTIONS =
            Set.of("alpha_initializer", "alpha_regularizer", "alpha_constraint");

    /** A copy of the axes. */
    public PRelu {
        sharedAxes = List.copyOf(sharedAxes);
    }

    /** A PReLU with Keras's defaults. */
    public PRelu() {
        this(List.of(), TrainingOptions.NONE);
    }

    static PRelu fromConfig(Config config, LayerRegistry registry) {
        int[] axes = config.integers("shared_axes");
        return new PRelu(
                axes == null
                        ? new PRelu().sharedAxes
                        : Arrays.stream(axes).boxed().toList(),
                TrainingOptions.read(config, TRAINING_OPTIONS));
    }

    @Override
    public String className() {
        return "PReLU";
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public List<WeightSpec> weights(Shape input) {
        Shape alpha = learntShape("PReLU", sharedAxes, input);
        return List.of(
                new WeightSpec("alpha", alpha, Initializers.of(training, "alpha_initializer", Initializers.ZEROS)));
    }

    /** Shape of parameters that are learnt for every element of a sample, the same along some axes. */
    static Shape learntShape(String layer, List<Integer> sharedAxes, Shape input) {
        Shape shape = input.without(0);
        for (int axis : sharedAxes) {
            if (axis < 1 || axis >= input.rank()) {
                throw new ShapeException(layer + ": shared axis " + axis + " is not in 1 to " + (input.rank() - 1));
            }
            shape = shape.with(axis - 1, 1);
        }
        if (!shape.isKnown()) {
            throw new ShapeException(layer + ": dimensions that are not shared must be known, found " + input);
        }
        return shape;
    }

    @Override
    public Value.Fields config() {
        return training.addTo(Value.fields("shared_axes", sharedAxes.isEmpty() ? null : sharedAxes));
    }

    @Override
    public boolean passesMask() {
        return true;
    }

    @Override
    public TimeAxis timeAxis(Shape input) {
        return sharedAxes.contains(1) ? TimeAxis.POINTWISE : TimeAxis.WHOLE;
    }

    @Override
    public Layer bind(Binding binding) {
        float[] alpha = binding.weight("alpha");
        Shape shape = weights(binding.input()).get(0).shape();
        return call -> {
            Tensor in = call.input();
            float[] x = in.floats();
            float[] y = call.output().floats();
            int n = in.size();
            int[] index = Broadcast.index(shape, in.shape().without(0));
            Step forward = () -> {
                for (int i = 0; i < n; i++) {
                    y[i] = x[i] > 0 ? x[i] : alpha[index[i % index.length]] * x[i];
                }
            };
            float[] dAlpha = binding.gradient("alpha");
            float[] dx = call.gradient(in);
            float[] dy = call.gradient(call.output());
            return dy == null
                    ? forward
                    : Step.of(forward, () -> {
                        for (int i = 0; i < n; i++) {
                            int a = index[i % index.length];
                            if (dx != null) {
                                dx[i] += x[i] > 0 ? dy[i] : alpha[a] * dy[i];
                            }
                            if (dAlpha != null && x[i] <= 0) {
                                dAlpha[a] += x[i] * dy[i];
                            }
                        }
                    });
        };
    }
}
