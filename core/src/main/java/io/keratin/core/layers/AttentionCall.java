package io.keratin.core.layers;

import io.keratin.core.config.Value;
import io.keratin.core.tensor.Mask;
import io.keratin.core.tensor.Tensor;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How an attention layer is called: which of its inputs is what, -1 where there is none.
 *
 * @param query what asks
 * @param value what is summed
 * @param key what is compared; without one, the value is
 * @param queryMask which queries are real
 * @param valueMask which values are real
 * @param keyMask which keys are real
 * @param attentionMask which queries may see which keys
 * @param returnScores whether the weights of the sum are a second output
 * @param causal whether a query sees no later keys
 */
public record AttentionCall(
        int query,
        int value,
        int key,
        int queryMask,
        int valueMask,
        int keyMask,
        int attentionMask,
        boolean returnScores,
        boolean causal) {

    /** Query and value, and nothing else. */
    public static final AttentionCall DEFAULT = new AttentionCall(0, 1, -1, -1, -1, -1, -1, false, false);

    private static final List<String> OF_HEADS = List.of(
            "query",
            "value",
            "key",
            "query_mask",
            "value_mask",
            "key_mask",
            "attention_mask",
            "return_attention_scores",
            "training",
            "use_causal_mask");

    private static final List<String> OF_LIST =
            List.of("inputs", "mask", "training", "return_attention_scores", "use_causal_mask");

    /** A call as MultiHeadAttention takes it: {@code (query, value, key=None, …)}. */
    static AttentionCall ofHeads(Arguments a) {
        refuseUnknown(a, OF_HEADS);
        int query = input(a, 0, "query");
        int value = input(a, 1, "value");
        if (query < 0 || value < 0) {
            throw new IllegalArgumentException("is called without a query or without a value");
        }
        return new AttentionCall(
                query,
                value,
                input(a, 2, "key"),
                input(a, 3, "query_mask"),
                input(a, 4, "value_mask"),
                input(a, 5, "key_mask"),
                input(a, 6, "attention_mask"),
                flag(a, 7, "return_attention_scores"),
                flag(a, 9, "use_causal_mask"));
    }

    /** A call as Attention takes it: {@code ([query, value, key], …)}. */
    static AttentionCall ofList(Arguments a) {
        refuseUnknown(a, OF_LIST);
        if (!(a.get(0, "inputs") instanceof Value.Items list)
                || list.items().size() < 2
                || list.items().size() > 3
                || !list.items().stream().allMatch(Value.Input.class::isInstance)) {
            throw new IllegalArgumentException("expected a list of query and value, or of query, value and key");
        }
        List<Integer> inputs =
                list.items().stream().map(v -> ((Value.Input) v).index()).toList();
        boolean scores = flag(a, 3, "return_attention_scores");
        return new AttentionCall(
                inputs.get(0),
                inputs.get(1),
                inputs.size() == 3 ? inputs.get(2) : -1,
                -1,
                -1,
                -1,
                -1,
                scores,
                flag(a, 4, "use_causal_mask"));
    }

    private static void refuseUnknown(Arguments a, List<String> known) {
        a.named().fields().forEach((name, value) -> {
            if (!known.contains(name) && value != Value.Nothing.NULL) {
                throw new IllegalArgumentException(
                        "is called with " + name + " = " + value + ", which it does not take");
            }
        });
    }

    private static int input(Arguments a, int position, String name) {
        Value value = a.get(position, name);
        if (value == null || value == Value.Nothing.NULL || value instanceof Value.Input) {
            return a.input(position, name);
        }
        throw new IllegalArgumentException("expected a tensor as " + name + ", found " + value);
    }

    private static boolean flag(Arguments a, int position, String name) {
        Value value = a.get(position, name);
        if (value == null || Set.of(Value.Nothing.NULL, Value.of(false)).contains(value)) {
            return false;
        } else if (Value.of(true).equals(value)) {
            return true;
        }
        throw new IllegalArgumentException("expected true or false as " + name + ", found " + value);
    }

    /** The same call with {@link #causal}. */
    AttentionCall causally() {
        return new AttentionCall(query, value, key, queryMask, valueMask, keyMask, attentionMask, returnScores, true);
    }

    /** Number of the input that is compared with the query. */
    int compared() {
        return key < 0 ? value : key;
    }

    /** The mask in a given input, which is written anew in each pass, or the one that travels with another input. */
    static @Nullable Mask mask(Call call, int given, int travelling, List<Step> steps) {
        if (given < 0) {
            return travelling < 0 ? null : call.mask(travelling);
        }
        Tensor tensor = call.input(given);
        Mask mask = new Mask(tensor.shape());
        boolean[] real = mask.values();
        float[] values = tensor.floats();
        steps.add(() -> {
            for (int i = 0; i < real.length; i++) {
                real[i] = values[i] != 0;
            }
        });
        return mask;
    }
}
