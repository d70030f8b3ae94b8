package io.keratin.core.training;

import io.keratin.core.Model;
import io.keratin.core.error.ShapeException;
import io.keratin.core.graph.StateBank;
import io.keratin.core.layers.Binding;
import io.keratin.core.layers.BoundLayer;
import io.keratin.core.losses.Loss;
import io.keratin.core.optimizers.Optimizer;
import io.keratin.core.optimizers.OptimizerState;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import io.keratin.core.threads.Team;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Trains a model batch by batch: forward, loss, backward, optimizer step, constraints, as Keras's {@code train_on_batch} does it. The
 * model that it was made from stays as it is; {@link #model()} gives one with the values so far. A warm step allocates nothing; its bits
 * depend on neither the number of threads nor the run. Belongs to one thread at a time.
 *
 * <pre>{@code
 * Trainer trainer = new Trainer(model, Optimizers.get("adam"), List.of(Losses.get("mse")), new Trainer.Options());
 * for (int epoch = 0; epoch < 10; epoch++) {
 *     double loss = trainer.step(List.of(x), List.of(y), List.of());
 * }
 * Model trained = trainer.model();
 * }</pre>
 */
public final class Trainer {

    /**
     * How to train.
     *
     * @param lossWeights what each output's loss counts; empty for 1 each
     * @param threads how many threads share a step
     * @param seed of the random numbers that layers draw
     */
    public record Options(List<Double> lossWeights, int threads, long seed) {

        /** A copy of the weights. */
        public Options {
            lossWeights = List.copyOf(lossWeights);
            if (threads < 1) {
                throw new IllegalArgumentException("threads must be positive, got " + threads);
            }
        }

        /** All losses count the same, one thread, seed 0. */
        public Options() {
            this(List.of(), 1, 0);
        }

        /** With so many threads. */
        public Options withThreads(int n) {
            return new Options(lossWeights, n, seed);
        }

        /** With another seed. */
        public Options withSeed(long value) {
            return new Options(lossWeights, threads, value);
        }

        /** With a weight for each output's loss. */
        public Options withLossWeights(List<Double> weights) {
            return new Options(weights, threads, seed);
        }
    }

    /** Losses that are chosen when labels are seen. */
    @FunctionalInterface
    interface LossesOf {

        /** One for each output, null for an output that has none. */
        List<@Nullable Loss> labels(List<Shape> y);
    }

    private final Model model;
    private final LossesOf losses;
    private final TrainedWeights weights;
    private final BoundLayer bound;
    private final Optimizer how;
    private @Nullable OptimizerState optimizer;
    private Options options;
    private Team team;
    private final StateBank states = new StateBank();
    private final List<TrainingBatch> batches = new ArrayList<>();
    private @Nullable TrainingBatch last;
    private @Nullable String nonFinite;
    private List<float[]> carried = List.of();

    /**
     * A trainer with a new optimizer state.
     *
     * @param losses one for each output; null for an output that has none
     * @throws IllegalArgumentException if there is not one loss, or one loss weight, for each output
     */
    public Trainer(Model model, Optimizer optimizer, List<? extends @Nullable Loss> losses, Options options) {
        this(model, optimizer, fixed(losses), options);
        int outputs = model.outputShapes().size();
        if (losses.size() != outputs
                || !(options.lossWeights.isEmpty() || options.lossWeights.size() == outputs)
                || losses.stream().allMatch(l -> l == null)) {
            throw new IllegalArgumentException("model '" + model.name() + "' has " + outputs + " outputs "
                    + model.outputNames() + ": expected as many losses and loss weights, got " + losses.size() + " and "
                    + options.lossWeights.size());
        }
    }

    private static LossesOf fixed(List<? extends @Nullable Loss> losses) {
        List<@Nullable Loss> copy = Collections.unmodifiableList(new ArrayList<>(losses));
        return y -> copy;
    }

    Trainer(Model model, Optimizer optimizer, LossesOf losses, Options options) {
        this.model = model;
        this.losses = losses;
        this.options = options;
        this.how = optimizer;
        this.weights = new TrainedWeights(model.spec(), model.inputShapes(), model.parameters());
        this.bound = new Binding(model.inputShapes(), weights.live(), model.kernels()).bind(model.spec());
        this.team = team(options.threads);
    }

    private static Team team(int threads) {
        return threads == 1 ? Team.SOLO : new Team(threads);
    }

    Options options() {
        return options;
    }

    /** From now on trains with other options; a different number of threads lays batches out anew. */
    void options(Options other) {
        if (other.threads != options.threads) {
            team = team(other.threads);
            batches.clear();
            last = null;
        }
        options = other;
    }

    /**
     * Trains on one batch.
     *
     * @param x the inputs
     * @param y what the outputs should be, one tensor for each output that has a loss
     * @param sampleWeights one tensor for each of {@code y}, or none
     * @return the loss before the step: the weighted losses of the outputs and what weights and outputs cost by regularizers; if it is
     *     not finite, or a gradient is not, no trainable weight was changed: see {@link #nonFinite()}
     * @throws ShapeException if shapes do not fit; before any weight was changed
     * @throws IllegalArgumentException if the model has layers that no gradient is known of; names all of them
     */
    public double step(List<Tensor> x, List<Tensor> y, List<Tensor> sampleWeights) {
        return step(x, y, sampleWeights, loss -> {});
    }

    /** As above; {@code judge} is told the loss before weights change, and may refuse the batch by an exception. */
    double step(List<Tensor> x, List<Tensor> y, List<Tensor> sampleWeights, DoubleConsumer judge) {
        OptimizerState state = optimizer();
        TrainingBatch batch = batch(x, y, sampleWeights, true);
        batch.put(x);
        batch.plan().run(options.seed, state.iteration());
        last = batch;
        double loss = batch.loss(y, sampleWeights) + weights.penalty();
        judge.accept(loss);
        nonFinite = Double.isFinite(loss) ? null : lossNotFinite(loss, batch);
        if (nonFinite != null) {
            return loss;
        }
        double scale = state.lossScale();
        batch.addLossGradients(scale);
        weights.clearGradients();
        batch.plan().backward(scale);
        weights.addPenaltyGradients(scale);
        String path = scale == 1 ? weights.nonFiniteGradient() : null; // who scales the loss looks himself
        if (path != null) {
            nonFinite = "the gradient of " + path + " is not finite";
            return loss;
        }
        state.step();
        weights.live().changed();
        return loss;
    }

    private static String lossNotFinite(double loss, TrainingBatch batch) {
        String where = batch.plan().firstNonFinite();
        return "the loss is " + loss + ": "
                + (where == null ? "every layer's output is finite, so it arises in the loss or a regularizer" : where);
    }

    /** What was not finite in the last {@link #step} and where it was seen first, in words; null if all was well. */
    public @Nullable String nonFinite() {
        return nonFinite;
    }

    /** The loss of a batch as {@link #step} counts it, with layers computing as in a prediction; changes no weight. */
    public double evaluate(List<Tensor> x, List<Tensor> y, List<Tensor> sampleWeights) {
        TrainingBatch batch = batch(x, y, sampleWeights, false);
        batch.put(x);
        batch.plan().run();
        last = batch;
        return batch.loss(y, sampleWeights) + weights.penalty();
    }

    /** What the model gave for the last batch; valid until the next one. */
    public List<Tensor> outputs() {
        return ran().plan().outputs();
    }

    /** The loss of each output in the last batch, before it is weighted; 0 for an output without one. */
    public double[] outputLosses() {
        return ran().outputLosses();
    }

    private TrainingBatch ran() {
        if (last == null) {
            throw new IllegalStateException("no batch yet: call step or evaluate first");
        }
        return last;
    }

    /** The mask that travels with an output of the last batch, 1 where a value counts; null if there is none. */
    @Nullable
    Tensor outputMask(int output) {
        return ran().mask(output);
    }

    /** The optimizer's state. */
    public OptimizerState optimizer() {
        OptimizerState state = optimizer;
        if (state == null) {
            state = how.build(weights.variables());
            state.beginInFit();
            optimizer = state;
        }
        return state;
    }

    /** Whether the optimizer's state was asked for, or a step was made. */
    boolean hasOptimizer() {
        return optimizer != null;
    }

    /** The weights while they are trained; after changing values from outside call {@code live().changed()}. */
    public TrainedWeights weights() {
        return weights;
    }

    /** A model with copies of the values so far. */
    public Model model() {
        return model.withParameters(weights.live().copy());
    }

    /** The states of stateful layers. */
    StateBank states() {
        return states;
    }

    /** Sets the states of stateful layers from a snapshot, as soon as the first batch was laid out. */
    void restoreStates(List<float[]> snapshot) {
        carried = snapshot;
    }

    /** Sets the states of stateful layers to zero. */
    public void resetStates() {
        states.reset();
    }

    private TrainingBatch batch(List<Tensor> x, List<Tensor> y, List<Tensor> sampleWeights, boolean training) {
        for (int i = 0; i < batches.size(); i++) {
            if (batches.get(i).fits(x, y, sampleWeights, training)) {
                return batches.get(i);
            }
        }
        StateBank bank = model.isStateful() ? states : new StateBank();
        TrainingBatch batch = new TrainingBatch(
                model,
                bound,
                losses.labels(y.stream().map(Tensor::shape).toList()),
                options.lossWeights(),
                bank,
                team,
                x,
                y,
                sampleWeights,
                training);
        batches.add(batch);
        if (!carried.isEmpty()) {
            states.restore(carried);
            carried = List.of();
        }
        return batch;
    }
}
