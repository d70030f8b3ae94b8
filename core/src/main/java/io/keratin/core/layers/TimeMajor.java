package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Mask;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A recurrent layer of tf.keras 2 with {@code time_major=True} that gives a sequence: (T, B, X) to (T, B, H). Weights and class
 * name are those of the layer itself.
 *
 * @param layer the layer without that option
 */
record TimeMajor(NamedLayer layer) implements LayerSpec {

    static TimeMajor fromConfig(Config config, LayerRegistry registry) {
        NamedLayer layer = registry.read(config, "layer");
        if (layer.spec() instanceof RecurrentSpec r && !r.rnn().returnSequences()) {
            throw config.error(
                    "layer",
                    "time_major without return_sequences is not opened: the first axis would be time on the way in and"
                            + " samples on the way out");
        } else if (layer.spec() instanceof RecurrentSpec) {
            return new TimeMajor(layer);
        }
        throw config.error("layer", "expected a recurrent layer, found " + layer);
    }

    @Override
    public LayerSpec withInner(UnaryOperator<NamedLayer> change) {
        return new TimeMajor(change.apply(layer));
    }

    @Override
    public String className() {
        return layer.spec().className();
    }

    @Override
    public List<Shape> outputShapes(List<Shape> inputs) {
        List<Shape> shapes = new ArrayList<>(layer.spec().outputShapes(swapped(inputs)));
        shapes.set(0, swapped(shapes.get(0)));
        return shapes;
    }

    @Override
    public List<WeightSpec> weights(List<Shape> inputs) {
        return layer.spec().weights(swapped(inputs));
    }

    @Override
    public Value.Fields config() {
        return layer.spec().config().with("time_major", Value.of(true));
    }

    @Override
    public boolean passesMask() {
        return layer.spec().passesMask();
    }

    @Override
    public boolean stateful() {
        return layer.spec().stateful();
    }

    /** The first axis, along which a batch would be cut, is time. */
    @Override
    public boolean mixesSamples(List<Shape> inputs) {
        return true;
    }

    @Override
    public Layer bind(Binding binding) {
        BoundLayer inner = binding.inner("", layer, swapped(binding.inputs()));
        return call -> {
            Tensor x = call.input();
            Shape in = x.shape();
            Tensor batchFirst = call.between(swapped(in));
            Mask mask = call.mask(0);
            Mask maskBatchFirst = mask == null ? null : new Mask(swapped(mask.shape()));
            Call.Inner loop = call.inner(inner, batchFirst, maskBatchFirst);
            Tensor last = loop.output();
            Tensor y = call.output(0);
            for (int i = 1; i < loop.outputs().size(); i++) {
                call.output(i, loop.outputs().get(i));
            }
            Step forward = () -> {
                swap(in.dim(0), in.dim(1), in.last(), x.floats(), batchFirst.floats());
                swapMask(mask, maskBatchFirst);
                loop.step().forward();
                swap(in.dim(1), in.dim(0), y.shape().last(), last.floats(), y.floats());
            };
            float[] dx = call.gradient(x);
            float[] dSwapped = call.gradient(batchFirst);
            float[] dLast = call.gradient(last);
            float[] dy = call.gradient(y);
            return Step.of(forward, () -> {
                if (dy != null && dLast != null) {
                    addSwapped(in.dim(0), in.dim(1), y.shape().last(), dy, dLast);
                }
                Step.back(loop.step());
                if (dx != null && dSwapped != null) {
                    addSwapped(in.dim(1), in.dim(0), in.last(), dSwapped, dx);
                }
            });
        };
    }

    /** to (b, a, n) += from (a, b, n). {@code from} not modified, {@code to} modified. */
    private static void addSwapped(int a, int b, int n, float[] from, float[] to) {
        for (int i = 0; i < a * b; i++) {
            int row = i % b * a + i / b;
            for (int j = 0; j < n; j++) {
                to[row * n + j] += from[i * n + j];
            }
        }
    }

    private static List<Shape> swapped(List<Shape> inputs) {
        if (inputs.size() != 1 || inputs.get(0).rank() != 3) {
            throw new ShapeException(
                    "a recurrent layer with time_major expects one input (time, batch, features), found " + inputs);
        }
        return List.of(swapped(inputs.get(0)));
    }

    private static Shape swapped(Shape shape) {
        return shape.with(0, shape.dim(1)).with(1, shape.dim(0));
    }

    /** to (b, a, n) = from (a, b, n). {@code from} not modified, {@code to} modified. */
    private static void swap(int a, int b, int n, float[] from, float[] to) {
        for (int i = 0; i < a; i++) {
            for (int j = 0; j < b; j++) {
                System.arraycopy(from, (i * b + j) * n, to, (j * a + i) * n, n);
            }
        }
    }

    private static void swapMask(@Nullable Mask from, @Nullable Mask to) {
        if (from == null || to == null) {
            return;
        }
        int a = from.shape().dim(0);
        int b = from.shape().dim(1);
        for (int i = 0; i < a * b; i++) {
            to.values()[i % b * a + i / b] = from.values()[i];
        }
    }
}
