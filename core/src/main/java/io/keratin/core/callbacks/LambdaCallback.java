package io.keratin.core.callbacks;

import io.keratin.core.training.Callback;
import io.keratin.core.training.TrainingRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Functions of the user's: Keras's {@code LambdaCallback}.
 *
 * <pre>{@code
 * new LambdaCallback().onEpochEnd((run, epoch, logs) -> System.out.println(epoch + " " + logs.get("loss")));
 * }</pre>
 */
public final class LambdaCallback implements Callback {

    /** What happens at the beginning of training, or at its end. */
    @FunctionalInterface
    public interface OfRun {
        /** Is told. */
        void accept(TrainingRun run);
    }

    /** What happens at the beginning of an epoch, or at one end of a batch. */
    @FunctionalInterface
    public interface OfStep {
        /** Is told of the epoch or batch, from 0. */
        void accept(TrainingRun run, int which);
    }

    /** What happens at the end of an epoch. */
    @FunctionalInterface
    public interface OfEpoch {
        /** Is told of the epoch, from 0, and its values. */
        void accept(TrainingRun run, int epoch, Map<String, Double> logs);
    }

    private final List<OfRun> trainBegin = new ArrayList<>();
    private final List<OfRun> trainEnd = new ArrayList<>();
    private final List<OfStep> epochBegin = new ArrayList<>();
    private final List<OfEpoch> epochEnd = new ArrayList<>();
    private final List<OfStep> batchBegin = new ArrayList<>();
    private final List<OfStep> batchEnd = new ArrayList<>();

    /** Does nothing yet. */
    public LambdaCallback() {}

    /** Before the first epoch. */
    public LambdaCallback onTrainBegin(OfRun action) {
        trainBegin.add(action);
        return this;
    }

    /** After the last epoch. */
    public LambdaCallback onTrainEnd(OfRun action) {
        trainEnd.add(action);
        return this;
    }

    /** Before an epoch. */
    public LambdaCallback onEpochBegin(OfStep action) {
        epochBegin.add(action);
        return this;
    }

    /** After an epoch. */
    public LambdaCallback onEpochEnd(OfEpoch action) {
        epochEnd.add(action);
        return this;
    }

    /** Before a batch. */
    public LambdaCallback onTrainBatchBegin(OfStep action) {
        batchBegin.add(action);
        return this;
    }

    /** After a batch. */
    public LambdaCallback onTrainBatchEnd(OfStep action) {
        batchEnd.add(action);
        return this;
    }

    @Override
    public void onTrainBegin(TrainingRun run) {
        trainBegin.forEach(a -> a.accept(run));
    }

    @Override
    public void onTrainEnd(TrainingRun run, Map<String, Double> logs) {
        trainEnd.forEach(a -> a.accept(run));
    }

    @Override
    public void onEpochBegin(TrainingRun run, int epoch) {
        epochBegin.forEach(a -> a.accept(run, epoch));
    }

    @Override
    public void onEpochEnd(TrainingRun run, int epoch, Map<String, Double> logs) {
        epochEnd.forEach(a -> a.accept(run, epoch, logs));
    }

    @Override
    public void onTrainBatchBegin(TrainingRun run, int batch) {
        batchBegin.forEach(a -> a.accept(run, batch));
    }

    @Override
    public void onTrainBatchEnd(TrainingRun run, int batch) {
        batchEnd.forEach(a -> a.accept(run, batch));
    }
}
