package io.keratin.dsl;

import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;

/**
 * What a call gives.
 *
 * @param call the call
 * @param index which of its outputs
 * @param shape dimensions, batch axis first
 * @param dtype what the elements are
 */
record CallOutput(LayerCall call, int index, Shape shape, DType dtype) implements KerasTensor {

    @Override
    public boolean equals(Object o) {
        return o instanceof CallOutput other && other.call == call && other.index == index;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(call) + index;
    }

    @Override
    public String toString() {
        return "KerasTensor(shape=" + shape + ", dtype=" + dtype.kerasName() + ")";
    }
}
