package io.keratin.core.losses;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How the values of a loss become one number. */
public enum Reduction {
    /** Their sum. */
    SUM,
    /** Their mean; with a mask, over what it keeps. */
    SUM_OVER_BATCH_SIZE,
    /** Another name of Keras for {@link #SUM_OVER_BATCH_SIZE}. */
    MEAN,
    /** Their weighted sum over the sum of the weights. */
    MEAN_WITH_SAMPLE_WEIGHT,
    /** They stay as they are; the number that is shown and differentiated is their sum. */
    NONE;

    /** Keras's name: {@code sum_over_batch_size}. */
    public String kerasName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a mask is scaled up so that the mean is over what it keeps. */
    boolean isPlainMean() {
        return this == SUM_OVER_BATCH_SIZE || this == MEAN;
    }

    /**
     * The reduction of Keras's name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Reduction of(String name) {
        for (Reduction r : values()) {
            if (r.kerasName().equals(name)) {
                return r;
            }
        }
        throw new IllegalArgumentException("unknown reduction '" + name + "'; known are "
                + Arrays.stream(values()).map(Reduction::kerasName).collect(Collectors.joining(", ")));
    }
}
