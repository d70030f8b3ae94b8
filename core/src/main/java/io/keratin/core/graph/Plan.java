package io.keratin.core.graph;

import io.keratin.core.activations.Activation;
import io.keratin.core.activations.Activations;
import io.keratin.core.error.ShapeException;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PackedMatrix;
import io.keratin.core.layers.BoundLayer;
import io.keratin.core.layers.Call;
import io.keratin.core.layers.Draws;
import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.LayerSpec.TimeAxis;
import io.keratin.core.layers.ModelSpec;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.Step;
import io.keratin.core.regularizers.Regularizer;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Mask;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import io.keratin.core.threads.Team;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A model laid out for one input shape: all arrays allocated, all steps ready. Running it allocates nothing. Belongs to one
 * thread at a time.
 */
public final class Plan {

    private final List<Tensor> inputs;
    private final List<Tensor> outputs;
    private final Step step;
    private final Team team;
    private final List<Penalty> penalties;
    private final @Nullable Mask[] outputMasks;
    private final @Nullable Logits[] logits;
    private final @Nullable Tape tape;
    private final List<Given> given;
    private final long kept;

    /** What a layer gave, in the order in which layers run. */
    private record Given(NamedLayer layer, Tensor output) {}

    private Plan(List<Tensor> inputs, Call.Inner model, Planner planner) {
        this.team = planner.team;
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(model.outputs());
        this.outputMasks = model.masks().toArray(new Mask[0]);
        this.step = model.step();
        this.tape = planner.tape;
        this.logits = model.outputs().stream().map(planner.logits::get).toArray(Logits[]::new);
        this.penalties = List.copyOf(planner.penalties);
        this.given = List.copyOf(planner.given);
        this.kept = planner.kept;
    }

    /**
     * Lays out a model.
     *
     * @param model a bound model
     * @param dtypes what the inputs' elements are
     * @param shapes of the inputs, all dimensions known
     * @param states where recurrent state is kept
     * @param streaming whether the inputs are one time step of a stream, so that every state along it is carried on
     * @param team who runs it
     */
    public static Plan of(
            BoundLayer model, List<DType> dtypes, List<Shape> shapes, StateBank states, boolean streaming, Team team) {
        return over(model, inputs(dtypes, shapes), states, streaming, team);
    }

    /** Lays out a model over its inputs, whose content decides where a layer's shapes depend on it. */
    public static Plan over(BoundLayer model, List<Tensor> inputs, StateBank states, boolean streaming, Team team) {
        return lay(model, inputs, streaming, new Planner(states, team, null, false));
    }

    /**
     * Lays out a model to be judged as {@link #training} judges it, with {@link #penalty()}, but computing as a prediction does.
     */
    public static Plan evaluation(
            BoundLayer model, List<DType> dtypes, List<Shape> shapes, StateBank states, Team team) {
        return lay(model, inputs(dtypes, shapes), false, new Planner(states, team, null, true));
    }

    /**
     * Lays out a model to be trained: {@link #run()} computes as layers do in training and keeps what {@link #backward} needs.
     *
     * @param model bound to {@link io.keratin.core.layers.Parameters#forTraining}
     * @param inputGradients whether the gradients with respect to the inputs are wanted too
     * @throws IllegalArgumentException if weights are to be trained through layers whose gradients are not known; names all of them
     */
    public static Plan training(
            BoundLayer model,
            List<DType> dtypes,
            List<Shape> shapes,
            StateBank states,
            Team team,
            boolean inputGradients) {
        List<Tensor> inputs = inputs(dtypes, shapes);
        Tape tape = new Tape();
        if (inputGradients) {
            inputs.forEach(tape::want);
        }
        Plan plan = lay(model, inputs, false, new Planner(states, team, tape, true));
        tape.check();
        plan.outputs.forEach(tape::gradient);
        return plan;
    }

    private static List<Tensor> inputs(List<DType> dtypes, List<Shape> shapes) {
        List<Tensor> inputs = new ArrayList<>();
        for (int i = 0; i < shapes.size(); i++) {
            inputs.add(Tensor.zeros(dtypes.get(i), shapes.get(i)));
        }
        return inputs;
    }

