package io.keratin.keras.callbacks;

import io.keratin.core.config.PythonFloat;
import io.keratin.core.config.Value;
import io.keratin.core.training.Callback;
import io.keratin.core.training.TrainingRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Writes what is logged of each epoch as a line of a table: Keras's {@code CSVLogger}. */
public final class CSVLogger implements Callback {

    private final LogFile file;
    private String separator = ",";
    private boolean append;
    private List<String> keys = List.of();

    /** Writes to a file, which is begun anew. */
    public CSVLogger(Path path) {
        file = new LogFile(path);
    }

    /** What stands between the columns. */
    public CSVLogger separator(String text) {
        separator = text;
        return this;
    }

    /** Whether lines are added to a file that is there already. */
    public CSVLogger append(boolean yes) {
        append = yes;
        return this;
    }

    @Override
    public void onTrainBegin(TrainingRun run) {
        keys = List.of();
        if (!append) {
            file.clear();
        }
    }

    @Override
    public void onEpochEnd(TrainingRun run, int epoch, Map<String, Double> logs) {
        if (keys.isEmpty()) {
            keys = new ArrayList<>(new TreeSet<>(logs.keySet()));
            if (keys.stream().noneMatch(key -> key.startsWith("val_"))) {
                keys.addAll(keys.stream().map(key -> "val_" + key).toList());
            }
            if (file.isEmpty()) {
                file.add("epoch" + separator + String.join(separator, keys) + "\r\n");
            }
        }
        StringBuilder line = new StringBuilder().append(epoch);
        for (String key : keys) {
            Double value = logs.get(key);
            line.append(separator).append(value == null ? "NA" : PythonFloat.repr(value));
        }
        file.add(line + "\r\n");
    }

    /** A file that a run before its stop has begun is gone on with. */
    @Override
    public Value.Fields state() {
        return Value.fields("keys", keys);
    }

    @Override
    public void restore(TrainingRun run, Value.Fields state) {
        keys = state.items("keys").stream()
                .map(key -> ((Value.Text) key).text())
                .toList();
    }
}
