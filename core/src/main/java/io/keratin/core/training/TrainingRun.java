package io.keratin.core.training;

import io.keratin.core.config.Value;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call of {@code fit}, {@code evaluate} or {@code predict} as callbacks see it. */
public interface TrainingRun {

    /** The model; while it is trained, its values change after every batch. */
    CompiledModel model();

    /** Number of epochs that are to be run, counted from 0. */
    int epochs();

    /** Number of batches in an epoch, {@link Dataset#UNKNOWN} until the first epoch has shown it. */
    int steps();

    /** The epoch that is trained, from 0; between epochs the next one. */
    int epoch();

    /** Number of batches of the epoch that were trained on; 0 between epochs. */
    int batches();

    /** Names and values so far in this epoch, or of this evaluation; the loss and the metrics in the order of their names. */
    Map<String, Double> logs();

    /** Ends training after this batch; the epoch is finished with its validation, as in Keras. */
    void stop();

    /** Writes a line where progress goes. */
    void print(String line);

    /** Logs something a user should look at. */
    void warn(String message);

    /**
     * What is not finite in the batch that was trained on and where it was seen first, in words; null if all is well. The weights
     * were not changed then.
     */
    @Nullable
    String nonFinite();

    /** Where the run is: epoch, batch, order of the data, metrics, callbacks; enough to go on exactly, given weights and optimizer. */
    Value.Fields position();

    /** In {@link Callback#onTrainBegin}: goes on from a {@link #position} of a run with the same data and options. */
    void resume(Value.Fields position);
}
