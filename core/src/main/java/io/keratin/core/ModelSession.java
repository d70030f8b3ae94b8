package io.keratin.core;

import io.keratin.core.error.ShapeException;
import io.keratin.core.graph.Plan;
import io.keratin.core.graph.StateBank;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import io.keratin.core.threads.Team;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run of predictions between which stateful layers keep their state: sample i of a batch goes on where sample i of the
 * batch before ended. The state is the session's, never the model's. Belongs to one thread at a time.
 */
public final class ModelSession {

    private final Model model;
    private final StateBank states = new StateBank();
    private final Map<List<Shape>, Plan> plans = new HashMap<>();

    /** A snapshot that waits for the first batch, whose size the states have. */
    private @Nullable List<float[]> pending;

    ModelSession(Model model) {
        this.model = model;
    }

    /** Predicts a batch, going on from the state that the batch before left. */
    public Tensor predict(Tensor x) {
        model.checkOneOutput();
        return predictAll(x).get(0);
    }

    /** Predicts a batch into an array of the caller's; more samples than the model's fixed batch size run as batches. */
    public void predict(Tensor x, Tensor out) {
        model.checkOneOutput();
        predict(model.checkInputs(Collections.singletonList(x)).get(0), List.of(), out, List.of());
    }

    /** All outputs of a model that has one input. */
    public List<Tensor> predictAll(Tensor x) {
        return predictAll(Collections.singletonList(x));
    }

    /** All outputs for all inputs, both in the model's order. */
    public List<Tensor> predictAll(List<Tensor> x) {
        List<Tensor> in = model.checkInputs(x);
        if (model.shapesFollowContent(in)) {
            return model.predictTogether(in, states);
        }
        List<Tensor> out = model.outputsFor(in);
        predict(in.get(0), in.subList(1, in.size()), out.get(0), out.subList(1, out.size()));
        return out;
    }

    /** Predicts from inputs that were checked. */
    void predict(Tensor x, List<Tensor> besides, Tensor first, List<Tensor> others) {
        int samples = x.shape().dim(0);
        int fixed = model.inputShape().dim(0);
        int batch = fixed == Shape.NONE ? samples : fixed;
        if (batch == 0 || samples % batch != 0) {
            throw new ShapeException("model '" + model.name() + "' is stateful with batch size " + batch
                    + ": expected a multiple of it, found " + samples + " samples");
        }
        for (int at = 0; at < samples; at += batch) {
            List<Shape> shapes = new ArrayList<>();
            shapes.add(x.shape().with(0, batch));
            besides.forEach(b -> shapes.add(b.shape().with(0, batch)));
            Plan plan = model.isShapedByContent()
                    ? goingOn(model.planOf(x, besides, at, batch, states, Team.SOLO))
                    : goingOn(plans.computeIfAbsent(shapes, s -> model.plan(s, states)));
            Model.checkOutputs(plan, first, others, batch, samples);
            Model.copyInputs(x, besides, at, plan, batch);
            plan.run();
            Model.copyOutputs(plan, first, others, at, batch, samples);
        }
    }

    /** Sets all states to zero, as Keras's {@code reset_states}. */
    public void resetStates() {
        pending = null;
        states.reset();
    }

    /** A copy of the recurrent state. */
    public List<float[]> snapshot() {
        return states.snapshot();
    }

    /** Goes on from a {@link #snapshot()}. */
    public void restore(List<float[]> snapshot) {
        if (plans.isEmpty()) {
            pending = StateBank.copy(snapshot);
        } else {
            states.restore(snapshot);
        }
    }

    private Plan goingOn(Plan plan) {
        if (pending != null) {
            states.restore(pending);
            pending = null;
        }
        return plan;
    }
}
