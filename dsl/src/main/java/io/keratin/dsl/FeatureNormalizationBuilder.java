package io.keratin.dsl;

import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.Normalization;
import io.keratin.core.layers.Numbers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@link Normalization} layer that is being written down. */
public final class FeatureNormalizationBuilder extends LayerBuilder<FeatureNormalizationBuilder> {

    private List<Integer> axis;
    private @Nullable Numbers mean;
    private @Nullable Numbers variance;
    private boolean invert;

    FeatureNormalizationBuilder(Normalization defaults) {
        axis = defaults.axes();
        invert = defaults.invert();
    }

    /** The axes along which mean and variance differ; none for one of each, the last one unless said otherwise. */
    public FeatureNormalizationBuilder axis(int... axes) {
        axis = Options.list(axes);
        return this;
    }

    /** Mean and variance of each feature, in place of weights. */
    public FeatureNormalizationBuilder statistics(double[] means, double[] variances) {
        return statistics(Numbers.of(means), Numbers.of(variances));
    }

    /** Mean and variance, in place of weights. */
    public FeatureNormalizationBuilder statistics(Numbers means, Numbers variances) {
        mean = means;
        variance = variances;
        return this;
    }

    /** Whether to go back from normalised values; false unless said otherwise. */
    public FeatureNormalizationBuilder invert(boolean value) {
        invert = value;
        return this;
    }

    @Override
    LayerSpec spec(Names names) {
        return new Normalization(axis, mean, variance, invert);
    }
}
