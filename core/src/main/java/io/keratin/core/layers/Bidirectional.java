package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Mask;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import io.keratin.core.threads.Team;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Two recurrent layers over the same sequence, one from each end (Schuster and Paliwal 1997).
 *
 * <p>(B, T, X) to (B, T, 2H) or (B, 2H) with {@link Merge#CONCAT}, H instead of 2H with the others, two outputs with
 * {@link Merge#NONE}. The backward layer's sequence is turned round before merging.
 *
 * @param forward the layer that reads from the start
 * @param backward the layer that reads from the end
 * @param merge how the two outputs become one
 * @param zeroOutputForMask whether masked steps give 0 where a sequence is returned, as in all of Keras but that before tf.keras 2
 */
public record Bidirectional(NamedLayer forward, NamedLayer backward, Merge merge, boolean zeroOutputForMask)
        implements LayerSpec {

    private static final String ZERO_OUTPUT = "zero_output_for_mask";

    /** How the outputs become one where nothing else is said. */
    public static final Merge DEFAULT_MERGE = Merge.CONCAT;

    /** How the outputs of the two directions become one. */
    public enum Merge {
        /** Side by side along the last axis. */
        CONCAT,
        /** Forward + backward. */
        SUM,
        /** Forward * backward. */
        MUL,
        /** (forward + backward) / 2. */
        AVE,
        /** Two outputs. */
        NONE;

        /** Keras's name. */
        public String kerasName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Checks that the two layers fit each other. */
    public Bidirectional {
        RnnOptions f = recurrent(forward).rnn();
        RnnOptions b = recurrent(backward).rnn();
        if (f.goBackwards() == b.goBackwards()) {
            throw new IllegalArgumentException(
                    "Bidirectional: exactly one of its layers must have go_backwards, both have " + f.goBackwards());
        }
        if (f.returnSequences() != b.returnSequences()
                || f.returnState() != b.returnState()
                || f.stateful() != b.stateful()) {
            throw new IllegalArgumentException(
                    "Bidirectional: return_sequences, return_state and stateful must be the same in both layers");
        }
    }

    /** The layer and its mirror image, named as Keras does. */
    public static Bidirectional of(NamedLayer layer, Merge merge) {
        RecurrentSpec spec = recurrent(layer);
        RecurrentSpec mirrored =
                spec.withRnn(spec.rnn().withGoBackwards(!spec.rnn().goBackwards()));
        NamedLayer backward = new NamedLayer(
                "backward_" + strip(layer.name(), "backward_"), mirrored, layer.trainable(), layer.dtype());
        return of(layer, backward, merge);
    }

    /** The layer, named as Keras does, and another one for the way back, which keeps its name. */
    public static Bidirectional of(NamedLayer layer, NamedLayer backward, Merge merge) {
        NamedLayer forward = new NamedLayer(
                "forward_" + strip(layer.name(), "forward_"), layer.spec(), layer.trainable(), layer.dtype());
        return new Bidirectional(forward, backward, merge, true);
    }

    static Bidirectional fromConfig(Config config, LayerRegistry registry) {
        NamedLayer layer = registry.read(config, "layer");
        if (!(layer.spec() instanceof RecurrentSpec)) {
            throw config.error(
                    "layer", "expected a recurrent layer, found " + layer.spec().className());
        }
        boolean explicitNone = !config.has("merge_mode") && config.fields().get("merge_mode") != null;
        String mode = explicitNone ? "none" : config.text("merge_mode", DEFAULT_MERGE.kerasName());
        Merge merge = Arrays.stream(Merge.values())
                .filter(m -> m.kerasName().equals(mode))
                .findFirst()
                .orElseThrow(() ->
                        config.error("merge_mode", "expected concat, sum, mul, ave or null, found \"" + mode + '"'));
        boolean zero = config.flag(ZERO_OUTPUT, true);
        if (!config.has("backward_layer")) {
            Bidirectional both = of(layer, merge);
            return new Bidirectional(both.forward, both.backward, merge, zero);
        }
        NamedLayer backward = registry.read(config, "backward_layer");
        if (!(backward.spec() instanceof RecurrentSpec)) {
            throw config.error(
                    "backward_layer",
                    "expected a recurrent layer, found " + backward.spec().className());
        }
        return new Bidirectional(layer, backward, merge, zero);
    }

    private static RecurrentSpec recurrent(NamedLayer layer) {
        if (layer.spec() instanceof RecurrentSpec r) {
            return r;
        }
        throw new IllegalArgumentException("Bidirectional: expected a recurrent layer, found " + layer);
    }

    private static String strip(String name, String prefix) {
        return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
    }

    @Override
    public LayerSpec withInner(UnaryOperator<NamedLayer> change) {
        return new Bidirectional(change.apply(forward), change.apply(backward), merge, zeroOutputForMask);
    }

    @Override
    public String className() {
        return "Bidirectional";
    }

    /** What the forward layer is called with: the sequence, and the first half of the states if there are any. */
    private static <T> List<T> ofForward(List<T> inputs) {
        return inputs.subList(0, 1 + (inputs.size() - 1) / 2);
    }

    /** As {@link #ofForward}, with the other half. */
    private static <T> List<T> ofBackward(List<T> inputs) {
        List<T> own = new ArrayList<>(inputs.subList(0, 1));
        own.addAll(inputs.subList(1 + (inputs.size() - 1) / 2, inputs.size()));
        return own;
    }

    @Override
    public boolean overlooksMasks(Arguments arguments) {
        return RecurrentSpec.givesStates(arguments);
    }

    @Override
    public List<Shape> outputShapes(List<Shape> inputs) {
        List<Shape> f = forward.spec().outputShapes(ofForward(inputs));
        List<Shape> b = backward.spec().outputShapes(ofBackward(inputs));
        Shape ahead = f.get(0);
        Shape back = b.get(0);
        int forwardUnits = ahead.last();
        int backwardUnits = back.last();
        if (merge != Merge.NONE && !ahead.with(-1, 0).equals(back.with(-1, 0))) {
            throw new ShapeException("Bidirectional: merge_mode " + merge.kerasName()
                    + " needs outputs of the same places in both layers, found " + ahead + " and " + back);
        }
        if (merge != Merge.CONCAT && merge != Merge.NONE && forwardUnits != backwardUnits) {
            throw new ShapeException("Bidirectional: merge_mode " + merge.kerasName()
                    + " needs the same units in both layers, found " + forwardUnits + " and " + backwardUnits);
        }
        List<Shape> out = new ArrayList<>();
        if (merge == Merge.NONE) {
            out.add(f.get(0));
            out.add(b.get(0));
        } else {
            out.add(f.get(0).with(-1, merge == Merge.CONCAT ? forwardUnits + backwardUnits : forwardUnits));
        }
        out.addAll(f.subList(1, f.size()));
        out.addAll(b.subList(1, b.size()));
        return out;
    }

    @Override
    public List<WeightSpec> weights(List<Shape> inputs) {
        List<WeightSpec> w = new ArrayList<>(forward.weights("forward_layer", ofForward(inputs)));
        w.addAll(backward.weights("backward_layer", ofBackward(inputs)));
        return w;
    }

    @Override
    public List<Part> parts(List<Shape> inputs) {
        return List.of(
                new Part("forward_layer", forward, ofForward(inputs)),
                new Part("backward_layer", backward, ofBackward(inputs)));
    }

    @Override
    public Value.Fields config() {
        Value.Fields config = Value.fields(
                "layer",
                forward.entry(),
                "backward_layer",
                backward.entry(),
                "merge_mode",
                merge == Merge.NONE ? null : merge.kerasName());
        return zeroOutputForMask ? config : config.with(ZERO_OUTPUT, Value.of(false));
    }

    @Override
    public boolean stateful() {
        return forward.spec().stateful();
    }

    @Override
    public boolean passesMask() {
        return recurrent(forward).rnn().returnSequences();
    }

    @Override
    public Layer bind(Binding binding) {
        BoundLayer f = binding.inner("forward_layer", masked(forward), ofForward(binding.inputs()));
        BoundLayer b = binding.inner("backward_layer", masked(backward), ofBackward(binding.inputs()));
        boolean sequences = recurrent(forward).rnn().returnSequences();
        return call -> {
            Team team = call.team();
            boolean together = team.size() == 2 && !call.training();
            List<Tensor> inputs = new ArrayList<>();
            List<@Nullable Mask> masks = new ArrayList<>();
            for (int i = 0; i < call.inputs(); i++) {
                inputs.add(call.input(i));
                masks.add(i == 0 ? call.mask(0) : null);
            }
            List<Tensor> ahead = ofForward(inputs);
            List<Tensor> back = ofBackward(inputs);
            List<Call.Inner> both = together
                    ? call.sideBySide(List.of(f, b), List.of(ahead, back), masks)
                    : List.of(call.inner(f, ahead, masks), call.inner(b, back, masks));
            Call.Inner fwd = both.get(0);
            Call.Inner bwd = both.get(1);
            Team.Task directions = member -> both.get(member).step().forward();
            Shape shape = fwd.output().shape();
            int time = sequences ? shape.dim(1) : 1;
            int rows = shape.dim(0);
            float[] x = fwd.output().floats();
            float[] y = bwd.output().floats();
            int places = shape.product(sequences ? 2 : 1, shape.rank() - 1);
            int otherPlaces = bwd.output()
                    .shape()
                    .product(sequences ? 2 : 1, bwd.output().shape().rank() - 1);
            int nx = shape.last();
            int ny = bwd.output().shape().last();
            float[] out = call.output(0).floats();
            float[] second = merge == Merge.NONE ? call.output(1).floats() : out;
            int states = merge == Merge.NONE ? 2 : 1;
            for (int i = 1; i < fwd.outputs().size(); i++) {
                call.output(states++, fwd.outputs().get(i));
            }
            for (int i = 1; i < bwd.outputs().size(); i++) {
                call.output(states++, bwd.outputs().get(i));
            }
            Step run = () -> {
                if (together) {
                    team.run(directions);
                } else {
                    fwd.step().forward();
                    bwd.step().forward();
                }
                for (int r = 0; r < rows; r++) {
                    for (int t = 0; t < time; t++) {
                        int row = r * time + t;
                        int mirrored = r * time + time - 1 - t;
                        if (merge == Merge.NONE) {
                            System.arraycopy(x, row * places * nx, out, row * places * nx, places * nx);
                            int n = otherPlaces * ny;
                            System.arraycopy(y, mirrored * n, second, row * n, n);
                        } else {
                            merge(x, row * places, nx, y, mirrored * places, ny, places, out);
                        }
                    }
                }
            };
            float[] dOut = call.gradient(call.output(0));
            float[] dSecond = call.gradient(call.output(merge == Merge.NONE ? 1 : 0));
            float[] dx = call.gradient(fwd.output());
            float[] dy = call.gradient(bwd.output());
            return Step.of(run, () -> {
                for (int row = 0; row < rows * time; row++) {
                    int mirrored = row - row % time + time - 1 - row % time;
                    if (dOut != null && dx != null) {
                        ahead(row * places, nx, mirrored * places, ny, places, y, dOut, dx);
                    }
                    if (dSecond != null && dy != null) {
                        int mine = merge == Merge.NONE ? otherPlaces : places;
                        back(row * mine, nx, mirrored * mine, ny, mine, x, dSecond, dy);
                    }
                }
                Step.back(bwd.step());
                Step.back(fwd.step());
            });
        };
    }

    /** Adds what comes back to the forward layer: its part of what stood side by side, a factor, or all. */
    private void ahead(int row, int nx, int other, int ny, int places, float[] y, float[] dOut, float[] dx) {
        int wide = merge == Merge.CONCAT ? nx + ny : nx;
        for (int p = 0; p < places; p++) {
            for (int i = 0; i < nx; i++) {
                dx[(row + p) * nx + i] += part(dOut[(row + p) * wide + i], y, (other + p) * ny + i);
            }
        }
    }

    /** As {@link #ahead}, to the backward layer, whose row {@code other} stands beside {@code row}. */
    private void back(int row, int nx, int other, int ny, int places, float[] x, float[] dOut, float[] dy) {
        int wide = merge == Merge.CONCAT ? nx + ny : ny;
        for (int p = 0; p < places; p++) {
            for (int i = 0; i < ny; i++) {
                float d = dOut[(row + p) * wide + wide - ny + i];
                dy[(other + p) * ny + i] += part(d, x, (row + p) * nx + i);
            }
        }
    }

    /** The gradient of one side of the merged value d; the other side is {@code other[at]}. */
    private float part(float d, float[] other, int at) {
        return switch (merge) {
            case CONCAT, SUM, NONE -> d;
            case MUL -> d * other[at];
            case AVE -> d / 2;
        };
    }

    /** The rows of n places of both, one beside the other or as one. */
    private void merge(float[] x, int xRow, int nx, float[] y, int yRow, int ny, int places, float[] out) {
        if (merge == Merge.CONCAT) {
            for (int p = 0; p < places; p++) {
                int to = (xRow + p) * (nx + ny);
                System.arraycopy(x, (xRow + p) * nx, out, to, nx);
                System.arraycopy(y, (yRow + p) * ny, out, to + nx, ny);
            }
            return;
        }
        int from = yRow * ny - xRow * nx;
        for (int i = xRow * nx; i < (xRow + places) * nx; i++) {
            out[i] = switch (merge) {
                case SUM -> x[i] + y[from + i];
                case MUL -> x[i] * y[from + i];
                default -> (x[i] + y[from + i]) / 2;
            };
        }
    }

    /** Inside Bidirectional, masked steps give 0 exactly where a sequence is returned; {@code bidirectional.py}. */
    private NamedLayer masked(NamedLayer layer) {
        RecurrentSpec spec = recurrent(layer);
        if (!zeroOutputForMask) {
            return layer;
        }
        RnnOptions options = spec.rnn().withZeroOutputForMask(spec.rnn().returnSequences());
        return new NamedLayer(layer.name(), spec.withRnn(options), layer.trainable(), layer.dtype());
    }
}
