package io.keratin.core.layers;

import java.util.Arrays;
import java.util.List;

/** Changes one after another, chosen anew for each pass. */
final class Chain implements Change {

    /** Chooses the changes of a pass, by {@link #add}, and draws what they need. */
    @FunctionalInterface
    interface Choice {
        void draw(Drawing drawing, Chain chain);
    }

    private final Choice choice;
    private final int n;
    private final float[][] between;
    private final float[][] gradients;
    private final Change[] chosen;
    private int length;

    /**
     * Lays it out.
     *
     * @param most of the changes that are made in a pass
     */
    Chain(Workroom room, int most, Choice choice) {
        this.choice = choice;
        n = room.values();
        chosen = new Change[most];
        between = new float[Math.max(0, most - 1)][];
        boolean learns = room.call().gradient(room.call().input()) != null;
        gradients = new float[learns ? Math.min(2, between.length) : 0][];
        Arrays.setAll(between, i -> room.array(Workroom.Use.BETWEEN, i));
        Arrays.setAll(gradients, i -> room.array(Workroom.Use.GRADIENTS, i));
    }

    /** These changes in each pass. */
    static Change of(Workroom room, List<Change> changes) {
        Change[] all = changes.toArray(new Change[0]);
        return new Chain(room, all.length, (drawing, chain) -> {
            for (Change change : all) {
                change.draw(drawing);
                chain.add(change);
            }
        });
    }

    /** Chooses a change behind those that have been chosen. */
    void add(Change change) {
        chosen[length++] = change;
    }

    @Override
    public void draw(Drawing drawing) {
        length = 0;
        choice.draw(drawing, this);
    }

    @Override
    public void forward(float[] x, float[] y) {
        if (length == 0) {
            System.arraycopy(x, 0, y, 0, n);
            return;
        }
        chosen[length - 1].forward(before(x, length - 1), y);
    }

    /** What goes into change i. */
    private float[] before(float[] x, int i) {
        float[] at = x;
        for (int k = 0; k < i; k++) {
            chosen[k].forward(at, between[k]);
            at = between[k];
        }
        return at;
    }

    @Override
    public void backward(float[] x, float[] dy, float[] dx) {
        if (length == 0) {
            for (int i = 0; i < n; i++) {
                dx[i] += dy[i];
            }
            return;
        }
        before(x, length - 1); // other layers have used the arrays
        float[] by = dy;
        for (int k = length - 1; k > 0; k--) {
            float[] to = gradients[(k - 1) % 2];
            Arrays.fill(to, 0, n, 0);
            chosen[k].backward(between[k - 1], by, to);
            by = to;
        }
        chosen[0].backward(x, by, dx);
    }
}
