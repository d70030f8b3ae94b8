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
    private final int batch;
    private final float[] values;
    private final @Nullable Tape tape;
    private double cost;

    /** A step whose output costs, {@code steps} rows of it for each sample; {@code tape} null where nothing is trained. */
    Penalty(Step step, Regularizer regularizer, Tensor output, int steps, @Nullable Tape tape) {
        this.step = step;
        this.regularizer = regularizer;
        this.output = output;
        this.tape = tape;
        batch = Math.max(1, output.shape().dim(0) / Math.max(1, steps));
        values = new float[output.floats().length == output.size() ? 0 : output.size()];
        if (tape != null) {
            tape.gradient(output);
        }
    }

    /** The cost in the last pass. */
    double cost() {
        return cost;
    }

    @Override
    public void forward() {
        step.forward();
        float[] y = output.floats();
        if (values.length > 0) {
            System.arraycopy(y, 0, values, 0, values.length);
            y = values;
        }
        cost = regularizer.value(y, output.shape()) / batch;
    }

    @Override
    public void backward() {
        float[] gradient = tape == null ? null : tape.gradient(output);
        if (tape != null && gradient != null) {
            regularizer.addGradient(output.floats(), output.shape(), tape.scale() / batch, gradient);
        }
        Step.back(step);
    }
}
