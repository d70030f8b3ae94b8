package io.keratin.core.layers;

import io.keratin.core.activations.Activation;
import io.keratin.core.error.ShapeException;
import io.keratin.core.kernels.CellStep;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PackedMatrix;
import io.keratin.core.tensor.Mask;
import io.keratin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The steps of a {@link ConvLstm}, tile by tile of places: what the places of a tile see of the input is multiplied with the kernel,
 * what they see of the state with the recurrent kernel, then the gates run, while all of it is in the cache. The units of the state
 * are (places, filters), channels last.
 */
final class ConvLstmSteps implements RecurrentSteps {

    /** Multiply-adds of a step that are worth a thread of their own. */
    private static final long MIN_SHARE = 50_000;

    /** Values of the patches of a tile, which stay in the cache with their products, and the most places that it has. */
    private static final int TILE = 32768;

    private static final int MAX_PLACES = 128;
    private static final int MIN_PLACES = 12;

    private final ConvLstm layer;
    private final int[] in;
    private final int[] out;
    private final int channels;
    private final int filters;
    private final int places;
    private final Windows around;
    private final Kernels kernels;
    private final PackedMatrix w;
    private final PackedMatrix r;
    private final float[] bias;

    /** Whether an activation needs whole lines of the last axis of space. */
    private final boolean byLines;

    /** The steps with the weights of {@code cell}, whose input is one step; {@code in} and {@code out} are its axes of space. */
    ConvLstmSteps(ConvLstm layer, int[] in, int[] out, Binding cell) {
        this.layer = layer;
        this.in = in;
        this.out = out;
        filters = layer.filters();
        places = DataFormat.places(out);
        channels = DataFormat.channels(layer.className(), cell.input(), layer.channelsFirst());
        around = Windows.of(layer.windows().sizes()).withPadding(Padding.SAME);
        Binding on = RecurrentLayer.bindingFor(cell, layer.activation(), layer.recurrentActivation());
        kernels = on.kernels();
        int taps = layer.windows().taps();
        w = on.pack("kernel", Math.multiplyExact(taps, channels), filters, Lstm.GATES);
        r = on.pack("recurrent_kernel", Math.multiplyExact(taps, filters), filters, Lstm.GATES);
        bias = cell.packedRow(r, cell.weightOrZeros("bias", layer.useBias(), 4 * filters), 0, Lstm.GATES);
        byLines = layer.channelsFirst()
                && !(layer.activation().elementwise()
                        && layer.recurrentActivation().elementwise());
    }

