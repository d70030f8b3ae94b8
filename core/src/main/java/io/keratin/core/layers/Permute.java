package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Swaps axes: output axis i is input axis {@code dims[i - 1]}; the batch axis 0 stays.
 *
 * @param dims a permutation of 1 to rank - 1
 */
public record Permute(List<Integer> dims) implements WeightlessLayer {

    /** Checks that the dims are a permutation. */
    public Permute {
        dims = List.copyOf(dims);
        if (!dims.stream()
                .sorted()
                .toList()
                .equals(IntStream.rangeClosed(1, dims.size()).boxed().toList())) {
            throw new IllegalArgumentException(
                    "Permute: dims must be a permutation of 1 to " + dims.size() + ", got " + dims);
        }
    }

    static Permute fromConfig(Config config, LayerRegistry registry) {
        int[] dims = config.integers("dims");
        if (dims == null) {
            throw config.error("dims", "expected integers, found nothing");
        }
        return new Permute(Arrays.stream(dims).boxed().toList());
    }

    @Override
    public String className() {
        return "Permute";
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.rank() != dims.size() + 1) {
            throw new ShapeException(
                    "Permute: dims " + dims + " need an input of rank " + (dims.size() + 1) + ", found " + input);
        }
        return Shape.of(Arrays.stream(order()).map(input::dim).toArray());
    }

    @Override
    public DType outputDType(DType input) {
        return input;
    }

    @Override
    public Value.Fields config() {
        return Value.fields("dims", dims);
    }

    @Override
    public Layer bind(Binding binding) {
        return call -> gather(call, Broadcast.transpose(call.input().shape(), order()));
    }

    private int[] order() {
        return IntStream.rangeClosed(0, dims.size())
                .map(i -> i == 0 ? 0 : dims.get(i - 1))
                .toArray();
    }

    /** y[i] = x[index[i]], whatever the elements are; dx[index[i]] += dy[i]. */
    static Step gather(Call call, int[] index) {
        Tensor in = call.input();
        if (in.dtype() == DType.FLOAT32) {
            float[] x = in.floats();
            float[] y = call.output().floats();
            float[] dx = call.gradient(in);
            float[] dy = call.gradient(call.output());
            Step forward = () -> {
                for (int i = 0; i < index.length; i++) {
                    y[i] = x[index[i]];
                }
            };
            return dx == null || dy == null
                    ? forward
                    : Step.of(forward, () -> {
                        for (int i = 0; i < index.length; i++) {
                            dx[index[i]] += dy[i];
                        }
                    });
        }
        int[] x = in.ints();
        int[] y = call.output().ints();
        return () -> {
            for (int i = 0; i < index.length; i++) {
                y[i] = x[index[i]];
            }
        };
    }
}
