package io.keratin.keras.callbacks;

import io.keratin.core.error.KeratinException;
import io.keratin.core.training.Callback;
import io.keratin.core.training.TrainingRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is logged for TensorBoard, under the names that Keras's {@code TensorBoard} gives it: {@code epoch_loss} and so on in the
 * folders {@code train} and {@code validation}, {@code batch_loss} if {@link #updateFreq} asks for it, the learning rate, and what
 * evaluations gave by iteration. Graphs, histograms, images and profiles are not written.
 */
public final class TensorBoard implements Callback {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final Path logDir;
    private final LongSupplier millis;
    private int updateFreq;
    private boolean stepsPerSecond;
    private @Nullable EventFile train;
    private @Nullable EventFile validation;
    private long batches;
    private long iterationsBefore;
    private long epochStart;

    /** Writes to files in this folder, after each epoch. */
    public TensorBoard(Path logDir) {
        this(logDir, System::currentTimeMillis);
    }

    TensorBoard(Path logDir, LongSupplier millis) {
        this.logDir = logDir;
        this.millis = millis;
    }

    /** Every how many batches the values so far are written too. */
    public TensorBoard updateFreq(int everyBatches) {
        if (everyBatches < 1) {
            throw new IllegalArgumentException("TensorBoard: update_freq must be positive, got " + everyBatches);
        }
        updateFreq = everyBatches;
        return this;
    }

    /** Whether the speed of each epoch is written. */
    public TensorBoard writeStepsPerSecond(boolean yes) {
        stepsPerSecond = yes;
        return this;
    }

    @Override
    public void onTrainBegin(TrainingRun run) {
        batches = 0;
    }

    @Override
    public void onEpochBegin(TrainingRun run, int epoch) {
        iterationsBefore = run.model().optimizer().iteration();
        epochStart = millis.getAsLong();
    }

    @Override
    public void onTrainBatchEnd(TrainingRun run, int batch) {
        batches++;
        if (updateFreq > 0 && batches % updateFreq == 0) {
            run.logs().forEach((name, value) -> write(true, "batch_" + name, value, batches));
        }
    }

    @Override
    public void onEpochEnd(TrainingRun run, int epoch, Map<String, Double> logs) {
        logs.forEach((name, value) -> {
            boolean judged = name.startsWith("val_");
            if (!name.startsWith("learning_rate")) {
                write(!judged, "epoch_" + (judged ? name.substring(4) : name), value, epoch);
            }
        });
        run.model().optimizer().learningRates().forEach((name, rate) -> write(true, "epoch_" + name, rate, epoch));
        if (stepsPerSecond) {
            double seconds = (millis.getAsLong() - epochStart) / 1e3;
            double steps = run.model().optimizer().iteration() - iterationsBefore;
            write(true, "epoch_steps_per_second", steps / Math.max(seconds, 1e-3), epoch);
        }
    }

    @Override
    public void onTestEnd(TrainingRun run, Map<String, Double> logs) {
        long iteration = run.model().optimizer().iteration();
        logs.forEach((name, value) -> write(false, "evaluation_" + name + "_vs_iterations", value, iteration));
    }

    private void write(boolean training, String tag, double value, long step) {
        double now = millis.getAsLong() / 1e3;
        try {
            file(training, now).scalar(now, step, tag, value);
        } catch (IOException e) {
            throw new KeratinException(logDir + ": the log for TensorBoard cannot be written: " + e, e);
        }
    }

    private EventFile file(boolean training, double now) throws IOException {
        EventFile file = training ? train : validation;
        if (file == null) {
            String name = EventFile.name((long) now, host(), NUMBERS.getAndIncrement());
            file = new EventFile(
                    logDir.resolve(training ? "train" : "validation").resolve(name));
            file.begin(now);
            if (training) {
                train = file;
            } else {
                validation = file;
            }
        }
        return file;
    }

    private static String host() {
        String host = System.getenv("HOSTNAME");
        return host == null || host.isBlank() ? "localhost" : host;
    }
}
