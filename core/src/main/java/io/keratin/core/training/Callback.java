package io.keratin.core.training;

import io.keratin.core.config.Value;
import java.util.Map;

/**
 * What is told of a training's course, and may act on it: Keras's {@code Callback}. All methods do nothing if not overridden.
 *
 * <p>Callbacks are called in the order in which {@code fit} was given them; whatever one of them throws ends the training.
 */
public interface Callback {

    /** Before the first epoch. */
    default void onTrainBegin(TrainingRun run) {}

    /** After the last epoch, also where training was stopped. */
    default void onTrainEnd(TrainingRun run, Map<String, Double> logs) {}

    /** Before an epoch. */
    default void onEpochBegin(TrainingRun run, int epoch) {}

    /**
     * After an epoch and its validation.
     *
     * @param logs its values by name; what is put into it is seen by the callbacks that follow and by {@link History}
     */
    default void onEpochEnd(TrainingRun run, int epoch, Map<String, Double> logs) {}

    /** Before a batch is trained on. */
    default void onTrainBatchBegin(TrainingRun run, int batch) {}

    /** After a batch was trained on; {@link TrainingRun#logs()} has its values. */
    default void onTrainBatchEnd(TrainingRun run, int batch) {}

    /** Before an evaluation, also those of validation. */
    default void onTestBegin(TrainingRun run) {}

    /** After an evaluation. */
    default void onTestEnd(TrainingRun run, Map<String, Double> logs) {}

    /** After a batch of an evaluation. */
    default void onTestBatchEnd(TrainingRun run, int batch) {}

    /**
     * Between batches, after all callbacks have heard of the end of a batch or of an epoch: here {@link TrainingRun#position()} is
     * exact.
     */
    default void onSafePoint(TrainingRun run) {}

    /** Whether it sees to losses that are not finite, so that data with such numbers is not refused before training. */
    default boolean handlesNonFinite() {
        return false;
    }

    /** What it must know to go on exactly after a stop; see {@link TrainingRun#position}. */
    default Value.Fields state() {
        return Value.fields();
    }

    /** After {@link #onTrainBegin} of a run that goes on after a stop: goes on from a {@link #state()}. */
    default void restore(TrainingRun run, Value.Fields state) {}
}
