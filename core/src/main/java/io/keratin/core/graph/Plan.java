package io.keratin.core.graph;

import io.keratin.core.error.ShapeException;
import io.keratin.core.layers.BoundLayer;
import io.keratin.core.layers.Call;
import io.keratin.core.layers.LayerSpec.TimeAxis;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.Sequential;
import io.keratin.core.layers.Step;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Mask;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import io.keratin.core.threads.Team;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A model laid out for one input shape: all arrays allocated, all steps ready. Running it allocates nothing. Belongs to one
 * thread at a time.
 */
public final class Plan {

    private final Tensor input;
    private final List<Tensor> outputs;
    private final Step step;
    private final Team team;

    private Plan(Tensor input, List<Tensor> outputs, Step step, Team team) {
        this.team = team;
        this.input = input;
        this.outputs = List.copyOf(outputs);
        this.step = step;
    }

    /**
     * Lays out a model.
     *
     * @param model a bound model of one input
     * @param input shape of the input, all dimensions known
     * @param states where recurrent state is kept
     * @param streaming whether the input is one time step of a stream, so that every state along it is carried on
     * @param team who runs it
     */
    public static Plan of(BoundLayer model, DType dtype, Shape input, StateBank states, boolean streaming, Team team) {
        Tensor in = Tensor.zeros(dtype, input);
        Call.Inner inner = new Planner(states, team).plan(model, in, null, streaming);
        return new Plan(in, inner.outputs(), inner.step(), team);
    }

    /** Where the input is written before {@link #run()}. */
    public Tensor input() {
        return input;
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
        List<Call.Inner> sideBySide(List<BoundLayer> layers, Tensor input, @Nullable Mask mask) {
            Team whole = team;
            TreeMap<Integer, List<float[]>> common = free;
            List<TreeMap<Integer, List<float[]>>> own = new ArrayList<>();
            team = Team.SOLO;
            List<Call.Inner> inner = new ArrayList<>();
            for (BoundLayer layer : layers) {
                inner.add(plan(layer, input, mask, false));
                own.add(free);
                free = new TreeMap<>();
            }
            team = whole;
            free = common;
            own.subList(1, own.size()).forEach(pool -> pool.values().forEach(same -> same.forEach(this::give)));
            return inner;
        }

        Call.Inner plan(BoundLayer bound, Tensor input, @Nullable Mask mask, boolean inTime) {
            if (input.dtype() == DType.INT32 && !bound.named().spec().takesIntegers()) {
                Tensor floats = Tensor.of(take(input.size()), input.shape());
                Call.Inner inner = plan(bound, floats, mask, inTime);
                return new Call.Inner(inFloats(input, floats, inner.step()), inner.outputs(), inner.masks());
            }
            Planned call = new Planned(this, bound, input, mask, inTime);
            return call.finish(bound.layer().plan(call));
        }

        private static Step inFloats(Tensor ints, Tensor floats, Step step) {
            return () -> {
                for (int i = 0; i < ints.size(); i++) {
                    floats.floats()[i] = ints.ints()[i];
                }
                step.forward();
            };
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
        private final Tensor input;
        private final @Nullable Mask mask;
        private final List<Shape> shapes;
        private final @Nullable Tensor[] outputs;
        private final @Nullable Mask[] masks;
        private final List<float[]> scratch = new ArrayList<>();

        /** Whether axis 1 is the stream's time at the point that has been laid out so far. */
        private boolean inTime;

        Planned(Planner planner, BoundLayer bound, Tensor input, @Nullable Mask mask, boolean inTime) {
            this.planner = planner;
            this.layer = bound.named();
            this.input = input;
            this.mask = mask;
            this.inTime = inTime;
            this.shapes = layer.spec().outputShapes(List.of(input.shape()));
            this.outputs = new Tensor[shapes.size()];
            this.masks = new Mask[shapes.size()];
            masks[0] = layer.spec().passesMask() ? mask : null;
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
        public Tensor input(int i) {
            if (i != 0) {
                throw new IndexOutOfBoundsException("layer " + layer + " has one input, asked for #" + i);
            }
            return input;
        }

        @Override
        public @Nullable Mask mask(int i) {
            return i == 0 ? mask : null;
        }

        @Override
        public Team team() {
            return planner.team;
        }

        @Override
        public List<Inner> sideBySide(List<BoundLayer> layers, Tensor x, @Nullable Mask m) {
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
                t = layer.spec().outputDType(input.dtype()) == DType.INT32
                        ? Tensor.zeros(DType.INT32, shape)
                        : Tensor.of(planner.take(Math.toIntExact(shape.size())), shape);
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
         * In a chain, the stream's time goes on until a recurrent layer gives only its last step. A chain inside a chain is
         * not refused itself: the layer in it that needs the whole sequence is.
         */
        @Override
        public Inner inner(BoundLayer bound, Tensor x, @Nullable Mask m) {
            boolean along = inTime && layer.spec() instanceof Sequential;
            if (along) {
                TimeAxis axis = bound.named().spec().timeAxis(x.shape());
                if (axis == TimeAxis.WHOLE && !(bound.named().spec() instanceof Sequential)) {
                    throw new ShapeException("layer " + bound.named()
                            + " needs the whole sequence at once: a model with it cannot run as a stream");
                }
                inTime = axis != TimeAxis.RECURRENT_LAST;
            }
            return planner.plan(bound, x, m, along);
        }
    }
}
