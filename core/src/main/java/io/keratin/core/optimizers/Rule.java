package io.keratin.core.optimizers;

import io.keratin.core.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How an optimizer changes one variable. May hold buffers: made for one state. */
public interface Rule {

    /**
     * A slot of one variable.
     *
     * @param suffix Keras's name for it: {@code momentum}; null if it has the variable's own
     * @param shape its shape
     * @param initial what it is filled with; NaN for a copy of the variable
     * @param dtype null for float32; else a scalar that Keras keeps and nothing uses
     */
    record SlotSpec(
            @Nullable String suffix,
            Shape shape,
            float initial,
            @Nullable String dtype) {

        /** Zeros in the variable's shape. */
        static SlotSpec zeros(String suffix, Variable v) {
            return filled(suffix, v, 0);
        }

        static SlotSpec filled(String suffix, Variable v, float initial) {
            return new SlotSpec(suffix, v.shape(), initial, null);
        }
    }

    /** What a step is made with, filled anew for each. */
    final class Step {
        /** The learning rate. */
        public float rate;

        /** Steps from 1; with gradient accumulation those that change something. */
        public long number;

        /** Whether the learning rate follows a schedule. */
        public boolean scheduled;

        /**
         * What Keras has for the gradient's square where that is made of look-ups: the sums of their squares; null for the plain
         * square.
         */
        float @Nullable [] squares;

        /** g², or what Keras has for it. */
        static float square(float @Nullable [] squares, float[] g, int i) {
            return squares == null ? g[i] * g[i] : squares[i];
        }

        Step() {}
    }

    /**
     * The slots of a variable in groups. Keras makes a group for all variables before the next: its order of variables. Each
     * variable has the same number of groups, maybe empty ones.
     */
    List<List<SlotSpec>> slots(Variable variable);

    /** A scalar of the whole optimizer that starts at 1 and comes after all slots, Nadam's; null for none. */
    default @Nullable String scalar() {
        return null;
    }

    /** Called once before the variables of a step. */
    default void begin(Step step, float[] scalar) {}

    /** Changes a variable by its gradient; slots in the order of {@link #slots}, group after group. */
    void update(Variable variable, float[] gradient, float[][] slots, Step step);

    /** Weight decay of a variable where it differs from the options', as in Muon; null for none. */
    default @Nullable Double weightDecay(Variable variable, @Nullable Double given) {
        return given;
    }

    /** Where {@code exclude_from_weight_decay} looks for its expressions: TensorFlow's name of the variable. */
    default String decayName(Variable variable) {
        return variable.path() + ":0";
    }
}
