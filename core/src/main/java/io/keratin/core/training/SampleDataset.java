package io.keratin.core.training;

import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;

/** Samples in memory, so many at a time. Batches of one size share their arrays. */
final class SampleDataset implements Dataset {

    private final Batch samples;
    private final int batchSize;
    private final boolean shuffle;
    private final int[] order;
    private final List<Batch> buffers = new ArrayList<>();

    SampleDataset(Batch samples, int batchSize, boolean shuffle) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("batch size must be positive, got " + batchSize);
        }
        this.samples = samples;
        this.batchSize = batchSize;
        this.shuffle = shuffle;
        this.order = new int[samples.samples()];
    }

    @Override
    public int batches() {
        return (samples.samples() + batchSize - 1) / batchSize;
    }

    /** Fisher and Yates' shuffle. */
    @Override
    public Iterator<Batch> epoch(long seed) {
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = order.length - 1; shuffle && i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
        return new Iterator<>() {

            private int at;

            @Override
            public boolean hasNext() {
                return at < order.length;
            }

            @Override
            public Batch next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                Batch batch = buffer(Math.min(batchSize, order.length - at));
                gather(samples.x(), batch.x(), at);
                gather(samples.y(), batch.y(), at);
                gather(samples.sampleWeights(), batch.sampleWeights(), at);
                at += batch.samples();
                return batch;
            }
        };
    }

    private Batch buffer(int n) {
        for (int i = 0; i < buffers.size(); i++) {
            if (buffers.get(i).samples() == n) {
                return buffers.get(i);
            }
        }
        Batch made = new Batch(empty(samples.x(), n), empty(samples.y(), n), empty(samples.sampleWeights(), n));
        buffers.add(made);
        return made;
    }

    private static List<Tensor> empty(List<Tensor> all, int n) {
        return all.stream()
                .map(t -> Tensor.zeros(t.dtype(), t.shape().with(0, n)))
                .toList();
    }

    @SuppressWarnings("SuspiciousSystemArraycopy") // both arrays are storages of one type
    private void gather(List<Tensor> from, List<Tensor> to, int at) {
        for (int i = 0; i < to.size(); i++) {
            Shape shape = to.get(i).shape();
            int n = shape.product(1, shape.rank());
            for (int row = 0; row < shape.dim(0); row++) {
                System.arraycopy(
                        from.get(i).storage(), order[at + row] * n, to.get(i).storage(), row * n, n);
            }
        }
    }
}
