package io.keratin.core;

import io.keratin.core.error.ShapeException;
import io.keratin.core.graph.Plan;
import io.keratin.core.graph.StateBank;
import io.keratin.core.kernels.KernelSelection;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.WeightPrecision;
import io.keratin.core.layers.Binding;
import io.keratin.core.layers.BoundLayer;
import io.keratin.core.layers.InputLayer;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.Parameters;
import io.keratin.core.layers.Sequential;
import io.keratin.core.layers.WeightSpec;
import io.keratin.core.summary.OptimizerVariables;
import io.keratin.core.summary.Summary;
import io.keratin.core.summary.SummaryOptions;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import io.keratin.core.threads.Team;
import java.io.PrintStream;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A model with its weights, ready to predict. Immutable: any number of threads may use one model at the same time, and
 * there is nothing to close.
 *
 * <pre>{@code
 * float[][] y = model.predict(x);                    // x: float[B][T][X] or float[B][X]
 * float[][][] s = model.predictSequences(x);         // where the model gives a value for every step
 * float[] flat = model.predict(data, 32, 100, 8);    // row-major, with its shape
 * model.predict(in, out);                            // tensors over your own arrays; allocates nothing once warm
 * ModelStream stream = model.stream();               // one step at a time
 * }</pre>
 *
 * <p>Data that does not fit the model's input is refused with a {@link ShapeException} before anything is computed.
 */
public final class Model {

    /** Samples that are computed together where the caller does not say; bounds the memory that a prediction needs. */
    public static final int DEFAULT_BATCH_SIZE = 32;

    /** Multiply-adds from which on a second thread is worth waking: 10 to 20 µs. */
    private static final long MIN_SHARED_WORK = 500_000;

    private final NamedLayer spec;
    private final InputLayer input;
    private final List<Shape> outputShapes;
    private final Parameters parameters;
    private final Kernels kernels;
    private final WeightPrecision precision;
    private final BoundLayer bound;
    private final long weights;
    private final PlanPool plans = new PlanPool((shape, team) -> plan(shape, new StateBank(), team));
    private final TeamPool teams = new TeamPool(this);
    private final BatchCut cut;
    private final @Nullable OptimizerVariables optimizer;

    private Model(
            NamedLayer spec,
            Parameters parameters,
            Kernels kernels,
            WeightPrecision precision,
            @Nullable OptimizerVariables optimizer) {
        this.spec = spec;
        this.input = inputOf(spec);
        this.parameters = parameters.forBinding();
        this.kernels = kernels;
        this.precision = precision;
        this.outputShapes = List.copyOf(spec.spec().outputShapes(List.of(input.shape())));
        this.weights = countParams();
        this.cut = new BatchCut(spec.spec());
        Binding binding = new Binding(List.of(input.shape()), this.parameters, kernels, precision);
        this.bound = new BoundLayer(spec, spec.spec().bind(binding));
        this.optimizer = optimizer;
    }

    /** The same model, its packed weights shared, with an optimizer. */
    private Model(Model model, OptimizerVariables optimizer) {
        this.spec = model.spec;
        this.input = model.input;
        this.outputShapes = model.outputShapes;
        this.parameters = model.parameters;
        this.kernels = model.kernels;
        this.precision = model.precision;
        this.weights = model.weights;
        this.cut = model.cut;
        this.bound = model.bound;
        this.optimizer = optimizer;
    }

    /** A model with these weights, on the kernels of this JVM. */
    public static Model of(NamedLayer spec, Parameters parameters) {
        return of(spec, parameters, KernelSelection.current());
    }

    /** A model with these weights, on these kernels. */
    public static Model of(NamedLayer spec, Parameters parameters, Kernels kernels) {
        return of(spec, parameters, kernels, WeightPrecision.FLOAT32);
    }

    /** A model that keeps these weights in this precision; see {@link #withWeightPrecision}. */
    public static Model of(NamedLayer spec, Parameters parameters, Kernels kernels, WeightPrecision precision) {
        return new Model(spec, parameters, kernels, precision, null);
    }

    /** A model with freshly initialised weights, the same for the same seed. */
    public static Model initialized(NamedLayer spec, long seed) {
        return of(spec, Parameters.initial(weights(spec), seed));
    }

    /** The weights that a model of this specification has, in Keras's order. */
    public static List<WeightSpec> weights(NamedLayer spec) {
        List<WeightSpec> weights = spec.spec().weights(List.of(inputOf(spec).shape()));
        return spec.trainable()
                ? weights
                : weights.stream().map(WeightSpec::frozen).toList();
    }

