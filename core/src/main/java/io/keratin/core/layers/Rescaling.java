package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.tensor.Shape;

/**
 * x · scale + offset.
 *
 * @param scale a number, or an array over the last axes
 * @param offset a number, or an array over the last axes
 */
public record Rescaling(Numbers scale, Numbers offset) implements WeightlessLayer {

    /** A Rescaling with Keras's default: no offset. */
    public Rescaling(double scale) {
        this(Numbers.of(scale), Numbers.of(0));
    }

    static Rescaling fromConfig(Config config, LayerRegistry registry) {
        Numbers scale = Numbers.read(config, "scale");
        if (scale == null) {
            throw config.error("scale", "expected a number or an array, found nothing");
        }
        Numbers offset = Numbers.read(config, "offset");
        return new Rescaling(scale, offset == null ? new Rescaling(1).offset : offset);
    }

    @Override
    public String className() {
        return "Rescaling";
    }

    @Override
    public Shape outputShape(Shape input) {
        laid("scale", scale, input);
        laid("offset", offset, input);
        return input;
    }

    private static Laid laid(String option, Numbers numbers, Shape input) {
        return Laid.overLast("Rescaling", option, numbers.shape(), numbers.floats(), input);
    }

    @Override
    public Value.Fields config() {
        return Value.fields("scale", scale.value(), "offset", offset.value());
    }

    @Override
    public boolean passesMask() {
        return true;
    }

    @Override
    public TimeAxis timeAxis(Shape input) {
        int rank = Math.max(scale.shape().rank(), offset.shape().rank());
        return rank < input.rank() - 1 ? TimeAxis.POINTWISE : TimeAxis.WHOLE;
    }

    @Override
    public Layer bind(Binding binding) {
        return call -> {
            Shape in = call.input().shape();
            return Laid.affine(call, laid("scale", scale, in), laid("offset", offset, in), false);
        };
    }
}