    private static Plan lay(BoundLayer model, List<Tensor> inputs, boolean streaming, Planner planner) {
        List<@Nullable Mask> unmasked = Collections.nCopies(inputs.size(), null);
        return new Plan(inputs, planner.plan(model, inputs, unmasked, streaming), planner);
    }

    /**
     * How many floats a pass leaves for {@link #backward}: what layers gave, and what they keep beside it; 0 where nothing is trained.
     * Gradients and arrays that are used anew are not among them.
     */
    public long tapeLength() {
        return kept;
    }

    /** Where the inputs are written before {@link #run()}. */
    public List<Tensor> inputs() {
        return inputs;
    }

    /** The first input. */
    public Tensor input() {
        return inputs.get(0);
    }

    /** What {@link #run()} computes; valid until the next run. */
    public List<Tensor> outputs() {
        return outputs;
    }

    /** The first output. */
    public Tensor output() {
        return outputs.get(0);
    }

    /** Who runs it. */
    public Team team() {
        return team;
    }

    /**
     * What an output was made from.
     *
     * @param activation {@code softmax} or {@code sigmoid}
     * @param z what it was applied to; it has a gradient where the output has one
     */
    public record Logits(String activation, Tensor z) {}

    /** Where an output is softmax or sigmoid of something, and the plan is for training or evaluation: of what. Else null. */
    public @Nullable Logits logits(int output) {
        return logits[output];
    }

    /** The mask that travels with an output, or null; written by {@link #run()}. */
    public @Nullable Mask outputMask(int i) {
        return outputMasks[i];
    }

    /** Computes the output from the input. */
    public void run() {
        if (tape != null) {
            tape.clear();
        }
        step.forward();
    }

    /** As {@link #run()}, drawing the random numbers of this pass of a training run. */
    public void run(long seed, long pass) {
        if (tape != null) {
            tape.pass().at(seed, pass);
        }
        run();
    }

    /** What the outputs of layers cost by their activity regularizers, in the last pass. */
    public double penalty() {
        double sum = 0;
        for (int i = 0; i < penalties.size(); i++) {
            sum += penalties.get(i).cost();
        }
        return sum;
    }

    /**
     * Where the last pass first gave something that is not finite, in words; null if nowhere. Only for plans for training and evaluation,
     * in which what a layer gave is still there at the end.
     */
    public @Nullable String firstNonFinite() {
        for (int i = 0; i < inputs.size(); i++) {
            String found = nonFinite(inputs.get(i));
            if (found != null) {
                return "input " + i + found;
            }
        }
        for (Given one : given) {
            String found = nonFinite(one.output);
            if (found != null) {
                return "the output of layer " + one.layer + found;
            }
        }
        return null;
    }

    private static @Nullable String nonFinite(Tensor tensor) {
        if (tensor.storage() instanceof float[] values) {
            for (int i = 0; i < tensor.size(); i++) {
                if (!Float.isFinite(values[i])) {
                    return " is " + values[i] + " at "
                            + Arrays.toString(tensor.shape().indexOf(i));
                }
            }
        }
        return null;
    }

    /**
     * The gradient of an input or output; null where it has none. Those of outputs are zero after {@link #run()}: whoever knows the
     * loss adds to them before {@link #backward}.
     */
    public float @Nullable [] gradient(Tensor tensor) {
        return tape == null ? null : tape.gradient(tensor);
    }

    /**
     * After {@link #run()}: adds to the gradients of the weights, and of the inputs if they are wanted.
     *
     * @param scale what the gradients of the outputs, and with them the loss, were multiplied with
     */
    public void backward(double scale) {
        if (tape == null) {
            throw new IllegalStateException("the plan was not laid out for training");
        }
        tape.scale(scale);
        Step.back(step);
    }

    /** Lays out layers one after another; hands out arrays and takes them back when nobody reads them any more. */
    private static final class Planner {

        private final StateBank states;
        private TreeMap<Integer, List<float[]>> free = new TreeMap<>();
        private Team team;
        private Map<String, PackedMatrix> matrices = new HashMap<>();
        private int stateCount;
        private int drawCount;
        private long kept;

        /** Null where nothing is trained. */
        private final @Nullable Tape tape;

