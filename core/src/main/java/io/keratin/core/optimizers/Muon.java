package io.keratin.core.optimizers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Steps along the momentum of a matrix made orthogonal by Newton and Schulz's iteration, and as {@link AdamW} for all that is no matrix; Jordan et al. 2024.
 *
 * @param adamBeta1 as in Adam
 * @param adamBeta2 as in Adam
 * @param epsilon as in Adam
 * @param excludeLayers expressions for paths of matrices that are left to Adam
 * @param a of x in the iteration
 * @param b of x³
 * @param c of x⁵
 * @param adamLrRatio what the learning rate is multiplied with for Adam
 * @param momentum how much of the sum of gradients stays
 * @param nsSteps iterations
 * @param nesterov whether the gradient is taken to be ahead
 * @param excludeEmbeddings whether embeddings are left to Adam
 * @param adamWeightDecay weight decay for Adam
 * @param rmsRate root mean square of a step over the learning rate; null for 1
 * @param options what all optimizers have
 */
public record Muon(
        double adamBeta1,
        double adamBeta2,
        double epsilon,
        List<String> excludeLayers,
        double a,
        double b,
        double c,
        double adamLrRatio,
        double momentum,
        int nsSteps,
        boolean nesterov,
        boolean excludeEmbeddings,
        @Nullable Double adamWeightDecay,
        @Nullable Double rmsRate,
        Options options)
        implements RuleOptimizer {

    /** With Keras's defaults. */
    public static final Muon DEFAULTS = new Muon(
            0.9,
            0.999,
            1e-7,
            List.of(),
            3.4445,
            -4.775,
            2.0315,
            1,
            0.95,
            5,
            true,
            true,
            0.004,
            0.2,
            Options.of("muon", 0.001).withWeightDecay(0.004));

    /** Checks the options as Keras does. */
    public Muon {
        excludeLayers = List.copyOf(excludeLayers);
    }

    static Muon fromConfig(Config config) {
        return new Muon(
                config.real("adam_beta_1", DEFAULTS.adamBeta1),
                config.real("adam_beta_2", DEFAULTS.adamBeta2),
                config.real("epsilon", DEFAULTS.epsilon),
                Optimizers.texts(config, "exclude_layers"),
                config.real("muon_a", DEFAULTS.a),
                config.real("muon_b", DEFAULTS.b),
                config.real("muon_c", DEFAULTS.c),
                config.real("adam_lr_ratio", DEFAULTS.adamLrRatio),
                config.real("momentum", DEFAULTS.momentum),
                config.integer("ns_steps", DEFAULTS.nsSteps),
                config.flag("nesterov", DEFAULTS.nesterov),
                config.flag("exclude_embeddings", DEFAULTS.excludeEmbeddings),
                config.fields().get("adam_weight_decay") == null
                        ? DEFAULTS.adamWeightDecay
                        : Options.real(config, "adam_weight_decay"),
                config.fields().get("rms_rate") == null ? DEFAULTS.rmsRate : Options.real(config, "rms_rate"),
                Options.read(config, DEFAULTS.options));
    }

    @Override
    public String className() {
        return "Muon";
    }

    @Override
    public Muon withOptions(Options other) {
        return new Muon(
                adamBeta1,
                adamBeta2,
                epsilon,
                excludeLayers,
                a,
                b,
                c,
                adamLrRatio,
                momentum,
                nsSteps,
                nesterov,
                excludeEmbeddings,
                adamWeightDecay,
                rmsRate,
                other);
    }

    @Override
    public Value.Fields hyperparameters() {
        return Value.fields(
                "adam_beta_1",
                adamBeta1,
                "adam_beta_2",
                adamBeta2,
                "epsilon",
                epsilon,
                "exclude_layers",
                excludeLayers,
                "muon_a",
                a,
                "muon_b",
                b,
                "muon_c",
                c,
                "adam_lr_ratio",
                adamLrRatio,
                "momentum",
                momentum,
                "ns_steps",
                nsSteps,
                "nesterov",
                nesterov,
                "exclude_embeddings",
                excludeEmbeddings,
                "adam_weight_decay",
                adamWeightDecay,
                "rms_rate",
                rmsRate);
    }

    private boolean isAdams(Variable v) {
        return v.shape().rank() != 2
                || (excludeEmbeddings && v.path().toLowerCase(Locale.ROOT).contains("embedding"))
                || excludeLayers.stream()
                        .anyMatch(e -> Pattern.compile(e).matcher(v.path()).find());
    }

    @Override
    public Rule rule(List<Variable> variables) {
        return new MuonRule(
                this, variables, variables.stream().filter(this::isAdams).toList());
    }
}
