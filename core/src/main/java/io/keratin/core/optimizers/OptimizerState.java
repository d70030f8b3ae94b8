package io.keratin.core.optimizers;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an optimizer knows of the variables that it trains. A step allocates nothing and depends on nothing but the arrays;
 * one thread at a time.
 */
public abstract class OptimizerState {

    OptimizerState() {}

    /** One step: changes the values of the variables by their gradients, which it clobbers. */
    public abstract void step();

    /**
     * Before the first step of {@code fit}: what was to begin as a copy of a weight begins at 0. Keras 3.15 builds an optimizer inside
     * the function that TensorFlow traces for the first batch, where the copies that only ScheduleFreeAdamW makes are lost; they are
     * there with {@code run_eagerly} alone, and where the optimizer was built before.
     */
    public abstract void beginInFit();

    /** The variables of the optimizer in Keras's order, the ones its files hold. */
    public abstract List<Slot> variables();

    /** How many steps there were; with gradient accumulation each batch counts. */
    public abstract long iteration();

    /** The learning rate of the next step. */
    public abstract double learningRate();

    /**
     * Sets the learning rate, as callbacks do.
     *
     * @throws IllegalStateException if it follows a schedule, or if there are several
     */
    public abstract void learningRate(double rate);

    /** What a loss is multiplied with before its gradients are taken. */
    public abstract double lossScale();

    /** At the end of training: variables become their moving averages if {@code use_ema} is on. */
    public abstract void finalizeVariables();

    /** Whether it keeps moving averages of the variables. */
    public abstract boolean hasAverages();

    /** Sets the moving averages to what the variables are now. */
    public abstract void holdAverages();

    /** The name in Keras's configuration. */
    public abstract String name();

    /** The optimizers that share the variables: of most this one alone. */
    public List<OptimizerState> parts() {
        return List.of(this);
    }

    /** The learning rates as they are logged: {@code learning_rate}, of several optimizers with their names behind it. */
    public final Map<String, Double> learningRates() {
        Map<String, Double> all = new LinkedHashMap<>();
        List<OptimizerState> parts = parts();
        parts.forEach(part ->
                all.put(parts.size() == 1 ? "learning_rate" : "learning_rate_" + part.name(), part.learningRate()));
        return all;
    }

    /** Puts moving averages in the place of the variables and back again, as Keras's SwapEMAWeights does. */
    public abstract void swapAverages();
}
