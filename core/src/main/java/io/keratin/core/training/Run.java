package io.keratin.core.training;

import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.layers.Parameters;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One call of {@code fit} or {@code evaluate}. The order of events is that of {@code keras/src/backend/tensorflow/trainer.py} of Keras
 * 3.15.1.
 */
final class Run implements TrainingRun {

    private static final System.Logger LOG = System.getLogger("io.keratin.training");

    private static final String RAN_OUT =
            "Your input ran out of data; interrupting training. Make sure that your dataset can"
                    + " generate at least `steps_per_epoch * epochs` batches.";

    private final CompiledModel model;
    private final Trainer trainer;
    private final List<Callback> callbacks;
    private final Progress progress;
    private final Batches data;
    private int epoch;
    private int epochs = 1;
    private int batch;
    private boolean midway;
    private boolean stopped;
    private List<Value> resumed = List.of();

    /** Batches of a dataset, epoch after epoch. */
    private static final class Batches {

        private final Dataset dataset;
        private final int given;
        private int steps;
        private @Nullable Iterator<Batch> now;
        private long order;
        private int taken;

        /** {@code given} is the number of batches in an epoch, 0 for all that the dataset has. */
        Batches(Dataset dataset, int given) {
            if (dataset == null) {
                throw new IllegalArgumentException("expected a dataset, found null");
            }
            this.dataset = dataset;
            this.given = given;
            this.steps = given > 0 ? given : dataset.batches();
        }

        /** Goes on in the data, or from its beginning, in an order that follows from {@code order}, if it was at its end. */
        Iterator<Batch> open(long next) {
            Iterator<Batch> open = now;
            if (open == null) {
                open = dataset.epoch(next);
                now = open;
                order = next;
                taken = 0;
            }
            return open;
        }

        Batch next(Iterator<Batch> open) {
            taken++;
            Batch batch = open.next();
            if (batch == null) {
                throw new IllegalArgumentException("batch " + taken + " of the dataset is null");
            }
            return batch;
        }

        /** At the end of an epoch of {@code n} batches. */
        void close(int n) {
            if (steps < 0) {
                steps = n;
            }
            if (given == 0 || (now != null && !now.hasNext())) {
                now = null;
            }
        }

        /** Goes to where {@code n} batches of an order were taken. */
        void seek(long toOrder, int n) {
            now = null;
            Iterator<Batch> open = open(toOrder);
            while (taken < n) {
                if (!open.hasNext()) {
                    throw new ShapeException(
                            "the training that is resumed had taken " + n + " batches of its data, now there"
                                    + " are only " + taken + ": resume with the same data and batch size");
                }
                next(open);
            }
        }
    }

    Run(CompiledModel model, RunOptions<?> options, Dataset data) {
        this.model = model;
        this.trainer = model.trainer();
        this.callbacks = options.callbacks();
        this.progress = options.progress();
        this.data = new Batches(data, options.steps());
    }

    History fit(FitOptions options, @Nullable Dataset validation) {
        History history = new History();
        epochs = options.epochs();
        epoch = options.initialEpoch();
        Batches judged = validation == null ? null : new Batches(validation, options.validationSteps());
        callbacks.forEach(c -> c.onTrainBegin(this));
        for (int i = 0; i < resumed.size(); i++) {
            if (resumed.get(i) instanceof Value.Fields state) {
                callbacks.get(i).restore(this, state);
            }
        }
        Map<String, Double> logs = new LinkedHashMap<>();
        while (epoch < epochs && !stopped) {
            if (!midway) {
                batch = 0;
                model.resetMetrics();
                callbacks.forEach(c -> c.onEpochBegin(this, epoch));
            }
            midway = false;
            progress.begin(data.steps);
            progress.epoch(epoch, epochs);
            trainEpoch(options.seed());
            logs = logs();
            if (judged != null && options.validates(epoch)) {
                for (Map.Entry<String, Double> e : judge(judged, null).entrySet()) {
                    logs.put("val_" + e.getKey(), e.getValue());
                }
            }
            int done = epoch++;
            batch = 0;
            for (Callback c : callbacks) {
                c.onEpochEnd(this, done, logs);
            }
            progress.end(data.steps, logs);
            history.add(done, logs);
            callbacks.forEach(c -> c.onSafePoint(this));
        }
        trainer.optimizer().finalizeVariables();
        model.parameters().changed();
        model.weightsChanged();
        for (Callback c : callbacks) {
            c.onTrainEnd(this, logs);
        }
        return history;
    }

