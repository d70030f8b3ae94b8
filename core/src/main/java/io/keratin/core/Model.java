package io.keratin.core;

import io.keratin.core.error.ShapeException;
import io.keratin.core.graph.Plan;
import io.keratin.core.graph.StateBank;
import io.keratin.core.kernels.KernelSelection;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.layers.Binding;
import io.keratin.core.layers.BoundLayer;
import io.keratin.core.layers.InputLayer;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.Parameters;
import io.keratin.core.layers.Sequential;
import io.keratin.core.layers.WeightSpec;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;

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

    private final NamedLayer spec;
    private final InputLayer input;
    private final Shape outputShape;
    private final Parameters parameters;
    private final Kernels kernels;
    private final BoundLayer bound;
    private final PlanPool plans = new PlanPool(this::plan);

    private Model(NamedLayer spec, Parameters parameters, Kernels kernels) {
        this.spec = spec;
        this.input = inputOf(spec);
        this.parameters = parameters;
        this.kernels = kernels;
        this.outputShape = spec.spec().outputShape(input.shape());
        this.bound = new BoundLayer(spec, spec.spec().bind(new Binding(List.of(input.shape()), parameters, kernels)));
    }

    /** A model with these weights, on the kernels of this JVM. */
    public static Model of(NamedLayer spec, Parameters parameters) {
        return of(spec, parameters, KernelSelection.current());
    }

    /** A model with these weights, on these kernels. */
    public static Model of(NamedLayer spec, Parameters parameters, Kernels kernels) {
        return new Model(spec, parameters, kernels);
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
        return new Model(spec, other, kernels);
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

    /** Shape of the output for inputs of {@link #inputShape()}. */
    public Shape outputShape() {
        return outputShape;
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
        checkInput(x);
        Tensor out = Tensor.zeros(DType.FLOAT32, outputShape(x.shape()));
        predict(x, out, batchSize, threads);
        return out;
    }

    /** Predicts into an array of the caller's; allocates nothing once a batch of this shape has been seen. */
    public void predict(Tensor x, Tensor out) {
        predict(x, out, DEFAULT_BATCH_SIZE, 1);
    }

    /** Predicts into an array of the caller's, {@code batchSize} samples at a time, on {@code threads} threads. */
    public void predict(Tensor x, Tensor out, int batchSize, int threads) {
        checkInput(x);
        if (batchSize < 1 || threads < 1) {
            throw new IllegalArgumentException(
                    "batch size and threads must be positive, got " + batchSize + " and " + threads);
        }
        int samples = x.shape().dim(0);
        if (isStateful()) {
            session().predict(x, out);
        } else if (threads == 1 || samples <= 1) {
            range(x, out, 0, samples, batchSize);
        } else {
            parallel(x, out, batchSize, Math.min(threads, samples));
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
        StateBank states = new StateBank();
        Shape step = inputShape().with(0, batch).with(1, 1);
        return new ModelStream(Plan.of(bound, input.dtype(), step, states, true), states);
    }

    /** A run of calls between which stateful layers keep their state. */
    public ModelSession session() {
        return new ModelSession(this);
    }

    Plan plan(Shape shape, StateBank states) {
        return Plan.of(bound, input.dtype(), shape, states, false);
    }

    private Plan plan(Shape shape) {
        return plan(shape, new StateBank());
    }

    private void parallel(Tensor x, Tensor out, int batchSize, int threads) {
        int samples = x.shape().dim(0);
        CompletableFuture<?>[] others = new CompletableFuture<?>[threads - 1];
        for (int i = 1; i < threads; i++) {
            int from = (int) ((long) samples * i / threads);
            int to = (int) ((long) samples * (i + 1) / threads);
            others[i - 1] = CompletableFuture.runAsync(() -> range(x, out, from, to, batchSize));
        }
        try {
            range(x, out, 0, samples / threads, batchSize);
        } finally {
            joinAll(others);
        }
    }

    /** Waits for all, so that nobody writes into the caller's array after the call; then rethrows what went wrong. */
    private static void joinAll(CompletableFuture<?>[] others) {
        try {
            CompletableFuture.allOf(others).join();
        } catch (java.util.concurrent.CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Predicts the samples from (inclusive) to (exclusive). */
    private void range(Tensor x, Tensor out, int from, int to, int batchSize) {
        int samples = x.shape().dim(0);
        if (samples == 0) {
            return;
        }
        int inputSize = x.size() / samples;
        for (int at = from; at < to; at += batchSize) {
            int n = Math.min(batchSize, to - at);
            Plan plan = plans.take(x.shape(), n);
            NestedArrays.copy(x, at * inputSize, plan.input(), 0, n * inputSize);
            plan.run();
            int outputSize = plan.output().size() / n;
            checkOutput(out, samples * outputSize);
            NestedArrays.copy(plan.output(), 0, out, at * outputSize, n * outputSize);
            plans.give(plan);
        }
    }

    private static void checkOutput(Tensor out, int needed) {
        if (out.dtype() != DType.FLOAT32 || out.size() != needed) {
            throw new ShapeException("the output array " + out + " does not hold the result's " + needed + " values");
        }
    }

    void checkInput(Tensor x) {
        Shape expected = inputShape();
        if (!expected.acceptsSamples(x.shape())) {
            throw new ShapeException(
                    "model '" + name() + "': expected an input of shape " + expected + ", found " + x.shape());
        }
    }
}
