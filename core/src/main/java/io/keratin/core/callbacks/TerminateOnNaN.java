package io.keratin.core.callbacks;

import io.keratin.core.training.Callback;
import io.keratin.core.training.TrainingRun;

/**
 * Stops training at a loss or gradient that is not finite: Keras's {@code TerminateOnNaN}. Without it {@code fit} ends with a
 * {@link io.keratin.core.training.NonFiniteException}.
 */
public final class TerminateOnNaN implements Callback {

    /** Stops in silence but for one line. */
    public TerminateOnNaN() {}

    @Override
    public boolean handlesNonFinite() {
        return true;
    }

    @Override
    public void onTrainBatchEnd(TrainingRun run, int batch) {
        if (run.nonFinite() != null) {
            run.print("Batch " + batch + ": Invalid loss, terminating training");
            run.stop();
        }
    }
}
