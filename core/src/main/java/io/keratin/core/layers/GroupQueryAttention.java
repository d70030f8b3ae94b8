package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;
import java.util.List;

/**
 * Attention in which several heads of the query share one of key and value (Ainslie et al. 2023): as {@link MultiHeadAttention}, over
 * query (B, T, X) and value (B, S, X).
 *
 * @param headDim size of a head's query, key and value
 * @param numQueryHeads heads of the query, a multiple of the others
 * @param numKeyValueHeads heads of key and value
 * @param dropout rate in training; in a prediction it decides what a query gets that may see no key, as in Keras
 * @param useBias whether projections have a bias
 * @param useGate whether what the heads give is multiplied by a sigmoid of a projection of the query
 * @param slidingWindow how far a key may be from the query, exclusive; 0 for any distance
 * @param call what is what among the inputs
 * @param training options that matter only in training
 */
public record GroupQueryAttention(
        int headDim,
        int numQueryHeads,
        int numKeyValueHeads,
        double dropout,
        boolean useBias,
        boolean useGate,
        int slidingWindow,
        AttentionCall call,
        TrainingOptions training)
        implements HeadAttentionLayer {

    /** What Keras calls the class in files of its own; in older ones it has the name of the Python class. */
    static final String EXPORTED = "GroupQueryAttention";

    /** Checks the options. */
    public GroupQueryAttention {
        Checks.positive(EXPORTED, "head_dim", headDim);
        Checks.positive(EXPORTED, "num_query_heads", numQueryHeads);
        Checks.positive(EXPORTED, "num_key_value_heads", numKeyValueHeads);
        if (numQueryHeads % numKeyValueHeads != 0) {
            throw new IllegalArgumentException(EXPORTED + ": num_query_heads must be a multiple of"
                    + " num_key_value_heads, got " + numQueryHeads + " and " + numKeyValueHeads);
        }
    }

    /** A GroupQueryAttention with Keras's defaults. */
    public GroupQueryAttention(int headDim, int numQueryHeads, int numKeyValueHeads) {
        this(headDim, numQueryHeads, numKeyValueHeads, 0, true, false, 0, AttentionCall.DEFAULT, TrainingOptions.NONE);
    }

    static GroupQueryAttention fromConfig(Config config, LayerRegistry registry) {
        GroupQueryAttention defaults = new GroupQueryAttention(
                config.positiveInt("head_dim"),
                config.positiveInt("num_query_heads"),
                config.positiveInt("num_key_value_heads"));
        config.value("flash_attention"); // a hint to a backend
        return new GroupQueryAttention(
                defaults.headDim,
                defaults.numQueryHeads,
                defaults.numKeyValueHeads,
                config.real("dropout", defaults.dropout),
                config.flag("use_bias", defaults.useBias),
                config.flag("use_gate", defaults.useGate),
                config.integer("sliding_window", defaults.slidingWindow),
                defaults.call,
                TrainingOptions.read(config, MultiHeadAttention.TRAINING_OPTIONS));
    }

    @Override
    public String className() {
        return "GroupedQueryAttention";
    }

    @Override
    public String exportedName() {
        return EXPORTED;
    }

    @Override
    public GroupQueryAttention called(Arguments arguments) {
        return new GroupQueryAttention(
                headDim,
                numQueryHeads,
                numKeyValueHeads,
                dropout,
                useBias,
                useGate,
                slidingWindow,
                AttentionCall.ofHeads(arguments),
                training);
    }

    @Override
    public HeadAttention heads(List<Shape> inputs) {
        if (inputs.size() < 2 || inputs.get(call.query()).rank() != 3) {
            throw new ShapeException(EXPORTED + ": expected query and value of rank 3, found " + inputs);
        }
        Shape query = inputs.get(call.query());
        return new HeadAttention(
                EXPORTED,
                "_",
                numQueryHeads,
                numKeyValueHeads,
                headDim,
                headDim,
                useBias,
                useGate,
                slidingWindow,
                List.of(1),
                Shape.of(query.last()),
                call,
                dropout > 0 || call.returnScores(),
                true);
    }

    @Override
    public Value.Fields config() {
        return training.addTo(Value.fields(
                "head_dim",
                headDim,
                "num_query_heads",
                numQueryHeads,
                "num_key_value_heads",
                numKeyValueHeads,
                "use_bias",
                useBias,
                "use_gate",
                useGate,
                "sliding_window",
                slidingWindow == 0 ? null : slidingWindow,
                "dropout",
                dropout));
    }
}
