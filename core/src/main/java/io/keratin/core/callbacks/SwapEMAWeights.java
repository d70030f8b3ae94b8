package io.keratin.core.callbacks;

import io.keratin.core.config.Value;
import io.keratin.core.training.Callback;
import io.keratin.core.training.TrainingRun;
import java.util.Map;

/**
 * Puts the moving averages of an optimizer with {@code use_ema} in the place of the weights for each evaluation, or also at the end of
 * each epoch: Keras's {@code SwapEMAWeights}.
 */
public final class SwapEMAWeights implements Callback {

    private boolean swapOnEpoch;
    private boolean swapped;

    /** For evaluations. */
    public SwapEMAWeights() {}

    /** Whether the averages stay from the end of an epoch to the beginning of the next, so that checkpoints hold them. */
    public SwapEMAWeights swapOnEpoch(boolean yes) {
        swapOnEpoch = yes;
        return this;
    }

    private void swap(TrainingRun run, boolean toAverages) {
        if (!run.model().optimizer().hasAverages()) {
            throw new IllegalArgumentException("SwapEMAWeights: the optimizer keeps no averages; give it use_ema=true");
        }
        if (swapped != toAverages) {
            run.model().swapAverages();
            swapped = toAverages;
        }
    }

    @Override
    public void onTrainBegin(TrainingRun run) {
        swapped = false;
    }

    @Override
    public void onEpochBegin(TrainingRun run, int epoch) {
        if (swapOnEpoch) {
            swap(run, false);
        }
    }

    /** The last averages are to stay when {@code fit} puts averages in the place of the weights at its end. */
    @Override
    public void onEpochEnd(TrainingRun run, int epoch, Map<String, Double> logs) {
        if (swapOnEpoch) {
            swap(run, true);
            if (epoch == run.epochs() - 1) {
                run.model().optimizer().holdAverages();
            }
        }
    }

    @Override
    public void onTestBegin(TrainingRun run) {
        swap(run, true);
    }

    @Override
    public void onTestEnd(TrainingRun run, Map<String, Double> logs) {
        swap(run, false);
    }

    @Override
    public Value.Fields state() {
        return Value.fields("swapped", swapped);
    }

    @Override
    public void restore(TrainingRun run, Value.Fields state) {
        swapped = Value.of(true).equals(state.get("swapped"));
    }
}
