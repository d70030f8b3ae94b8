package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.tensor.Shape;
import java.util.List;
import java.util.Set;

/**
 * Additive attention (Bahdanau et al. 2014): softmax(Σ scale · tanh(Q + K))·V over a list of query (B, T, X), value (B, S, V) and, if it
 * is not the value, key (B, S, X).
 *
 * <p>(B, T, V), and the weights (B, T, S) if the call asks for them. Weights: scale (X) with {@code useScale}.
 *
 * @param useScale whether there is a learnt scale for each feature
 * @param call what is what among the inputs
 * @param training options that matter only in training
 */
public record AdditiveAttention(boolean useScale, AttentionCall call, TrainingOptions training)
        implements ListAttention {

    private static final Set<String> TRAINING_OPTIONS = Set.of("dropout", "seed");

    /** An AdditiveAttention with Keras's defaults. */
    public AdditiveAttention() {
        this(true, AttentionCall.DEFAULT, TrainingOptions.NONE);
    }

    static AdditiveAttention fromConfig(Config config, LayerRegistry registry) {
        return new AdditiveAttention(
                config.flag("use_scale", new AdditiveAttention().useScale),
                Attention.causal(config),
                TrainingOptions.read(config, TRAINING_OPTIONS));
    }

    @Override
    public String className() {
        return "AdditiveAttention";
    }

    @Override
    public AdditiveAttention called(Arguments arguments) {
        AttentionCall how = AttentionCall.ofList(arguments);
        return new AdditiveAttention(useScale, call.causal() ? how.causally() : how, training);
    }

    @Override
    public List<WeightSpec> weights(List<Shape> inputs) {
        int features = inputs.get(call.query()).last();
        if (useScale && features == Shape.NONE) {
            throw new ShapeException(
                    "AdditiveAttention: the last dimension of the query must be known, found " + inputs);
        }
        return useScale ? List.of(new WeightSpec("scale", Shape.of(features), Initializers.GLOROT_UNIFORM)) : List.of();
    }

    @Override
    public Value.Fields config() {
        return training.addTo(Value.fields("use_scale", useScale));
    }

    @Override
    public Layer bind(Binding binding) {
        Kernels kernels = binding.kernels();
        TanhScores.Weight factors = TanhScores.Weight.of(binding, "scale", useScale);
        return bind(
                kernels, (c, sum, size, x) -> new TanhScores(c, kernels, sum, size, x, TanhScores.Weight.ONE, factors));
    }
}
