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

    /**
     * This optimizer with another value of an option, by Keras's name: {@code with("clipnorm", 1.0)}.
     *
     * @throws io.keratin.core.error.ModelFormatException if it has no such option, or not such values
     */
    default Optimizer with(String option, Object value) {
        Value.Fields entry = Optimizers.entry(this);
        return Optimizers.keras().read(entry.with("config", config().with(option, Value.of(value))), "optimizer");
    }

    /** The configuration as Keras writes it. */
    Value.Fields config();

    /** A new state for these variables, in their order. */
    OptimizerState build(List<Variable> variables);
}
