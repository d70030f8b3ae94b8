package io.keratin.keras;

import io.keratin.core.config.Value;
import io.keratin.core.layers.Bidirectional;
import io.keratin.core.layers.ModelSpec;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.Rnn;
import io.keratin.core.layers.SpectralNormalization;
import io.keratin.core.layers.StackedRnnCells;
import io.keratin.core.layers.TimeDistributed;
import io.keratin.core.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The options of a model that matter only in training, for the import report. */
final class TrainingFacts {

    private static final Set<String> TRAINING = Set.of(
            "dropout",
            "recurrent_dropout",
            "rate",
            "stddev",
            "l1",
            "l2",
            "momentum",
            "kernel_regularizer",
            "recurrent_regularizer",
            "bias_regularizer",
            "activity_regularizer",
            "embeddings_regularizer",
            "gamma_regularizer",
            "beta_regularizer",
            "alpha_regularizer",
            "kernel_constraint",
            "recurrent_constraint",
            "bias_constraint",
            "embeddings_constraint",
            "gamma_constraint",
            "beta_constraint",
            "alpha_constraint");

    private TrainingFacts() {}

    static List<String> of(NamedLayer model, Value.@Nullable Fields compile) {
        List<String> kept = new ArrayList<>();
        collect(model, "", kept);
        if (compile != null) {
            for (String key : List.of("optimizer", "optimizer_config", "loss", "metrics")) {
                Value v = compile.get(key);
                if (v != null && v != Value.Nothing.NULL) {
                    kept.add("compile: " + key + " " + name(v));
                }
            }
        }
        return kept;
    }

    /** The dtype policies of the layers other than float32, and other than those of layers that give whole numbers. */
    static Set<String> policies(NamedLayer model) {
        Set<String> found = new TreeSet<>();
        String policy = model.sourceDtype();
        if (!policy.equals("float32") && DType.forKerasName(policy) != DType.INT32) {
            found.add(policy);
        }
        if (model.spec() instanceof ModelSpec s) {
            s.layers().forEach(l -> found.addAll(policies(l)));
        }
        return found;
    }

    private static void collect(NamedLayer layer, String path, List<String> kept) {
        String here = path.isEmpty() ? layer.name() : path + "/" + layer.name();
        if (layer.spec() instanceof ModelSpec s) {
            s.layers().forEach(l -> collect(l, path.isEmpty() && l.spec() instanceof ModelSpec ? "" : here, kept));
            return;
        } else if (layer.spec() instanceof Bidirectional b) {
            collect(b.forward(), here, kept);
            collect(b.backward(), here, kept);
            return;
        } else if (layer.spec() instanceof TimeDistributed t) {
            collect(t.layer(), here, kept);
            return;
        } else if (layer.spec() instanceof SpectralNormalization s) {
            collect(s.layer(), here, kept);
            return;
        } else if (layer.spec() instanceof Rnn r) {
            collect(r.cell(), here, kept);
            return;
        } else if (layer.spec() instanceof StackedRnnCells c) {
            c.cells().forEach(cell -> collect(cell, here, kept));
            return;
        }
        if (!layer.trainable()) {
            kept.add(here + ": frozen");
        }
        layer.spec().config().fields().forEach((key, value) -> {
            if (TRAINING.contains(key) && !isZero(value)) {
                kept.add(here + ": " + key + " " + name(value));
            }
        });
    }

    private static boolean isZero(Value v) {
        return v == Value.Nothing.NULL
                || (v instanceof Value.Real r && r.number() == 0)
                || (v instanceof Value.Int i && i.number() == 0);
    }

    private static String name(Value v) {
        return v instanceof Value.Fields f && f.get("class_name") instanceof Value.Text t
                ? t.text()
                : v instanceof Value.Text t ? t.text() : v.toString();
    }
}
