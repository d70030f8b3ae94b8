package io.keratin.core.optimizers;

import io.keratin.core.config.Value;
import java.util.List;

/** An optimizer that treats each variable by one rule: all but those that hold other optimizers. */
public interface RuleOptimizer extends Optimizer {

    /** What Keras writes after the options. */
    Value.Fields hyperparameters();

    /** The rule, with buffers for these variables. */
    Rule rule(List<Variable> variables);

    @Override
    default Value.Fields config() {
        return options().config(hyperparameters());
    }

    @Override
    default OptimizerState build(List<Variable> variables) {
        return new RuleState(options(), rule(variables), variables, true);
    }
}