    private static InputLayer inputOf(NamedLayer spec) {
        if (spec.spec() instanceof Sequential s) {
            InputLayer in = s.inputLayer();
            if (in != null) {
                return in;
            }
        }
        throw new ShapeException(
                "model '" + spec.name() + "' is not built: its input shape is not known; begin it with an input layer");
    }

    /** The model's name. */
    public String name() {
        return spec.name();
    }

    /** What the model is. */
    public NamedLayer spec() {
        return spec;
    }

    /** The weights; their arrays are not to be modified. */
    public Parameters parameters() {
        return parameters;
    }

    /** This model's structure with other weights. */
    public Model withParameters(Parameters other) {
        return new Model(spec, other, kernels, precision, optimizer);
    }

    /**
     * This model with its weight matrices kept in this precision: less memory, and with the vector kernels less time for one
     * sample at a time, where the weights are too large for the cache. Embeddings, normalisation and biases stay float32.
     *
     * <p>The weights are rounded; {@link #parameters} of the new model gives the rounded values. To go back, keep this model.
     */
    public Model withWeightPrecision(WeightPrecision other) {
        return other == precision ? this : new Model(spec, parameters, kernels, other, optimizer);
    }

    /** How this model's weight matrices are kept. */
    public WeightPrecision weightPrecision() {
        return precision;
    }

    /** The kernels that run this model. */
    public Kernels kernels() {
        return kernels;
    }

    /** Shape of the input, batch axis first. */
    public Shape inputShape() {
        return input.shape();
    }

    /** What the input's elements are. */
    public DType inputDType() {
        return input.dtype();
    }

    /** Name of the input. */
    public String inputName() {
        return spec.spec() instanceof Sequential s && s.input() != null
                ? s.input().name()
                : "input";
    }

    /** Name of the output: that of the layer that computes it. */
    public String outputName() {
        return spec.spec() instanceof Sequential s && !s.layers().isEmpty()
                ? s.layers().get(s.layers().size() - 1).name()
                : "output";
    }

    /** Shape of the (first) output for inputs of {@link #inputShape()}. */
    public Shape outputShape() {
        return outputShapes.get(0);
    }

    /** Shapes of all outputs; one, unless the last layer has several. */
    public List<Shape> outputShapes() {
        return outputShapes;
    }

    /** Shape of the output for an input of this shape. */
    public Shape outputShape(Shape in) {
        return spec.spec().outputShape(in);
    }

    /** Whether layers keep state from batch to batch; see {@link #session()}. */
    public boolean isStateful() {
        return spec.spec().stateful();
    }

    /** Number of values in all weights. */
    public long countParams() {
        return parameters.specs().stream().mapToLong(WeightSpec::count).sum();
    }

    /** This model compiled with an optimizer that is built: its variables count in the {@link #summary()}. */
    public Model withOptimizer(OptimizerVariables variables) {
        return new Model(this, variables);
    }

    /** The variables of the built optimizer, if the model is compiled. */
    public Optional<OptimizerVariables> optimizer() {
        return Optional.ofNullable(optimizer);
    }

    /** Prints Keras's summary of this model on standard output; see {@link Summary}. */
    public void summary() {
        summary(System.out);
    }

    /** Prints Keras's summary of this model. */
    public void summary(PrintStream out) {
        summary(SummaryOptions.of(out), out::print);
    }

    /** Gives Keras's summary of this model to {@code print} in one piece, as Keras does to its {@code print_fn}. */
    public void summary(Consumer<String> print) {
        summary(SummaryOptions.ofEnvironment(), print);
    }

    /** Gives Keras's summary of this model to {@code print} in one piece. */
    public void summary(SummaryOptions options, Consumer<String> print) {
        print.accept(Summary.text(spec, optimizer, options));
    }

    /** Predicts a batch of vectors (B, X), or of id sequences (B, T) given as floats; the output must have rank 2. */
    public float[][] predict(float[][] x) {
        return NestedArrays.rows(predict(NestedArrays.tensor(x)), name());
    }

    /** Predicts a batch of sequences (B, T, X); the output must have rank 2. */
    public float[][] predict(float[][][] x) {
        return NestedArrays.rows(predict(NestedArrays.tensor(x)), name());
    }

    /** Predicts a batch of id sequences (B, T); the output must have rank 2. */
    public float[][] predict(int[][] x) {
        return NestedArrays.rows(predict(NestedArrays.tensor(x)), name());
    }

    /** Predicts a batch of id sequences given as floats (B, T); the output must have rank 3. */
    public float[][][] predictSequences(float[][] x) {
        return NestedArrays.sequences(predict(NestedArrays.tensor(x)), name());
    }

    /** Predicts a batch of sequences (B, T, X); the output must have rank 3. */
    public float[][][] predictSequences(float[][][] x) {
        return NestedArrays.sequences(predict(NestedArrays.tensor(x)), name());
    }

