package io.keratin.core.losses;

import io.keratin.core.tensor.Shape;
import java.util.Locale;

/** What labels are by their shape beside that of the predictions: Keras's rule for names such as {@code accuracy}. */
public enum Targets {
    /** One probability for each sample. */
    BINARY,
    /** One class number for each row of predictions. */
    SPARSE_CATEGORICAL,
    /** A row of labels for each row of predictions. */
    CATEGORICAL;

    /** What labels of this shape are. */
    public static Targets of(Shape yTrue, Shape yPred) {
        if (yPred.rank() > 0 && yPred.last() == 1) {
            return BINARY;
        }
        boolean sparse = yTrue.rank() < yPred.rank() || (yTrue.rank() > 0 && yTrue.last() == 1 && yPred.last() > 1);
        return sparse ? SPARSE_CATEGORICAL : CATEGORICAL;
    }

    /** Keras's word: {@code sparse_categorical}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
