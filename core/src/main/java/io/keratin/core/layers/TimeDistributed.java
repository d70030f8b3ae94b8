package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Mask;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Applies a layer to every time step: (B, T, …) to (B, T, …), the inner layer seeing B·T samples.
 *
 * @param layer the inner layer
 */
public record TimeDistributed(NamedLayer layer) implements UnaryLayer {

    static TimeDistributed fromConfig(Config config, LayerRegistry registry) {
        return new TimeDistributed(registry.read(config, "layer"));
    }

    @Override
    public LayerSpec withInner(UnaryOperator<NamedLayer> change) {
        return new TimeDistributed(change.apply(layer));
    }

    @Override
    public String className() {
        return "TimeDistributed";
    }

    @Override
    public Shape outputShape(Shape input) {
        Shape out = layer.spec().outputShape(step(input));
        return Shape.of(out.dim(0), input.dim(1)).concat(out.slice(1, out.rank()));
    }

    @Override
    public List<WeightSpec> weights(Shape input) {
        return layer.weights("layer", List.of(step(input)));
    }

    @Override
    public List<Part> parts(List<Shape> inputs) {
        return List.of(new Part("layer", layer, List.of(step(inputs.get(0)))));
    }

    @Override
    public Value.Fields config() {
        return Value.fields("layer", layer.entry());
    }

    @Override
    public DType outputDType(DType input) {
        return layer.spec().outputDType(input);
    }

    @Override
    public boolean takesIntegers() {
        return layer.spec().takesIntegers();
    }

    @Override
    public boolean stateful() {
        return layer.spec().stateful();
    }

    @Override
    public boolean passesMask() {
        return true;
    }

    @Override
    public TimeAxis timeAxis(Shape input) {
        return TimeAxis.POINTWISE;
    }

    @Override
    public Layer bind(Binding binding) {
        BoundLayer inner = binding.inner("layer", layer, List.of(step(binding.input())));
        return call -> {
            Tensor x = call.input();
            Shape in = x.shape();
            Shape folded = Shape.of(in.dim(0) * in.dim(1)).concat(in.slice(2, in.rank()));
            Call.Inner steps = call.eachStep(inner, x.reshape(folded), fold(call.mask(0)), in.dim(1));
            Tensor y = steps.output();
            Shape out = Shape.of(in.dim(0), in.dim(1))
                    .concat(y.shape().slice(1, y.shape().rank()));
            call.output(0, y.reshape(out));
            return steps.step();
        };
    }

    /** A mask of (B, T, …) reaches the inner layer as one of (B·T, …); one of (B, T) is for the layers after this one. */
    private static @Nullable Mask fold(@Nullable Mask mask) {
        if (mask == null || mask.shape().rank() < 3) {
            return null;
        }
        Shape s = mask.shape();
        return mask.reshape(Shape.of(s.dim(0) * s.dim(1)).concat(s.slice(2, s.rank())));
    }

    private static Shape step(Shape input) {
        if (input.rank() < 3) {
            throw new ShapeException("TimeDistributed: expected (batch, time, …) of rank 3 or more, found " + input);
        }
        return input.without(1);
    }
}
