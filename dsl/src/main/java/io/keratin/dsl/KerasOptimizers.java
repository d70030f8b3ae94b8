package io.keratin.dsl;

import io.keratin.core.optimizers.Optimizer;
import io.keratin.core.optimizers.Optimizers;
import io.keratin.core.optimizers.schedules.Schedule;
import io.keratin.core.optimizers.schedules.Schedules;

/**
 * Keras's optimizers, for {@code import static}: by their learning rate, all other options by {@link Optimizer#with}.
 *
 * <pre>{@code
 * model.compile(adam(1e-3).with("clipnorm", 1.0), "mse");
 * }</pre>
 */
public final class KerasOptimizers {

    private KerasOptimizers() {}

    /** Keras's {@code SGD}. */
    public static Optimizer sgd(double learningRate) {
        return of("SGD", learningRate);
    }

    /** Keras's {@code Adam}. */
    public static Optimizer adam(double learningRate) {
        return of("Adam", learningRate);
    }

    /** Keras's {@code AdamW}. */
    public static Optimizer adamW(double learningRate) {
        return of("AdamW", learningRate);
    }

    /** Keras's {@code Adamax}. */
    public static Optimizer adamax(double learningRate) {
        return of("Adamax", learningRate);
    }

    /** Keras's {@code Nadam}. */
    public static Optimizer nadam(double learningRate) {
        return of("Nadam", learningRate);
    }

    /** Keras's {@code RMSprop}. */
    public static Optimizer rmsprop(double learningRate) {
        return of("RMSprop", learningRate);
    }

    /** Keras's {@code Adagrad}. */
    public static Optimizer adagrad(double learningRate) {
        return of("Adagrad", learningRate);
    }

    /** Keras's {@code Adadelta}. */
    public static Optimizer adadelta(double learningRate) {
        return of("Adadelta", learningRate);
    }

    /** Keras's {@code Adafactor}. */
    public static Optimizer adafactor(double learningRate) {
        return of("Adafactor", learningRate);
    }

    /** Keras's {@code Ftrl}. */
    public static Optimizer ftrl(double learningRate) {
        return of("Ftrl", learningRate);
    }

    /** Keras's {@code Lion}. */
    public static Optimizer lion(double learningRate) {
        return of("Lion", learningRate);
    }

    /** Keras's {@code Lamb}. */
    public static Optimizer lamb(double learningRate) {
        return of("Lamb", learningRate);
    }

    /** Keras's {@code Muon}. */
    public static Optimizer muon(double learningRate) {
        return of("Muon", learningRate);
    }

    /** Keras's {@code ScheduleFreeAdamW}. */
    public static Optimizer scheduleFreeAdamW(double learningRate) {
        return of("ScheduleFreeAdamW", learningRate);
    }

    private static Optimizer of(String name, double learningRate) {
        return Optimizers.get(name).with("learning_rate", learningRate);
    }

    /** An optimizer whose learning rate follows a schedule. */
    public static Optimizer scheduled(Optimizer optimizer, Schedule rate) {
        return optimizer.with("learning_rate", Schedules.entry(rate));
    }
}
