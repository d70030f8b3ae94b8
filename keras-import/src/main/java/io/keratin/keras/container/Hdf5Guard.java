package io.keratin.keras.container;

import io.jhdf.exceptions.UnsupportedHdfException;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import java.io.UncheckedIOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns whatever goes wrong inside an HDF5 file into one sentence with the file and the object in front. */
final class Hdf5Guard {

    private final String fileName;

    Hdf5Guard(String fileName) {
        this.fileName = fileName;
    }

    /** Runs {@code body}; {@code place} is the object it reads. */
    <T extends @Nullable Object> T run(String place, Supplier<T> body) {
        try {
            return body.get();
        } catch (UncheckedIOException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw translated(place, e).in(fileName);
        }
    }

    /** {@code e} with the file's name. */
    ModelFormatException named(ModelFormatException e) {
        return e.in(fileName);
    }

    private static ModelFormatException translated(String place, Throwable e) {
        Throwable root = e;
        for (int depth = 0; root.getCause() != null && depth < 64 && !(root instanceof ModelFormatException); depth++) {
            root = root.getCause();
        }
        if (root instanceof ModelFormatException known) {
            return known.place().isEmpty() ? at(place, known) : known;
        }
        if (root instanceof UncheckedIOException io) {
            throw io;
        }
        String reason = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return root instanceof UnsupportedHdfException
                ? new ModelFormatException(Kind.UNSUPPORTED, place, "a form of HDF5 that is not read: " + reason, e)
                : new ModelFormatException(Kind.DAMAGED, place, "the file is damaged: " + reason, e);
    }

    /** An error that does not know its place, with it; its message is nothing but the problem then. */
    private static ModelFormatException at(String place, ModelFormatException e) {
        return new ModelFormatException(e.kind(), place, String.valueOf(e.getMessage()), e);
    }
}
