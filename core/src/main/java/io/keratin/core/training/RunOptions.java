package io.keratin.core.training;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What {@code fit} and {@code evaluate} take alike.
 *
 * @param <S> the options themselves
 */
public abstract sealed class RunOptions<S extends RunOptions<S>> permits FitOptions, EvaluateOptions {

    private int batchSize = 32;
    private int steps;
    private @Nullable Object sampleWeight;
    private final List<Callback> callbacks = new ArrayList<>();
    private int threads = 1;
    private Progress.Verbosity verbosity = Progress.Verbosity.AUTO;
    private PrintStream out = System.out;

    RunOptions() {}

    abstract S self();

    /** Samples in a batch; datasets bring their batches. */
    public S batchSize(int n) {
        batchSize = positive("batch_size", n);
        return self();
    }

    S steps(int n) {
        steps = positive("steps", n);
        return self();
    }

    /** What each sample counts: an array (B), or (B, T) for each step; a list or map of them for the outputs. */
    public S sampleWeight(Object weights) {
        sampleWeight = weights;
        return self();
    }

    /** More callbacks, called in this order. */
    public S callbacks(Callback... more) {
        return callbacks(Arrays.asList(more));
    }

    /** More callbacks, called in this order. */
    public S callbacks(List<? extends Callback> more) {
        if (more == null || more.stream().anyMatch(Objects::isNull)) {
            throw new IllegalArgumentException("callbacks: expected callbacks, found null");
        }
        callbacks.addAll(more);
        return self();
    }

    /** How many threads share a step; the numbers are the same for any. */
    public S threads(int n) {
        threads = positive("threads", n);
        return self();
    }

    /** Keras's {@code verbose}: 0 is silent, 1 a progress bar, 2 one line for each epoch. */
    public S verbose(int level) {
        verbosity = Progress.Verbosity.of(level);
        return self();
    }

    /** Where progress and the messages of callbacks are printed, instead of standard output. */
    public S out(PrintStream stream) {
        out = stream;
        return self();
    }

    int batchSize() {
        return batchSize;
    }

    int steps() {
        return steps;
    }

    @Nullable
    Object sampleWeight() {
        return sampleWeight;
    }

    List<Callback> callbacks() {
        return callbacks;
    }

    int threads() {
        return threads;
    }

    Progress progress() {
        return new Progress(out, verbosity);
    }

    static int positive(String name, int n) {
        if (n < 1) {
            throw new IllegalArgumentException(name + " must be positive, got " + n);
        }
        return n;
    }
}
