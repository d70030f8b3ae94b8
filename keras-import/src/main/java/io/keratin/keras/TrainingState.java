package io.keratin.keras;

import io.keratin.core.config.Value;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import io.keratin.core.optimizers.OptimizerState;
import io.keratin.core.optimizers.Slot;
import io.keratin.core.training.CompiledModel;
import java.util.List;

/**
 * What a compiled model keeps beside its weights, so that training goes on where it stopped.
 *
 * @param compileConfig optimizer, loss, metrics and what else {@code compile} was given, as Keras 3 writes it
 * @param optimizer the optimizer's variables in Keras's order; none if the optimizer is not built
 */
public record TrainingState(Value.Fields compileConfig, List<Slot> optimizer) {

    /** A copy of the list. */
    public TrainingState {
        optimizer = List.copyOf(optimizer);
    }

    /** What is compiled with {@code compileConfig} and trained by {@code optimizer}. */
    public static TrainingState of(Value.Fields compileConfig, OptimizerState optimizer) {
        return new TrainingState(compileConfig, optimizer.variables());
    }

    /** What a model was compiled with, and where its optimizer is. */
    public static TrainingState of(CompiledModel model) {
        return of(model.options().config(), model.optimizer());
    }

    /**
     * Puts the values of the variables into an optimizer that is built for the model. As in Keras, an optimizer of another number
     * of variables goes on as it is: a model that was saved before it was trained has none for its weights.
     *
     * @return whether the values were taken
     * @throws ModelFormatException if a variable has another shape; nothing was changed then
     */
    public boolean restore(OptimizerState state) {
        List<Slot> own = state.variables();
        if (own.size() != optimizer.size()) {
            return false;
        }
        for (int i = 0; i < own.size(); i++) {
            if (!own.get(i).shape().equals(optimizer.get(i).shape())) {
                throw new ModelFormatException(
                        Kind.MISMATCH,
                        optimizer.get(i).path(),
                        "optimizer variable " + own.get(i).path() + " is "
                                + optimizer.get(i).shape() + " in the file, "
                                + own.get(i).shape() + " in the optimizer");
            }
        }
        for (int i = 0; i < own.size(); i++) {
            copy(optimizer.get(i), own.get(i));
        }
        return true;
    }

    private static void copy(Slot from, Slot to) {
        if (to.isCounter()) {
            to.count(from.isCounter() ? from.count() : (long) from.values()[0]);
        } else if (from.isCounter()) {
            to.values()[0] = from.count();
        } else {
            System.arraycopy(from.values(), 0, to.values(), 0, to.values().length);
        }
    }
}
