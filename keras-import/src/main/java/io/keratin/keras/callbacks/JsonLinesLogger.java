package io.keratin.keras.callbacks;

import io.keratin.core.config.Value;
import io.keratin.core.training.Callback;
import io.keratin.core.training.TrainingRun;
import io.keratin.keras.KerasModel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes what is logged of each epoch as a line of JSON: {@code {"epoch": 0, "loss": 0.25}}. */
public final class JsonLinesLogger implements Callback {

    private final LogFile file;
    private boolean append;

    /** Writes to a file, which is begun anew. */
    public JsonLinesLogger(Path path) {
        file = new LogFile(path);
    }

    /** Whether lines are added to a file that is there already. */
    public JsonLinesLogger append(boolean yes) {
        append = yes;
        return this;
    }

    @Override
    public void onTrainBegin(TrainingRun run) {
        if (!append) {
            file.clear();
        }
    }

    @Override
    public void onEpochEnd(TrainingRun run, int epoch, Map<String, Double> logs) {
        Map<String, Value> line = new LinkedHashMap<>();
        line.put("epoch", Value.of(epoch));
        logs.forEach((name, value) -> line.put(name, Value.of(value)));
        file.add(KerasModel.toJson(new Value.Fields(line)) + "\n");
    }
}
