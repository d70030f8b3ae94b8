package io.keratin.core.graph;

import io.keratin.core.layers.Step;
import io.keratin.core.regularizers.Regularizer;
import io.keratin.core.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** What the outputs of a call cost by an activity regularizer: the mean over the batch, as Keras takes it. */
final class Penalty implements Step.Differentiable {

    private final Step step;
    private final Regularizer regularizer;
    private final Tensor output;
    private final float @Nullable [] gradient;
    private final int batch;

    /** The output as it was, whatever later steps make of its storage. */
    private final float[] values;

    private final @Nullable Tape tape;
    private double cost;

    /**
     * A step whose output costs, {@code steps} rows of it for each sample.
     *
     * @param gradient of the output; null where nothing goes back
     * @param tape null where nothing is trained
     */
    Penalty(
            Step step,
            Regularizer regularizer,
            Tensor output,
            float @Nullable [] gradient,
            int steps,
            @Nullable Tape tape) {
        this.step = step;
        this.regularizer = regularizer;
        this.output = output;
        this.gradient = gradient;
        this.tape = tape;
        batch = Math.max(1, output.shape().dim(0) / Math.max(1, steps));
        values = new float[output.size()];
    }

    /** The cost in the last pass. */
    double cost() {
        return cost;
    }

    @Override
    public void forward() {
        step.forward();
        System.arraycopy(output.floats(), 0, values, 0, values.length);
        cost = regularizer.value(values, output.shape()) / batch;
    }

    @Override
    public void backward() {
        if (tape != null && gradient != null) {
            regularizer.addGradient(values, output.shape(), tape.scale() / batch, gradient);
        }
        Step.back(step);
    }
}