    @Override
    public List<Places> parts(Call call, Sequence sequence) {
        long work = (long) sequence.batch * places * r.columns() * (w.rows() + r.rows());
        int most = (int) Math.max(1, Math.min(Math.min(call.team().size(), places), work / MIN_SHARE));
        int members = byLines ? 1 : most;
        List<Places> parts = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            parts.add(new Places(call, sequence, places * i / members, places * (i + 1) / members));
        }
        return parts;
    }

    /** Keras masks places of the output one by one where the mask has a value for each. */
    @Override
    public int[] maskPlaces(Mask mask, Shape steps, boolean unrolled) {
        Shape shape = mask.shape();
        if (shape.equals(steps)) {
            return new int[0];
        }
        int axes = layer.windows().axes();
        int[] state = new int[axes + 1];
        for (int axis = 0; axis < axes; axis++) {
            state[axis + (layer.channelsFirst() ? 1 : 0)] = out[DataFormat.AXES - axes + axis];
        }
        state[layer.channelsFirst() ? 0 : axes] = filters;
        Shape each = steps.concat(Shape.of(Arrays.copyOf(state, axes)));
        if (unrolled || !shape.equals(each)) {
            throw new ShapeException(layer.className() + " needs a mask of " + steps + (unrolled ? "" : " or " + each)
                    + " here, found one of " + shape);
        }
        int[] of = new int[places * filters];
        int width = out[2];
        Arrays.setAll(of, u -> {
            int place = u / filters;
            return layer.channelsFirst() ? u % filters * (places / width) + place / width : place;
        });
        return of;
    }

    /** Some places of all samples. */
    final class Places implements Part {

        private final Sequence sequence;
        private final int from;
        private final int to;
        private final Patches x;
        private final Patches[] h;
        private final float[] patches;
        private final float[] zx;
        private final float[] next;
        private final float[] c;

        /** A step of a whole tile, and of the last one. */
        private final CellStep whole;

        private final CellStep rest;

        private final Lines lines;

        Places(Call call, Sequence sequence, int from, int to) {
            this.sequence = sequence;
            this.from = from;
            this.to = to;
            x = Patches.of(layer.windows(), in, channels, sequence.x);
            h = new Patches[] {state(sequence.h[0]), state(sequence.h[1])};
            int most = TILE / Math.max(1, Math.max(x.length(), r.rows()));
            int rows = Math.max(1, Math.min(to - from, Math.max(MIN_PLACES, Math.min(MAX_PLACES, most))));
            patches = call.scratch(rows * Math.max(x.length(), r.rows()));
            zx = call.scratch(rows * r.columns());
            next = call.scratch(rows * r.rows());
            c = call.scratch(rows * filters);
            int[] lengths = Kernels.stepWork(rows, r);
            float[][] work = new float[lengths.length][];
            Arrays.setAll(work, i -> call.scratch(lengths[i]));
            whole = step(rows, work);
            rest = step((to - from) % rows, work);
            lines = new Lines(call);
        }

        private Patches state(float[] values) {
            return Patches.of(around, out, filters, values);
        }

        private CellStep step(int rows, float[][] work) {
            return new CellStep(rows, zx, r.columns(), patches, r.rows(), 0, c, filters, 0, work);
        }

        @Override
        public int firstUnit() {
            return from * filters;
        }

        @Override
        public int units() {
            return (to - from) * filters;
        }

        @Override
        public void step(int s, float[] before, float[] after) {
            for (int b = 0; b < sequence.batch; b++) {
                int time = (b * sequence.time + sequence.at(s)) * places;
                for (int place = from; place < to; place += whole.rows) {
                    CellStep step = to - place < whole.rows ? rest : whole;
                    tile(step, time + place, h[s & 1], b * places + place, place);
                    if (!byLines) {
                        gates(step, after, (b * places + place) * filters);
                    }
                }
                if (byLines) {
                    lines.gates(after, b * places * filters);
                }
            }
        }

        /** zx = b + x · W for the places of a tile, and what they see of the state. */
        private void tile(CellStep step, int row, Patches state, int stateRow, int place) {
            int m = step.rows;
            x.fill(row, row + m, patches, 0);
            kernels.gemm(m, patches, 0, x.length(), w, bias, 0, 0, zx, 0, r.columns(), step.work[0]);
            state.fill(stateRow, stateRow + m, patches, 0);
            if (byLines) {
                int at = place * r.columns();
                kernels.gemm(m, patches, 0, r.rows(), r, zx, 0, r.columns(), lines.z, at, r.columns(), step.work[0]);
            }
        }

        /** The state of a tile's places, from value {@code at} on. */
        private void gates(CellStep step, float[] after, int at) {
            int n = step.rows * filters;
            System.arraycopy(sequence.c, at, c, 0, n);
            step.at(0, patches, next);
            kernels.lstmStep(r, layer.recurrentActivation(), layer.activation(), step);
            System.arraycopy(c, 0, sequence.c, at, n);
            for (int row = 0; row < step.rows; row++) {
                System.arraycopy(next, row * r.rows(), after, at + row * filters, filters);
            }
        }

        /**
         * The gates where an activation needs whole lines of a map, as softmax does where channels come first: every line of a
         * channel is a row of an LSTM whose products are there already. Rare, so written for the reader.
         */
        private final class Lines {

            /** The products of all places, (places, 4 filters). */
            final float[] z;

            private final float[] turned;
            private final float[] cells;
            private final float[] states;
            private final PackedMatrix nothing;
            private final CellStep step;

            Lines(Call call) {
                int width = byLines ? out[2] : 0;
                int rows = byLines ? filters * places / Math.max(1, width) : 0;
                int n = rows * width;
                z = call.scratch(4 * n);
                turned = call.scratch(4 * n);
                cells = call.scratch(n);
                states = call.scratch(n);
                nothing = kernels.matrix(1, width, 4);
                int[] lengths = Kernels.stepWork(rows, nothing);
                float[][] work = new float[lengths.length][];
                Arrays.setAll(work, i -> call.scratch(lengths[i]));
                step = new CellStep(rows, turned, 4 * width, states, width, 0, cells, width, 0, work);
            }

            void gates(float[] after, int at) {
                int width = out[2];
                int n = places * filters;
                for (int place = 0; place < places; place++) {
                    for (int gate = 0; gate < 4; gate++) {
                        for (int f = 0; f < filters; f++) {
                            int line = f * (places / width) + place / width;
                            turned[(line * 4 + gate) * width + place % width] = z[(place * 4 + gate) * filters + f];
                        }
                    }
                }
                turn(sequence.c, at, places, filters, cells, 0);
                Arrays.fill(z, 0, n, 0);
                step.at(0, z, states);
                Activation sigma = layer.recurrentActivation();
                kernels.lstmStep(nothing, sigma, layer.activation(), step);
                turn(cells, 0, filters, places, sequence.c, at);
                turn(states, 0, filters, places, after, at);
            }

            private void turn(float[] values, int start, int rows, int columns, float[] result, int at) {
                for (int row = 0; row < rows; row++) {
                    for (int column = 0; column < columns; column++) {
                        result[at + column * rows + row] = values[start + row * columns + column];
                    }
                }
            }
        }
    }
}
