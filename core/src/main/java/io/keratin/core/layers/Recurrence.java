package io.keratin.core.layers;

import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Mask;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import io.keratin.core.threads.Lockstep;
import io.keratin.core.threads.Team;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The loop over time that all recurrent layers share.
 *
 * <p>A team shares one sequence by units: each member has weights of its own, and all go from step to step together. A masked step
 * leaves its sample's state alone and repeats the output before it (or 0), as {@code backend/tensorflow/rnn.py} of Keras 3.15.1 does.
 */
final class Recurrence implements Layer {

    private final RnnOptions options;
    private final int units;
    private final int stateCount;
    private final RecurrentSteps steps;

    /** In training: what lays out the loop and its way back. */
    private final @Nullable Trained trained;

    /** A layer's cell and its weights. */
    private record Trained(RecurrentLayer layer, Binding cell) {}

    /** The loop over a layer's cell, whose weights {@code binding} has; the options need not be the layer's. */
    Recurrence(RecurrentLayer layer, RnnOptions options, Binding binding) {
        this(
                options,
                layer.units(),
                layer.stateCount(),
                new CellSteps(layer.bindCell(binding)),
                new Trained(layer, binding));
    }

    /** The loop over steps of so many units. */
    Recurrence(RnnOptions options, int units, int stateCount, RecurrentSteps steps) {
        this(options, units, stateCount, steps, null);
    }

    private Recurrence(RnnOptions options, int units, int stateCount, RecurrentSteps steps, @Nullable Trained trained) {
        this.trained = trained;
        this.options = options;
        this.units = units;
        this.stateCount = stateCount;
        this.steps = steps;
    }

    @Override
    public Step plan(Call call) {
        return plan(call, call.input(), call.output(), given(call, 1), asked(call), false);
    }

    /** The states from which every pass starts, if the call has any: those of this loop, the first of which is input {@code first}. */
    Tensor[] given(Call call, int first) {
        Tensor[] given = new Tensor[call.inputs() > first ? stateCount : 0];
        Arrays.setAll(given, i -> call.input(first + i));
        return given;
    }

    /** Where the final states go, if the layer's options ask for them. */
    Tensor[] asked(Call call) {
        Tensor[] states = new Tensor[options.returnState() ? stateCount : 0];
        Arrays.setAll(states, i -> call.output(i + 1));
        return states;
    }

    /**
     * Lays out the loop over another tensor than the call's input.
     *
     * @param x (B, T, X)
     * @param y (B, T, H), or (B, H) without {@code return_sequences}
     * @param initial the states from which every pass starts, each (B, H); none for zeros
     * @param states where the final states go, each (B, H); none if nobody asks for them
     * @param inPlace whether the output of a sequence that is read backwards stands where its input stood; Keras reverses it
     */
    Step plan(Call call, Tensor x, Tensor y, Tensor[] initial, Tensor[] states, boolean inPlace) {
        return call.training() && trained != null
                ? new Bptt(trained.layer, options, trained.cell, call, x, y, initial, states, inPlace)
                : new Pass(call, x, y, initial, states, inPlace);
    }

    /** Refuses a mask that has not one value for each step. */
    static void requireMask(Mask mask, Shape steps) {
        if (!mask.shape().equals(steps)) {
            throw new ShapeException("a recurrent layer over the steps " + steps
                    + " needs a mask of that shape, found one of " + mask.shape() + "; Keras refuses it too");
        }
    }

    /** What the parts of the cell share while they run over one sequence. */
    private final class Pass implements Step {

        private final float[] x;
        private final int batch;
        private final int time;
        private final int features;
        private final @Nullable Mask mask;

        /** Which of a step's values of the mask is that of each unit; none where there is one for all. */
        private final int[] places;

        /** Values of the mask a step. */
        private final int each;

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
        private final RecurrentSteps.Part[] parts;
        private final Lockstep loop;
        private final Team.Task task;

