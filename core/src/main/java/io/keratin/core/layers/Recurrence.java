package io.keratin.core.layers;

import io.keratin.core.error.ShapeException;
import io.keratin.core.kernels.CellStep;
import io.keratin.core.tensor.Mask;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import io.keratin.core.threads.Lockstep;
import io.keratin.core.threads.Team;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The loop over time that all recurrent layers share.
 *
 * <p>With few rows, time is cut into chunks; the input projection of a chunk is one matrix product, then the cell steps through
 * it. With many, each step multiplies input and state at once. A team
 * shares one sequence by units: each member has weights of its own, and all go from step to step together. A masked step leaves its sample's state alone and repeats the output before it (or 0), as {@code backend/tensorflow/rnn.py}
 * of Keras 3.15.1 does.
 */
final class Recurrence implements Layer {

    /** Rows of the input projection that are computed at once; enough to keep the weights' panels in cache. */
    private static final int CHUNK_ROWS = 48;

    /** From how many rows on input and state stand side by side and are multiplied at once. */
    private static final int STACKED_FROM = 4;

    /** Multiply-adds of a step that are worth a thread of their own. */
    private static final int MIN_SHARE = 24_000;

    private final RnnOptions options;
    private final int units;
    private final int stateCount;
    private final RecurrentCell cell;

    /** The loop over a layer's cell, whose weights {@code binding} has; the options need not be the layer's. */
    Recurrence(RecurrentLayer layer, RnnOptions options, Binding binding) {
        this.options = options;
        this.units = layer.units();
        this.stateCount = layer.stateCount();
        this.cell = layer.bindCell(binding);
    }

    @Override
    public Step plan(Call call) {
        Tensor[] states = new Tensor[options.returnState() ? stateCount : 0];
        Arrays.setAll(states, i -> call.output(i + 1));
        return plan(call, call.input(), call.output(), 1, states, false);
    }

    /**
     * Lays out the loop over another tensor than the call's input.
     *
     * @param x (B, T, X)
     * @param y (B, T, H), or (B, H) without {@code return_sequences}
     * @param first the input that holds the first of the states from which every pass starts, if the call has any
     * @param states where the final states go, each (B, H); none if nobody asks for them
     * @param inPlace whether the output of a sequence that is read backwards stands where its input stood; Keras reverses it
     */
    Step plan(Call call, Tensor x, Tensor y, int first, Tensor[] states, boolean inPlace) {
        return new Pass(call, x, y, first, states, inPlace);
    }

    /** What the parts of the cell share while they run over one sequence. */
    private final class Pass implements Step {

        private final float[] x;
        private final int batch;
        private final int time;
        private final int features;
        private final @Nullable Mask mask;
        private final float[] out;
        private final Tensor[] stateOutputs;

        /** Whether the output of step s stands where its input stood, not at s. */
        private final boolean inPlace;

        private final Call.State[] carried;

        /** The states from which every pass starts, if the layer is called with any. */
        private final Tensor[] initial;

        /** Whether a row of {@link #h} holds the step's input before the state. */
        private final boolean stacked;

        /** Length of a row of {@link #h}, and where in it the state begins. */
        private final int ldh;

        private final int place;

        /** The state before and after a step, turn about. */
        private final float[][] h;

        private final float[] c;
        private final float[] saved;
        private final Call.@Nullable State last;
        private final Team team;
        private final Part[] parts;
        private final Lockstep loop;
        private final Team.Task task;

