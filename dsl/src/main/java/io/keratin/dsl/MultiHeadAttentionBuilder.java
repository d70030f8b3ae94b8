package io.keratin.dsl;

import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.MultiHeadAttention;
import java.util.List;

/** A {@link MultiHeadAttention} layer that is being written down. */
public final class MultiHeadAttentionBuilder extends HeadsBuilder<MultiHeadAttentionBuilder> {

    private final MultiHeadAttention defaults;
    private int valueDim;
    private List<Integer> outputShape;
    private List<Integer> attentionAxes;

    MultiHeadAttentionBuilder(MultiHeadAttention defaults) {
        super(defaults.useBias());
        this.defaults = defaults;
        valueDim = defaults.valueDim();
        outputShape = defaults.outputShape();
        attentionAxes = defaults.attentionAxes();
    }

    /** Size of a head's value; that of its key unless said otherwise. */
    public MultiHeadAttentionBuilder valueDim(int value) {
        valueDim = value;
        return this;
    }

    /** Dimensions of the output behind those of the query; the query's features unless said otherwise. */
    public MultiHeadAttentionBuilder outputShape(int... dims) {
        outputShape = Options.list(dims);
        return this;
    }

    /** Axes along which attention goes; all between batch and features unless said otherwise. */
    public MultiHeadAttentionBuilder attentionAxes(int... axes) {
        attentionAxes = Options.list(axes);
        return this;
    }

    @Override
    LayerSpec spec(Names names) {
        return new MultiHeadAttention(
                defaults.numHeads(),
                defaults.keyDim(),
                valueDim,
                dropout(),
                useBias(),
                outputShape,
                attentionAxes,
                useGate(),
                slidingWindow(),
                defaults.call(),
                training());
    }
}
