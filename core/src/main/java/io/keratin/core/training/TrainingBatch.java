package io.keratin.core.training;

import io.keratin.core.Model;
import io.keratin.core.error.ShapeException;
import io.keratin.core.graph.Plan;
import io.keratin.core.graph.StateBank;
import io.keratin.core.layers.BoundLayer;
import io.keratin.core.losses.BoundLoss;
import io.keratin.core.losses.Loss;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Mask;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import io.keratin.core.threads.Team;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A model and its losses laid out for batches of one shape. */
final class TrainingBatch {

    private final Plan plan;
    private final boolean training;
    private final List<Shape> x;
    private final List<Shape> y;
    private final List<Shape> sampleWeights;
    private final @Nullable Judge[] judges;
    private final double[] values;

    /** The loss of one output. */
    private static final class Judge {

        private final BoundLoss loss;
        private final double weight;

        /** What the loss is computed from: the output, or what its softmax or sigmoid was applied to. */
        private final Tensor from;

        private final float @Nullable [] into;
        private final float[] gradient;
        private final @Nullable Mask mask;
        private final float @Nullable [] maskValues;
        private final float[] labels;

        Judge(Plan plan, int output, Loss loss, double weight, Shape y, @Nullable Shape sampleWeight) {
            Plan.Logits logits = plan.logits(output);
            Loss ofLogits = logits == null ? loss : loss.onInputOf(logits.activation());
            this.weight = weight;
            from = logits != null && ofLogits != loss
                    ? logits.z()
                    : plan.outputs().get(output);
            into = plan.gradient(from);
            gradient = new float[into == null ? 0 : from.size()];
            mask = plan.outputMask(output);
            maskValues = mask == null ? null : new float[mask.values().length];
            this.loss = ofLogits.bind(y, from.shape(), sampleWeight, mask == null ? null : mask.shape());
            labels = new float[y.length()];
        }

        double value(Tensor y, @Nullable Tensor sampleWeight) {
            if (mask != null && maskValues != null) {
                for (int i = 0; i < maskValues.length; i++) {
                    maskValues[i] = mask.values()[i] ? 1 : 0;
                }
            }
            float[] given = y.dtype() == DType.FLOAT32 ? y.floats() : labels;
            for (int i = 0; given == labels && i < labels.length; i++) {
                labels[i] = y.ints()[i];
            }
            return loss.value(given, from.floats(), sampleWeight == null ? null : sampleWeight.floats(), maskValues);
        }

        void addGradient(double scale) {
            if (into != null) {
                loss.gradient(gradient, scale * weight);
                for (int i = 0; i < gradient.length; i++) {
                    into[i] += gradient[i];
                }
            }
        }
    }

    TrainingBatch(
            Model model,
            BoundLayer bound,
            List<@Nullable Loss> losses,
            List<Double> lossWeights,
            StateBank states,
            Team team,
            List<Tensor> x,
            List<Tensor> y,
            List<Tensor> sampleWeights,
            boolean training) {
        this.training = training;
        this.x = x.stream().map(Tensor::shape).toList();
        this.y = y.stream().map(Tensor::shape).toList();
        this.sampleWeights = sampleWeights.stream().map(Tensor::shape).toList();
        long judged = losses.stream().filter(l -> l != null).count();
        if (x.size() != model.inputShapes().size()
                || y.size() != judged
                || !(sampleWeights.isEmpty() || sampleWeights.size() == judged)) {
            throw new ShapeException("model '" + model.name() + "' takes "
                    + model.inputShapes().size()
                    + " inputs and has " + judged + " outputs with a loss: found " + x.size() + " inputs, " + y.size()
                    + " labels and " + sampleWeights.size() + " sample weights");
        }
        for (int i = 0; i < x.size(); i++) {
            if (!model.inputShapes().get(i).acceptsSamples(this.x.get(i))) {
                throw new ShapeException("model '" + model.name() + "': expected an input of shape "
                        + model.inputShapes().get(i) + ", found " + this.x.get(i));
            }
        }
        plan = training
                ? Plan.training(bound, model.inputDTypes(), this.x, states, team, false)
                : Plan.evaluation(bound, model.inputDTypes(), this.x, states, team);
        judges = new Judge[losses.size()];
        values = new double[losses.size()];
        int label = 0;
        for (int i = 0; i < judges.length; i++) {
            Loss loss = losses.get(i);
            if (loss != null) {
                Shape weight = sampleWeights.isEmpty() ? null : this.sampleWeights.get(label);
                double lossWeight = lossWeights.isEmpty() ? 1 : lossWeights.get(i);
                judges[i] = new Judge(plan, i, loss, lossWeight, this.y.get(label++), weight);
            }
        }
    }

    Plan plan() {
        return plan;
    }

    double[] outputLosses() {
        return values;
    }

    /** The mask that travels with an output as numbers, 1 where a value counts; null if there is none. */
    @Nullable
    Tensor mask(int output) {
        Mask mask = plan.outputMask(output);
        if (mask == null) {
            return null;
        }
        float[] numbers = new float[mask.values().length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = mask.values()[i] ? 1 : 0;
        }
        return Tensor.of(numbers, mask.shape());
    }

    /** Whether it was laid out for such a batch. */
    boolean fits(List<Tensor> inputs, List<Tensor> labels, List<Tensor> weights, boolean forTraining) {
        return training == forTraining && same(x, inputs) && same(y, labels) && same(sampleWeights, weights);
    }

    private static boolean same(List<Shape> shapes, List<Tensor> tensors) {
        boolean same = shapes.size() == tensors.size();
        for (int i = 0; same && i < tensors.size(); i++) {
            same = shapes.get(i).equals(tensors.get(i).shape());
        }
        return same;
    }

    /** Copies the inputs to where the plan reads them. */
    void put(List<Tensor> inputs) {
        for (int i = 0; i < inputs.size(); i++) {
            Tensor to = plan.inputs().get(i);
            inputs.get(i).copyTo(0, to, 0, to.size());
        }
    }

    /** The loss of the plan's last run, without that of the weights. */
    double loss(List<Tensor> labels, List<Tensor> weights) {
        double sum = plan.penalty();
        int label = 0;
        for (int i = 0; i < judges.length; i++) {
            Judge judge = judges[i];
            if (judge != null) {
                values[i] = judge.value(labels.get(label), weights.isEmpty() ? null : weights.get(label));
                sum += judge.weight * values[i];
                label++;
            }
        }
        return sum;
    }

    /** Adds the gradients of the loss, times {@code scale}, where the plan goes back from. */
    void addLossGradients(double scale) {
        for (Judge judge : judges) {
            if (judge != null) {
                judge.addGradient(scale);
            }
        }
    }
}
