package io.keratin.core.training;

/** What Keras's {@code evaluate} takes beside the data, with Keras's defaults. */
public final class EvaluateOptions extends RunOptions<EvaluateOptions> {

    /** Batches of 32. */
    public EvaluateOptions() {}

    @Override
    EvaluateOptions self() {
        return this;
    }

    /** Number of batches that are judged. */
    @Override
    public EvaluateOptions steps(int n) {
        return super.steps(n);
    }
}
