package io.keratin.core.training;

import java.util.Iterator;

/** Where batches come from, epoch after epoch. */
public interface Dataset {

    /** What {@link #batches()} gives where nobody knows before the end. */
    int UNKNOWN = -1;

    /** Number of batches that an epoch has, or {@link #UNKNOWN}. */
    int batches();

    /**
     * The batches of one epoch. A batch is valid until the next one is asked for.
     *
     * @param order of the samples, where they are shuffled: the same number gives the same order
     */
    Iterator<Batch> epoch(long order);

    /**
     * All samples in memory, {@code batchSize} at a time in their order; the last batch may be smaller.
     *
     * @throws IllegalArgumentException if {@code batchSize} is not positive
     */
    static Dataset of(Batch samples, int batchSize) {
        return new SampleDataset(samples, batchSize, false);
    }

    /** All samples in memory, {@code batchSize} at a time, shuffled anew for each epoch. */
    static Dataset shuffled(Batch samples, int batchSize) {
        return new SampleDataset(samples, batchSize, true);
    }

    /** Batches that somebody makes, as a generator in Keras: asked for an iterator for each epoch, however many it gives. */
    static Dataset of(Iterable<Batch> batches) {
        return new Dataset() {

            @Override
            public int batches() {
                return UNKNOWN;
            }

            @Override
            public Iterator<Batch> epoch(long order) {
                return batches.iterator();
            }
        };
    }
}