    /** Predicts a batch of id sequences (B, T); the output must have rank 3. */
    public float[][][] predictSequences(int[][] x) {
        return NestedArrays.sequences(predict(NestedArrays.tensor(x)), name());
    }

    /** Predicts row-major data of a shape with batch axis; gives the output row-major. */
    public float[] predict(float[] x, int... shape) {
        return predict(Tensor.of(x, shape)).floats();
    }

    /** Predicts from one buffer into another, both from their positions, which do not change. */
    public void predict(FloatBuffer x, int[] shape, FloatBuffer out) {
        float[] data = new float[Math.toIntExact(Shape.of(shape).size())];
        if (x.remaining() < data.length) {
            throw new ShapeException("the input buffer holds " + x.remaining() + " values, shape " + Shape.of(shape)
                    + " needs " + data.length);
        }
        x.duplicate().get(data);
        Tensor y = predict(Tensor.of(data, shape));
        if (out.remaining() < y.size()) {
            throw new ShapeException(
                    "the output buffer has room for " + out.remaining() + " values, the result has " + y.size());
        }
        out.duplicate().put(y.floats(), 0, y.size());
    }

    /** Predicts a batch. */
    public Tensor predict(Tensor x) {
        return predict(x, DEFAULT_BATCH_SIZE, 1);
    }

    /** Predicts {@code batchSize} samples at a time, spread over {@code threads} threads; the result is the same for any. */
    public Tensor predict(Tensor x, int batchSize, int threads) {
        checkOneOutput();
        return predictAll(x, batchSize, threads).get(0);
    }

    /** Predicts into an array of the caller's; allocates nothing once a batch of this shape has been seen. */
    public void predict(Tensor x, Tensor out) {
        predict(x, out, DEFAULT_BATCH_SIZE, 1);
    }

    /** Predicts into an array of the caller's, {@code batchSize} samples at a time, on {@code threads} threads. */
    public void predict(Tensor x, Tensor out, int batchSize, int threads) {
        checkOneOutput();
        predict(x, out, List.of(), batchSize, threads);
    }

    /** All outputs of a model whose last layer has several. */
    public List<Tensor> predictAll(Tensor x) {
        return predictAll(x, DEFAULT_BATCH_SIZE, 1);
    }

    /** All outputs, {@code batchSize} samples at a time, spread over {@code threads} threads. */
    public List<Tensor> predictAll(Tensor x, int batchSize, int threads) {
        List<Tensor> out = outputsFor(x);
        predict(x, out.get(0), out.subList(1, out.size()), batchSize, threads);
        return out;
    }

    /** New arrays for the outputs that {@code x} gives. */
    List<Tensor> outputsFor(Tensor x) {
        return spec.spec().outputShapes(List.of(checkInput(x).shape())).stream()
                .map(s -> Tensor.zeros(DType.FLOAT32, s))
                .toList();
    }

    void checkOneOutput() {
        if (outputShapes.size() != 1) {
            throw new ShapeException("model '" + name() + "' has " + outputShapes.size() + " outputs " + outputShapes
                    + "; call predictAll");
        }
    }

    /** {@link #warmUp(Shape, int, int)} for one sample and one thread; axes other than the batch must be known. */
    public void warmUp() {
        Shape shape = inputShape().dim(0) == Shape.NONE ? inputShape().with(0, 1) : inputShape();
        warmUp(shape, DEFAULT_BATCH_SIZE, 1);
    }

    /** {@link #warmUp(Shape, int, int)} for one thread. */
    public void warmUp(Shape in) {
        warmUp(in, DEFAULT_BATCH_SIZE, 1);
    }

    /**
     * Predicts zeros of this shape until the JIT compiler has settled, so that the first prediction that counts is as fast as
     * those that follow. Changes no number. Takes about a second, at most five or one call, whichever is longer; its first
     * calls on the vector kernels make much garbage, later ones none. Worth it where the first answers must be fast; a
     * program that predicts a few times only is done sooner without.
     *
     * <pre>{@code
     * model.warmUp(Shape.of(1, 100, 8));
     * }</pre>
     *
     * @param in shape of the inputs to come, batch axis first
     * @param batchSize as in {@link #predict(Tensor, int, int)}
     * @param threads as in {@link #predict(Tensor, int, int)}
     * @throws ShapeException if the shape does not fit the model, or is not known
     */
    public void warmUp(Shape in, int batchSize, int threads) {
        if (!in.isKnown()) {
            throw new ShapeException("model '" + name() + "': a warm-up needs a known shape, found " + in
                    + "; call warmUp(Shape) with the shape of the inputs to come");
        }
        Tensor x = Tensor.zeros(inputDType(), in);
        List<Tensor> out = outputsFor(x);
        List<Tensor> others = out.subList(1, out.size());
        WarmUp.run(() -> predict(x, out.get(0), others, batchSize, threads));
    }

