package io.keratin.dsl;

import io.keratin.core.layers.GroupNormalization;
import io.keratin.core.layers.LayerSpec;

/** A {@link GroupNormalization} layer that is being written down. */
public final class GroupNormalizationBuilder extends NormalizationBuilder<GroupNormalizationBuilder> {

    private int groups;
    private int axis;

    GroupNormalizationBuilder(GroupNormalization defaults) {
        super(defaults.epsilon(), defaults.center(), defaults.scale());
        groups = defaults.groups();
        axis = defaults.axis();
    }

    /** Number of groups of channels; -1 for one to each channel, 32 unless said otherwise. */
    public GroupNormalizationBuilder groups(int value) {
        groups = value;
        return this;
    }

    /** The channel axis; the last one unless said otherwise. */
    public GroupNormalizationBuilder axis(int value) {
        axis = value;
        return this;
    }

    @Override
    LayerSpec spec(Names names) {
        return new GroupNormalization(groups, axis, epsilon(), center(), scale(), training());
    }
}
