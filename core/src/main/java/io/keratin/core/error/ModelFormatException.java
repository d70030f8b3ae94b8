package io.keratin.core.error;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model or data file that cannot be used, with the place in it: {@code FILE: place: what was expected, what was found,
 * what to do}.
 */
public final class ModelFormatException extends KeratinException {

    private static final long serialVersionUID = 1L;

    /** Why the file cannot be used. */
    public enum Kind {
        /** The bytes are not what their format says: truncated, wrong checksum, broken structure. */
        DAMAGED,
        /** A valid file that holds something which this version does not open. */
        UNSUPPORTED,
        /** Something that no model file may ask for: code, another file, an absurd allocation. */
        FORBIDDEN,
        /** Parts that do not belong together: a weight's shape, an option's value, a missing entry. */
        MISMATCH
    }

    private final Kind kind;
    private final @Nullable String file;
    private final String place;
    private final String problem;

    /** An error at {@code place} in a file whose name the caller does not know; see {@link #in(String)}. */
    public ModelFormatException(Kind kind, String place, String problem) {
        this(kind, null, place, problem, null);
    }

    /** An error with its cause. */
    public ModelFormatException(Kind kind, String place, String problem, @Nullable Throwable cause) {
        this(kind, null, place, problem, cause);
    }

    private ModelFormatException(
            Kind kind, @Nullable String file, String place, String problem, @Nullable Throwable cause) {
        super(sentence(file, place, problem), cause);
        this.kind = kind;
        this.file = file;
        this.place = place;
        this.problem = problem;
    }

    /** All problems of a file as one error, so that the user mends them at once; a single one is returned as it is. */
    public static ModelFormatException all(List<ModelFormatException> problems) {
        if (problems.size() == 1) {
            return problems.get(0);
        }
        StringBuilder text = new StringBuilder();
        for (ModelFormatException p : problems) {
            text.append(text.isEmpty() ? "" : "; ").append(sentence(null, p.place, p.problem));
        }
        ModelFormatException joined = new ModelFormatException(problems.get(0).kind, "", text.toString());
        problems.forEach(joined::addSuppressed);
        return joined;
    }

    /** This error with the layer's name behind its place; an error that already names a layer keeps it. */
    public ModelFormatException ofLayer(String layer) {
        if (place.contains("(layer '") || problem.contains("(layer '")) {
            return this;
        }
        return copy(file, place + " (layer '" + layer + "')");
    }

    /** This error with the file's name in front; an error that already names a file keeps it. */
    public ModelFormatException in(String fileName) {
        if (file != null) {
            return this;
        }
        return copy(fileName, place);
    }

    private ModelFormatException copy(@Nullable String fileName, String where) {
        ModelFormatException copy = new ModelFormatException(kind, fileName, where, problem, getCause());
        copy.setStackTrace(getStackTrace());
        for (Throwable s : getSuppressed()) {
            copy.addSuppressed(s);
        }
        return copy;
    }

    /** Why the file cannot be used. */
    public Kind kind() {
        return kind;
    }

    /** The file's name, if known. */
    public @Nullable String file() {
        return file;
    }

    /** The place in the file, such as {@code layers[3].config.units} or {@code /layers/lstm/cell/vars/0}; may be empty. */
    public String place() {
        return place;
    }

    private static String sentence(@Nullable String file, String place, String problem) {
        return (file == null ? "" : file + ": ") + (place.isEmpty() ? "" : place + ": ") + problem;
    }
}
