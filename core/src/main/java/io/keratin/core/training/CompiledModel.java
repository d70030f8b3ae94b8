package io.keratin.core.training;

import io.keratin.core.Model;
import io.keratin.core.error.ShapeException;
import io.keratin.core.layers.Parameters;
import io.keratin.core.losses.Loss;
import io.keratin.core.losses.Losses;
import io.keratin.core.metrics.Metric;
import io.keratin.core.optimizers.Optimizer;
import io.keratin.core.optimizers.OptimizerState;
import io.keratin.core.optimizers.Optimizers;
import io.keratin.core.summary.OptimizerVariables;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A model that can be trained and judged as in Keras: what {@code compile} gives. Belongs to one thread at a time; the models
 * that {@link #model()} gives are immutable, and stay as they are while this one is trained on.
 *
 * <pre>{@code
 * CompiledModel model = sequential(input(8)).add(dense(16).activation("relu")).add(dense(1)).compile("adam", "mse", "mae");
 * History history = model.fit(x, y, fit -> fit.epochs(20).batchSize(32).validationSplit(0.2));
 * Map<String, Double> scores = model.evaluate(xTest, yTest);
 * float[][] p = model.predict(xTest);
 * }</pre>
 *
 * <p>Samples are tensors or nested Java arrays, batch axis first: {@code float[][]}, {@code int[]}, {@code float[][][]},
 * {@code String[]} and so on. A model with several inputs or outputs takes a {@code List} of them in its order, or a {@code Map} by
 * its names; labels may leave out outputs without a loss. Data that does not fit is refused with a {@link ShapeException} or an
 * {@link IllegalArgumentException} before a weight has changed.
 */
public final class CompiledModel {

    private final CompileOptions options;
    private final List<String> outputNames;
    private final Trainer trainer;
    private Model model;
    private boolean changed;
    private @Nullable TrackedMetrics metrics;
    private List<double[]> restored = List.of();

    /** A model to be trained with these options; it stays as it is. */
    public CompiledModel(Model model, CompileOptions options) {
        this.model = model;
        this.options = options;
        this.outputNames = List.copyOf(model.outputNames());
        this.trainer = new Trainer(model, options.optimizer(), this::losses, new Trainer.Options(lossWeights(), 1, 0));
    }

    /**
     * A model to be trained; it stays as it is.
     *
     * @param optimizer Keras's name
     * @param loss Keras's name, for all outputs
     * @param metrics Keras's names; of a model with several outputs each output has one, in their order
     */
    public static CompiledModel of(Model model, String optimizer, String loss, String... metrics) {
        return of(model, Optimizers.get(optimizer), loss, metrics);
    }

    /** A model to be trained; it stays as it is. */
    public static CompiledModel of(Model model, Optimizer optimizer, String loss, String... metrics) {
        return new CompiledModel(model, CompileOptions.of(optimizer).loss(loss).metrics(metrics));
    }

    /** What it was compiled with. */
    public CompileOptions options() {
        return options;
    }

    /** A model with the values so far; training on does not change it. */
    public Model model() {
        if (changed) {
            model = trainer.model();
            changed = false;
        }
        return model;
    }

    /** Prints Keras's summary of this model, with the variables of its optimizer once it is built, on standard output. */
    public void summary() {
        summary(System.out);
    }

    /** Prints Keras's summary of this model, with the variables of its optimizer once it is built. */
    public void summary(PrintStream out) {
        Model shown = model();
        if (hasOptimizer()) {
            shown = shown.withOptimizer(new OptimizerVariables(optimizer().variables().stream()
                    .map(v -> new OptimizerVariables.Variable(v.path(), v.shape(), v.dtype()))
                    .toList()));
        }
        shown.summary(out);
    }

    /** The weights while they are trained. */
    public Parameters parameters() {
        return trainer.weights().live();
    }

    /** Takes over the values of other weights of the same model; the optimizer goes on. */
    public void setParameters(Parameters values) {
        parameters().set(values);
        weightsChanged();
    }

    /** The optimizer with its state; builds it if there was no step yet. */
    public OptimizerState optimizer() {
        return trainer.optimizer();
    }

    /** Whether the optimizer's state was asked for, or a step was made: before that it has no variables for the weights, as in Keras. */
    public boolean hasOptimizer() {
        return trainer.hasOptimizer();
    }

    /** Trains for one epoch with Keras's defaults. */
    public History fit(Object x, Object y) {
        return fit(x, y, fit -> {});
    }

    /**
     * Trains.
     *
     * @param x the inputs, see above
     * @param y what the outputs should be
     * @param how sets options
     * @return what was logged at the end of each epoch
     * @throws NonFiniteException if the loss or a gradient is not finite and no callback stops training; good weights stay
     */
    public History fit(Object x, Object y, Consumer<FitOptions> how) {
        FitOptions fit = new FitOptions();
        how.accept(fit);
        FitOptions.Data data = fit.data(this, x, y);
        return fit(fit, data);
    }

    /** Trains on batches that somebody makes. */
    public History fit(Dataset batches, Consumer<FitOptions> how) {
        FitOptions fit = new FitOptions();
        how.accept(fit);
        return fit(fit, fit.data(batches));
    }

    private History fit(FitOptions fit, FitOptions.Data data) {
        trainer.options(new Trainer.Options(lossWeights(), fit.threads(), fit.seed()));
        return new Run(this, fit, data.training()).fit(fit, data.validation());
    }

    /** The loss and the metrics of samples, by name; the loss first. */
    public Map<String, Double> evaluate(Object x, Object y) {
        return evaluate(x, y, evaluate -> {});
    }

    /** The loss and the metrics of samples, by name; the loss first. */
    public Map<String, Double> evaluate(Object x, Object y, Consumer<EvaluateOptions> how) {
        EvaluateOptions evaluate = new EvaluateOptions();
        how.accept(evaluate);
        Batch samples = samples(x, y, evaluate.sampleWeight(), "");
        return evaluate(Dataset.of(samples, evaluate.batchSize()), evaluate);
    }

    /** The loss and the metrics of batches, by name; the loss first. */
    public Map<String, Double> evaluate(Dataset batches, Consumer<EvaluateOptions> how) {
        EvaluateOptions evaluate = new EvaluateOptions();
        how.accept(evaluate);
        return evaluate(batches, evaluate);
    }

    private Map<String, Double> evaluate(Dataset batches, EvaluateOptions evaluate) {
        trainer.options(trainer.options().withThreads(evaluate.threads()));
        new Run(this, evaluate, batches).evaluate();
        return metricValues();
    }

    /** Trains on one batch; gives the loss and the metrics since {@link #resetMetrics}, by name. */
    public Map<String, Double> trainOnBatch(Object x, Object y) {
        return trainOnBatch(x, y, null);
    }

    /**
     * Trains on one batch; gives the loss and the metrics since {@link #resetMetrics}, by name.
     *
     * @throws NonFiniteException if the loss or a gradient is not finite; no trainable weight was changed
     */
    public Map<String, Double> trainOnBatch(Object x, Object y, @Nullable Object sampleWeight) {
        trainOn(samples(x, y, sampleWeight, ""));
        String nonFinite = trainer.nonFinite();
        if (nonFinite != null) {
            throw new NonFiniteException(0, 0, nonFinite + "; the batch was not learnt from");
        }
        return metricValues();
    }

    /** Judges one batch; gives the loss and the metrics since {@link #resetMetrics}, by name. */
    public Map<String, Double> testOnBatch(Object x, Object y) {
        testOn(samples(x, y, null, ""));
        return metricValues();
    }

    /** Predicts a batch of vectors (B, X); the output must have rank 2. See {@link #model()} for all other ways. */
    public float[][] predict(float[][] x) {
        return model().predict(x);
    }

    /** Predicts a batch of sequences (B, T, X); the output must have rank 2. */
    public float[][] predict(float[][][] x) {
        return model().predict(x);
    }

    /** Predicts a batch of id sequences (B, T); the output must have rank 2. */
    public float[][] predict(int[][] x) {
        return model().predict(x);
    }

    /** Predicts a batch. */
    public Tensor predict(Tensor x) {
        return model().predict(x);
    }

    /** Forgets the batches that loss and metrics have counted. */
    public void resetMetrics() {
        restored = List.of();
        if (metrics != null) {
            metrics.reset();
        }
    }

    /** Sets the states of stateful layers to zero, which go on from batch to batch. */
    public void resetStates() {
        trainer.resetStates();
    }

    /** Puts moving averages in the place of the trained weights and back again; see {@link OptimizerState#swapAverages}. */
    public void swapAverages() {
        optimizer().swapAverages();
        parameters().changed();
        weightsChanged();
    }

    Trainer trainer() {
        return trainer;
    }

    void weightsChanged() {
        changed = true;
    }

    private List<Double> lossWeights() {
        return options.hasLoss() ? options.lossWeights(outputNames) : List.of();
    }

    private List<@Nullable Loss> losses(List<Shape> labels) {
        List<@Nullable Choice<Loss>> chosen = options.losses(outputNames);
        List<@Nullable Loss> losses = new ArrayList<>();
        int label = 0;
        for (int i = 0; i < chosen.size(); i++) {
            Choice<Loss> choice = chosen.get(i);
            if (choice == null) {
                losses.add(null);
            } else {
                Shape y = labels.get(label++);
                Shape output = model.outputShapes().get(i);
                losses.add(choice.get(name -> Losses.get(name, y, output)));
            }
        }
        return losses;
    }

    /** Tensors of what a user gives for {@code fit} or {@code evaluate}, checked against the model. */
    Batch samples(Object x, Object y, @Nullable Object sampleWeight, String what) {
        List<String> judged = lossNames();
        Map<?, ?> byName = y instanceof Map<?, ?> map ? map : Map.of();
        List<String> labelled = byName.keySet().containsAll(outputNames) ? outputNames : judged;
        List<Tensor> weights = Samples.tensors(sampleWeight, what + "sample weights", judged).stream()
                .map(w -> floats(w, what))
                .toList();
        List<Tensor> inputs = Samples.tensors(x, what + "x", model.inputNames());
        if (!inputs.isEmpty() && inputs.get(0).size() == 0) {
            throw new ShapeException(what + "x has no samples");
        }
        return new Batch(fitted(inputs, what), Samples.tensors(y, what + "y", labelled), weights);
    }

    private static Tensor floats(Tensor weights, String what) {
        if (weights.dtype() == DType.STRING) {
            throw new ShapeException(what + "sample weights: expected numbers, found text");
        }
        return weights.dtype() == DType.FLOAT32 ? weights : Tensor.of(weights.toFloats(), weights.shape());
    }

    /** Length of the last axis of the first output. */
    int classes() {
        return model.outputShapes().get(0).last();
    }

    /** Refuses samples that no batch could be trained on or judged with; see {@link SampleCheck}. */
    void check(Batch samples, int batchSize, String what, boolean finite) {
        Labels labels = new Labels(samples);
        SampleCheck check = new SampleCheck(model, this::model, what);
        check.labels(
                batchSize,
                samples.x(),
                losses(labels.y.stream().map(Tensor::shape).toList()),
                labels.y,
                labels.weights);
        if (finite) {
            check.finite(samples);
        }
    }

    /** Inputs with the rank that the model wants, where an axis of size 1 is all that differs. */
    private List<Tensor> fitted(List<Tensor> x, String what) {
        List<Shape> wanted = model.inputShapes();
        if (x.size() != wanted.size()) {
            throw new ShapeException("model '" + model.name() + "' takes " + wanted.size() + " inputs "
                    + model.inputNames() + ", found " + x.size() + " in " + what + "x");
        }
        List<Tensor> fitted = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            Shape want = wanted.get(i);
            Tensor t = x.get(i);
            Shape shape = t.shape();
            if (shape.rank() == want.rank() - 1 && want.last() == 1) {
                t = t.reshape(shape.concat(Shape.of(1)));
            } else if (shape.rank() == want.rank() + 1 && shape.last() == 1) {
                t = t.reshape(shape.without(-1));
            }
            boolean text = model.inputDTypes().get(i) == DType.STRING;
            if (text != (t.dtype() == DType.STRING)) {
                throw new ShapeException("model '" + model.name() + "': " + what + "x '"
                        + model.inputNames().get(i) + "': expected " + (text ? "text" : "numbers") + ", found "
                        + (text ? t.dtype().toString().toLowerCase(Locale.ROOT) : "text"));
            }
            if (!want.acceptsSamples(t.shape())) {
                throw new ShapeException("model '" + model.name() + "': " + what + "x '"
                        + model.inputNames().get(i) + "': expected shape " + want + ", found " + shape);
            }
            fitted.add(t);
        }
        return fitted;
    }

    /** The names of the outputs that have a loss: those that labels are needed for. */
    public List<String> lossNames() {
        List<@Nullable Choice<Loss>> losses = options.losses(outputNames);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < losses.size(); i++) {
            if (losses.get(i) != null) {
                names.add(outputNames.get(i));
            }
        }
        return names;
    }

    void trainOn(Batch batch) {
        changed = true;
        Labels labels = new Labels(batch);
        trainer.step(fitted(batch.x(), ""), labels.y, labels.weights, loss -> track(loss, batch, labels));
    }

    void testOn(Batch batch) {
        Labels labels = new Labels(batch);
        track(trainer.evaluate(fitted(batch.x(), ""), labels.y, labels.weights), batch, labels);
    }

    private void track(double loss, Batch batch, Labels labels) {
        TrackedMetrics tracked = metrics;
        if (tracked == null) {
            List<@Nullable Shape> shapes = new ArrayList<>();
            labels.ofOutputs.forEach(y -> shapes.add(y == null ? null : y.shape()));
            tracked = new TrackedMetrics(
                    options,
                    outputNames,
                    shapes,
                    trainer.outputs().stream().map(Tensor::shape).toList());
            metrics = tracked;
        }
        if (!restored.isEmpty()) {
            tracked.restore(restored);
            restored = List.of();
        }
        tracked.update(loss, trainer, batch.samples(), labels.ofOutputs, labels.weightsOfOutputs);
    }

    /** A batch's labels and weights, for the losses and for the metrics of all outputs. */
    private final class Labels {

        private final List<Tensor> y = new ArrayList<>();
        private final List<Tensor> weights = new ArrayList<>();
        private final List<@Nullable Tensor> ofOutputs = new ArrayList<>();
        private final List<@Nullable Tensor> weightsOfOutputs = new ArrayList<>();

        Labels(Batch batch) {
            List<String> judged = lossNames();
            boolean all = batch.y().size() == outputNames.size();
            if (!all && batch.y().size() != judged.size()) {
                throw new ShapeException("model '" + model.name() + "': expected labels for the outputs " + judged
                        + ", found " + batch.y().size() + " arrays");
            }
            int n = batch.sampleWeights().size();
            if (n > 1 && n != batch.y().size()) {
                throw new ShapeException(
                        "model '" + model.name() + "': expected one array of sample weights, or one for each of "
                                + batch.y().size() + " arrays of labels, found " + n);
            }
            int next = 0;
            for (int i = 0; i < outputNames.size(); i++) {
                boolean has = all || judged.contains(outputNames.get(i));
                Tensor label = has ? batch.y().get(next) : null;
                Tensor weight = !has || n == 0 ? null : batch.sampleWeights().get(n == 1 ? 0 : next);
                next += has ? 1 : 0;
                if (label != null && label.dtype() == DType.STRING) {
                    throw new ShapeException(
                            "labels of output '" + outputNames.get(i) + "': expected numbers, found text");
                }
                ofOutputs.add(label);
                weightsOfOutputs.add(weight);
                if (label != null && judged.contains(outputNames.get(i))) {
                    y.add(label);
                    if (weight != null) {
                        weights.add(weight);
                    }
                }
            }
        }
    }

    /** The loss and the metrics so far, by name; the loss first. */
    Map<String, Double> metricValues() {
        return metrics == null ? new LinkedHashMap<>() : metrics.values();
    }

    /** What the metrics have counted. */
    List<double[]> savedMetrics() {
        return metrics == null ? Collections.unmodifiableList(restored) : metrics.saved();
    }

    void restoreMetrics(List<double[]> saved) {
        restored = saved;
    }

    /** The metric with this name, if the model has been trained or judged with it. */
    public Optional<Metric> metric(String name) {
        return metrics == null ? Optional.empty() : metrics.metric(name);
    }
}