    private void predict(Tensor given, Tensor first, List<Tensor> others, int batchSize, int threads) {
        Tensor x = checkInput(given);
        if (batchSize < 1 || threads < 1) {
            throw new IllegalArgumentException(
                    "batch size and threads must be positive, got " + batchSize + " and " + threads);
        }
        int samples = x.shape().dim(0);
        if (isStateful()) {
            session().predict(x, first, others);
        } else if (threads == 1 || work(x) < MIN_SHARED_WORK) {
            range(x, first, others, 0, samples, batchSize, Team.SOLO);
        } else {
            SharedPrediction shared = teams.take(threads);
            try {
                shared.run(x, first, others, batchSize);
            } finally {
                teams.give(shared);
            }
        }
    }

    /** Steps through data that comes one time step after another, for one sequence. */
    public ModelStream stream() {
        return stream(1);
    }

    /**
     * Steps through data that comes one time step after another, for {@code batch} sequences side by side.
     *
     * @throws ShapeException if the model has a layer that needs the whole sequence at once
     */
    public ModelStream stream(int batch) {
        if (inputShape().rank() < 2) {
            throw new ShapeException("model '" + name() + "' has no time axis: its input has shape " + inputShape());
        }
        Shape step = inputShape().with(0, batch).with(1, 1);
        if (!step.isKnown()) {
            throw new ShapeException(
                    "model '" + name() + "' cannot run as a stream: batch and time apart, all dimensions of its"
                            + " input must be known, found " + inputShape());
        }
        StateBank states = new StateBank();
        return new ModelStream(Plan.of(bound, input.dtype(), step, states, true, Team.SOLO), states);
    }

    /** A run of calls between which stateful layers keep their state. */
    public ModelSession session() {
        return new ModelSession(this);
    }

    Plan plan(Shape shape, StateBank states) {
        return plan(shape, states, Team.SOLO);
    }

    private Plan plan(Shape shape, StateBank states, Team team) {
        return Plan.of(bound, input.dtype(), shape, states, false, team);
    }

    /** About how many multiply-adds a prediction takes: every weight once for every step of every sample. */
    private long work(Tensor x) {
        Shape shape = x.shape();
        return weights * shape.dim(0) * (shape.rank() > 2 ? shape.dim(1) : 1);
    }

    /** Predicts the samples from (inclusive) to (exclusive) with a team. */
    void range(Tensor x, Tensor first, List<Tensor> others, int from, int to, int batchSize, Team team) {
        int samples = x.shape().dim(0);
        if (samples == 0) {
            return;
        }
        int inputSize = x.size() / samples;
        int together = cut.together(x.shape(), batchSize);
        for (int at = from; at < to; at += together) {
            int n = Math.min(together, to - at);
            Plan plan = plans.take(x.shape(), n, team);
            NestedArrays.copy(x, at * inputSize, plan.input(), 0, n * inputSize);
            plan.run();
            copyOutputs(plan, first, others, at, n, samples);
            plans.give(plan);
        }
    }

    /** Copies the outputs of a batch of n samples to where those of sample {@code at} belong. */
    static void copyOutputs(Plan plan, Tensor first, List<Tensor> others, int at, int n, int samples) {
        for (int i = 0; i < plan.outputs().size(); i++) {
            Tensor from = plan.outputs().get(i);
            Tensor to = i == 0 ? first : others.get(i - 1);
            int size = from.size() / n;
            if (to.dtype() != DType.FLOAT32 || to.size() != samples * size) {
                throw new ShapeException(
                        "the output array " + to + " does not hold the result's " + samples * size + " values");
            }
            NestedArrays.copy(from, 0, to, at * size, n * size);
        }
    }

    /** The input as the model takes it; like Keras, a last axis of length 1 that is missing or too much is mended. */
    Tensor checkInput(Tensor x) {
        Shape expected = inputShape();
        Shape given = x.shape();
        if (expected.acceptsSamples(given)) {
            return x;
        }
        Shape mended = given;
        if (given.rank() == expected.rank() + 1 && given.last() == 1) {
            mended = given.slice(0, expected.rank());
        } else if (given.rank() == expected.rank() - 1 && expected.last() == 1) {
            mended = given.concat(Shape.of(1));
        }
        if (!expected.acceptsSamples(mended)) {
            throw new ShapeException(
                    "model '" + name() + "': expected an input of shape " + expected + ", found " + given);
        }
        return x.reshape(mended);
    }
}
