package io.keratin.dsl;

import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.SpectralNormalization;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A {@link SpectralNormalization} layer that is being written down. */
public final class SpectralNormalizationBuilder extends LayerBuilder<SpectralNormalizationBuilder> {

    private final LayerBuilder<?> layer;
    private @Nullable Integer powerIterations;

    SpectralNormalizationBuilder(LayerBuilder<?> layer) {
        this.layer = layer;
    }

    /** Steps in which training approaches the largest singular value; 1 unless said otherwise. */
    public SpectralNormalizationBuilder powerIterations(int value) {
        powerIterations = value;
        return this;
    }

    @Override
    LayerSpec spec(Names names) {
        SpectralNormalization plain = new SpectralNormalization(layer.named(names.inside(Set.of())));
        return powerIterations == null ? plain : new SpectralNormalization(plain.layer(), powerIterations);
    }
}
