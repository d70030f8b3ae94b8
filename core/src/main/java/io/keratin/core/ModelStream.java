package io.keratin.core;

import io.keratin.core.error.ShapeException;
import io.keratin.core.graph.Plan;
import io.keratin.core.graph.StateBank;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.List;

/**
 * Data that comes one time step after another: each step gives what the whole sequence so far would give. The weights are
 * the model's, only the recurrent state is the stream's own. Belongs to one thread at a time.
 *
 * <pre>{@code
 * ModelStream stream = model.stream();
 * float[] y1 = stream.step(x1);
 * float[] y2 = stream.step(x2);
 * stream.reset();                       // another sequence begins
 * }</pre>
 */
public final class ModelStream {

    private final Plan plan;
    private final StateBank states;
    private final int inputSize;
    private final int outputSize;

    ModelStream(Plan plan, StateBank states) {
        this.plan = plan;
        this.states = states;
        this.inputSize = plan.input().size();
        this.outputSize = plan.output().size();
    }

    /** One time step: the features of every sequence, row-major. Gives the output for it. */
    public float[] step(float... x) {
        float[] y = new float[outputSize];
        step(x, y);
        return y;
    }

    /** One time step of a model that takes ids: one id for every sequence. */
    public float[] step(int[] ids) {
        check(ids == null ? -1 : ids.length);
        Tensor.of(ids, ids.length).copyTo(0, plan.input(), 0, ids.length);
        plan.run();
        return plan.output().toFloats();
    }

    /** One time step into an array of the caller's; allocates nothing. */
    public void step(float[] x, float[] out) {
        check(x == null ? -1 : x.length);
        if (out == null || out.length != outputSize) {
            throw new ShapeException("the output array has " + (out == null ? "no" : out.length)
                    + " values, a step gives " + outputSize);
        }
        if (plan.input().storage() instanceof float[] in) {
            System.arraycopy(x, 0, in, 0, x.length);
        } else {
            Tensor.of(x, x.length).copyTo(0, plan.input(), 0, x.length);
        }
        plan.run();
        if (plan.output().storage() instanceof float[] y) {
            System.arraycopy(y, 0, out, 0, out.length);
        } else {
            plan.output().copyTo(0, Tensor.of(out, out.length), 0, out.length);
        }
    }

    /** Shape of the output of one step. */
    public Shape outputShape() {
        return plan.output().shape();
    }

    /** Forgets the sequence so far. */
    public void reset() {
        states.reset();
    }

    /** A copy of the recurrent state: plain arrays, to be stored wherever the caller likes. */
    public List<float[]> snapshot() {
        return states.snapshot();
    }

    /**
     * Goes on from a {@link #snapshot()}, also one that another stream of the same model took.
     *
     * @throws ShapeException if it does not fit the model
     */
    public void restore(List<float[]> snapshot) {
        states.restore(snapshot);
    }

    private void check(int length) {
        if (length != inputSize) {
            throw new ShapeException("expected the " + inputSize + " values of one time step, "
                    + plan.input().shape() + ", found " + (length < 0 ? "null" : length));
        }
    }
}
