package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;

/**
 * What all recurrent layers have in common.
 *
 * @param returnSequences output of every step, (B, T, H), instead of the last one, (B, H)
 * @param returnState the final state as further outputs, each (B, H)
 * @param goBackwards last step first; the sequence that is returned is reversed
 * @param stateful the state of sample i goes on in sample i of the next call
 * @param unroll a hint to Keras; changes no number
 * @param zeroOutputForMask masked steps give 0 instead of the output before them
 */
public record RnnOptions(
        boolean returnSequences,
        boolean returnState,
        boolean goBackwards,
        boolean stateful,
        boolean unroll,
        boolean zeroOutputForMask) {

    /** Keras's defaults: all false. */
    public static final RnnOptions DEFAULTS = new RnnOptions(false, false, false, false, false, false);

    /** Reads Keras's keys. */
    public static RnnOptions read(Config config) {
        return new RnnOptions(
                config.flag("return_sequences", false),
                config.flag("return_state", false),
                config.flag("go_backwards", false),
                config.flag("stateful", false),
                config.flag("unroll", false),
                config.flag("zero_output_for_mask", false));
    }

    /** A configuration with Keras's keys added. */
    public Value.Fields addTo(Value.Fields config) {
        return config.with("return_sequences", Value.of(returnSequences))
                .with("return_state", Value.of(returnState))
                .with("go_backwards", Value.of(goBackwards))
                .with("stateful", Value.of(stateful))
                .with("unroll", Value.of(unroll))
                .with("zero_output_for_mask", Value.of(zeroOutputForMask));
    }

    /** With another {@link #returnSequences}. */
    public RnnOptions withReturnSequences(boolean value) {
        return new RnnOptions(value, returnState, goBackwards, stateful, unroll, zeroOutputForMask);
    }

    /** With another {@link #returnState}. */
    public RnnOptions withReturnState(boolean value) {
        return new RnnOptions(returnSequences, value, goBackwards, stateful, unroll, zeroOutputForMask);
    }

    /** With another {@link #goBackwards}. */
    public RnnOptions withGoBackwards(boolean value) {
        return new RnnOptions(returnSequences, returnState, value, stateful, unroll, zeroOutputForMask);
    }

    /** With another {@link #stateful}. */
    public RnnOptions withStateful(boolean value) {
        return new RnnOptions(returnSequences, returnState, goBackwards, value, unroll, zeroOutputForMask);
    }

    /** With another {@link #unroll}. */
    public RnnOptions withUnroll(boolean value) {
        return new RnnOptions(returnSequences, returnState, goBackwards, stateful, value, zeroOutputForMask);
    }

    /** With another {@link #zeroOutputForMask}. */
    public RnnOptions withZeroOutputForMask(boolean value) {
        return new RnnOptions(returnSequences, returnState, goBackwards, stateful, unroll, value);
    }
}
