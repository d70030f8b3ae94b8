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

    /** The mean of all features, in place of a weight. */
    public FeatureNormalizationBuilder mean(double value) {
        return mean(Numbers.of(value));
    }

    /** The means, in place of a weight: laid over the kept axes from the last one on. */
    public FeatureNormalizationBuilder mean(Numbers values) {
        mean = values;
        return this;
    }

    /** The variance of all features, in place of a weight. */
    public FeatureNormalizationBuilder variance(double value) {
        return variance(Numbers.of(value));
    }

    /** The variances, in place of a weight: laid over the kept axes from the last one on. */
    public FeatureNormalizationBuilder variance(Numbers values) {
        variance = values;
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
