package io.keratin.core.layers;

import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Mask;
import io.keratin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntBinaryOperator;

/**
 * The masks that lie over attention's scores (group, head, query, key): a key is seen where all of them are true. Groups are samples
 * with the axes along which attention does not go, the sample first.
 */
final class AttentionMasks {

    /** A mask, and where in it groups, heads, queries and keys begin. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared; read in inner loops.
    private record Plane(boolean[] real, int[] groups, int head, int[] queries, int[] keys) {}

    private final String layer;
    private final Shape queries;
    private final Shape keys;
    private final Shape groups;
    private final List<Plane> all = new ArrayList<>();
    private Plane[] planes = {};

    /**
     * None yet.
     *
     * @param groups dimensions of the groups, the batch's first
     * @param queries dimensions along which the queries lie
     * @param keys dimensions along which the keys lie
     */
    AttentionMasks(String layer, Shape groups, Shape queries, Shape keys) {
        this.layer = layer;
        this.groups = groups;
        this.queries = queries;
        this.keys = keys;
    }

    private void add(Plane plane) {
        all.add(plane);
        planes = all.toArray(new Plane[0]);
    }

    boolean isEmpty() {
        return planes.length == 0;
    }

    /** Queries that are real: (B, T). */
    void queries(Mask mask) {
        samples(mask, queries, true);
    }

    /** Keys that are real: (B, S). */
    void keys(Mask mask) {
        samples(mask, keys, false);
    }

    private void samples(Mask mask, Shape along, boolean ofQueries) {
        Shape s = mask.shape();
        if (along.rank() != 1 || s.rank() != 2 || s.dim(1) != along.dim(0) || s.dim(0) != groups.dim(0)) {
            throw new ShapeException(layer + ": a mask of " + s + " does not fit attention of " + queries + " over "
                    + keys + " steps in a batch of " + groups.dim(0));
        }
        int[] own = Broadcast.index(Shape.of(s.dim(1)), along);
        int[] none = new int[(ofQueries ? keys : queries).length()];
        int[] samples = over(Shape.of(s.dim(0)), s.dim(1), groups);
        add(new Plane(mask.values(), samples, 0, ofQueries ? own : none, ofQueries ? none : own));
    }

    /** Keys that each query may see, by their places; where attention goes along one axis. */
    void pattern(IntBinaryOperator distance) {
        if (queries.rank() != 1) {
            throw new ShapeException(layer + ": a causal mask or a window needs attention along one axis");
        }
        int m = queries.dim(0);
        int n = keys.dim(0);
        boolean[] real = new boolean[m * n];
        int[] rows = new int[m];
        int[] columns = new int[n];
        for (int t = 0; t < m; t++) {
            rows[t] = t * n;
            for (int s = 0; s < n; s++) {
                columns[s] = s;
                real[t * n + s] = distance.applyAsInt(t, s) >= 0;
            }
        }
        add(new Plane(real, new int[groups.length()], 0, rows, columns));
    }

    /** A mask of (…, T…, S…): its leading axes are those of the groups and the heads, as many as it has, the last ones queries and keys. */
    void scores(Mask mask, int heads) {
        Shape s = mask.shape();
        int inner = queries.rank() + keys.rank();
        int outer = s.rank() - inner;
        if (outer < 0 || outer > groups.rank() + 1) {
            throw misfit(s);
        }
        Shape q = s.slice(outer, outer + queries.rank());
        Shape k = s.slice(outer + queries.rank(), s.rank());
        check(s, q, queries);
        check(s, k, keys);
        int ofKeys = k.product(0, k.rank());
        int ofScores = q.product(0, q.rank()) * ofKeys;
        boolean withHeads = outer == groups.rank() + 1;
        int h = withHeads ? s.dim(outer - 1) : 1;
        if (h != 1 && h != heads) {
            throw misfit(s);
        }
        Shape g = s.slice(0, withHeads ? outer - 1 : outer);
        check(s, g, groups.slice(0, g.rank()));
        add(new Plane(
                mask.values(),
                over(g, h * ofScores, groups),
                h == 1 ? 0 : ofScores,
                over(q, ofKeys, queries),
                over(k, 1, keys)));
    }

    private void check(Shape mask, Shape part, Shape whole) {
        for (int i = 0; i < part.rank(); i++) {
            if (part.dim(i) != 1 && part.dim(i) != whole.dim(i)) {
                throw misfit(mask);
            }
        }
    }

    private ShapeException misfit(Shape mask) {
        return new ShapeException(layer + ": an attention mask of " + mask + " does not fit scores of " + groups
                + ", heads, " + queries + " and " + keys);
    }

    /** For each element of {@code whole}, where its value begins in an array of blocks for each of {@code part}'s leading axes. */
    private static int[] over(Shape part, int block, Shape whole) {
        int[] ones = new int[whole.rank() - part.rank()];
        Arrays.fill(ones, 1);
        int[] index = Broadcast.index(part.concat(Shape.of(ones)), whole);
        for (int i = 0; i < index.length; i++) {
            index[i] *= block;
        }
        return index;
    }

    /** x = masked where a key is not seen, or {@code by} added to it; rows of n scores from {@code at} on. */
    void apply(int group, int head, float[] x, int at, int rows, int n, boolean replace, float by) {
        for (int t = 0; t < rows; t++) {
            for (int s = 0; s < n; s++) {
                if (!seen(group, head, t, s)) {
                    int i = at + t * n + s;
                    x[i] = replace ? by : x[i] + by;
                }
            }
        }
    }

    private boolean seen(int group, int head, int t, int s) {
        boolean seen = true;
        for (Plane p : planes) {
            seen &= p.real[p.groups[group] + head * p.head + p.queries[t] + p.keys[s]];
        }
        return seen;
    }
}
