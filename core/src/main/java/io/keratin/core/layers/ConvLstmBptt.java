package io.keratin.core.layers;

import io.keratin.core.activations.Activation;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PackedMatrix;
import io.keratin.core.tensor.Mask;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import io.keratin.core.threads.Team;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ConvLstm} in training and its back-propagation through time: {@link Bptt} with convolutions in place of products. Step by step
 * goes only dh = dz convolved back with R; dW, dR and dx are those of one convolution each over the images of all steps.
 *
 * <p>Gates, states and outputs lie as the layer's output does, U values a sample, so that activations see its last axis; products and
 * what they multiply have their channels last. A team shares the samples. Masks act as in {@link Recurrence}, place by place where
 * they have a value for each.
 */
final class ConvLstmBptt implements Step.Differentiable {

    private static final int GATES = Lstm.GATES.length;

    /** Places whose patches are made together. */
    private static final int TOGETHER = 64;

    /** Multiply-adds of a pass that are worth a thread of their own. */
    private static final long MIN_SHARE = 400_000;

    private final ConvLstm layer;
    private final RnnOptions options;
    private final Kernels kernels;
    private final Call call;
    private final boolean turned;
    private final int batch;
    private final int time;
    private final int channels;
    private final int filters;
    private final int columns;
    private final int inPlaces;
    private final int places;
    private final int units;

    /** Length of the output's last axis. */
    private final int line;

    private final float[] x;
    private final float[] y;
    private final float @Nullable [] dx;
    private final float @Nullable [] dy;
    private final float[] bias;
    private final float @Nullable [] dBias;
    private final boolean @Nullable [] real;

    /** Values of the mask a step. */
    private final int each;

    private final Tensor[] initial;
    private final float[][] dInitial;
    private final Tensor[] results;
    private final float[][] dResults;
    private final Call.State[] carried;
    private final float[] last;
    private final Draws draws;
    private final Team team;

    /** (B · T · places, 4 filters): gradients with respect to what the gates activate. */
    private final float[] dz;

    private final float[] xLast;
    private final float[] dxLast;
    private final float[] sum;
    private final float[] row;
    private final Convolution[] ofInput;
    private final Convolution[] ofState;
    private final Part[] parts;
    private final Team.Task ahead = member -> part(member).forward();
    private final Team.Task back = member -> part(member).backward();

    ConvLstmBptt(
            ConvLstm layer,
            int[] in,
            int[] out,
            Binding cell,
            RecurrentSteps steps,
            Tensor[] initial,
            Tensor[] results,
            Call call) {
        this.layer = layer;
        this.call = call;
        this.initial = initial;
        this.results = results;
        options = layer.rnn();
        kernels = cell.kernels();
        turned = layer.channelsFirst();
        Tensor input = call.input();
        batch = input.shape().dim(0);
        time = input.shape().dim(1);
        inPlaces = DataFormat.places(in);
        places = DataFormat.places(out);
        channels = DataFormat.channels(layer.className(), cell.input(), turned);
        filters = layer.filters();
        columns = GATES * filters;
        units = places * filters;
        line = turned ? out[2] : filters;
        x = input.floats();
        y = call.output().floats();
        dx = call.gradient(input);
        dy = call.gradient(call.output());
        dInitial = gradients(initial);
        dResults = gradients(results);
        bias = cell.weightOrZeros("bias", layer.useBias(), columns);
        dBias = layer.useBias() ? cell.gradient("bias") : null;
        Mask mask = call.mask(0);
        real = mask == null ? null : mask.values();
        if (mask != null) {
            steps.maskPlaces(mask, Shape.of(batch, time), options.unroll());
        }
        each = mask == null ? 1 : mask.shape().product(2, mask.shape().rank());
        carried = new Call.State[2];
        Arrays.setAll(carried, i -> call.state(batch * units, options.stateful()));
        last = mask == null ? new float[0] : call.state(batch * units, false).values();
        draws = call.draws();
        int taps = layer.windows().taps();
        long share = (long) batch * time * places * taps * columns * (channels + filters) / MIN_SHARE;
        int members = (int) Math.max(1, Math.min(Math.min(call.team().size(), batch), share));
        team = members > 1 ? call.team() : Team.SOLO;

        int rows = batch * time;
        int n = rows * inPlaces * channels;
        dz = call.scratch(rows * places * columns);
        xLast = turned ? call.kept(n) : x;
        sum = call.scratch(columns);
        row = call.scratch(columns);
        float dropout = RecurrentLayer.rate(layer.training(), "dropout");
        float recurrentDropout = RecurrentLayer.rate(layer.training(), "recurrent_dropout");
        dxLast = dx == null || !(turned || dropout > 0) ? new float[0] : call.scratch(n);
        Windows around = Windows.of(layer.windows().sizes()).withPadding(Padding.SAME);
        ofInput = convolutions(cell, "kernel", layer.windows(), in, channels, dropout, 0, dx != null, xLast);
        int drawn = GATES * batch * inPlaces * channels;
        ofState = convolutions(
                cell, "recurrent_kernel", around, out, filters, recurrentDropout, drawn, true, new float[0]);
        parts = new Part[members];
        Arrays.setAll(parts, member -> new Part(member, members));
    }

