package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.List;

/**
 * The same values in another shape: (B, …) to (B, targetShape).
 *
 * @param targetShape without the batch axis; one dimension may be -1, which is then computed
 */
public record Reshape(List<Integer> targetShape) implements WeightlessLayer {

    /** Checks that at most one dimension is open. */
    public Reshape {
        targetShape = List.copyOf(targetShape);
        if (targetShape.stream().filter(d -> d == -1).count() > 1
                || targetShape.stream().anyMatch(d -> d < -1)) {
            throw new IllegalArgumentException(
                    "Reshape: target_shape may have one -1 and no other negative dimension, got " + targetShape);
        }
    }

    static Reshape fromConfig(Config config, LayerRegistry registry) {
        int[] dims = config.integers("target_shape");
        if (dims == null) {
            throw config.error("target_shape", "expected integers, found nothing");
        }
        return new Reshape(java.util.Arrays.stream(dims).boxed().toList());
    }

    @Override
    public String className() {
        return "Reshape";
    }

    @Override
    public Shape outputShape(Shape input) {
        int size = input.product(1, input.rank());
        int known = targetShape.stream().filter(d -> d != -1).reduce(1, Math::multiplyExact);
        boolean open = targetShape.contains(-1);
        if (size != Shape.NONE && (open ? known == 0 || size % known != 0 : size != known)) {
            throw new ShapeException("Reshape: " + input + " does not fit target_shape " + targetShape);
        }
        int rest = size == Shape.NONE ? Shape.NONE : size / Math.max(1, known);
        int[] dims = targetShape.stream().mapToInt(d -> d == -1 ? rest : d).toArray();
        return Shape.of(input.dim(0)).concat(Shape.of(dims));
    }

    @Override
    public DType outputDType(DType input) {
        return input;
    }

    @Override
    public Value.Fields config() {
        return Value.fields("target_shape", targetShape);
    }

    @Override
    public Layer bind(Binding binding) {
        return call -> {
            Tensor in = call.input();
            call.output(0, in.reshape(outputShape(in.shape())));
            return Step.NOTHING;
        };
    }
}