        Pass(Call call, Tensor input, Tensor output, int firstState, Tensor[] states, boolean inPlace) {
            Shape in = input.shape();
            x = input.floats();
            this.inPlace = inPlace;
            batch = in.dim(0);
            time = in.dim(1);
            features = in.dim(2);
            mask = call.mask(0);
            if (mask != null && !mask.shape().equals(Shape.of(batch, time))) {
                throw new ShapeException("a recurrent layer over " + in + " needs a mask of " + Shape.of(batch, time)
                        + ", found one of " + mask.shape() + "; Keras refuses it too");
            }
            out = output.floats();
            stateOutputs = states;
            int size = batch * units;
            carried = new Call.State[stateCount];
            Arrays.setAll(carried, i -> call.state(size, options.stateful()));
            initial = new Tensor[call.inputs() > firstState ? stateCount : 0];
            Arrays.setAll(initial, i -> call.input(firstState + i));
            stacked = batch >= STACKED_FROM && cell.stackedBias() != null;
            place = stacked ? features : 0;
            ldh = place + units;
            float[] first = stacked ? call.scratch(batch * ldh) : carried[0].values();
            h = new float[][] {first, call.scratch(batch * ldh)};
            c = stateCount > 1 ? carried[1].values() : new float[0];
            saved = mask == null || stateCount == 1 ? new float[0] : call.scratch(size);
            last = mask == null ? null : call.state(size, false);
            List<RecurrentCell> cells = cell.parts(members(call.team().size()));
            team = cells.size() > 1 ? call.team() : Team.SOLO;
            parts = cells.stream().map(part -> new Part(part, call)).toArray(Part[]::new);
            loop = new Lockstep(parts.length, (part, step) -> parts[part].run(step));
            task = member -> loop.run(member, time);
        }

        /** A share of a step must be worth more than waiting for the others. */
        private int members(int most) {
            long work = (long) batch * units * cell.columns();
            return (int) Math.max(1, Math.min(most, work / MIN_SHARE));
        }

        @Override
        public void forward() {
            for (int i = 0; i < carried.length; i++) {
                if (initial.length > 0) {
                    System.arraycopy(initial[i].floats(), 0, carried[i].values(), 0, batch * units);
                } else if (!carried[i].carried()) {
                    Arrays.fill(carried[i].values(), 0, batch * units, 0);
                }
            }
            if (last != null && !last.carried()) {
                Arrays.fill(last.values(), 0);
            }
            if (time == 0) {
                Arrays.fill(out, 0, options.returnSequences() ? 0 : batch * units, 0);
            }
            if (stacked && time > 0) {
                copyRows(carried[0].values(), 0, units, h[0], place, ldh, units);
                copyInput(0, h[0]);
            }
            if (parts.length == 1) {
                for (int s = 0; s < time; s++) {
                    parts[0].run(s);
                }
            } else {
                loop.reset();
                team.run(task);
            }
            float[] end = h[time & 1];
            if (mask == null && !options.returnSequences() && time > 0) {
                copyRows(end, place, ldh, out, 0, units, units);
            }
            if (end != carried[0].values() && time > 0) {
                copyRows(end, place, ldh, carried[0].values(), 0, units, units);
            }
            for (int i = 0; i < stateOutputs.length; i++) {
                System.arraycopy(carried[i].values(), 0, stateOutputs[i].floats(), 0, batch * units);
            }
        }

        /** The input of step s of all samples to the front of the rows of a state. */
        private void copyInput(int s, float[] state) {
            copyRows(x, at(s) * features, time * features, state, 0, ldh, features);
        }

        /** n values of every sample's row. */
        private void copyRows(float[] from, int fromOffset, int ldFrom, float[] to, int toOffset, int ldTo, int n) {
            for (int b = 0; b < batch; b++) {
                System.arraycopy(from, fromOffset + b * ldFrom, to, toOffset + b * ldTo, n);
            }
        }

        /** The time step that is processed as step s. */
        private int at(int s) {
            return options.goBackwards() ? time - 1 - s : s;
        }

        /** The place of the output of step s. */
        private int to(int s) {
            return inPlace ? at(s) : s;
        }

        /**
         * The time step whose mask decides whether output s is 0. Keras 3.15 forgets to turn the mask round in an unrolled
         * sequence; fixture {@code masks/lstm_unroll_sequences_backwards_zero}.
         */
        private int zeroed(int s) {
            return options.unroll() && options.returnSequences() ? s : at(s);
        }

