package io.keratin.dsl;

import io.keratin.core.layers.Bidirectional;
import io.keratin.core.layers.Bidirectional.Merge;
import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.NamedLayer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A {@link Bidirectional} layer that is being written down. */
public final class BidirectionalBuilder extends LayerBuilder<BidirectionalBuilder> {

    private final LayerBuilder<?> layer;
    private @Nullable LayerBuilder<?> backwardLayer;
    private Merge mergeMode = Bidirectional.DEFAULT_MERGE;
    private boolean zeroOutputForMask = true;

    BidirectionalBuilder(LayerBuilder<?> layer) {
        this.layer = layer;
    }

    /** How the outputs become one: {@code concat}, {@code sum}, {@code mul}, {@code ave}, or {@code none} for two outputs. */
    public BidirectionalBuilder mergeMode(String name) {
        Words.known(
                "merge_mode",
                name,
                Arrays.stream(Merge.values()).map(Merge::kerasName).toList());
        return mergeMode(Merge.valueOf(name.toUpperCase(Locale.ROOT)));
    }

    /** How the outputs become one. */
    public BidirectionalBuilder mergeMode(Merge value) {
        mergeMode = value;
        return this;
    }

    /** Another layer for the way back instead of the mirror image; it must have {@code goBackwards(true)}. */
    public <L extends LayerBuilder<L> & OverTime<L>> BidirectionalBuilder backwardLayer(L value) {
        backwardLayer = value;
        return this;
    }

    /** Whether masked steps give 0 where a sequence is returned; before tf.keras 2 they repeated the step before them. */
    public BidirectionalBuilder zeroOutputForMask(boolean value) {
        zeroOutputForMask = value;
        return this;
    }

    @Override
    LayerSpec spec(Names names) {
        Names inside = names.inside(Set.of());
        NamedLayer forward = layer.named(inside);
        Bidirectional both = backwardLayer == null
                ? Bidirectional.of(forward, mergeMode)
                : Bidirectional.of(forward, backwardLayer.named(inside), mergeMode);
        return new Bidirectional(both.forward(), both.backward(), mergeMode, zeroOutputForMask);
    }
}
