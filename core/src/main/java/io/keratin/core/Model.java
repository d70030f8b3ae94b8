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
import io.keratin.core.layers.ModelSpec;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.Parameters;
import io.keratin.core.layers.WeightSpec;
import io.keratin.core.summary.ModelWeight;
import io.keratin.core.summary.ModelWeight.HeldWeight;
import io.keratin.core.summary.OptimizerVariables;
import io.keratin.core.summary.Summary;
import io.keratin.core.summary.SummaryOptions;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.NestedArrays;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import io.keratin.core.threads.Team;
import java.io.PrintStream;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
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
    private final ModelSpec model;
    private final List<InputLayer> inputs;
    private final List<Shape> inputShapes;
    private final List<DType> inputDTypes;
    private final List<Shape> outputShapes;
    private final List<DType> outputDTypes;
    private final Parameters parameters;
    private final Kernels kernels;
    private final WeightPrecision precision;
    private final BoundLayer bound;
    private final long weights;
    private final PlanPool plans = new PlanPool((shapes, team) -> plan(shapes, new StateBank(), team));
    private final TeamPool teams = new TeamPool(this);
    private final BatchCut cut;
    private final boolean shapedByContent;
    private final @Nullable OptimizerVariables optimizer;

    private Model(
            NamedLayer spec,
            Parameters parameters,
            Kernels kernels,
            WeightPrecision precision,
            @Nullable OptimizerVariables optimizer) {
        this.spec = spec;
        this.model = modelOf(spec);
        this.inputs = inputsOf(spec);
        this.inputShapes = inputs.stream().map(InputLayer::shape).toList();
        this.inputDTypes = inputs.stream().map(InputLayer::dtype).toList();
        this.parameters = parameters.forBinding();
        this.kernels = kernels;
        this.precision = precision;
        this.outputShapes = List.copyOf(model.outputShapes(inputShapes));
        this.outputDTypes = List.copyOf(model.outputDTypes(inputShapes, inputDTypes));
        this.weights = countParams();
        this.cut = new BatchCut(model);
        this.shapedByContent = model.shapedByContent();
        Binding binding = new Binding(inputShapes, this.parameters, kernels, precision);
        this.bound = binding.bind(spec);
        this.parameters.readAll();
        this.optimizer = optimizer;
    }

    /** The same model, its packed weights shared, with an optimizer. */
    private Model(Model model, OptimizerVariables optimizer) {
        this.spec = model.spec;
        this.model = model.model;
        this.inputs = model.inputs;
        this.inputShapes = model.inputShapes;
        this.inputDTypes = model.inputDTypes;
        this.outputShapes = model.outputShapes;
        this.outputDTypes = model.outputDTypes;
        this.parameters = model.parameters;
        this.kernels = model.kernels;
        this.precision = model.precision;
        this.weights = model.weights;
        this.cut = model.cut;
        this.shapedByContent = model.shapedByContent;
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
        List<Shape> in = inputsOf(spec).stream().map(InputLayer::shape).toList();
        List<WeightSpec> weights = spec.spec().weights(in);
        return spec.trainable()
                ? weights
                : weights.stream().map(WeightSpec::frozen).toList();
    }

    private static ModelSpec modelOf(NamedLayer spec) {
        if (spec.spec() instanceof ModelSpec model) {
            return model;
        }
        throw new IllegalArgumentException("expected a model, found the layer " + spec);
    }

    private static List<InputLayer> inputsOf(NamedLayer spec) {
        List<NamedLayer> inputs = modelOf(spec).inputs();
        if (inputs.isEmpty()) {
            throw new ShapeException("model '" + spec.name()
                    + "' is not built: its input shape is not known; begin it with an input layer");
        }
        return inputs.stream().map(i -> (InputLayer) i.spec()).toList();
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

    /**
     * This model's structure with other weights.
     *
     * @throws ShapeException if they are those of another structure
     */
    public Model withParameters(Parameters other) {
        List<WeightSpec> own = parameters.specs();
        List<WeightSpec> others = other.specs();
        if (own.size() != others.size()) {
            throw new ShapeException("model '" + name() + "' has " + own.size() + " weights, found " + others.size());
        }
        for (int i = 0; i < own.size(); i++) {
            if (!own.get(i).key().equals(others.get(i).key())
                    || !own.get(i).shape().equals(others.get(i).shape())) {
                throw new ShapeException(
                        "model '" + name() + "': expected the weight " + keyAndShape(own.get(i)) + ", found "
                                + keyAndShape(others.get(i)) + "; withWeightsOf takes what fits from another model");
            }
        }
        return new Model(spec, other, kernels, precision, optimizer);
    }

    private static String keyAndShape(WeightSpec weight) {
        return weight.key() + " " + weight.shape();
    }

    /**
     * This model with some of its layers frozen: Keras's {@code layer.trainable = False}.
     *
     * @param which layers, those of models inside too, are trained; all others are frozen
     */
    public Model withTrainable(Predicate<NamedLayer> which) {
        NamedLayer other = spec.withTrainable(which);
        return new Model(other, new Parameters(weights(other), valuesOf(parameters)), kernels, precision, null);
    }

    /**
     * This model with the weights of another one in each layer of which the other has one with the same name and the same shapes of
     * weights, as for a network that begins like one that is trained: Keras's {@code load_weights} with {@code skip_mismatch}.
     *
     * @throws IllegalArgumentException if there is no such layer
     */
    public Model withWeightsOf(Model other) {
        Map<String, List<HeldWeight>> own = byLayer();
        Map<String, List<HeldWeight>> others = other.byLayer();
        Map<String, String> taken = new HashMap<>();
        own.forEach((layer, weights) -> {
            List<HeldWeight> same = others.getOrDefault(layer, List.of());
            if (shapesOf(weights).equals(shapesOf(same))) {
                for (int i = 0; i < same.size(); i++) {
                    taken.put(weights.get(i).key(), same.get(i).key());
                }
            }
        });
        if (taken.isEmpty()) {
            throw new IllegalArgumentException("model '" + name() + "' with the layers " + own.keySet() + " and model '"
                    + other.name() + "' with the layers " + others.keySet()
                    + " have none in common that have the same name and shapes of weights");
        }
        List<float[]> values = new ArrayList<>();
        for (WeightSpec w : parameters.specs()) {
            String from = taken.get(w.key());
            values.add((from == null ? parameters.get(w.key()) : other.parameters.get(from)).clone());
        }
        return withParameters(new Parameters(parameters.specs(), values));
    }

    /** The weights by the names of the layers that hold them, those of wrappers under the wrapper's. */
    private Map<String, List<HeldWeight>> byLayer() {
        Map<String, List<HeldWeight>> all = new LinkedHashMap<>();
        for (HeldWeight w : ModelWeight.held(spec, inputShapes)) {
            String layer = w.path().substring(0, w.path().indexOf('/'));
            all.computeIfAbsent(layer, l -> new ArrayList<>()).add(w);
        }
        return all;
    }

    private static List<Shape> shapesOf(List<HeldWeight> weights) {
        return weights.stream().map(w -> w.weight().shape()).toList();
    }

    private static List<float[]> valuesOf(Parameters parameters) {
        return parameters.specs().stream()
                .map(w -> parameters.get(w.key()).clone())
                .toList();
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

    /** Shape of the (first) input, batch axis first. */
    public Shape inputShape() {
        return inputShapes.get(0);
    }

    /** Shapes of all inputs, batch axis first. */
    public List<Shape> inputShapes() {
        return inputShapes;
    }

    /** What the elements of the (first) input are. */
    public DType inputDType() {
        return inputDTypes.get(0);
    }

    /** What the elements of each input are. */
    public List<DType> inputDTypes() {
        return inputDTypes;
    }

    /** Name of the (first) input. */
    public String inputName() {
        return inputNames().get(0);
    }

    /** Names of the inputs, in their order: the keys of a model that takes a dict, else the input layers' names. */
    public List<String> inputNames() {
        return model.inputNames();
    }

    /** Name of the (first) output: that of the layer that computes it. */
    public String outputName() {
        return outputNames().get(0);
    }

    /** Names of the outputs, in their order: the keys of a model that gives a dict, else the names of the layers. */
    public List<String> outputNames() {
        return model.outputNames();
    }

    /** Shape of the (first) output for inputs of {@link #inputShape()}. */
    public Shape outputShape() {
        return outputShapes.get(0);
    }

    /** Shapes of all outputs for inputs of {@link #inputShapes()}. */
    public List<Shape> outputShapes() {
        return outputShapes;
    }

    /** Shapes of the outputs for inputs of these shapes. */
    public List<Shape> outputShapes(List<Shape> in) {
        boolean fit = in.size() == inputShapes.size();
        for (int i = 0; fit && i < in.size(); i++) {
            fit = in.get(i).rank() == inputShapes.get(i).rank();
        }
        if (!fit) {
            throw new ShapeException("model '" + name() + "': expected inputs like " + inputShapes + ", found " + in);
        }
        return model.outputShapes(in);
    }

    /** What the elements of each output are. */
    public List<DType> outputDTypes() {
        return outputDTypes;
    }

    /** Shape of the output for an input of this shape. */
    public Shape outputShape(Shape in) {
        return outputShapes(Collections.singletonList(in)).get(0);
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
        return rows(predict(NestedArrays.tensor(x, "x")));
    }

    /** Predicts a batch of sequences (B, T, X); the output must have rank 2. */
    public float[][] predict(float[][][] x) {
        return rows(predict(NestedArrays.tensor(x, "x")));
    }

    /** Predicts a batch of id sequences (B, T); the output must have rank 2. */
    public float[][] predict(int[][] x) {
        return rows(predict(NestedArrays.tensor(x, "x")));
    }

    /** Predicts a batch of texts (B) or (B, 1); the output must have rank 2. */
    public float[][] predict(String[] x) {
        return rows(predict(NestedArrays.tensor(x, "x")));
    }

    /** Predicts a batch of lists of words (B, N); the output must have rank 2. */
    public float[][] predict(String[][] x) {
        return rows(predict(NestedArrays.tensor(x, "x")));
    }

    /** Predicts a batch of id sequences given as floats (B, T); the output must have rank 3. */
    public float[][][] predictSequences(float[][] x) {
        return sequences(predict(NestedArrays.tensor(x, "x")));
    }

    /** Predicts a batch of sequences (B, T, X); the output must have rank 3. */
    public float[][][] predictSequences(float[][][] x) {
        return sequences(predict(NestedArrays.tensor(x, "x")));
    }

    /** Predicts a batch of id sequences (B, T); the output must have rank 3. */
    public float[][][] predictSequences(int[][] x) {
        return sequences(predict(NestedArrays.tensor(x, "x")));
    }

    private float[][] rows(Tensor y) {
        checkRank(y, 2, "predictSequences or predict with a Tensor");
        return NestedArrays.rows(y);
    }

    private float[][][] sequences(Tensor y) {
        checkRank(y, 3, "predict");
        return NestedArrays.sequences(y);
    }

    private void checkRank(Tensor y, int rank, String instead) {
        checkNumbers(y);
        if (y.shape().rank() != rank) {
            throw new ShapeException("model '" + name() + "' gives an output of shape " + y.shape()
                    + ", which is not of rank " + rank + "; call " + instead);
        }
    }

    private void checkNumbers(Tensor y) {
        if (y.dtype() == DType.STRING) {
            throw new ShapeException(
                    "model '" + name() + "' gives text, which is no array of floats; call predict with a Tensor");
        }
    }

    /** Predicts row-major data of a shape with batch axis; gives the output row-major. */
    public float[] predict(float[] x, int... shape) {
        Tensor y = predict(Tensor.of(x, shape));
        checkNumbers(y);
        return y.dtype() == DType.FLOAT32 ? y.floats() : y.toFloats();
    }

    /** Predicts from one buffer into another, both from their positions, which do not change. */
    public void predict(FloatBuffer x, int[] shape, FloatBuffer out) {
        if (x == null || out == null || out.isReadOnly()) {
            throw new IllegalArgumentException(
                    "expected a buffer to read and one to write, found " + x + " and " + out);
        }
        int n = Shape.of(shape).length();
        if (x.remaining() < n) {
            throw new ShapeException(
                    "the input buffer holds " + x.remaining() + " values, shape " + Shape.of(shape) + " needs " + n);
        }
        float[] data = new float[n];
        x.duplicate().get(data);
        Tensor y = predict(Tensor.of(data, shape));
        checkNumbers(y);
        if (out.remaining() < y.size()) {
            throw new ShapeException(
                    "the output buffer has room for " + out.remaining() + " values, the result has " + y.size());
        }
        Tensor floats = y.dtype() == DType.FLOAT32 ? y : Tensor.of(y.toFloats(), y.shape());
        out.duplicate().put(floats.floats(), 0, y.size());
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
        predict(x, List.of(), out, List.of(), batchSize, threads);
    }

    /** All outputs of a model that has one input. */
    public List<Tensor> predictAll(Tensor x) {
        return predictAll(x, DEFAULT_BATCH_SIZE, 1);
    }

    /** All outputs, {@code batchSize} samples at a time, spread over {@code threads} threads. */
    public List<Tensor> predictAll(Tensor x, int batchSize, int threads) {
        return predictAll(Collections.singletonList(x), batchSize, threads);
    }

    /** All outputs for all inputs, both in the model's order. */
    public List<Tensor> predictAll(List<Tensor> x) {
        return predictAll(x, DEFAULT_BATCH_SIZE, 1);
    }

    /** All outputs for all inputs, {@code batchSize} samples at a time, spread over {@code threads} threads. */
    public List<Tensor> predictAll(List<Tensor> x, int batchSize, int threads) {
        List<Tensor> in = checkInputs(x);
        if (shapesFollowContent(in)) {
            return predictTogether(in, new StateBank());
        }
        List<Tensor> out = outputsFor(in);
        predict(in.get(0), rest(in), out.get(0), rest(out), batchSize, threads);
        return out;
    }

    /** All outputs by name for all inputs by name; see {@link #inputNames} and {@link #outputNames}. */
    public Map<String, Tensor> predict(Map<String, Tensor> x) {
        if (x == null || !x.keySet().equals(Set.copyOf(inputNames()))) {
            throw new ShapeException("model '" + name() + "': expected inputs named " + inputNames() + ", found "
                    + (x == null ? "null" : x.keySet()));
        }
        if (Set.copyOf(outputNames()).size() < outputNames().size()) {
            throw new ShapeException("model '" + name() + "': its outputs " + outputNames()
                    + " have no names of their own; call predictAll");
        }
        List<Tensor> out = predictAll(inputNames().stream().map(x::get).toList());
        Map<String, Tensor> byName = new LinkedHashMap<>();
        for (int i = 0; i < out.size(); i++) {
            byName.put(outputNames().get(i), out.get(i));
        }
        return byName;
    }

    private static List<Shape> shapes(List<Tensor> tensors) {
        return tensors.stream().map(Tensor::shape).toList();
    }

    boolean isShapedByContent() {
        return shapedByContent;
    }

    /** Whether the shapes of outputs are not known before the content of these inputs is. */
    boolean shapesFollowContent(List<Tensor> in) {
        return shapedByContent && !model.outputShapes(shapes(in)).stream().allMatch(Shape::isKnown);
    }

    /** The outputs of one batch, whose shapes are not known before it is laid out. */
    List<Tensor> predictTogether(List<Tensor> in, StateBank states) {
        int samples = in.get(0).shape().dim(0);
        Plan plan = planOf(in.get(0), rest(in), 0, samples, states, Team.SOLO);
        plan.run();
        List<Tensor> out = new ArrayList<>();
        for (Tensor y : plan.outputs()) {
            out.add(Tensor.zeros(y.dtype(), y.shape()));
            y.copyTo(0, out.get(out.size() - 1), 0, y.size());
        }
        return out;
    }

    /** A plan for these n samples alone: what is in them decides its shapes. */
    Plan planOf(Tensor x, List<Tensor> besides, int at, int n, StateBank states, Team team) {
        List<Tensor> some = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            Tensor from = i == 0 ? x : besides.get(i - 1);
            Tensor to = Tensor.zeros(inputDTypes.get(i), from.shape().with(0, n));
            from.copyTo(n == 0 ? 0 : at * (to.size() / n), to, 0, to.size());
            some.add(to);
        }
        return Plan.over(bound, some, states, false, team);
    }

    /** New arrays for the outputs that these inputs give. */
    List<Tensor> outputsFor(List<Tensor> in) {
        List<Shape> shapes = model.outputShapes(shapes(in));
        List<Tensor> out = new ArrayList<>();
        for (int i = 0; i < shapes.size(); i++) {
            out.add(Tensor.zeros(outputDTypes.get(i), shapes.get(i)));
        }
        return out;
    }

    private static List<Tensor> rest(List<Tensor> all) {
        return all.size() == 1 ? List.of() : all.subList(1, all.size());
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
        warmUp(List.of(in), batchSize, threads);
    }

    /** {@link #warmUp(Shape, int, int)} of a model with several inputs. */
    public void warmUp(List<Shape> in, int batchSize, int threads) {
        List<Tensor> x = new ArrayList<>();
        for (int i = 0; i < in.size(); i++) {
            x.add(Tensor.zeros(inputDTypes.get(Math.min(i, inputs.size() - 1)), in.get(i)));
        }
        List<Tensor> checked = checkInputs(x);
        List<Tensor> out = outputsFor(checked);
        Tensor first = checked.get(0);
        List<Tensor> besides = rest(checked);
        List<Tensor> others = rest(out);
        WarmUp.run(() -> predict(first, besides, out.get(0), others, batchSize, threads));
    }

    /**
     * Predicts from the first input and those besides it into the first output and the others. One input and one output
     * need no list: a prediction allocates nothing.
     */
    private void predict(
            Tensor given, List<Tensor> besides, Tensor first, List<Tensor> others, int batchSize, int threads) {
        Tensor x = checkInput(given, 0);
        if (besides.size() != inputs.size() - 1) {
            throw wrongInputs(Integer.toString(besides.size() + 1));
        }
        if (batchSize < 1 || threads < 1) {
            throw new IllegalArgumentException(
                    "batch size and threads must be positive, got " + batchSize + " and " + threads);
        }
        int samples = x.shape().dim(0);
        if (isStateful()) {
            session().predict(x, besides, first, others);
        } else if (threads == 1 || work(x) < MIN_SHARED_WORK) {
            range(x, besides, first, others, 0, samples, batchSize, Team.SOLO);
        } else {
            SharedPrediction shared = teams.take(threads);
            try {
                shared.run(x, besides, first, others, batchSize);
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
        if (inputs.size() != 1) {
            throw new ShapeException("model '" + name() + "' has " + inputs.size()
                    + " inputs: only a model with one input can run as a stream");
        }
        if (batch < 1) {
            throw new IllegalArgumentException("a stream steps through at least one sequence, got " + batch);
        }
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
        return new ModelStream(Plan.of(bound, inputDTypes, List.of(step), states, true, Team.SOLO), states);
    }

    /** A run of calls between which stateful layers keep their state. */
    public ModelSession session() {
        return new ModelSession(this);
    }

    Plan plan(List<Shape> shapes, StateBank states) {
        return plan(shapes, states, Team.SOLO);
    }

    private Plan plan(List<Shape> shapes, StateBank states, Team team) {
        return Plan.of(bound, inputDTypes, shapes, states, false, team);
    }

    /** Whether samples may be computed by themselves; if not, those of a batch stay together. */
    boolean cutsSamples() {
        return cut.cutsSamples();
    }

    /** About how many multiply-adds a prediction takes: every weight once for every step of every sample. */
    private long work(Tensor x) {
        Shape shape = x.shape();
        return weights * shape.dim(0) * (shape.rank() > 2 ? shape.dim(1) : 1);
    }

    /** Predicts the samples from (inclusive) to (exclusive) with a team. */
    void range(
            Tensor x,
            List<Tensor> besides,
            Tensor first,
            List<Tensor> others,
            int from,
            int to,
            int batchSize,
            Team team) {
        int samples = x.shape().dim(0);
        if (samples == 0) {
            return;
        }
        int together = cut.together(x, besides, batchSize);
        for (int at = from; at < to; at += together) {
            int n = Math.min(together, to - at);
            if (shapedByContent) {
                Plan once = planOf(x, besides, at, n, new StateBank(), team);
                checkOutputs(once, first, others, n, samples);
                once.run();
                copyOutputs(once, first, others, at, n, samples);
                continue;
            }
            Plan plan = plans.take(x, besides, n, team);
            checkOutputs(plan, first, others, n, samples);
            copyInputs(x, besides, at, plan, n);
            plan.run();
            copyOutputs(plan, first, others, at, n, samples);
            plans.give(plan);
        }
    }

    /** Copies a batch of n samples from sample {@code at} on into a plan. */
    static void copyInputs(Tensor x, List<Tensor> besides, int at, Plan plan, int n) {
        for (int i = 0; i < plan.inputs().size(); i++) {
            Tensor from = i == 0 ? x : besides.get(i - 1);
            Tensor to = plan.inputs().get(i);
            int size = to.size() / n;
            from.copyTo(at * size, to, 0, n * size);
        }
    }

    /** Refuses output arrays into which what all samples give does not go. */
    static void checkOutputs(Plan plan, Tensor first, List<Tensor> others, int n, int samples) {
        for (int i = 0; i < plan.outputs().size(); i++) {
            Tensor from = plan.outputs().get(i);
            Tensor to = i == 0 ? first : others.get(i - 1);
            // Not every operation keeps the batch axis: a batch that is computed as a whole is copied as a whole.
            int size = n == samples ? from.size() : from.size() / n * samples;
            if (to == null || to.dtype() != from.dtype() || to.size() != size) {
                throw new ShapeException("the output array " + to + " does not hold the result's " + size + " values");
            }
        }
    }

    /** Copies the outputs of a batch of n samples to where those of sample {@code at} belong. */
    static void copyOutputs(Plan plan, Tensor first, List<Tensor> others, int at, int n, int samples) {
        for (int i = 0; i < plan.outputs().size(); i++) {
            Tensor from = plan.outputs().get(i);
            Tensor to = i == 0 ? first : others.get(i - 1);
            from.copyTo(0, to, n == samples ? 0 : at * (from.size() / n), from.size());
        }
    }

    /** The inputs as the model takes them. */
    List<Tensor> checkInputs(List<Tensor> x) {
        if (x == null || x.size() != inputs.size()) {
            throw wrongInputs(x == null ? "null" : Integer.toString(x.size()));
        }
        List<Tensor> checked = new ArrayList<>();
        for (int i = 0; i < x.size(); i++) {
            checked.add(checkInput(x.get(i), i));
            if (checked.get(i).shape().dim(0) != checked.get(0).shape().dim(0)) {
                throw new ShapeException("model '" + name() + "': all inputs must have as many samples as the first, "
                        + x.get(0).shape().dim(0) + ", found " + x.get(i).shape() + " for input '"
                        + inputNames().get(i) + "'");
            }
        }
        return checked;
    }

    private ShapeException wrongInputs(String found) {
        return new ShapeException("model '" + name() + "' has " + inputs.size()
                + (inputs.size() == 1 ? " input " : " inputs ") + inputNames() + ", found "
                + found + "; call predictAll with a list, or predict with a map by name");
    }

    /** An input as the model takes it; like Keras, a last axis of length 1 that is missing or too much is mended. */
    Tensor checkInput(Tensor x, int which) {
        Shape expected = inputShapes.get(which);
        if (x == null) {
            throw new ShapeException("model '" + name() + "': expected input '"
                    + inputNames().get(which) + "' of shape " + expected + ", found null");
        }
        Shape given = x.shape();
        if (x.dtype() != inputDTypes.get(which)
                && (x.dtype() == DType.STRING) != (inputDTypes.get(which) == DType.STRING)) {
            throw new ShapeException("model '" + name() + "': expected an input of type "
                    + inputDTypes.get(which).kerasName() + ", found "
                    + x.dtype().kerasName());
        }
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
            throw new ShapeException("model '" + name() + "': expected "
                    + (inputs.size() == 1
                            ? "an input"
                            : "input '" + inputNames().get(which) + "'") + " of shape " + expected + ", found "
                    + given);
        }
        return x.reshape(mended);
    }
}
