package io.keratin.dsl;

import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.TrainingOnly;
import io.keratin.core.layers.TrainingOnly.Kind;

/** An ActivityRegularization layer that is being written down; it adds to the loss and changes no prediction. */
public final class ActivityRegularizationBuilder extends LayerBuilder<ActivityRegularizationBuilder> {

    ActivityRegularizationBuilder() {}

    /** Factor of Σ|x| in the loss. */
    public ActivityRegularizationBuilder l1(double value) {
        return training("l1", Options.notNegative("ActivityRegularization: l1", value));
    }

    /** Factor of Σx² in the loss. */
    public ActivityRegularizationBuilder l2(double value) {
        return training("l2", Options.notNegative("ActivityRegularization: l2", value));
    }

    @Override
    LayerSpec spec(Names names) {
        return new TrainingOnly(Kind.ACTIVITY_REGULARIZATION, training().options());
    }
}
