package io.keratin.core.callbacks;

import io.keratin.core.config.PythonFloat;
import io.keratin.core.config.Value;
import io.keratin.core.optimizers.OptimizerState;
import io.keratin.core.training.TrainingRun;
import java.util.List;
import java.util.Map;

/** Lowers the learning rate when something that is logged gets no better: Keras's {@code ReduceLROnPlateau}, with its defaults. */
public final class ReduceLROnPlateau extends MonitorCallback<ReduceLROnPlateau> {

    private double factor = 0.1;
    private int patience = 10;
    private double minDelta = 1e-4;
    private int cooldown;
    private double minLr;

    private int wait;
    private int cooling;

    /** Watches {@code val_loss} and takes a tenth of the rate after 10 epochs. */
    public ReduceLROnPlateau() {
        super("Learning rate reduction");
    }

    @Override
    protected ReduceLROnPlateau self() {
        return this;
    }

    /** What the rate is multiplied with, below 1. */
    public ReduceLROnPlateau factor(double value) {
        if (!(value < 1)) {
            throw new IllegalArgumentException("ReduceLROnPlateau: factor must be below 1, got " + value);
        }
        factor = value;
        return this;
    }

    /** After how many epochs without a better value. */
    public ReduceLROnPlateau patience(int epochs) {
        patience = epochs;
        return this;
    }

    /** By how much a value must be better to count. */
    public ReduceLROnPlateau minDelta(double least) {
        minDelta = least;
        return this;
    }

    /** How many epochs it rests after it has lowered the rate. */
    public ReduceLROnPlateau cooldown(int epochs) {
        cooldown = epochs;
        return this;
    }

    /** The lowest rate. */
    public ReduceLROnPlateau minLr(double rate) {
        minLr = rate;
        return this;
    }

    @Override
    public void onTrainBegin(TrainingRun run) {
        begin(minDelta);
        wait = 0;
        cooling = 0;
    }

    @Override
    public void onEpochEnd(TrainingRun run, int epoch, Map<String, Double> logs) {
        logs.putAll(run.model().optimizer().learningRates());
        Double current = monitor().value(run, logs);
        if (current == null) {
            return;
        }
        if (cooling > 0) {
            cooling--;
            wait = 0;
        }
        if (monitor().isImprovement(run, current)) {
            monitor().best(current);
            wait = 0;
        } else if (cooling == 0) {
            wait++;
            if (wait >= patience && reduce(run, epoch)) {
                cooling = cooldown;
                wait = 0;
            }
        }
    }

    private boolean reduce(TrainingRun run, int epoch) {
        boolean reduced = false;
        List<OptimizerState> optimizers = run.model().optimizer().parts();
        for (OptimizerState optimizer : optimizers) {
            double old = optimizer.learningRate();
            if (old > (float) minLr) {
                double rate = Math.max(old * factor, minLr);
                optimizer.learningRate(rate);
                reduced = true;
                if (isVerbose()) {
                    run.print("\nEpoch " + (epoch + 1) + ": ReduceLROnPlateau reducing "
                            + (optimizers.size() == 1 ? "" : optimizer.name() + " ") + "learning rate to "
                            + PythonFloat.repr(rate) + ".");
                }
            }
        }
        return reduced;
    }

    @Override
    public Value.Fields state() {
        return Value.fields("best", monitor().state(), "wait", wait, "cooling", cooling);
    }

    @Override
    public void restore(TrainingRun run, Value.Fields state) {
        monitor().restore(state.get("best"));
        wait = state.integer("wait");
        cooling = state.integer("cooling");
    }
}
