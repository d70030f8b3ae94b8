package io.keratin.dsl;

import io.keratin.core.layers.AdditiveAttention;
import io.keratin.core.layers.Attention;
import io.keratin.core.layers.Attention.ScoreMode;
import io.keratin.core.layers.AttentionCall;
import io.keratin.core.layers.LayerSpec;
import java.util.Arrays;

/** An {@link Attention} or {@link AdditiveAttention} layer that is being written down. */
public final class AttentionBuilder extends LayerBuilder<AttentionBuilder> {

    private final boolean additive;
    private boolean useScale;
    private ScoreMode scoreMode = ScoreMode.DOT;

    AttentionBuilder(Attention defaults) {
        additive = false;
        useScale = defaults.useScale();
        scoreMode = defaults.scoreMode();
    }

    AttentionBuilder(AdditiveAttention defaults) {
        additive = true;
        useScale = defaults.useScale();
    }

    /** Whether there is a learnt scale; false for Attention and true for AdditiveAttention unless said otherwise. */
    public AttentionBuilder useScale(boolean value) {
        useScale = value;
        return this;
    }

    /** {@code dot} or {@code concat}, of Attention alone; dot unless said otherwise. */
    public AttentionBuilder scoreMode(String value) {
        if (additive) {
            throw new IllegalArgumentException("AdditiveAttention has no scoreMode");
        }
        scoreMode = Arrays.stream(ScoreMode.values())
                .filter(m -> m.kerasName().equals(value))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("scoreMode: expected dot or concat, got '" + value + "'"));
        return this;
    }

    /** Share of the weights that training drops; none unless said otherwise. */
    public AttentionBuilder dropout(double value) {
        return training("dropout", Options.rate("dropout", value));
    }

    /** The seed of training's dropout. */
    public AttentionBuilder seed(long value) {
        return training("seed", value);
    }

    @Override
    LayerSpec spec(Names names) {
        return additive
                ? new AdditiveAttention(useScale, AttentionCall.DEFAULT, training())
                : new Attention(useScale, scoreMode, AttentionCall.DEFAULT, training());
    }
}
