package io.keratin.core.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was logged at the end of each epoch: Keras's {@code History}. */
public final class History {

    private final List<Integer> epochs = new ArrayList<>();
    private final Map<String, List<Double>> values = new LinkedHashMap<>();

    History() {}

    void add(int epoch, Map<String, Double> logs) {
        epochs.add(epoch);
        logs.forEach((name, value) ->
                values.computeIfAbsent(name, n -> new ArrayList<>()).add(value));
    }

    /** The epochs that were run, from 0. */
    public List<Integer> epochs() {
        return Collections.unmodifiableList(epochs);
    }

    /** Values by name, {@code loss}, {@code val_loss} and so on, one for each epoch that had it; Keras's {@code history.history}. */
    public Map<String, List<Double>> history() {
        return Collections.unmodifiableMap(values);
    }

    /**
     * The values of one name, one for each epoch.
     *
     * @throws IllegalArgumentException if nothing of this name was logged; names what was
     */
    public List<Double> get(String name) {
        List<Double> found = values.get(name);
        if (found == null) {
            throw new IllegalArgumentException(
                    "nothing called '" + name + "' was logged; there are " + values.keySet());
        }
        return Collections.unmodifiableList(found);
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
