package io.keratin.core.optimizers;

import io.keratin.core.config.Value;
import java.util.List;

/**
 * How variables follow their gradients: immutable, comparable, with Keras's configuration in both directions.
 *
 * <pre>{@code
 * OptimizerState state = Optimizers.get("adam").build(variables);
 * // fill the gradients
 * state.step();
 * }</pre>
 */
public interface Optimizer {

    /** Keras's class name. */
    String className();

    /** What all optimizers have. */
    Options options();

    /** This optimizer with other options. */
    Optimizer withOptions(Options options);

    /** The configuration as Keras writes it. */
    Value.Fields config();

    /** A new state for these variables, in their order. */
    OptimizerState build(List<Variable> variables);
}
