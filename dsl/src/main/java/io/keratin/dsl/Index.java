package io.keratin.dsl;

import io.keratin.core.config.Value;
import org.jspecify.annotations.Nullable;

/**
 * Part of an index, as between Python's brackets: {@code x[:, 1:5, ..., None]} is
 * {@code x.get(Index.ALL, Index.slice(1, 5), Index.ELLIPSIS, Index.NEW_AXIS)}.
 */
public final class Index {

    /** The whole axis: {@code :}. */
    public static final Index ALL = slice(null, null);

    /** All axes between: {@code ...}. */
    public static final Index ELLIPSIS =
            new Index(Value.fields("class_name", "__ellipsis__", "config", Value.fields()));

    /** A new axis of length 1: {@code None}. */
    public static final Index NEW_AXIS = new Index(Value.Nothing.NULL);

    private final Value value;

    private Index(Value value) {
        this.value = value;
    }

    /** {@code start:stop}, each of which may be null, that is left out; negative ones count from the end. */
    public static Index slice(@Nullable Integer start, @Nullable Integer stop) {
        return slice(start, stop, null);
    }

    /** {@code start:stop:step}. */
    public static Index slice(@Nullable Integer start, @Nullable Integer stop, @Nullable Integer step) {
        Value.Fields fields = Value.fields("start", start, "stop", stop, "step", step);
        return new Index(Value.fields("class_name", "__slice__", "config", fields));
    }

    Value value() {
        return value;
    }
}
