package io.keratin.dsl;

import io.keratin.core.layers.LayerNormalization;
import io.keratin.core.layers.LayerSpec;
import java.util.List;

/** A {@link LayerNormalization} layer that is being written down. */
public final class LayerNormalizationBuilder extends NormalizationBuilder<LayerNormalizationBuilder> {

    private List<Integer> axis;
    private boolean rmsScaling;

    LayerNormalizationBuilder(LayerNormalization defaults) {
        super(defaults.epsilon(), defaults.center(), defaults.scale());
        axis = defaults.axes();
        rmsScaling = defaults.rmsScaling();
    }

    /** The axes to normalise over; negative ones count from the end. */
    public LayerNormalizationBuilder axis(int... axes) {
        axis = Options.list(axes);
        return this;
    }

    /** Whether to divide by the deviation alone; false unless said otherwise. */
    public LayerNormalizationBuilder rmsScaling(boolean value) {
        rmsScaling = value;
        return this;
    }

    @Override
    LayerSpec spec(Names names) {
        return new LayerNormalization(axis, epsilon(), center(), scale(), rmsScaling, training());
    }
}