    private float[][] gradients(Tensor[] tensors) {
        float[][] all = new float[tensors.length][];
        for (int i = 0; i < all.length; i++) {
            float[] gradient = call.gradient(tensors[i]);
            all[i] = gradient == null ? new float[0] : gradient;
        }
        return all;
    }

    /** That of all gates at once; with dropout, those of each gate, whose operands differ. */
    private Convolution[] convolutions(
            Binding cell,
            String key,
            Windows windows,
            int[] space,
            int depth,
            float rate,
            int firstDraw,
            boolean goesOn,
            float[] operand) {
        Convolution[] all = new Convolution[rate > 0 ? GATES : 1];
        int n = columns / all.length;
        int size = batch * DataFormat.places(space) * depth;
        Arrays.setAll(
                all,
                g -> new Convolution(
                        cell,
                        key,
                        windows,
                        space,
                        depth,
                        g * n,
                        n,
                        rate,
                        firstDraw + g * size,
                        goesOn,
                        rate > 0 || operand.length == 0 ? call.kept(size * time) : operand));
        return all;
    }

    /** The convolution of some gates, over the images of all steps. */
    private final class Convolution {

        final int first;
        final int n;
        final float[] operand;
        final Patches patches;
        final PackedMatrix w;
        final @Nullable PackedMatrix transposed;

        /** What the images of a sample are multiplied with, (B, image); empty for nothing. */
        final float[] mask;

        private final float rate;
        private final int draw;
        private final int image;
        private final float @Nullable [] dw;
        private final float[] own;
        private final float[] dOwn;
        private final PatchGradient gradient;

        Convolution(
                Binding cell,
                String key,
                Windows windows,
                int[] space,
                int depth,
                int first,
                int n,
                float rate,
                int draw,
                boolean goesOn,
                float[] operand) {
            this.first = first;
            this.n = n;
            this.operand = operand;
            this.rate = rate;
            this.draw = draw;
            image = DataFormat.places(space) * depth;
            patches = Patches.of(windows, space, depth, operand);
            int rows = patches.length();
            w = cell.columns(key, rows, columns, first, n);
            transposed = goesOn ? cell.transposedColumns(key, rows, columns, first, n) : null;
            mask = rate > 0 ? call.kept(batch * image) : new float[0];
            dw = cell.gradient(key);
            boolean alone = n < columns;
            own = alone ? call.scratch(batch * time * places * n) : dz;
            dOwn = alone && dw != null ? call.scratch(rows * n) : new float[0];
            boolean ofInput = key.equals("kernel");
            gradient = PatchGradient.of(
                    kernels,
                    patches,
                    batch * time * places,
                    n,
                    alone && dw != null ? dOwn : dw,
                    ofInput ? transposed : null,
                    call);
        }

        void draw() {
            for (int i = 0; i < mask.length && i < batch * image; i++) {
                mask[i] = draws.uniform(draw + i) >= rate ? 1 / (1 - rate) : 0;
            }
        }

        /** Puts the image that sample b convolves at a step where its patches read it. */
        void put(float[] images, int at, int b, int step) {
            int to = (b * time + step) * image;
            if (mask.length == 0) {
                System.arraycopy(images, at, operand, to, image);
                return;
            }
            for (int i = 0; i < image; i++) {
                operand[to + i] = images[at + i] * mask[b * image + i];
            }
        }

        /** Adds to dW, and to {@code d} (B · T, image) if it is not null. */
        void back(float @Nullable [] d) {
            for (int r = 0; own != dz && r < batch * time * places; r++) {
                System.arraycopy(dz, r * columns + first, own, r * n, n);
            }
            Arrays.fill(dOwn, 0, dOwn.length == 0 ? 0 : patches.length() * n, 0);
            gradient.run(own, d);
            for (int k = 0; dw != null && dOwn.length > 0 && k < patches.length(); k++) {
                for (int c = 0; c < n; c++) {
                    dw[k * columns + first + c] += dOwn[k * n + c];
                }
            }
        }
    }

