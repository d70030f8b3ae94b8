package io.keratin.core.graph;

import io.keratin.core.error.ShapeException;
import io.keratin.core.layers.BoundLayer;
import io.keratin.core.layers.Call;
import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.LayerSpec.TimeAxis;
import io.keratin.core.layers.ModelSpec;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.Step;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Mask;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import io.keratin.core.threads.Team;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
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

    private Plan(List<Tensor> inputs, List<Tensor> outputs, Step step, Team team) {
        this.team = team;
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
        this.step = step;
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
        List<Tensor> inputs = new ArrayList<>();
        for (int i = 0; i < shapes.size(); i++) {
            inputs.add(Tensor.zeros(dtypes.get(i), shapes.get(i)));
        }
        return over(model, inputs, states, streaming, team);
    }

    /** Lays out a model over its inputs, whose content decides where a layer's shapes depend on it. */
    public static Plan over(BoundLayer model, List<Tensor> inputs, StateBank states, boolean streaming, Team team) {
        List<@Nullable Mask> unmasked = Collections.nCopies(inputs.size(), null);
        Call.Inner inner = new Planner(states, team).plan(model, inputs, unmasked, streaming);
        return new Plan(inputs, inner.outputs(), inner.step(), team);
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

    /** Computes the output from the input. */
    public void run() {
        step.forward();
    }

    /** Lays out layers one after another; hands out arrays and takes them back when nobody reads them any more. */
    private static final class Planner {

        private final StateBank states;
        private TreeMap<Integer, List<float[]>> free = new TreeMap<>();
        private Team team;
        private int stateCount;

        Planner(StateBank states, Team team) {
            this.states = states;
            this.team = team;
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
            }
            team = whole;
            free = common;
            own.subList(1, own.size()).forEach(pool -> pool.values().forEach(same -> same.forEach(this::give)));
            return inner;
        }

        Call.Inner plan(BoundLayer bound, List<Tensor> inputs, List<@Nullable Mask> masks, boolean inTime) {
            if (!bound.named().spec().takesIntegers()) {
                for (int i = 0; i < inputs.size(); i++) {
                    if (inputs.get(i).dtype().isInts()) {
                        return inFloats(bound, inputs, i, masks, inTime);
                    }
                }
            }
            Planned call = new Planned(this, bound, inputs, masks, inTime);
            return call.finish(bound.layer().plan(call));
        }

        private Call.Inner inFloats(
                BoundLayer bound, List<Tensor> inputs, int which, List<@Nullable Mask> masks, boolean inTime) {
            Tensor ints = inputs.get(which);
            Tensor floats = Tensor.of(take(ints.size()), ints.shape());
            List<Tensor> turned = new ArrayList<>(inputs);
            turned.set(which, floats);
            Call.Inner inner = plan(bound, turned, masks, inTime);
            Step step = () -> {
                for (int i = 0; i < ints.size(); i++) {
                    floats.floats()[i] = ints.ints()[i];
                }
                inner.step().forward();
            };
            return new Call.Inner(step, inner.outputs(), inner.masks());
        }

        Call.State state(int n, boolean carried) {
            return states.state(stateCount++, n, carried);
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
                        ? Tensor.of(planner.take(Math.toIntExact(shape.size())), shape)
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
        public State state(int n, boolean stateful) {
            return planner.state(n, inTime || stateful);
        }

        @Override
        public void release(Tensor tensor) {
            if (tensor.storage() instanceof float[] f) {
                planner.give(f);
            }
        }

        /**
         * In a model, the stream's time goes on until a recurrent layer gives only its last step. A model inside a model is
         * not refused itself: the layer in it that needs the whole sequence is.
         */
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
