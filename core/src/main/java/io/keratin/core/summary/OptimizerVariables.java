package io.keratin.core.summary;

import io.keratin.core.tensor.Shape;
import java.util.List;

/**
 * The variables that a built optimizer keeps: its step counter, its learning rate, and for each trainable weight what
 * its algorithm remembers of it. They are counted in a summary.
 *
 * @param variables in Keras's order
 */
public record OptimizerVariables(List<Variable> variables) {

    /**
     * One variable.
     *
     * @param name its own name, without that of the weight
     * @param shape its shape
     * @param dtype type of its values, such as {@code float32}
     */
    public record Variable(String name, Shape shape, String dtype) {}

    /** A copy of the list. */
    public OptimizerVariables {
        variables = List.copyOf(variables);
    }

    /** Number of values in all variables. */
    public long count() {
        return total().count();
    }

    /** Number of bytes that the values take. */
    public long bytes() {
        return total().bytes();
    }

    WeightTotal total() {
        WeightTotal total = new WeightTotal(0, 0);
        for (Variable v : variables) {
            total = total.plus(new WeightTotal(v.shape().size(), MemorySize.bytes(v.shape(), v.dtype())));
        }
        return total;
    }
}
