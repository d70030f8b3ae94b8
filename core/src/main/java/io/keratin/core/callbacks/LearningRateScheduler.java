package io.keratin.core.callbacks;

import io.keratin.core.config.PythonFloat;
import io.keratin.core.optimizers.OptimizerState;
import io.keratin.core.training.Callback;
import io.keratin.core.training.TrainingRun;
import java.util.List;
import java.util.Map;

/** Sets the learning rate before each epoch: Keras's {@code LearningRateScheduler}. */
public final class LearningRateScheduler implements Callback {

    /** The learning rate of an epoch. */
    @FunctionalInterface
    public interface Schedule {

        /** The rate of an epoch, from 0, that follows one with {@code rate}. */
        double rate(int epoch, double rate);
    }

    private final Schedule schedule;
    private boolean verbose;

    /** By this schedule. */
    public LearningRateScheduler(Schedule schedule) {
        this.schedule = schedule;
    }

    /** Whether it says what it does. */
    public LearningRateScheduler verbose(boolean yes) {
        verbose = yes;
        return this;
    }

    @Override
    public void onEpochBegin(TrainingRun run, int epoch) {
        List<OptimizerState> optimizers = run.model().optimizer().parts();
        for (OptimizerState optimizer : optimizers) {
            double rate = schedule.rate(epoch, optimizer.learningRate());
            optimizer.learningRate(rate);
            if (verbose) {
                run.print("\nEpoch " + (epoch + 1) + ": LearningRateScheduler setting "
                        + (optimizers.size() == 1 ? "" : optimizer.name() + " ") + "learning rate to "
                        + PythonFloat.repr(rate) + ".");
            }
        }
    }

    @Override
    public void onEpochEnd(TrainingRun run, int epoch, Map<String, Double> logs) {
        logs.putAll(run.model().optimizer().learningRates());
    }
}
