package io.keratin.dsl;

import io.keratin.core.layers.InputLayer;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** An {@link InputLayer} that is being written down; in a graph, the tensor that it stands for. */
public final class InputBuilder implements KerasTensor {

    private Shape shape;
    private DType dtype = DType.FLOAT32;
    private @Nullable String name;
    private final long number = Creation.next();

    InputBuilder(Shape shape) {
        this.shape = shape;
    }

    /** The input's name; without one it gets Keras's automatic name. */
    public InputBuilder name(String value) {
        name = Options.name(value);
        return this;
    }

    /** A fixed number of samples in a batch, as stateful layers need it in Keras. */
    public InputBuilder batchSize(int value) {
        if (value <= 0) {
            throw new IllegalArgumentException("input: batch_size must be positive, got " + value);
        }
        shape = shape.with(0, value);
        return this;
    }

    /** What the elements are: {@code float32}, or an integer type such as {@code int32} for ids. */
    public InputBuilder dtype(String value) {
        DType found = DType.forKerasName(value);
        if (found == null) {
            throw Words.unknown("dtype", value, DType.kerasNames());
        }
        dtype = found;
        return this;
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public DType dtype() {
        return dtype;
    }

    /** When it was made, among all inputs, layers and calls. */
    long number() {
        return number;
    }

    @Nullable
    String givenName() {
        return name;
    }

    NamedLayer named(Names names) {
        InputLayer layer = new InputLayer(shape, dtype);
        return new NamedLayer(name == null ? names.next(layer.className()) : name, layer, true, dtype.kerasName());
    }
}
