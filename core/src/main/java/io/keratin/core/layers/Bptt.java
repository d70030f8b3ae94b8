package io.keratin.core.layers;

import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PackedMatrix;
import io.keratin.core.tensor.Mask;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import io.keratin.core.threads.Team;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The loop over time in training, and back-propagation through time (Werbos 1990). The input's projections of all steps are one product;
 * on the way back only dh = dz · Rᵀ is done step by step, and dW = xᵀ · dz, dR = hᵀ · dz and dx = dz · Wᵀ are one product each for
 * the whole sequence.
 *
 * <p>A team shares the samples: each member goes through time alone. Rows are (step, sample), so that a step's lie together.
 *
 * <p>What masks do is what {@link Recurrence} says: a masked step leaves the state alone, and repeats the output before it or gives 0.
 */
final class Bptt implements Step.Differentiable {

    /** Multiply-adds of a pass that are worth a thread of their own. */
    private static final long MIN_SHARE = 400_000;

    private final RnnOptions options;
    private final boolean inPlace;
    private final Kernels kernels;
    private final Team team;
    private final int batch;
    private final int time;
    private final int features;
    private final int units;
    private final int columns;
    private final float[] x;
    private final float[] y;
    private final float @Nullable [] dx;
    private final float @Nullable [] dy;
    private final float[] bias;
    private final boolean @Nullable [] real;
    private final Tensor[] initial;
    private final float[][] dInitial;
    private final Tensor[] results;
    private final float[][] dResults;
    private final Call.State[] carried;
    private final Call.@Nullable State lastOutput;
    private final Draws draws;

    /** The products of the input: all columns at once, or each gate with a mask of its own. */
    private final Projection[] projections;

    private final CellPass.Group[] groups;
    private final float recurrentRate;
    private final int firstRecurrentDraw;
    private final float[] z;
    private final float[] dxs;
    private final Part[] parts;
    private final ProductGradient[] recurrentGradients;
    private final float[] dr;
    private final float[][] operands;
    private final float[][] work;

    private final Team.Task project = this::project;
    private final Team.Task ahead = member -> part(member).forward();
    private final Team.Task back = member -> part(member).backward();
    private final Team.Task gather = this::gather;
    private final Team.Task scatter = this::scatter;

