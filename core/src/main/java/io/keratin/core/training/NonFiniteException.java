package io.keratin.core.training;

import io.keratin.core.error.KeratinException;

/** A loss or a gradient became infinite or NaN; the weights were not changed by it. */
public final class NonFiniteException extends KeratinException {

    private static final long serialVersionUID = 1L;

    private final int epoch;
    private final int batch;

    /** What was found in a batch; both count from 0, the sentence from 1 as Keras's progress does. */
    NonFiniteException(int epoch, int batch, String found) {
        super("epoch " + (epoch + 1) + ", batch " + (batch + 1) + ": " + found);
        this.epoch = epoch;
        this.batch = batch;
    }

    /** The epoch, from 0. */
    public int epoch() {
        return epoch;
    }

    /** The batch in its epoch, from 0. */
    public int batch() {
        return batch;
    }
}