    private void trainEpoch(long seed) {
        Parameters good = trainer.weights().live().copy();
        Iterator<Batch> batches =
                data.open(seed * 0x9E3779B97F4A7C15L + trainer.optimizer().iteration());
        while (!stopped && (data.steps < 0 || batch < data.steps)) {
            if (!batches.hasNext()) {
                if (data.given > 0) {
                    warn(RAN_OUT);
                }
                break;
            }
            for (Callback c : callbacks) {
                c.onTrainBatchBegin(this, batch);
            }
            model.trainOn(data.next(batches));
            progress.step(++batch);
            for (Callback c : callbacks) {
                c.onTrainBatchEnd(this, batch - 1);
            }
            if (trainer.nonFinite() != null) {
                leave(good);
            }
            if (progress.draws()) {
                progress.update(batch, logs());
            }
            for (Callback c : callbacks) {
                c.onSafePoint(this);
            }
        }
        if (batch == 0) {
            throw new ShapeException("the data to train on has no batches");
        }
        data.close(batch);
    }

    /** What is not finite is not learnt from; without a callback that has stopped training this is an error. */
    private void leave(Parameters good) {
        boolean kept = trainer.weights().isFinite();
        if (!kept) {
            trainer.weights().live().set(good);
            model.weightsChanged();
        }
        if (!stopped) {
            throw new NonFiniteException(
                    epoch,
                    batch - 1,
                    trainer.nonFinite() + "; the weights are those of "
                            + (kept ? "before this batch" : "the beginning of the epoch")
                            + "; look at the data, or lower the learning rate, or clip gradients (clipnorm)");
        }
    }

    Map<String, Double> evaluate() {
        return judge(data, progress);
    }

    private Map<String, Double> judge(Batches batches, @Nullable Progress shown) {
        model.resetMetrics();
        callbacks.forEach(c -> c.onTestBegin(this));
        if (shown != null) {
            shown.begin(batches.steps);
        }
        int n = 0;
        Iterator<Batch> open = batches.open(0);
        while ((batches.steps < 0 || n < batches.steps) && open.hasNext()) {
            model.testOn(batches.next(open));
            n++;
            for (Callback c : callbacks) {
                c.onTestBatchEnd(this, n - 1);
            }
            if (shown != null) {
                shown.step(n);
                if (shown.draws()) {
                    shown.update(n, logs());
                }
            }
        }
        batches.now = null;
        Map<String, Double> logs = logs();
        for (Callback c : callbacks) {
            c.onTestEnd(this, logs);
        }
        if (shown != null) {
            shown.end(n, logs);
        }
        return logs;
    }

    @Override
    public CompiledModel model() {
        return model;
    }

    @Override
    public int epochs() {
        return epochs;
    }

    @Override
    public int steps() {
        return data.steps;
    }

    @Override
    public int epoch() {
        return epoch;
    }

    @Override
    public int batches() {
        return batch;
    }

    @Override
    public Map<String, Double> logs() {
        return new LinkedHashMap<>(new TreeMap<>(model.metricValues()));
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public void print(String line) {
        progress.print(line);
    }

    @Override
    public void warn(String message) {
        LOG.log(System.Logger.Level.WARNING, message);
    }

    @Override
    public @Nullable String nonFinite() {
        return trainer.nonFinite();
    }

    @Override
    public Value.Fields position() {
        List<Value> states = new ArrayList<>();
        callbacks.forEach(c -> states.add(c.state()));
        return Value.fields(
                "epoch",
                epoch,
                "batch",
                batch,
                "order",
                data.now == null ? null : data.order,
                "taken",
                data.taken,
                "metrics",
                model.savedMetrics().stream().map(Numbers::of).toList(),
                "states",
                trainer.states().snapshot().stream().map(Numbers::of).toList(),
                "callbacks",
                states);
    }

    /** Callbacks go on from their states in {@link #fit}, after all of them were told of the beginning. */
    @Override
    public void resume(Value.Fields position) {
        List<Value> states = position.items("callbacks");
        if (states.size() != callbacks.size()) {
            throw new IllegalArgumentException("the training that is resumed had " + states.size()
                    + " callbacks, now there are " + callbacks.size() + ": resume with the same ones");
        }
        epoch = position.integer("epoch");
        batch = position.integer("batch");
        midway = batch > 0;
        if (position.get("order") instanceof Value.Int order) {
            data.seek(order.number(), position.integer("taken"));
        }
        model.restoreMetrics(
                position.items("metrics").stream().map(Numbers::doubles).toList());
        trainer.restoreStates(
                position.items("states").stream().map(Numbers::floats).toList());
        resumed = states;
    }
}