    private Part part(int member) {
        return parts[Math.min(member, parts.length - 1)];
    }

    /** The time step that is processed as step s. */
    private int at(int s) {
        return options.goBackwards() ? time - 1 - s : s;
    }

    private boolean isReal(int sample, int step, int place) {
        return real == null || real[(sample * time + step) * each + place];
    }

    /** Whether a masked step gives 0; in unrolled sequences Keras asks the mask of another step, see {@link Recurrence}. */
    private boolean isZero(int sample, int s, int place) {
        int asked = options.unroll() && options.returnSequences() ? s : at(s);
        return options.zeroOutputForMask() && !isReal(sample, asked, place);
    }

    @Override
    public void forward() {
        if (turned) {
            DataFormat.transpose(batch * time, channels, inPlaces, x, xLast);
        }
        for (Convolution c : ofInput) {
            c.draw();
            for (int i = 0; c.mask.length > 0 && i < batch * time; i++) {
                c.put(xLast, i * inPlaces * channels, i / time, i % time);
            }
        }
        for (Convolution c : ofState) {
            c.draw();
        }
        if (time == 0) {
            Arrays.fill(y, 0, options.returnSequences() ? 0 : batch * units, 0);
        }
        run(ahead);
    }

    private void run(Team.Task task) {
        if (parts.length == 1) {
            task.run(0);
        } else {
            team.run(task);
        }
    }

    @Override
    public void backward() {
        run(back);
        for (Convolution c : ofState) {
            c.back(null);
        }
        for (Convolution c : ofInput) {
            boolean copied = dxLast.length > 0;
            Arrays.fill(dxLast, 0, copied ? batch * time * inPlaces * channels : 0, 0);
            c.back(copied ? dxLast : dx);
            if (copied && dx != null) {
                addInput(c.mask, dx);
            }
        }
        if (dBias != null) {
            Arrays.fill(sum, 0, columns, 0);
            kernels.addRows(dz, 0, batch * time * places, columns, sum, row);
            CellPass.add(sum, dBias, columns);
        }
    }

    /** Adds what came back to the input's copy, through its dropout. */
    private void addInput(float[] mask, float[] to) {
        int image = inPlaces * channels;
        for (int i = 0; mask.length > 0 && i < batch * time * image; i++) {
            dxLast[i] *= mask[i / (time * image) * image + i % image];
        }
        if (turned) {
            DataFormat.addTransposed(batch * time, inPlaces, channels, dxLast, to);
        } else {
            CellPass.add(dxLast, to, batch * time * image);
        }
    }

    /** Some samples on their way through time. */
    private final class Part {

        private final int first;
        private final int samples;
        private final int n;
        private final Gate i;
        private final Gate f;
        private final Gate g;
        private final Gate o;

        /** φ(c). */
        private final Gate t;

        /** h and c before each step and after the last. */
        private final float[][][] states = new float[2][][];

        private final float[][] d = new float[2][];
        private final float[][] held = new float[2][];
        private final float[] dLast;
        private final float[] z;
        private final float[] gate;
        private final float[] image;
        private final float[] tile;
        private final float[] work;

        Part(int member, int members) {
            first = batch * member / members;
            samples = batch * (member + 1) / members - first;
            n = samples * units;
            i = gate(layer.recurrentActivation());
            f = gate(layer.recurrentActivation());
            g = gate(layer.activation());
            o = gate(layer.recurrentActivation());
            t = gate(layer.activation());
            for (int k = 0; k < 2; k++) {
                states[k] = new float[time + 1][];
                Arrays.setAll(states[k], s -> call.kept(n));
                d[k] = call.scratch(n);
                held[k] = real == null ? new float[0] : call.scratch(n);
            }
            dLast = call.scratch(n);
            z = call.scratch(samples * places * columns);
            gate = call.scratch(n);
            image = call.scratch(units);
            int longest = Math.max(ofInput[0].patches.length(), ofState[0].patches.length());
            tile = call.scratch(Math.min(TOGETHER, Math.max(1, places)) * longest);
            work = call.scratch(Kernels.WORK);
        }

        private Gate gate(Activation activation) {
            return new Gate(kernels, activation, call, time, line == 0 ? 0 : n / line, line);
        }

        // ---- forward

