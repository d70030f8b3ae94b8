package io.keratin.core.layers;

import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Mask;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The loop over time that all recurrent layers share.
 *
 * <p>Time is cut into chunks; the input projection of a chunk is one matrix product, then the cell steps through it. A
 * masked step leaves its sample's state alone and repeats the output before it (or 0), as {@code backend/tensorflow/rnn.py}
 * of Keras 3.15.1 does.
 */
final class Recurrence implements Layer {

    /** Rows of the input projection that are computed at once; enough to keep the weights' panels in cache. */
    private static final int CHUNK_ROWS = 48;

    private final RnnOptions options;
    private final int units;
    private final int stateCount;
    private final RecurrentCell cell;

    Recurrence(RnnOptions options, int units, int stateCount, RecurrentCell cell) {
        this.options = options;
        this.units = units;
        this.stateCount = stateCount;
        this.cell = cell;
    }

    @Override
    public Step plan(Call call) {
        return new Pass(call);
    }

    private final class Pass implements Step {

        private final float[] x;
        private final int batch;
        private final int time;
        private final int features;
        private final @Nullable Mask mask;
        private final float[] out;
        private final Tensor[] stateOutputs;
        private final Call.State[] carried;
        private final float[][] states;
        private final float[][] saved;
        private final Call.@Nullable State last;
        private final int chunk;
        private final float[] zx;
        private final float[][] work;

        Pass(Call call) {
            Shape in = call.input().shape();
            x = call.input().floats();
            batch = in.dim(0);
            time = in.dim(1);
            features = in.dim(2);
            mask = call.mask(0);
            if (mask != null && !mask.shape().equals(Shape.of(batch, time))) {
                throw new ShapeException("a recurrent layer over " + in + " needs a mask of " + Shape.of(batch, time)
                        + ", found one of " + mask.shape() + "; Keras refuses it too");
            }
            out = call.output().floats();
            stateOutputs = new Tensor[options.returnState() ? stateCount : 0];
            Arrays.setAll(stateOutputs, i -> call.output(i + 1));
            carried = new Call.State[stateCount];
            Arrays.setAll(carried, i -> call.state(batch * units, options.stateful()));
            states = new float[stateCount][];
            Arrays.setAll(states, i -> carried[i].values());
            saved = new float[mask == null ? 0 : stateCount][];
            Arrays.setAll(saved, i -> call.scratch(batch * units));
            last = mask == null ? null : call.state(batch * units, false);
            chunk = Math.max(1, Math.min(time, CHUNK_ROWS / Math.max(1, batch)));
            zx = call.scratch(chunk * batch * cell.columns());
            int[] lengths = cell.work(batch);
            work = new float[lengths.length][];
            Arrays.setAll(work, i -> call.scratch(lengths[i]));
        }

        @Override
        public void forward() {
            for (int i = 0; i < stateCount; i++) {
                if (!carried[i].carried()) {
                    Arrays.fill(states[i], 0, batch * units, 0);
                }
            }
            if (last != null && !last.carried()) {
                Arrays.fill(last.values(), 0);
            }
            if (time == 0) {
                Arrays.fill(out, 0, options.returnSequences() ? 0 : batch * units, 0);
            }
            for (int from = 0; from < time; from += chunk) {
                int to = Math.min(time, from + chunk);
                project(from, to);
                for (int s = from; s < to; s++) {
                    int at = (s - from) * batch * cell.columns();
                    if (mask == null || last == null) {
                        cell.step(batch, zx, at, cell.columns(), states, work);
                        emit(s);
                    } else {
                        maskedStep(s, at, mask.values(), last.values());
                    }
                }
            }
            if (mask == null && !options.returnSequences() && time > 0) {
                System.arraycopy(states[0], 0, out, 0, batch * units);
            }
            for (int i = 0; i < stateOutputs.length; i++) {
                System.arraycopy(states[i], 0, stateOutputs[i].floats(), 0, batch * units);
            }
        }

        /** zx = b + x · W for the steps from (inclusive) to (exclusive), laid out [step][sample][columns]. */
        private void project(int from, int to) {
            int columns = cell.columns();
            int direction = options.goBackwards() ? -1 : 1;
            if (to - from > batch) {
                for (int b = 0; b < batch; b++) {
                    int first = (b * time + at(from)) * features;
                    cell.project(to - from, x, first, direction * features, zx, b * columns, batch * columns, work[0]);
                }
            } else {
                for (int s = from; s < to; s++) {
                    int first = at(s) * features;
                    cell.project(batch, x, first, time * features, zx, (s - from) * batch * columns, columns, work[0]);
                }
            }
        }

        /** The time step that is processed as step s. */
        private int at(int s) {
            return options.goBackwards() ? time - 1 - s : s;
        }

        private void emit(int s) {
            if (options.returnSequences()) {
                for (int b = 0; b < batch; b++) {
                    System.arraycopy(states[0], b * units, out, (b * time + s) * units, units);
                }
            }
        }

        private void maskedStep(int s, int zxOffset, boolean[] real, float[] output) {
            for (int i = 0; i < stateCount; i++) {
                System.arraycopy(states[i], 0, saved[i], 0, batch * units);
            }
            cell.step(batch, zx, zxOffset, cell.columns(), states, work);
            for (int b = 0; b < batch; b++) {
                if (real[b * time + at(s)]) {
                    System.arraycopy(states[0], b * units, output, b * units, units);
                } else {
                    for (int i = 0; i < stateCount; i++) {
                        System.arraycopy(saved[i], b * units, states[i], b * units, units);
                    }
                }
                int to = options.returnSequences() ? (b * time + s) * units : b * units;
                if (options.zeroOutputForMask() && !real[b * time + zeroed(s)]) {
                    Arrays.fill(out, to, to + units, 0);
                } else {
                    System.arraycopy(output, b * units, out, to, units);
                }
            }
        }

        /**
         * The time step whose mask decides whether output s is 0. Keras 3.15 forgets to turn the mask round in an unrolled
         * sequence; fixture {@code masks/lstm_unroll_sequences_backwards_zero}.
         */
        private int zeroed(int s) {
            return options.unroll() && options.returnSequences() ? s : at(s);
        }
    }
}