        /** Whether a loss follows: activity regularizers count, and nothing is written over before. */
        private final boolean judged;

        private final List<Penalty> penalties = new ArrayList<>();
        private final List<Given> given = new ArrayList<>();

        /** How many samples of what is laid out now are steps of one sample. */
        private int stepsTogether = 1;

        /** Whether the outputs of the next layer cost nothing by its activity regularizer. */
        private boolean costsNothing;

        private final IdentityHashMap<Tensor, Logits> logits = new IdentityHashMap<>();

        Planner(StateBank states, Team team, @Nullable Tape tape, boolean judged) {
            this.states = states;
            this.team = team;
            this.tape = tape;
            this.judged = judged;
        }

        /** What runs at the same time shares no array: each layer after the first gets new ones. */
        List<Call.Inner> sideBySide(List<BoundLayer> layers, List<List<Tensor>> inputs, List<@Nullable Mask> masks) {
            Team whole = team;
            TreeMap<Integer, List<float[]>> common = free;
            List<TreeMap<Integer, List<float[]>>> own = new ArrayList<>();
            team = Team.SOLO;
            List<Call.Inner> inner = new ArrayList<>();
            for (int i = 0; i < layers.size(); i++) {
                inner.add(plan(layers.get(i), inputs.get(i), masks, false));
                own.add(free);
                free = new TreeMap<>();
                matrices = new HashMap<>();
            }
            team = whole;
            free = common;
            own.subList(1, own.size()).forEach(pool -> pool.values().forEach(same -> same.forEach(this::give)));
            return inner;
        }

        /** The step of a layer; one that was given texts and takes none is named. */
        private static Step step(BoundLayer bound, Call call, List<Tensor> inputs) {
            try {
                return bound.layer().plan(call);
            } catch (ShapeException e) {
                boolean texts = inputs.stream().anyMatch(x -> x.dtype() == DType.STRING);
                throw texts && !(bound.named().spec() instanceof ModelSpec)
                        ? new ShapeException("layer " + bound.named() + ": " + e.getMessage())
                        : e;
            }
        }

        Call.Inner plan(BoundLayer bound, List<Tensor> inputs, List<@Nullable Mask> masks, boolean inTime) {
            if (!bound.named().spec().takesIntegers()) {
                for (int i = 0; i < inputs.size(); i++) {
                    if (inputs.get(i).dtype().isInts()) {
                        return inFloats(bound, inputs, i, masks, inTime);
                    }
                }
            }
            boolean costs = judged && !costsNothing;
            costsNothing = false;
            Planned call = new Planned(this, bound, inputs, masks, inTime);
            Call.Inner inner = call.finish(step(bound, call, inputs));
            if (tape != null && call.learns() && !(inner.step() instanceof Step.Differentiable)) {
                tape.refuse(bound.named());
            }
            if (judged) {
                inner.outputs().forEach(output -> given.add(new Given(bound.named(), output)));
            }
            return costs ? penalized(bound.named().spec().activityRegularizer(), inner) : inner;
        }

        private Call.Inner penalized(@Nullable Regularizer regularizer, Call.Inner inner) {
            Step step = inner.step();
            for (Tensor output : inner.outputs()) {
                if (regularizer != null && !output.dtype().isInts()) {
                    step = penalized(step, regularizer, output, tape == null ? null : tape.gradient(output));
                }
            }
            return new Call.Inner(step, inner.outputs(), inner.masks());
        }

        Step penalized(Step step, Regularizer regularizer, Tensor output, float @Nullable [] gradient) {
            Penalty penalty = new Penalty(step, regularizer, output, gradient, stepsTogether, tape);
            penalties.add(penalty);
            return penalty;
        }

        private Call.Inner inFloats(
                BoundLayer bound, List<Tensor> inputs, int which, List<@Nullable Mask> masks, boolean inTime) {
            Tensor ints = inputs.get(which);
            Tensor floats = Tensor.of(kept(ints.size()), ints.shape());
            List<Tensor> turned = new ArrayList<>(inputs);
            turned.set(which, floats);
            Call.Inner inner = plan(bound, turned, masks, inTime);
            Step turn = () -> {
                for (int i = 0; i < ints.size(); i++) {
                    floats.floats()[i] = ints.ints()[i];
                }
            };
            return new Call.Inner(Step.sequence(List.of(turn, inner.step())), inner.outputs(), inner.masks());
        }

