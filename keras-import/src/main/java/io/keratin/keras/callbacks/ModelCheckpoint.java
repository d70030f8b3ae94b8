package io.keratin.keras.callbacks;

import io.keratin.core.callbacks.MonitorCallback;
import io.keratin.core.config.Value;
import io.keratin.core.error.KeratinException;
import io.keratin.core.training.TrainingRun;
import io.keratin.keras.KerasModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Saves the model while it is trained, after each epoch or every so many batches: Keras's {@code ModelCheckpoint}, with its defaults.
 * A file that ends in {@code .keras} holds the model and where its optimizer is, one that ends in {@code .weights.h5} the weights and
 * the optimizer's variables; each is replaced as a whole or not at all.
 */
public final class ModelCheckpoint extends MonitorCallback<ModelCheckpoint> {

    private final String path;
    private boolean saveBestOnly;
    private int saveFreq;
    private @Nullable Double initialValueThreshold;

    private int seen;

    /**
     * Saves after each epoch.
     *
     * @param path may have places for what is logged, as in Python: {@code {epoch:02d}-{val_loss:.2f}.keras}; epochs and batches count
     *     from 1
     * @throws IllegalArgumentException if it ends neither in {@code .keras} nor in {@code .weights.h5}
     */
    public ModelCheckpoint(String path) {
        super("ModelCheckpoint");
        String lower = path.toLowerCase(Locale.ROOT);
        if (!lower.endsWith(".keras") && !lower.endsWith(".weights.h5")) {
            throw new IllegalArgumentException(
                    "ModelCheckpoint: expected a path that ends in .keras or .weights.h5, got '" + path + "'");
        }
        this.path = path;
    }

    @Override
    protected ModelCheckpoint self() {
        return this;
    }

    /** Whether only a model that is better than all before is saved. */
    public ModelCheckpoint saveBestOnly(boolean yes) {
        saveBestOnly = yes;
        return this;
    }

    /** Every how many batches it saves, instead of after each epoch. */
    public ModelCheckpoint saveFreq(int batches) {
        if (batches < 1) {
            throw new IllegalArgumentException("ModelCheckpoint: save_freq must be positive, got " + batches);
        }
        saveFreq = batches;
        return this;
    }

    /** What the first model must beat to be saved. */
    public ModelCheckpoint initialValueThreshold(double value) {
        initialValueThreshold = value;
        return this;
    }

    @Override
    public void onTrainBegin(TrainingRun run) {
        begin(0);
        monitor().best(initialValueThreshold);
        seen = 0;
    }

    @Override
    public void onTrainBatchEnd(TrainingRun run, int batch) {
        if (saveFreq > 0 && ++seen >= saveFreq) {
            seen = 0;
            save(run, run.epoch(), batch, run.logs());
        }
    }

    @Override
    public void onEpochEnd(TrainingRun run, int epoch, Map<String, Double> logs) {
        if (saveFreq == 0) {
            save(run, epoch, -1, logs);
        }
    }

    private void save(TrainingRun run, int epoch, int batch, Map<String, Double> logs) {
        Map<String, Double> values = new LinkedHashMap<>(logs);
        values.put("epoch", epoch + 1.0);
        if (batch >= 0) {
            values.put("batch", batch + 1.0);
        }
        String name = PathPattern.fill(path, values);
        if (!isWanted(run, epoch, logs, name)) {
            return;
        }
        Path file = Path.of(name);
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            KerasModel.save(run.model(), file);
        } catch (IOException e) {
            throw new KeratinException(
                    name + ": the checkpoint of epoch " + (epoch + 1) + " cannot be written: " + e, e);
        }
        if (isVerbose()) {
            run.print("\nEpoch " + (epoch + 1) + ": finished saving model to " + name);
        }
    }

    private boolean isWanted(TrainingRun run, int epoch, Map<String, Double> logs, String name) {
        String at = "\nEpoch " + (epoch + 1) + ": ";
        Double current = saveBestOnly ? monitor().value(run, logs) : null;
        if (current == null) {
            if (isVerbose() && !saveBestOnly) {
                run.print(at + "saving model to " + name);
            }
            return true;
        }
        Double best = monitor().best();
        String shown = best == null ? "None" : String.format(Locale.ROOT, "%.5f", best);
        boolean better = monitor().isImprovement(run, current);
        if (isVerbose()) {
            run.print(
                    better
                            ? String.format(
                                    Locale.ROOT,
                                    "%s%s improved from %s to %.5f, saving model to %s",
                                    at,
                                    monitor().name(),
                                    shown,
                                    current,
                                    name)
                            : at + monitor().name() + " did not improve from " + shown);
        }
        if (better) {
            monitor().best(current);
        }
        return better;
    }

    @Override
    public Value.Fields state() {
        return Value.fields("best", monitor().state(), "seen", seen);
    }

    @Override
    public void restore(TrainingRun run, Value.Fields state) {
        monitor().restore(state.get("best"));
        seen = state.integer("seen");
    }
}