        void forward() {
            for (int k = 0; k < 2; k++) {
                for (int b = 0; b < samples; b++) {
                    start(k, b);
                }
            }
            Arrays.fill(last, last.length == 0 ? 0 : first * units, last.length == 0 ? 0 : first * units + n, 0);
            for (int s = 0; s < time; s++) {
                step(s);
                for (int b = 0; b < samples; b++) {
                    for (int place = 0; place < each; place++) {
                        give(s, b, place);
                    }
                }
            }
            for (int k = 0; k < 2; k++) {
                float[] end = states[k][time];
                for (int b = 0; b < samples; b++) {
                    channelsLast(end, b * units, carried[k].values(), (first + b) * units);
                }
                if (results.length > 0) {
                    System.arraycopy(end, 0, results[k].floats(), first * units, n);
                }
            }
        }

        private void start(int k, int b) {
            float[] state = states[k][0];
            int from = (first + b) * units;
            if (initial.length > 0) {
                System.arraycopy(initial[k].floats(), from, state, b * units, units);
            } else if (carried[k].carried()) {
                asOutput(carried[k].values(), from, state, b * units);
            } else {
                Arrays.fill(state, b * units, (b + 1) * units, 0);
            }
        }

        /** z = x * W + b + h * R; i, f, o = σ(z); g = φ(z); c' = f ∘ c + i ∘ g; h' = o ∘ φ(c'), where * convolves. */
        private void step(int s) {
            for (int b = 0; b < samples; b++) {
                int at = (first + b) * time + at(s);
                for (Convolution c : ofInput) {
                    convolve(c, at, b, bias, c.first, 0);
                }
                channelsLast(states[0][s], b * units, image, 0);
                for (Convolution c : ofState) {
                    c.put(image, 0, first + b, at(s));
                    convolve(c, at, b, z, b * places * columns + c.first, columns);
                }
            }
            open(i, 0, s);
            open(f, 1, s);
            open(g, 2, s);
            open(o, 3, s);
            float[] c = states[1][s + 1];
            CellPass.times(f.at(s), states[1][s], c, n);
            CellPass.addTimes(i.at(s), g.at(s), c, n);
            CellPass.times(o.at(s), t.open(s, c, 0, line), states[0][s + 1], n);
        }

        /** Some columns of z of sample b = start + what its places see of image {@code at} · W. */
        private void convolve(Convolution c, int at, int b, float[] start, int startAt, int ld) {
            int length = c.patches.length();
            for (int p = 0; p < places; p += TOGETHER) {
                int m = Math.min(TOGETHER, places - p);
                c.patches.fill(at * places + p, at * places + p + m, tile, 0);
                int to = (b * places + p) * columns + c.first;
                kernels.gemm(m, tile, 0, length, c.w, start, startAt + p * ld, ld, z, to, columns, work);
            }
        }

        private void open(Gate gate, int which, int s) {
            for (int row = 0; row < samples * places; row++) {
                for (int c = 0; c < filters; c++) {
                    this.gate[place(row, c)] = z[row * columns + which * filters + c];
                }
            }
            gate.open(s, this.gate, 0, line);
        }

        /** Where a place of all samples and its channel stand in a state. */
        private int place(int row, int channel) {
            return turned ? (row / places * filters + channel) * places + row % places : row * filters + channel;
        }

        /** The output of step s for what has one value of the mask, and its states where that is masked. */
        private void give(int s, int b, int place) {
            int length = units / each;
            int from = b * units + place * length;
            boolean counts = isReal(first + b, at(s), place);
            for (int k = 0; !counts && k < 2; k++) {
                System.arraycopy(states[k][s], from, states[k][s + 1], from, length);
            }
            int all = first * units + from;
            if (counts && last.length > 0) {
                System.arraycopy(states[0][s + 1], from, last, all, length);
            }
            if (!options.returnSequences() && s < time - 1) {
                return;
            }
            int to = outputAt(s, b) + place * length;
            if (isZero(first + b, s, place)) {
                Arrays.fill(y, to, to + length, 0);
            } else if (last.length > 0) {
                System.arraycopy(last, all, y, to, length);
            } else {
                System.arraycopy(states[0][s + 1], from, y, to, length);
            }
        }

        private int outputAt(int s, int b) {
            return (options.returnSequences() ? (first + b) * time + s : first + b) * units;
        }

        // ---- backward