        boolean hasLogits(Activation f) {
            return judged && (f == Activations.SOFTMAX || f == Activations.SIGMOID);
        }

        Call.State state(int n, boolean carried) {
            return states.state(stateCount++, n, carried);
        }

        /** An array that no later step writes: before the step that asks for it has gone back, before the loss is known. */
        float[] kept(int n) {
            kept += tape == null ? 0 : n;
            return judged ? new float[n] : take(n);
        }

        float[] take(int n) {
            var fit = free.ceilingEntry(n);
            if (fit == null || fit.getKey() > 2L * n + 1024) {
                return new float[n];
            }
            float[] a = fit.getValue().remove(fit.getValue().size() - 1);
            if (fit.getValue().isEmpty()) {
                free.remove(fit.getKey());
            }
            return a;
        }

        void give(float[] a) {
            free.computeIfAbsent(a.length, n -> new ArrayList<>()).add(a);
        }
    }

    private static final class Planned implements Call {

        private final Planner planner;
        private final NamedLayer layer;
        private final List<Tensor> inputs;
        private final List<@Nullable Mask> inputMasks;
        private final List<Shape> shapes;
        private final List<DType> dtypes;
        private final @Nullable Tensor[] outputs;
        private final @Nullable Mask[] masks;
        private final List<float[]> scratch = new ArrayList<>();

        /** Whether a trainable weight, or an input whose gradient is wanted, stands behind the outputs. */
        private final boolean learns;

        /** Whether axis 1 of the inputs is the stream's time. */
        private final boolean inTime;

        /** In a model that is laid out as a stream: the tensors whose axis 1 is its time. */
        private final Set<Tensor> alongTime = Collections.newSetFromMap(new IdentityHashMap<>());

        Planned(
                Planner planner,
                BoundLayer bound,
                List<Tensor> inputs,
                List<@Nullable Mask> inputMasks,
                boolean inTime) {
            this.planner = planner;
            this.layer = bound.named();
            this.inputs = inputs;
            this.inputMasks = inputMasks;
            this.inTime = inTime;
            Tape tape = planner.tape;
            this.learns = tape != null && (bound.learns() || inputs.stream().anyMatch(tape::wants));
            List<Shape> given = inputs.stream().map(Tensor::shape).toList();
            this.shapes = layer.spec().outputShapesOf(inputs);
            this.dtypes = layer.spec()
                    .outputDTypes(given, inputs.stream().map(Tensor::dtype).toList());
            this.outputs = new Tensor[shapes.size()];
            this.masks = new Mask[shapes.size()];
            masks[0] = layer.spec().passesMask() ? inputMasks.get(0) : null;
            if (inTime && layer.spec() instanceof ModelSpec) {
                alongTime.addAll(inputs);
            }
        }

        /** Whether a trainable weight, or an input whose gradient is wanted, acts on the outputs. */
        boolean learns() {
            return learns
                    && Arrays.stream(outputs)
                            .anyMatch(t -> t != null && !t.dtype().isInts());
        }

        private Tensor wanted(Tensor t) {
            if (learns && planner.tape != null) {
                planner.tape.want(t);
            }
            return t;
        }

        Inner finish(Step step) {
            scratch.forEach(planner::give);
            List<Tensor> all = new ArrayList<>();
            for (int i = 0; i < outputs.length; i++) {
                all.add(output(i));
            }
            return new Inner(step, all, Arrays.asList(masks));
        }

        @Override
        public int inputs() {
            return inputs.size();
        }

        @Override
        public Tensor input(int i) {
            return inputs.get(i);
        }

        @Override
        public @Nullable Mask mask(int i) {
            return inputMasks.get(i);
        }

        @Override
        public Team team() {
            return planner.team;
        }

        @Override
        public List<Inner> sideBySide(List<BoundLayer> layers, List<List<Tensor>> x, List<@Nullable Mask> m) {
            return planner.sideBySide(layers, x, m);
        }

        @Override
        public boolean inStream() {
            return inTime;
        }

