package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Dot-product attention (Luong et al. 2015): softmax(Q·Kᵀ)·V over a list of query (B, T, X), value (B, S, V) and, if it is not the
 * value, key (B, S, X).
 *
 * <p>(B, T, V), and the weights (B, T, S) if the call asks for them. Weights: scale () with {@code useScale}, concat_score_weight () with
 * {@link ScoreMode#CONCAT}.
 *
 * @param useScale whether scores are multiplied by a learnt number; with concat, sums of query and key are
 * @param scoreMode how query and key are compared
 * @param call what is what among the inputs
 * @param training options that matter only in training
 */
public record Attention(boolean useScale, ScoreMode scoreMode, AttentionCall call, TrainingOptions training)
        implements ListAttention {

    private static final Set<String> TRAINING_OPTIONS = Set.of("dropout", "seed");

    /** How query and key are compared. */
    public enum ScoreMode {
        /** Their product. */
        DOT,
        /** The sum of tanh(query + key), times a learnt number. */
        CONCAT;

        /** Keras's name. */
        public String kerasName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** An Attention with Keras's defaults. */
    public Attention() {
        this(false, ScoreMode.DOT, AttentionCall.DEFAULT, TrainingOptions.NONE);
    }

    static Attention fromConfig(Config config, LayerRegistry registry) {
        Attention defaults = new Attention();
        String mode = config.text("score_mode", defaults.scoreMode.kerasName());
        ScoreMode found = Arrays.stream(ScoreMode.values())
                .filter(m -> m.kerasName().equals(mode))
                .findFirst()
                .orElseThrow(() -> config.error("score_mode", "expected dot or concat, found \"" + mode + '"'));
        return new Attention(
                config.flag("use_scale", defaults.useScale),
                found,
                causal(config),
                TrainingOptions.read(config, TRAINING_OPTIONS));
    }

    /** An option of the layer in tf.keras 2, and of its call since. */
    static AttentionCall causal(Config config) {
        return config.flag("causal", false) ? AttentionCall.DEFAULT.causally() : AttentionCall.DEFAULT;
    }

    @Override
    public String className() {
        return "Attention";
    }

    @Override
    public Attention called(Arguments arguments) {
        AttentionCall how = AttentionCall.ofList(arguments);
        return new Attention(useScale, scoreMode, call.causal() ? how.causally() : how, training);
    }

    @Override
    public List<WeightSpec> weights(List<Shape> inputs) {
        List<WeightSpec> w = new ArrayList<>();
        if (useScale) {
            w.add(new WeightSpec("scale", Shape.of(), Initializers.ONES));
        }
        if (scoreMode == ScoreMode.CONCAT) {
            w.add(new WeightSpec("concat_score_weight", Shape.of(), Initializers.ONES));
        }
        return w;
    }

    @Override
    public Value.Fields config() {
        return training.addTo(Value.fields("use_scale", useScale, "score_mode", scoreMode.kerasName()));
    }

    @Override
    public Layer bind(Binding binding) {
        Kernels kernels = binding.kernels();
        TanhScores.Weight scale = TanhScores.Weight.of(binding, "scale", useScale);
        if (scoreMode == ScoreMode.DOT) {
            return bind(
                    kernels,
                    (c, sum, size, x) ->
                            sum.new DotProduct(c, x.q(), x.k(), 1, scale.values(), x.dq(), x.dk(), scale.gradient()));
        }
        TanhScores.Weight weight = TanhScores.Weight.of(binding, "concat_score_weight", true);
        return bind(kernels, (c, sum, size, x) -> new TanhScores(c, kernels, sum, size, x, scale, weight));
    }
}