        void backward() {
            for (int k = 0; k < 2; k++) {
                if (dResults.length > 0 && dResults[k].length > 0) {
                    System.arraycopy(dResults[k], first * units, d[k], 0, n);
                } else {
                    Arrays.fill(d[k], 0, n, 0);
                }
            }
            Arrays.fill(dLast, 0, n, 0);
            for (int s = time - 1; s >= 0; s--) {
                for (int b = 0; b < samples; b++) {
                    for (int place = 0; place < each; place++) {
                        take(s, b, place);
                    }
                }
                stepBack(s);
                for (int b = 0; real != null && b < samples; b++) {
                    for (int place = 0; place < each; place++) {
                        release(s, b, place);
                    }
                }
            }
            for (int k = 0; k < dInitial.length; k++) {
                for (int j = 0; dInitial[k].length > 0 && j < n; j++) {
                    dInitial[k][first * units + j] += d[k][j];
                }
            }
        }

        /** Adds the gradient of the output of step s to that of the state; what is masked has no part in what comes later. */
        private void take(int s, int b, int place) {
            int length = units / each;
            int from = b * units + place * length;
            boolean gives = (options.returnSequences() || s == time - 1) && !isZero(first + b, s, place);
            for (int u = 0; dy != null && gives && u < length; u++) {
                dLast[from + u] += dy[outputAt(s, b) + place * length + u];
            }
            if (isReal(first + b, at(s), place)) {
                for (int u = from; u < from + length; u++) {
                    d[0][u] += dLast[u];
                    dLast[u] = 0;
                }
                return;
            }
            for (int k = 0; k < 2; k++) {
                System.arraycopy(d[k], from, held[k], from, length);
                Arrays.fill(d[k], from, from + length, 0);
            }
        }

        /** After a masked step: its state is the one before it, to which its neighbours' gradients have come too. */
        private void release(int s, int b, int place) {
            int length = units / each;
            int from = b * units + place * length;
            for (int k = 0; k < 2 && !isReal(first + b, at(s), place); k++) {
                for (int u = from; u < from + length; u++) {
                    d[k][u] += held[k][u];
                }
            }
        }

        /** As that of {@link Lstm}; dh = dz convolved back with R. */
        private void stepBack(int s) {
            float[] dh = d[0];
            float[] dc = d[1];
            gateBack(3, o, dh, t.at(s), s);
            CellPass.times(dh, o.at(s), gate, n);
            t.derive(s, gate);
            CellPass.add(gate, dc, n);
            gateBack(0, i, dc, g.at(s), s);
            gateBack(1, f, dc, states[1][s], s);
            gateBack(2, g, dc, i.at(s), s);
            CellPass.times(dc, f.at(s), dc, n);
            Arrays.fill(dh, 0, n, 0);
            for (int b = 0; b < samples; b++) {
                for (Convolution c : ofState) {
                    Arrays.fill(image, 0, units, 0);
                    convolveBack(c, ((first + b) * time + at(s)) * places);
                    for (int u = 0; c.mask.length > 0 && u < units; u++) {
                        image[u] *= c.mask[(first + b) * units + u];
                    }
                    for (int p = 0; p < places; p++) {
                        for (int k = 0; k < filters; k++) {
                            dh[place(b * places + p, k)] += image[p * filters + k];
                        }
                    }
                }
            }
        }

        /** dz of a gate: a ∘ b times its derivative. */
        private void gateBack(int which, Gate of, float[] a, float[] b, int s) {
            CellPass.times(a, b, gate, n);
            of.derive(s, gate);
            for (int row = 0; row < samples * places; row++) {
                int to = (((first + row / places) * time + at(s)) * places + row % places) * columns + which * filters;
                for (int c = 0; c < filters; c++) {
                    dz[to + c] = gate[place(row, c)];
                }
            }
        }

        /** Adds dz · Rᵀ of an image's places to where their patches read it. */
        private void convolveBack(Convolution c, int row) {
            int length = c.patches.length();
            for (int p = 0; c.transposed != null && p < places; p += TOGETHER) {
                int m = Math.min(TOGETHER, places - p);
                int from = (row + p) * columns + c.first;
                kernels.gemm(m, dz, from, columns, c.transposed, null, 0, 0, tile, 0, length, work);
                c.patches.add(p, p + m, tile, image, 0, filters);
            }
        }
    }

    /** A sample's values that lie as the output does, with channels last. */
    private void channelsLast(float[] from, int at, float[] to, int start) {
        for (int p = 0; p < places; p++) {
            for (int c = 0; c < filters; c++) {
                to[start + p * filters + c] = from[at + (turned ? c * places + p : p * filters + c)];
            }
        }
    }

    /** The reverse of {@link #channelsLast}. */
    private void asOutput(float[] from, int at, float[] to, int start) {
        for (int p = 0; p < places; p++) {
            for (int c = 0; c < filters; c++) {
                to[start + (turned ? c * places + p : p * filters + c)] = from[at + p * filters + c];
            }
        }
    }
}
