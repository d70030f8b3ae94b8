package io.keratin.core.layers;

import io.keratin.core.tensor.Mask;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.List;

/** What {@link Recurrence} runs step after step: a layer's cell with its weights. */
interface RecurrentSteps {

    /** Whether with so many samples a row of the state holds the step's input before it. */
    default boolean stacked(int batch) {
        return false;
    }

    /** Lays out the steps over a sequence, in parts that members of the call's team run side by side. */
    List<? extends Part> parts(Call call, Sequence sequence);

    /**
     * Which of a step's values of a mask is that of each unit; none where there is one for all.
     *
     * @param steps (B, T)
     * @param unrolled whether Keras unrolls the loop, which then takes one value a step alone
     */
    default int[] maskPlaces(Mask mask, Shape steps, boolean unrolled) {
        Recurrence.requireMask(mask, steps);
        return new int[0];
    }

    /** Some units of the cell, with arrays of their own to work in. */
    interface Part {

        /** The first of them. */
        int firstUnit();

        /** How many they are. */
        int units();

        /** These units after step s, computed from all units before it. */
        void step(int s, float[] before, float[] after);
    }

    /** A sequence and the states that go along it. */
    final class Sequence {

        /** The input (B, T, X). */
        final float[] x;

        final int batch;
        final int time;
        final int features;

        /** Whether the last step comes first. */
        final boolean backwards;

        /** Whether a row of {@link #h} holds the step's input before the state. */
        final boolean stacked;

        /** Length of a row of {@link #h}, and where in it the state begins. */
        final int ldh;

        final int place;

        /** The state before and after a step, turn about: step s reads h[s mod 2]. */
        final float[][] h;

        /** The second state (B, H), if there is one. */
        final float[] c;

        Sequence(Tensor x, int units, boolean backwards, boolean stacked, float[] h, float[] other, float[] c) {
            this.x = x.floats();
            batch = x.shape().dim(0);
            time = x.shape().dim(1);
            features = x.shape().dim(2);
            this.backwards = backwards;
            this.stacked = stacked;
            place = stacked ? features : 0;
            ldh = place + units;
            this.h = new float[][] {h, other};
            this.c = c;
        }

        /** The time step that is processed as step s. */
        int at(int s) {
            return backwards ? time - 1 - s : s;
        }
    }
}
