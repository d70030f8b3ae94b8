package io.keratin.keras.callbacks;

import io.keratin.core.config.Value;
import io.keratin.core.error.KeratinException;
import io.keratin.core.training.Callback;
import io.keratin.core.training.TrainingRun;
import io.keratin.keras.KerasModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets a training that was stopped go on where it was: Keras's {@code BackupAndRestore}. At each epoch's end, or every so many batches,
 * it keeps weights, optimizer, place in the data, metrics and the states of all callbacks in a folder; a {@code fit} that finds such a
 * folder goes on there, and with the same data and options ends with the same weights to the bit as one that was never stopped.
 */
public final class BackupAndRestore implements Callback {

    private static final String PLACE = "training_metadata.json";
    private static final String PREVIOUS = PLACE + ".bkp";

    private final Path folder;
    private int saveFreq;
    private boolean doubleCheckpoint;
    private boolean deleteCheckpoint = true;
    private int seen;

    /** Keeps its files in a folder of their own, made if it is absent. */
    public BackupAndRestore(Path folder) {
        this.folder = folder;
    }

    /** Every how many batches it saves, instead of after each epoch. */
    public BackupAndRestore saveFreq(int batches) {
        if (batches < 1) {
            throw new IllegalArgumentException("BackupAndRestore: save_freq must be positive, got " + batches);
        }
        saveFreq = batches;
        return this;
    }

    /** Whether the state before the last is kept too, for the case that the last cannot be read. */
    public BackupAndRestore doubleCheckpoint(boolean yes) {
        doubleCheckpoint = yes;
        return this;
    }

    /** Whether the files are deleted at the end of training. */
    public BackupAndRestore deleteCheckpoint(boolean yes) {
        deleteCheckpoint = yes;
        return this;
    }

    @Override
    public void onTrainBegin(TrainingRun run) {
        seen = 0;
        if (!Files.exists(folder.resolve(PLACE))) {
            return;
        }
        try {
            load(run, folder.resolve(PLACE));
        } catch (IOException | RuntimeException e) {
            if (!Files.exists(folder.resolve(PREVIOUS))) {
                throw failed("cannot be restored", e);
            }
            try {
                load(run, folder.resolve(PREVIOUS));
                Files.copy(folder.resolve(PREVIOUS), folder.resolve(PLACE), StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException | RuntimeException again) {
                again.addSuppressed(e);
                throw failed("cannot be restored", again);
            }
        }
    }

    private void load(TrainingRun run, Path place) throws IOException {
        Value.Fields at = read(place);
        if (at.get("position") instanceof Value.Fields position && at.get("weights") instanceof Value.Text weights) {
            KerasModel.loadWeights(run.model(), folder.resolve(weights.text()));
            run.resume(position);
        } else {
            throw new KeratinException(
                    place + ": expected the place in a training as Keratin writes it; delete the folder to begin anew");
        }
    }

    private static Value.Fields read(Path place) throws IOException {
        return KerasModel.parseJson(Files.readString(place, StandardCharsets.UTF_8)) instanceof Value.Fields f
                ? f
                : Value.fields();
    }

    @Override
    public void onSafePoint(TrainingRun run) {
        if (saveFreq == 0 ? run.batches() == 0 : run.batches() > 0 && ++seen >= saveFreq) {
            seen = 0;
            save(run);
        }
    }

    /** The file that says where training is also names that of the weights: moving it into place changes both at once. */
    private void save(TrainingRun run) {
        Path place = folder.resolve(PLACE);
        Path previous = folder.resolve(PREVIOUS);
        String weights = "state-" + run.epoch() + "-" + run.batches() + ".weights.h5";
        try {
            Files.createDirectories(folder);
            KerasModel.save(run.model(), folder.resolve(weights));
            String text = KerasModel.toJson(Value.fields(
                    "epoch", run.epoch(), "batch", run.batches(), "weights", weights, "position", run.position()));
            if (doubleCheckpoint && Files.exists(place)) {
                Files.copy(place, previous, StandardCopyOption.REPLACE_EXISTING);
            }
            Path temporary = folder.resolve(PLACE + ".tmp");
            Files.writeString(temporary, text, StandardCharsets.UTF_8);
            Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            deleteWeightsBut(
                    weights,
                    doubleCheckpoint && Files.exists(previous) ? read(previous).get("weights") : null);
        } catch (IOException e) {
            throw failed("cannot be written", e);
        }
    }

    private void deleteWeightsBut(String kept, @Nullable Value keptToo) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "state-*.weights.h5")) {
            for (Path file : all) {
                Value name = Value.of(String.valueOf(file.getFileName()));
                if (!name.equals(Value.of(kept)) && !name.equals(keptToo)) {
                    Files.delete(file);
                }
            }
        }
    }

    private KeratinException failed(String what, Exception e) {
        return new KeratinException(folder + ": the backup of the training " + what + ": " + e.getMessage(), e);
    }

    @Override
    public void onTrainEnd(TrainingRun run, Map<String, Double> logs) {
        if (!deleteCheckpoint || !Files.isDirectory(folder)) {
            return;
        }
        try {
            deleteWeightsBut("", null);
            Files.deleteIfExists(folder.resolve(PLACE));
            Files.deleteIfExists(folder.resolve(PREVIOUS));
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw failed("cannot be deleted", e);
        }
    }
}