        /** Some units of the cell, with arrays of their own to work in. */
        private final class Part {

            private final RecurrentCell part;
            private final int from;
            private final int n;
            private final int chunk;
            private final float[] gathered;
            private final float[] zx;
            private final CellStep step;

            Part(RecurrentCell part, Call call) {
                this.part = part;
                from = part.firstUnit();
                n = part.units();
                chunk = Math.max(1, Math.min(time, CHUNK_ROWS / Math.max(1, batch)));
                gathered = batch == 1 || stacked ? new float[0] : call.scratch(chunk * batch * features);
                int[] lengths = part.work(batch);
                float[][] work = new float[lengths.length][];
                Arrays.setAll(work, i -> call.scratch(lengths[i]));
                float[] bias = stacked ? part.stackedBias() : null;
                zx = bias != null ? bias : call.scratch(chunk * batch * part.columns());
                int ldzx = bias != null ? 0 : part.columns();
                step = new CellStep(batch, zx, ldzx, h[0], ldh, place + from, c, units, from, work);
            }

            void run(int s) {
                float[] before = h[s & 1];
                float[] after = h[(s + 1) & 1];
                if (stacked) {
                    step.at(0, before, after);
                } else {
                    int inChunk = s % chunk;
                    if (inChunk == 0) {
                        project(s, Math.min(time, s + chunk));
                    }
                    step.at(inChunk * batch * part.columns(), before, after);
                }
                if (mask == null || last == null) {
                    compute();
                    emit(s);
                } else {
                    maskedStep(s, mask.values(), last.values());
                }
                if (stacked && from == 0 && s + 1 < time) {
                    copyInput(s + 1, after);
                }
            }

            private void compute() {
                if (stacked) {
                    part.stackedStep(step);
                } else {
                    part.step(step);
                }
            }

            /**
             * zx = b + x · W for the steps from {@code first} to {@code end} (exclusive), laid out [step][sample][columns]. The
             * rows of a batch are brought together first: as far apart as they lie, they would share a few lines of the cache.
             */
            private void project(int first, int end) {
                int columns = part.columns();
                int rows = (end - first) * batch;
                if (batch == 1) {
                    int stride = options.goBackwards() ? -features : features;
                    part.project(rows, x, at(first) * features, stride, zx, 0, columns, step.work[0]);
                    return;
                }
                int to = 0;
                for (int s = first; s < end; s++) {
                    for (int b = 0; b < batch; b++) {
                        System.arraycopy(x, (b * time + at(s)) * features, gathered, to, features);
                        to += features;
                    }
                }
                part.project(rows, gathered, 0, features, zx, 0, columns, step.work[0]);
            }

            private void emit(int s) {
                if (options.returnSequences()) {
                    copyRows(step.next, place + from, ldh, out, to(s) * units + from, time * units, n);
                }
            }

            private void maskedStep(int s, boolean[] real, float[] output) {
                if (stateCount > 1) {
                    copyRows(c, from, units, saved, from, units, n);
                }
                compute();
                for (int b = 0; b < batch; b++) {
                    int at = b * units + from;
                    int state = b * ldh + place + from;
                    if (real[b * time + at(s)]) {
                        System.arraycopy(step.next, state, output, at, n);
                    } else {
                        System.arraycopy(step.h, state, step.next, state, n);
                        if (stateCount > 1) {
                            System.arraycopy(saved, at, c, at, n);
                        }
                    }
                    int to = (options.returnSequences() ? (b * time + to(s)) * units : b * units) + from;
                    if (options.zeroOutputForMask() && !real[b * time + zeroed(s)]) {
                        Arrays.fill(out, to, to + n, 0);
                    } else {
                        System.arraycopy(output, at, out, to, n);
                    }
                }
            }
        }
    }
}
