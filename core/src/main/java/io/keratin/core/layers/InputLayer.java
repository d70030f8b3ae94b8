package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Where data enters a model: shape and element type of one input.
 *
 * @param shape batch axis first; open dimensions are {@link Shape#NONE}
 * @param dtype what the elements are
 */
public record InputLayer(Shape shape, DType dtype) implements LayerSpec {

    /** Checks that there is a batch axis. */
    public InputLayer {
        if (shape.rank() == 0) {
            throw new IllegalArgumentException("InputLayer: expected a shape with a batch axis, found " + shape);
        }
    }

    static InputLayer fromConfig(Config config, LayerRegistry registry) {
        int[] dims = config.dims("batch_shape");
        if (dims == null) {
            dims = config.dims("batch_input_shape");
        }
        if (dims == null) {
            int[] rest = config.dims("shape");
            if (rest == null) {
                throw config.error("batch_shape", "expected a list of dimensions, found nothing");
            }
            dims = new int[rest.length + 1];
            dims[0] = config.integer("batch_size", Shape.NONE);
            System.arraycopy(rest, 0, dims, 1, rest.length);
        }
        for (String flag : new String[] {"sparse", "ragged"}) {
            if (config.flag(flag, false)) {
                throw config.error(flag, "expected false, found true: " + flag + " inputs are not supported");
            }
        }
        config.flag("optional", false);
        return new InputLayer(Shape.of(dims), dtype(config));
    }

    private static DType dtype(Config config) {
        String name = config.text("dtype", "float32");
        DType found = DType.forKerasName(name);
        if (found == null) {
            throw config.error("dtype", "expected a float or integer type, found \"" + name + '"');
        }
        return found;
    }

    @Override
    public String className() {
        return "InputLayer";
    }

    @Override
    public List<Shape> outputShapes(List<Shape> inputs) {
        return List.of(shape);
    }

    @Override
    public List<WeightSpec> weights(List<Shape> inputs) {
        return List.of();
    }

    @Override
    public Value.Fields config() {
        List<Value> dims = new ArrayList<>();
        for (int d : shape.toArray()) {
            dims.add(d == Shape.NONE ? Value.Nothing.NULL : new Value.Int(d));
        }
        return Value.fields("batch_shape", dims, "dtype", dtype.kerasName(), "sparse", false, "ragged", false);
    }

    @Override
    public Layer bind(Binding binding) {
        return call -> {
            throw new ShapeException("InputLayer: data enters here, nothing is computed");
        };
    }
}