    /** Some columns of the input's product, and the input as it is multiplied with them. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Projection(
            int first, PackedMatrix w, float[] operand, float rate, int draw, ProductGradient gradient) {}

    /**
     * Lays out both ways.
     *
     * @param layer whose cell it is
     * @param binding where the cell's weights are
     * @param input (B, T, X)
     * @param output (B, T, H), or (B, H) without {@code return_sequences}
     * @param initial states from which every pass starts; none for zeros
     * @param results where the final states go; none if nobody asks
     * @param inPlace whether the output of a step that is read backwards stands where its input stood
     */
    Bptt(
            RecurrentLayer layer,
            RnnOptions options,
            Binding binding,
            Call call,
            Tensor input,
            Tensor output,
            Tensor[] initial,
            Tensor[] results,
            boolean inPlace) {
        this.options = options;
        this.inPlace = inPlace;
        this.initial = initial;
        this.results = results;
        kernels = binding.kernels();
        Shape in = input.shape();
        batch = in.dim(0);
        time = in.dim(1);
        features = in.dim(2);
        units = layer.units();
        columns = layer.gates() * units;
        x = input.floats();
        y = output.floats();
        dx = call.gradient(input);
        dy = call.gradient(output);
        Mask mask = call.mask(0);
        real = mask == null ? null : mask.values();
        if (mask != null) {
            Recurrence.requireMask(mask, Shape.of(batch, time));
        }
        dInitial = gradients(call, initial);
        dResults = gradients(call, results);
        boolean hasBias =
                layer.cellWeights(features).stream().anyMatch(w -> w.name().equals("bias"));
        bias = binding.weightOrZeros("bias", hasBias, 2 * columns);
        carried = new Call.State[layer.stateCount()];
        Arrays.setAll(carried, i -> call.state(batch * units, options.stateful()));
        lastOutput = real == null ? null : call.state(batch * units, false);
        draws = call.draws();
        long share = (long) batch * time * columns * (features + units) / MIN_SHARE;
        int members = (int) Math.max(1, Math.min(Math.min(call.team().size(), batch), share));
        team = members > 1 ? call.team() : Team.SOLO;

        int rows = time * batch;
        z = call.scratch(rows * columns);
        dr = layer.ownRecurrentGradients() ? call.scratch(rows * columns) : z;
        dxs = dx == null ? new float[0] : call.scratch(rows * features);
        work = new float[team.size()][];
        Arrays.setAll(work, i -> call.scratch(Kernels.WORK));

        float dropout = RecurrentLayer.rate(layer.training(), "dropout");
        recurrentRate = RecurrentLayer.rate(layer.training(), "recurrent_dropout");
        int gates = layer.gates();
        boolean eachGate = recurrentRate > 0 && gates > 1;
        float[] dw = binding.gradient("kernel");
        float[] db = binding.gradient("bias");
        int[] cuts = dropout > 0 && eachGate ? ones(gates) : new int[] {gates};
        projections = new Projection[cuts.length];
        for (int p = 0, first = 0; p < cuts.length; first += cuts[p] * units, p++) {
            int n = cuts[p] * units;
            PackedMatrix turned = dx == null ? null : binding.transposedColumns("kernel", features, columns, first, n);
            projections[p] = new Projection(
                    first,
                    binding.columns("kernel", features, columns, first, n),
                    call.scratch(rows * features),
                    dropout,
                    p * batch * features,
                    new ProductGradient(kernels, rows, features, n, columns, first, dw, db, first, turned, call));
        }

        int[] together = eachGate ? ones(gates) : layer.groups();
        int drawn = gates * batch * features;
        float[] dRecurrent = binding.gradient("recurrent_kernel");
        groups = new CellPass.Group[together.length];
        operands = new float[together.length][];
        recurrentGradients = new ProductGradient[together.length];
        for (int g = 0, first = 0; g < together.length; first += together[g] * units, g++) {
            int n = together[g] * units;
            groups[g] = new CellPass.Group(
                    first,
                    binding.columns("recurrent_kernel", units, columns, first, n),
                    binding.transposedColumns("recurrent_kernel", units, columns, first, n),
                    recurrentRate > 0 ? call.kept(batch * units) : new float[0]);
            operands[g] = call.scratch(rows * units);
            recurrentGradients[g] = new ProductGradient(
                    kernels,
                    rows,
                    units,
                    n,
                    columns,
                    first,
                    dRecurrent,
                    layer.recurrentBias() ? db : null,
                    columns + first,
                    null,
                    call);
        }
        firstRecurrentDraw = drawn;
        parts = new Part[members];
        Arrays.setAll(parts, member -> new Part(layer, binding, call, member));
    }