        @Override
        public Tensor output(int i) {
            Tensor t = outputs[i];
            if (t == null) {
                Shape shape = shapes.get(i);
                t = dtypes.get(i) == DType.FLOAT32
                        ? wanted(Tensor.of(planner.kept(shape.length()), shape))
                        : Tensor.zeros(dtypes.get(i), shape);
                outputs[i] = t;
            }
            return t;
        }

        @Override
        public void output(int i, Tensor view) {
            outputs[i] = view;
        }

        @Override
        public void outputMask(int i, @Nullable Mask m) {
            masks[i] = m;
        }

        @Override
        public float[] scratch(int n) {
            float[] a = planner.take(n);
            scratch.add(a);
            return a;
        }

        @Override
        public float[] kept(int n) {
            float[] a = planner.kept(n);
            if (!planner.judged) {
                scratch.add(a);
            }
            return a;
        }

        @Override
        public Tensor between(Shape shape) {
            return wanted(Tensor.of(kept(shape.length()), shape));
        }

        @Override
        public PackedMatrix matrix(Kernels kernels, int rows, int columns) {
            String name = kernels.name() + " " + rows + " " + columns;
            return planner.matrices.computeIfAbsent(name, n -> kernels.matrix(rows, columns, 1));
        }

        @Override
        public boolean training() {
            return planner.tape != null;
        }

        @Override
        public float @Nullable [] gradient(Tensor tensor) {
            return planner.tape == null ? null : planner.tape.gradient(tensor);
        }

        @Override
        public @Nullable Tensor logits(Activation f) {
            Tensor z = planner.hasLogits(f) ? between(output().shape()) : null;
            if (z != null) {
                planner.logits.put(output(), new Logits(f.kerasName(), z));
            }
            return z;
        }

        @Override
        public void isActivated(Activation f) {
            if (planner.hasLogits(f)) {
                planner.logits.put(output(), new Logits(f.kerasName(), input()));
            }
        }

        @Override
        public Draws draws() {
            Draws.Pass pass = planner.tape == null ? new Draws.Pass() : planner.tape.pass();
            return new Draws(pass, planner.drawCount++);
        }

        @Override
        public State state(int n, boolean stateful) {
            return planner.state(n, inTime || stateful);
        }

        @Override
        public void release(Tensor tensor) {
            if (!planner.judged && tensor.storage() instanceof float[] f) {
                planner.give(f);
            }
        }

        /**
         * In a model, the stream's time goes on until a recurrent layer gives only its last step. A model inside a model is
         * not refused itself: the layer in it that needs the whole sequence is.
         */
        @Override
        public Step costing(Step step, float[] rows, float[] gradient, Shape shape) {
            Regularizer regularizer = layer.spec().training().regularizer("activity");
            return planner.judged && regularizer != null
                    ? planner.penalized(
                            step, regularizer, Tensor.of(rows, shape), gradient.length == 0 ? null : gradient)
                    : step;
        }

        @Override
        public Inner eachStep(BoundLayer bound, Tensor x, @Nullable Mask m, int steps) {
            int before = planner.stepsTogether;
            planner.stepsTogether = before * steps;
            planner.costsNothing = true;
            Inner inner = inner(bound, x, m);
            planner.stepsTogether = before;
            return inner;
        }

        @Override
        public Inner inner(BoundLayer bound, List<Tensor> x, List<@Nullable Mask> m) {
            if (x.stream().noneMatch(alongTime::contains)) {
                return planner.plan(bound, x, m, false);
            }
            LayerSpec spec = bound.named().spec();
            boolean mixed = !x.stream().allMatch(alongTime::contains);
            TimeAxis axis = spec.timeAxis(x.stream().map(Tensor::shape).toList());
            if (mixed || (axis == TimeAxis.WHOLE && !(spec instanceof ModelSpec))) {
                throw new ShapeException("layer " + bound.named()
                        + " needs the whole sequence at once: a model with it cannot run as a stream");
            }
            Inner inner = planner.plan(bound, x, m, true);
            if (axis != TimeAxis.RECURRENT_LAST) {
                alongTime.addAll(inner.outputs());
            }
            return inner;
        }
    }
}
