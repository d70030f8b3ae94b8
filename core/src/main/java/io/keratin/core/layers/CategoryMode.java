package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.error.KeratinException;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a layer that finds an id for every element gives for these ids: the output modes of Keras's preprocessing layers. */
public enum CategoryMode {
    /** The ids themselves. */
    INT,
    /** A row for every id, 1 at its place; a last axis of length 1 gives way to it. */
    ONE_HOT,
    /** A row for every sample, 1 at the place of each id in it. */
    MULTI_HOT,
    /** A row for every sample, how often each id is in it. */
    COUNT,
    /** {@link #COUNT}, each count times the weight of its id. */
    TF_IDF;

    /** The id of what is not counted at all. */
    static final int NOTHING = Integer.MAX_VALUE;

    /** Keras's name. */
    public String kerasName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The mode in a configuration, one of {@code known}; the deprecated names count as well. */
    static CategoryMode read(Config config, CategoryMode absent, CategoryMode... known) {
        String text = config.text("output_mode", absent.kerasName());
        String name = text.equals("binary") ? "multi_hot" : text.equals("tf-idf") ? "tf_idf" : text;
        for (CategoryMode mode : known) {
            if (mode.kerasName().equals(name)) {
                return mode;
            }
        }
        List<String> names = Arrays.stream(known).map(CategoryMode::kerasName).toList();
        throw config.error("output_mode", "expected one of " + names + ", found \"" + text + '"');
    }

    /** What the elements of the output are. */
    DType dtype() {
        return this == INT ? DType.INT32 : DType.FLOAT32;
    }

    /**
     * The output's shape: Keras counts along axis 1, whatever the rank is.
     *
     * @param layer the layer's class, for the message
     * @param in shape of the ids
     * @param depth number of ids
     */
    Shape shape(String layer, Shape in, int depth) {
        Shape row = Shape.of(depth);
        if (this == INT) {
            return in;
        } else if (this == ONE_HOT) {
            return (in.rank() > 1 && in.last() == 1 ? in.without(-1) : in).concat(row);
        } else if (in.rank() < 2) {
            throw new ShapeException(layer + ": output_mode '" + kerasName() + "' expects samples of ids (B, N), found "
                    + in + ", which it would count as one sample");
        }
        return in.without(1).concat(row);
    }

    /** Lays out the encoding of the ids that {@code find} writes, one for each element of the call's first input. */
    Step plan(Call call, int depth, float @Nullable [] idfWeights, Consumer<int[]> find) {
        Tensor out = call.output();
        if (this == INT) {
            int[] ids = out.ints();
            return () -> find.accept(ids);
        }
        Shape in = call.input().shape();
        int[] ids = new int[call.input().size()];
        float[] y = out.floats();
        int n = out.size();
        return () -> {
            find.accept(ids);
            encode(ids, in, depth, null, y);
            for (int i = 0; idfWeights != null && i < n; i++) {
                y[i] *= idfWeights[i % depth];
            }
        };
    }

    /**
     * Writes the rows of the ids; ids beyond {@code depth} have no place in them.
     *
     * @param ids the ids, of shape {@code in}; not modified
     * @param in their shape
     * @param depth length of a row
     * @param weights what each id counts, or null where it counts 1; not modified
     * @param y the rows; modified
     */
    void encode(int[] ids, Shape in, int depth, @Nullable Tensor weights, float[] y) {
        int n = in.length();
        if (this == ONE_HOT) {
            Arrays.fill(y, 0, n * depth, 0);
            for (int i = 0; i < n; i++) {
                if (ids[i] >= 0 && ids[i] < depth) {
                    y[i * depth + ids[i]] = 1;
                }
            }
            return;
        }
        int inner = in.product(2, in.rank());
        int sample = in.product(1, in.rank());
        Arrays.fill(y, 0, in.dim(0) * inner * depth, 0);
        for (int i = 0; i < n; i++) {
            int id = ids[i];
            if (id < 0 && in.rank() == 2) {
                throw new KeratinException("ids to be counted must not be negative, found " + id + " at position " + i
                        + " of input " + in);
            } else if (id >= 0 && id < depth) {
                int at = (i / sample * inner + i % inner) * depth + id;
                y[at] = this == MULTI_HOT ? 1 : y[at] + (weights == null ? 1 : number(weights, i));
            }
        }
    }

    private static float number(Tensor t, int i) {
        return t.dtype().isInts() ? t.ints()[i] : t.floats()[i];
    }

    /** Element {@code i} of a tensor of numbers as Keras casts it to an integer. */
    static int id(Tensor t, int i) {
        return t.dtype().isInts() ? t.ints()[i] : DType.toInt(t.floats()[i]);
    }
}
