package io.keratin.dsl;

import io.keratin.core.config.Value;
import io.keratin.core.layers.BatchNormalization;
import io.keratin.core.layers.LayerSpec;

/** A {@link BatchNormalization} layer that is being written down. */
public final class BatchNormalizationBuilder extends NormalizationBuilder<BatchNormalizationBuilder> {

    private int axis;

    BatchNormalizationBuilder(BatchNormalization defaults) {
        super(defaults.epsilon(), defaults.center(), defaults.scale());
        axis = defaults.axis();
    }

    /** The channel axis; negative ones count from the end. */
    public BatchNormalizationBuilder axis(int value) {
        axis = value;
        return this;
    }

    /** How much of the moving statistics each batch keeps, in training. */
    public BatchNormalizationBuilder momentum(double value) {
        return training("momentum", value);
    }

    /** How the moving mean begins. */
    public BatchNormalizationBuilder movingMeanInitializer(String name) {
        return movingMeanInitializer(Initializer.of(name));
    }

    /** How the moving mean begins. */
    public BatchNormalizationBuilder movingMeanInitializer(Initializer value) {
        return training("moving_mean_initializer", value.serialized());
    }

    /** How the moving variance begins. */
    public BatchNormalizationBuilder movingVarianceInitializer(String name) {
        return movingVarianceInitializer(Initializer.of(name));
    }

    /** How the moving variance begins. */
    public BatchNormalizationBuilder movingVarianceInitializer(Initializer value) {
        return training("moving_variance_initializer", value.serialized());
    }

    /** Whether training corrects the batch's statistics by the moving ones (Ioffe 2017); adds three weights. */
    public BatchNormalizationBuilder renorm(boolean value) {
        return training("renorm", value);
    }

    /** The limits of that correction: rmin to rmax for the scale, ±dmax for the shift. */
    public BatchNormalizationBuilder renormClipping(double rmin, double rmax, double dmax) {
        return training("renorm_clipping", Value.fields("rmin", rmin, "rmax", rmax, "dmax", dmax));
    }

    /** How much of the moving statistics of renorm each batch keeps, in training. */
    public BatchNormalizationBuilder renormMomentum(double value) {
        return training("renorm_momentum", value);
    }

    /** Whether training on several devices shares the statistics; Keras's {@code synchronized}, a reserved word in Java. */
    public BatchNormalizationBuilder synchronize(boolean value) {
        return training("synchronized", value);
    }

    @Override
    LayerSpec spec(Names names) {
        return new BatchNormalization(axis, epsilon(), center(), scale(), training());
    }
}
