package io.keratin.core.callbacks;

import io.keratin.core.config.Value;
import io.keratin.core.layers.Parameters;
import io.keratin.core.training.Numbers;
import io.keratin.core.training.TrainingRun;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Stops training when something that is logged gets no better: Keras's {@code EarlyStopping}, with its defaults. */
public final class EarlyStopping extends MonitorCallback<EarlyStopping> {

    private double minDelta;
    private int patience;
    private @Nullable Double baseline;
    private boolean restoreBestWeights;
    private int startFromEpoch;

    private int wait;
    private int stoppedEpoch;
    private int bestEpoch;
    private @Nullable Parameters bestWeights;

    /** Watches {@code val_loss} without patience. */
    public EarlyStopping() {
        super("Early stopping");
    }

    @Override
    protected EarlyStopping self() {
        return this;
    }

    /** By how much a value must be better to count. */
    public EarlyStopping minDelta(double least) {
        minDelta = least;
        return this;
    }

    /** After how many epochs without a better value training stops. */
    public EarlyStopping patience(int epochs) {
        patience = epochs;
        return this;
    }

    /** A value that must be beaten too. */
    public EarlyStopping baseline(double value) {
        baseline = value;
        return this;
    }

    /** Whether the model ends with the weights of its best epoch. */
    public EarlyStopping restoreBestWeights(boolean yes) {
        restoreBestWeights = yes;
        return this;
    }

    /** The first epoch that is looked at. */
    public EarlyStopping startFromEpoch(int epoch) {
        startFromEpoch = epoch;
        return this;
    }

    @Override
    public void onTrainBegin(TrainingRun run) {
        begin(minDelta);
        wait = 0;
        stoppedEpoch = 0;
        bestEpoch = 0;
        bestWeights = null;
    }

    @Override
    public void onEpochEnd(TrainingRun run, int epoch, Map<String, Double> logs) {
        Double current = monitor().value(run, logs);
        if (current == null || epoch < startFromEpoch) {
            return;
        }
        if (restoreBestWeights && bestWeights == null) {
            bestWeights = run.model().parameters().copy();
            bestEpoch = epoch;
        }
        wait++;
        if (monitor().isImprovement(run, current)) {
            monitor().best(current);
            bestEpoch = epoch;
            if (restoreBestWeights) {
                bestWeights = run.model().parameters().copy();
            }
            if (baseline == null || monitor().isBetter(run, current, baseline)) {
                wait = 0;
            }
        } else if (wait >= patience && epoch > 0) {
            stoppedEpoch = epoch;
            run.stop();
        }
    }

    @Override
    public void onTrainEnd(TrainingRun run, Map<String, Double> logs) {
        if (stoppedEpoch > 0 && isVerbose()) {
            run.print("Epoch " + (stoppedEpoch + 1) + ": early stopping");
        }
        Parameters best = bestWeights;
        if (best != null) {
            if (isVerbose()) {
                run.print("Restoring model weights from the end of the best epoch: " + (bestEpoch + 1) + ".");
            }
            run.model().setParameters(best);
        }
    }

    /** The epoch at whose end training was stopped, from 0; 0 if it was not. */
    public int stoppedEpoch() {
        return stoppedEpoch;
    }

    @Override
    public Value.Fields state() {
        Parameters best = bestWeights;
        return Value.fields(
                "best",
                monitor().state(),
                "wait",
                wait,
                "best_epoch",
                bestEpoch,
                "best_weights",
                best == null
                        ? null
                        : best.specs().stream()
                                .map(w -> Numbers.of(best.get(w.key())))
                                .toList());
    }

    @Override
    public void restore(TrainingRun run, Value.Fields state) {
        monitor().restore(state.get("best"));
        wait = state.integer("wait");
        bestEpoch = state.integer("best_epoch");
        if (state.get("best_weights") instanceof Value.Items weights) {
            bestWeights = new Parameters(
                    run.model().parameters().specs(),
                    weights.items().stream().map(Numbers::floats).toList());
        }
    }
}
