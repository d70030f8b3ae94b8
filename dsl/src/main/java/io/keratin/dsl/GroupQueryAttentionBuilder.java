package io.keratin.dsl;

import io.keratin.core.layers.GroupQueryAttention;
import io.keratin.core.layers.LayerSpec;

/** A {@link GroupQueryAttention} layer that is being written down. */
public final class GroupQueryAttentionBuilder extends HeadsBuilder<GroupQueryAttentionBuilder> {

    private final GroupQueryAttention defaults;

    GroupQueryAttentionBuilder(GroupQueryAttention defaults) {
        super(defaults.useBias());
        this.defaults = defaults;
    }

    @Override
    LayerSpec spec(Names names) {
        return new GroupQueryAttention(
                defaults.headDim(),
                defaults.numQueryHeads(),
                defaults.numKeyValueHeads(),
                dropout(),
                useBias(),
                useGate(),
                slidingWindow(),
                defaults.call(),
                training());
    }
}
