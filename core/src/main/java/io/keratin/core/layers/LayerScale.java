package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;
import java.util.List;

/**
 * x · gamma, a learnt factor for each feature (Touvron et al. 2021): the layer in which {@code keras.applications}' ConvNeXt scales its
 * branches. Weights: gamma, (X).
 *
 * @param initValues what gamma begins with
 * @param projectionDim X, the features of the input
 */
public record LayerScale(double initValues, int projectionDim) implements UnaryLayer {

    /** Checks that there are features. */
    public LayerScale {
        if (projectionDim <= 0) {
            throw new IllegalArgumentException("LayerScale: projection_dim must be positive, got " + projectionDim);
        }
    }

    static LayerScale fromConfig(Config config, LayerRegistry registry) {
        return new LayerScale(config.real("init_values", 1e-6), config.positiveInt("projection_dim"));
    }

    @Override
    public String className() {
        return "LayerScale";
    }

    @Override
    public String module() {
        return "keras.src.applications.convnext";
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.rank() < 2 || (input.last() != Shape.NONE && input.last() != projectionDim)) {
            throw new ShapeException("LayerScale: expected " + projectionDim + " features, found " + input);
        }
        return input.with(input.rank() - 1, projectionDim);
    }

    @Override
    public List<WeightSpec> weights(Shape input) {
        return List.of(new WeightSpec("variable", Shape.of(projectionDim), Initializers.constant((float) initValues)));
    }

    @Override
    public Value.Fields config() {
        return Value.fields("init_values", initValues, "projection_dim", projectionDim);
    }

    @Override
    public TimeAxis timeAxis(Shape input) {
        return input.rank() > 2 ? TimeAxis.POINTWISE : TimeAxis.WHOLE;
    }

    @Override
    public Layer bind(Binding binding) {
        float[] gamma = binding.weight("variable");
        return call -> {
            Shape in = call.input().shape();
            Laid factor = Laid.overLast("LayerScale", "gamma", Shape.of(projectionDim), gamma, in);
            Laid none = Laid.overLast("LayerScale", "offset", Shape.of(), new float[1], in);
            return Laid.affine(call, factor, none, false, binding.gradient("variable"));
        };
    }
}
