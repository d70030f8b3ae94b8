package io.keratin.core.graph;

import io.keratin.core.error.ShapeException;
import io.keratin.core.layers.Call;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The recurrent states of one session, in the order in which a plan asks for them. Several plans of a session (for other
 * lengths of time) share one bank, so that state goes on from one to the next. Belongs to one thread at a time.
 */
public final class StateBank {

    private final List<Entry> entries = new ArrayList<>();

    /** A bank without states; plans add theirs. */
    public StateBank() {}

    /** Sets every state to zero. */
    public void reset() {
        entries.forEach(e -> Arrays.fill(e.values, 0));
    }

    /** A copy of every state that is carried from call to call. */
    public List<float[]> snapshot() {
        return entries.stream()
                .filter(e -> e.carried)
                .map(e -> e.values.clone())
                .toList();
    }

    /**
     * Sets every carried state from a {@link #snapshot()}.
     *
     * @throws ShapeException if it was taken of another model or another batch size
     */
    public void restore(List<float[]> snapshot) {
        List<Entry> carried = entries.stream().filter(e -> e.carried).toList();
        List<float[]> given = copy(snapshot);
        boolean fits = given.size() == carried.size();
        for (int i = 0; fits && i < carried.size(); i++) {
            fits = given.get(i).length == carried.get(i).values.length;
        }
        if (!fits) {
            throw new ShapeException("the snapshot has states of "
                    + given.stream().map(s -> s.length).toList() + " values, this session has "
                    + carried.stream().map(e -> e.values.length).toList());
        }
        for (int i = 0; i < carried.size(); i++) {
            System.arraycopy(given.get(i), 0, carried.get(i).values, 0, given.get(i).length);
        }
    }

    /** A copy of a snapshot, to be restored later. */
    public static List<float[]> copy(List<float[]> snapshot) {
        if (snapshot == null || snapshot.stream().anyMatch(Objects::isNull)) {
            throw new IllegalArgumentException(
                    "expected a snapshot, a list of arrays, found null" + (snapshot == null ? "" : " among them"));
        }
        return snapshot.stream().map(float[]::clone).toList();
    }

    Call.State state(int index, int n, boolean carried) {
        while (entries.size() <= index) {
            entries.add(new Entry(n, carried));
        }
        Entry entry = entries.get(index);
        if (entry.values.length != n) {
            throw new ShapeException("a session keeps its state for one batch size: it was started with states of "
                    + entry.values.length + " values, this call needs " + n + "; start another session");
        }
        return entry;
    }

    private static final class Entry implements Call.State {

        private final float[] values;
        private final boolean carried;

        Entry(int n, boolean carried) {
            this.values = new float[n];
            this.carried = carried;
        }

        @Override
        public float[] values() {
            return values;
        }

        @Override
        public boolean carried() {
            return carried;
        }
    }
}
