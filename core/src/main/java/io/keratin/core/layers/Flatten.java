package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.stream.IntStream;

/**
 * All axes but the first as one: (B, …) to (B, product).
 *
 * @param channelsFirst whether axis 1 holds channels, which then vary fastest in the result, as they do otherwise
 */
public record Flatten(boolean channelsFirst) implements WeightlessLayer {

    /** A Flatten with Keras's default, channels last. */
    public Flatten() {
        this(false);
    }

    static Flatten fromConfig(Config config, LayerRegistry registry) {
        return new Flatten(DataFormat.channelsFirst(config, false));
    }

    @Override
    public String className() {
        return "Flatten";
    }

    @Override
    public Shape outputShape(Shape input) {
        return Shape.of(input.dim(0), input.product(1, input.rank()));
    }

    @Override
    public DType outputDType(DType input) {
        return input;
    }

    @Override
    public Value.Fields config() {
        return Value.fields("data_format", DataFormat.name(channelsFirst));
    }

    @Override
    public Layer bind(Binding binding) {
        return call -> {
            Tensor in = call.input();
            Shape out = outputShape(in.shape());
            if (!channelsFirst || in.shape().rank() < 3) {
                call.output(0, in.reshape(out));
                return Step.NOTHING;
            }
            int rank = in.shape().rank();
            int[] order = IntStream.range(0, rank)
                    .map(i -> i == 0 ? 0 : i == rank - 1 ? 1 : i + 1)
                    .toArray();
            return Permute.gather(call, Broadcast.transpose(in.shape(), order));
        };
    }
}
