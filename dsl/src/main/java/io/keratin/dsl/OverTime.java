package io.keratin.dsl;

import io.keratin.core.layers.RnnOptions;

/**
 * Options of all layers that run over time, step after step.
 *
 * @param <B> the layer's own builder
 */
public sealed interface OverTime<B> permits RecurrentBuilder, RnnBuilder {

    /** All of these options at once. */
    RnnOptions rnn();

    /** Sets all of these options at once. */
    B rnn(RnnOptions options);

    /** Whether the output of every step is returned, (B, T, H), instead of the last one's, (B, H). */
    default B returnSequences(boolean value) {
        return rnn(rnn().withReturnSequences(value));
    }

    /** Whether the final state is returned as further outputs, as only the last layer of a Sequential may. */
    default B returnState(boolean value) {
        return rnn(rnn().withReturnState(value));
    }

    /** Whether the last step comes first; a sequence that is returned is then reversed. */
    default B goBackwards(boolean value) {
        return rnn(rnn().withGoBackwards(value));
    }

    /** Whether the state of sample i goes on in sample i of the next batch of a session. */
    default B stateful(boolean value) {
        return rnn(rnn().withStateful(value));
    }

    /** A hint to Keras; changes no number. */
    default B unroll(boolean value) {
        return rnn(rnn().withUnroll(value));
    }

    /** Whether masked steps give 0 instead of the output before them. */
    default B zeroOutputForMask(boolean value) {
        return rnn(rnn().withZeroOutputForMask(value));
    }
}