    private static int[] ones(int n) {
        int[] ones = new int[n];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static float[][] gradients(Call call, Tensor[] tensors) {
        float[][] all = new float[tensors.length][];
        for (int i = 0; i < all.length; i++) {
            float[] gradient = call.gradient(tensors[i]);
            all[i] = gradient == null ? new float[0] : gradient;
        }
        return all;
    }

    private Part part(int member) {
        return parts[Math.min(member, parts.length - 1)];
    }

    /** The time step that is processed as step s. */
    private int at(int s) {
        return options.goBackwards() ? time - 1 - s : s;
    }

    /** The place of the output of step s. */
    private int to(int s) {
        return inPlace ? at(s) : s;
    }

    private boolean isReal(int sample, int step) {
        return real == null || real[sample * time + step];
    }

    /** Whether a masked step gives 0; in unrolled sequences Keras asks the mask of another step, see {@link Recurrence}. */
    private boolean isZero(int sample, int s) {
        int asked = options.unroll() && options.returnSequences() ? s : at(s);
        return options.zeroOutputForMask() && !isReal(sample, asked);
    }

    private float dropped(int draw, float rate) {
        return rate == 0 ? 1 : draws.uniform(draw) >= rate ? 1 / (1 - rate) : 0;
    }

    @Override
    public void forward() {
        for (int g = 0; g < groups.length; g++) {
            float[] mask = groups[g].mask();
            for (int i = 0; i < mask.length && i < batch * units; i++) {
                mask[i] = dropped(firstRecurrentDraw + g * batch * units + i, recurrentRate);
            }
        }
        if (time == 0) {
            Arrays.fill(y, 0, options.returnSequences() ? 0 : batch * units, 0);
        }
        team.run(gather);
        team.run(project);
        run(ahead);
    }

    private void run(Team.Task task) {
        if (parts.length == 1) {
            task.run(0);
        } else {
            team.run(task);
        }
    }

    /** The input in the order of steps, masked by dropout, for each projection. */
    private void gather(int member) {
        int end = team.share(time * batch, member + 1);
        for (Projection p : projections) {
            for (int row = team.share(time * batch, member); row < end; row++) {
                int b = row % batch;
                int from = (b * time + at(row / batch)) * features;
                System.arraycopy(x, from, p.operand, row * features, features);
                for (int i = 0; p.rate > 0 && i < features; i++) {
                    p.operand[row * features + i] *= dropped(p.draw + b * features + i, p.rate);
                }
            }
        }
    }

    /** z = b + x · W for all steps. */
    private void project(int member) {
        int first = team.share(time * batch, member);
        int m = team.share(time * batch, member + 1) - first;
        for (Projection p : projections) {
            kernels.gemm(
                    m,
                    p.operand,
                    first * features,
                    features,
                    p.w,
                    bias,
                    p.first,
                    0,
                    z,
                    first * columns + p.first,
                    columns,
                    work[member]);
        }
    }

    @Override
    public void backward() {
        run(back);
        for (int s = 0; s < time; s++) {
            for (Part part : parts) {
                part.cell.learn(s);
            }
        }
        team.run(gather);
        Arrays.fill(dxs, 0, dxs.length == 0 ? 0 : time * batch * features, 0);
        for (int p = 0; p < projections.length; p++) {
            Projection projection = projections[p];
            boolean alone = dxs.length > 0 && projection.rate > 0;
            projection.gradient.run(z, 0, projection.operand, 0, features, dxs.length == 0 ? null : dxs);
            if (alone) {
                undrop(projection);
            }
        }
        if (dx != null) {
            team.run(scatter);
        }
        for (int g = 0; g < groups.length; g++) {
            recurrentGradients[g].run(dr, 0, operands[g], 0, units, null);
        }
    }

    /** Adds what came back through a masked input, and makes room for the next projection's. */
    private void undrop(Projection p) {
        for (int row = 0; row < time * batch; row++) {
            int b = row % batch;
            int to = (b * time + at(row / batch)) * features;
            for (int i = 0; dx != null && i < features; i++) {
                dx[to + i] += dxs[row * features + i] * dropped(p.draw + b * features + i, p.rate);
                dxs[row * features + i] = 0;
            }
        }
    }

    /** dx += what came back to the input, in the order of steps. */
    private void scatter(int member) {
        int end = team.share(time * batch, member + 1);
        for (int row = team.share(time * batch, member); dx != null && row < end; row++) {
            int to = (row % batch * time + at(row / batch)) * features;
            for (int i = 0; i < features; i++) {
                dx[to + i] += dxs[row * features + i];
            }
        }
    }

    /** Some samples on their way through time. */
    private final class Part {

        private final int first;
        private final int samples;
        private final CellPass cell;

        /** What the last output's gradient is so far, (samples, H). */
        private final float[] dLast;

        private final float[] last;
        private final float[][] held;
        private final List<CellPass.Group> own = new ArrayList<>();

        Part(RecurrentLayer layer, Binding binding, Call call, int member) {
            first = batch * member / parts.length;
            samples = batch * (member + 1) / parts.length - first;
            for (CellPass.Group g : groups) {
                float[] mask = g.mask().length == 0 ? g.mask() : call.kept(samples * units);
                own.add(new CellPass.Group(g.first(), g.r(), g.transposed(), mask));
            }
            cell = layer.pass(new CellPass.Layout(
                    call,
                    binding,
                    kernels,
                    batch,
                    first,
                    samples,
                    time,
                    units,
                    columns,
                    own.toArray(new CellPass.Group[0]),
                    z,
                    dr,
                    bias,
                    columns,
                    operands));
            last = lastOutput == null ? new float[0] : lastOutput.values();
            dLast = call.scratch(samples * units);
            held = new float[carried.length][];
            Arrays.setAll(held, i -> real == null ? new float[0] : call.scratch(samples * units));
        }

        void forward() {
            int n = samples * units;
            int at = first * units;
            for (int g = 0; g < groups.length; g++) {
                float[] mask = groups[g].mask();
                System.arraycopy(mask, mask.length == 0 ? 0 : at, own.get(g).mask(), 0, mask.length == 0 ? 0 : n);
            }
            for (int i = 0; i < carried.length; i++) {
                if (initial.length > 0) {
                    System.arraycopy(initial[i].floats(), at, cell.states[i][0], 0, n);
                } else if (carried[i].carried()) {
                    System.arraycopy(carried[i].values(), at, cell.states[i][0], 0, n);
                } else {
                    Arrays.fill(cell.states[i][0], 0, n, 0);
                }
            }
            Arrays.fill(last, last.length == 0 ? 0 : at, last.length == 0 ? 0 : at + n, 0);
            for (int s = 0; s < time; s++) {
                cell.forward(s);
                for (int b = 0; b < samples; b++) {
                    give(s, b);
                }
            }
            for (int i = 0; i < carried.length; i++) {
                System.arraycopy(cell.states[i][time], 0, carried[i].values(), at, n);
                if (results.length > 0) {
                    System.arraycopy(cell.states[i][time], 0, results[i].floats(), at, n);
                }
            }
        }

        /** The output of step s for a sample, and its states where the step is masked. */
        private void give(int s, int b) {
            int row = b * units;
            boolean counts = isReal(first + b, at(s));
            for (int i = 0; !counts && i < cell.states.length; i++) {
                System.arraycopy(cell.states[i][s], row, cell.states[i][s + 1], row, units);
            }
            float[] h = cell.states[0][s + 1];
            int all = (first + b) * units;
            if (counts && last.length > 0) {
                System.arraycopy(h, row, last, all, units);
            }
            if (!options.returnSequences() && s < time - 1) {
                return;
            }
            if (isZero(first + b, s)) {
                Arrays.fill(y, outputAt(s, b), outputAt(s, b) + units, 0);
            } else if (last.length > 0) {
                System.arraycopy(last, all, y, outputAt(s, b), units);
            } else {
                System.arraycopy(h, row, y, outputAt(s, b), units);
            }
        }

        private int outputAt(int s, int b) {
            return options.returnSequences() ? ((first + b) * time + to(s)) * units : (first + b) * units;
        }

        void backward() {
            int n = samples * units;
            int at = first * units;
            for (int i = 0; i < cell.d.length; i++) {
                if (dResults.length > 0 && dResults[i].length > 0) {
                    System.arraycopy(dResults[i], at, cell.d[i], 0, n);
                } else {
                    Arrays.fill(cell.d[i], 0, n, 0);
                }
            }
            Arrays.fill(dLast, 0, n, 0);
            for (int s = time - 1; s >= 0; s--) {
                for (int b = 0; b < samples; b++) {
                    take(s, b);
                }
                cell.backward(s);
                for (int b = 0; real != null && b < samples; b++) {
                    release(s, b);
                }
            }
            for (int i = 0; i < dInitial.length; i++) {
                for (int j = 0; dInitial[i].length > 0 && j < n; j++) {
                    dInitial[i][at + j] += cell.d[i][j];
                }
            }
        }

        /** Adds the gradient of the output of step s to that of the state; a masked step has no part in what comes later. */
        private void take(int s, int b) {
            int row = b * units;
            float[] dh = cell.d[0];
            boolean gives = dy != null && (options.returnSequences() || s == time - 1) && !isZero(first + b, s);
            if (gives && dy != null) {
                int from = outputAt(s, b);
                for (int u = 0; u < units; u++) {
                    dLast[row + u] += dy[from + u];
                }
            }
            if (isReal(first + b, at(s))) {
                for (int u = row; u < row + units; u++) {
                    dh[u] += dLast[u];
                    dLast[u] = 0;
                }
                return;
            }
            for (int i = 0; i < held.length; i++) {
                System.arraycopy(cell.d[i], row, held[i], row, units);
                Arrays.fill(cell.d[i], row, row + units, 0);
            }
        }

        /** After a masked step: its state is the one before it, and so is the gradient. */
        private void release(int s, int b) {
            for (int i = 0; i < held.length && !isReal(first + b, at(s)); i++) {
                System.arraycopy(held[i], b * units, cell.d[i], b * units, units);
            }
        }
    }
}