        Pass(Call call, Tensor input, Tensor output, Tensor[] initial, Tensor[] states, boolean inPlace) {
            Shape in = input.shape();
            x = input.floats();
            this.inPlace = inPlace;
            batch = in.dim(0);
            time = in.dim(1);
            features = in.dim(2);
            mask = call.mask(0);
            places = mask == null ? new int[0] : steps.maskPlaces(mask, Shape.of(batch, time), options.unroll());
            each = mask == null ? 1 : mask.shape().product(2, mask.shape().rank());
            out = output.floats();
            stateOutputs = states;
            int size = batch * units;
            carried = new Call.State[stateCount];
            Arrays.setAll(carried, i -> call.state(size, options.stateful()));
            this.initial = initial;
            stacked = steps.stacked(batch);
            place = stacked ? features : 0;
            ldh = place + units;
            float[] first = stacked ? call.scratch(batch * ldh) : carried[0].values();
            h = new float[][] {first, call.scratch(batch * ldh)};
            c = stateCount > 1 ? carried[1].values() : new float[0];
            saved = mask == null || stateCount == 1 ? new float[0] : call.scratch(size);
            last = mask == null ? null : call.state(size, false);
            boolean back = options.goBackwards();
            parts = steps.parts(call, new RecurrentSteps.Sequence(input, units, back, stacked, h[0], h[1], c))
                    .toArray(new RecurrentSteps.Part[0]);
            team = parts.length > 1 ? call.team() : Team.SOLO;
            loop = new Lockstep(parts.length, (part, step) -> run(parts[part], step));
            task = member -> loop.run(member, time);
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
                    run(parts[0], s);
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

        private void run(RecurrentSteps.Part part, int s) {
            float[] before = h[s & 1];
            float[] after = h[(s + 1) & 1];
            int from = part.firstUnit();
            int n = part.units();
            if (mask == null || last == null) {
                part.step(s, before, after);
                if (options.returnSequences()) {
                    copyRows(after, place + from, ldh, out, to(s) * units + from, time * units, n);
                }
            } else {
                if (stateCount > 1) {
                    copyRows(c, from, units, saved, from, units, n);
                }
                part.step(s, before, after);
                for (int b = 0; b < batch; b++) {
                    if (places.length == 0) {
                        mask(mask.values(), b, s, 0, before, after, last.values(), from, n);
                    } else {
                        masked(mask.values(), b, s, before, after, last.values(), from, n);
                    }
                }
            }
            if (stacked && from == 0 && s + 1 < time) {
                copyInput(s + 1, after);
            }
        }

        /** Units that have masks of their own, run by run of those with the same one. */
        private void masked(
                boolean[] real, int b, int s, float[] before, float[] after, float[] output, int from, int n) {
            for (int u = from; u < from + n; ) {
                int end = u + 1;
                while (end < from + n && places[end] == places[u]) {
                    end++;
                }
                mask(real, b, s, places[u], before, after, output, u, end - u);
                u = end;
            }
        }

        /** Undoes step s for n units of a sample where it is masked, and gives their output. */
        private void mask(
                boolean[] real,
                int b,
                int s,
                int maskPlace,
                float[] before,
                float[] after,
                float[] output,
                int from,
                int n) {
            int at = b * units + from;
            int state = b * ldh + place + from;
            if (real[(b * time + at(s)) * each + maskPlace]) {
                System.arraycopy(after, state, output, at, n);
            } else {
                System.arraycopy(before, state, after, state, n);
                if (stateCount > 1) {
                    System.arraycopy(saved, at, c, at, n);
                }
            }
            int to = (options.returnSequences() ? (b * time + to(s)) * units : b * units) + from;
            if (options.zeroOutputForMask() && !real[(b * time + zeroed(s)) * each + maskPlace]) {
                Arrays.fill(out, to, to + n, 0);
            } else {
                System.arraycopy(output, at, out, to, n);
            }
        }
    }
}
