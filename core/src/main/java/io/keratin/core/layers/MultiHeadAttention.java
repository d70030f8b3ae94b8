package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.regularizers.Regularizer;
import io.keratin.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Attention of several heads (Vaswani et al. 2017): softmax(Q·Kᵀ / √keyDim)·V for each head, where Q, K and V are projections of
 * query, key and value, and a projection of all heads.
 *
 * <p>query (B, T, …), value (B, S, …) to (B, T, query's features), and the weights (B, heads, T, S) if the call asks for them.
 * Weights: query_dense, key_dense, _gate_dense, value_dense, output_dense, each with kernel and bias.
 *
 * @param numHeads number of heads
 * @param keyDim size of a head's query and key
 * @param valueDim size of a head's value
 * @param dropout rate in training; in a prediction it decides what a query gets that may see no key, as in Keras
 * @param useBias whether projections have a bias
 * @param outputShape dimensions of the output behind those of the query; empty for the query's features
 * @param attentionAxes axes along which attention goes; empty for all between batch and features
 * @param useGate whether what the heads give is multiplied by a sigmoid of a projection of the query
 * @param slidingWindow how far a key may be from the query, exclusive; 0 for any distance
 * @param call what is what among the inputs
 * @param training options that matter only in training
 */
public record MultiHeadAttention(
        int numHeads,
        int keyDim,
        int valueDim,
        double dropout,
        boolean useBias,
        List<Integer> outputShape,
        List<Integer> attentionAxes,
        boolean useGate,
        int slidingWindow,
        AttentionCall call,
        TrainingOptions training)
        implements HeadAttentionLayer {

    static final Set<String> TRAINING_OPTIONS = Set.of(
            "kernel_initializer",
            "bias_initializer",
            "kernel_regularizer",
            "bias_regularizer",
            "activity_regularizer",
            "kernel_constraint",
            "bias_constraint",
            "seed");

    /** Checks the options. */
    public MultiHeadAttention {
        Checks.positive("MultiHeadAttention", "num_heads", numHeads);
        Checks.positive("MultiHeadAttention", "key_dim", keyDim);
        Checks.positive("MultiHeadAttention", "value_dim", valueDim);
        outputShape = List.copyOf(outputShape);
        attentionAxes = List.copyOf(attentionAxes);
        outputShape.forEach(n -> Checks.positive("MultiHeadAttention", "output_shape", n));
    }

    /** A MultiHeadAttention with Keras's defaults. */
    public MultiHeadAttention(int numHeads, int keyDim) {
        this(
                numHeads,
                keyDim,
                keyDim,
                0,
                true,
                List.of(),
                List.of(),
                false,
                0,
                AttentionCall.DEFAULT,
                TrainingOptions.NONE);
    }

    static MultiHeadAttention fromConfig(Config config, LayerRegistry registry) {
        MultiHeadAttention defaults =
                new MultiHeadAttention(config.positiveInt("num_heads"), config.positiveInt("key_dim"));
        // hints to a backend, and what tf.keras 2 was built for
        List.of("flash_attention", "query_shape", "key_shape", "value_shape").forEach(config::value);
        return new MultiHeadAttention(
                defaults.numHeads,
                defaults.keyDim,
                config.integer("value_dim", defaults.valueDim),
                config.real("dropout", defaults.dropout),
                config.flag("use_bias", defaults.useBias),
                integers(config, "output_shape"),
                integers(config, "attention_axes"),
                config.flag("use_gate", defaults.useGate),
                config.integer("sliding_window", defaults.slidingWindow),
                defaults.call,
                TrainingOptions.read(config, TRAINING_OPTIONS));
    }

    private static List<Integer> integers(Config config, String key) {
        int[] values = config.integers(key);
        return values == null ? List.of() : Arrays.stream(values).boxed().toList();
    }

    /** Its projections have it, of which the last gives the output. */
    @Override
    public @Nullable Regularizer activityRegularizer() {
        return null;
    }

    @Override
    public String className() {
        return "MultiHeadAttention";
    }

    @Override
    public MultiHeadAttention called(Arguments arguments) {
        return new MultiHeadAttention(
                numHeads,
                keyDim,
                valueDim,
                dropout,
                useBias,
                outputShape,
                attentionAxes,
                useGate,
                slidingWindow,
                AttentionCall.ofHeads(arguments),
                training);
    }

    @Override
    public HeadAttention heads(List<Shape> inputs) {
        if (inputs.size() < 2) {
            throw new ShapeException("MultiHeadAttention: expected query and value, found " + inputs);
        }
        Shape query = inputs.get(call.query());
        int rank = inputs.get(call.value()).rank();
        List<Integer> axes = attentionAxes.isEmpty()
                ? IntStream.range(1, Math.max(1, rank - 1)).boxed().toList()
                : attentionAxes.stream().map(a -> a < 0 ? a + rank : a).toList();
        int[] result = outputShape.stream().mapToInt(Integer::intValue).toArray();
        // Keras returns to its older code, which gives 0 where nothing may be seen, in each of these cases.
        boolean zero = dropout > 0 || call.returnScores() || query.rank() != 3;
        return new HeadAttention(
                className(),
                "",
                numHeads,
                numHeads,
                keyDim,
                valueDim,
                useBias,
                useGate,
                slidingWindow,
                axes,
                result.length > 0 ? Shape.of(result) : Shape.of(query.last()),
                call,
                zero,
                false);
    }

    @Override
    public Value.Fields config() {
        return training.addTo(Value.fields(
                "num_heads",
                numHeads,
                "key_dim",
                keyDim,
                "value_dim",
                valueDim,
                "dropout",
                dropout,
                "use_bias",
                useBias,
                "use_gate",
                useGate,
                "output_shape",
                outputShape.isEmpty() ? null : outputShape,
                "attention_axes",
                attentionAxes.isEmpty() ? null : attentionAxes,
                "sliding_window",
                slidingWindow == 0 ? null : slidingWindow));
    }

    @Override
    public boolean takesMasksOff() {
        return true;
    }
}
