package io.keratin.core.metrics;

import io.keratin.core.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A metric that follows from what was counted at several thresholds. */
abstract class ThresholdState extends MetricState {

    final Thresholds counts;

    ThresholdState(Thresholds counts) {
        this.counts = counts;
    }

    @Override
    public void update(Tensor yTrue, Tensor yPred, @Nullable Tensor sampleWeight, @Nullable Tensor mask) {
        counts.update(yTrue, yPred, sampleWeight, false);
    }

    @Override
    public final double[] saved() {
        return counts.saved();
    }

    @Override
    public final void restore(double[] saved) {
        counts.restore(saved);
    }

    @Override
    public final void reset() {
        counts.reset();
    }
}
