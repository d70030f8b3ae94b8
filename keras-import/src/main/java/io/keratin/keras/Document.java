package io.keratin.keras;

import io.keratin.core.config.Dialect;
import io.keratin.core.config.Value;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.summary.LoadedOptimizer;
import io.keratin.core.summary.OptimizerVariables;
import io.keratin.keras.container.Hdf5Group;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file's content as a typed tree and a source of weights: what all formats have in common. Knows nothing of layers.
 *
 * @param format the container, for the report
 * @param kerasVersion the version that wrote the file, or {@code unknown}
 * @param architecture the model's entry, {@code {"class_name": …, "config": {…}}}, or null for a file of weights alone
 * @param compile the compile configuration, or null
 * @param optimizerWeights the variables of the optimizer in a legacy file, or null
 * @param weights the weights, or null for an architecture alone
 */
record Document(
        String format,
        String kerasVersion,
        Value.@Nullable Fields architecture,
        Value.@Nullable Fields compile,
        @Nullable Hdf5Group optimizerWeights,
        @Nullable WeightSource weights) {

    /** The version of an architecture that says none, and has no module beside its class as Keras 3 writes it. */
    static final String KERAS_2 = "2.x";

    /** The era whose meaning the names have. */
    Dialect dialect() {
        return kerasVersion.startsWith("1.") || kerasVersion.startsWith("2.") ? Dialect.KERAS_2 : Dialect.KERAS_3;
    }

    /** The optimizer's variables as Keras has them after loading the file; none if the model was saved uncompiled. */
    Optional<OptimizerVariables> optimizer(NamedLayer spec) {
        if (compile == null) {
            return Optional.empty();
        }
        Value modern = compile.get("optimizer");
        Value legacy = compile.get("optimizer_config");
        return modern != null
                ? LoadedOptimizer.ofKeras(modern, spec)
                : legacy != null ? LoadedOptimizer.ofLegacyH5(legacy, optimizerWeights != null) : Optional.empty();
    }

    /** Whether Theano computed the model, which pads in another way and turns the kernels of convolutions round. */
    boolean theano() {
        return weights instanceof NamedWeights named && named.theano();
    }

    /** This architecture with the weights of another file, which may know the version that wrote both. */
    Document withWeights(Document other) {
        boolean better = kerasVersion.equals(KERAS_2) && other.dialect() == Dialect.KERAS_2;
        String version = better ? other.kerasVersion : kerasVersion;
        return new Document(format, version, architecture, compile, other.optimizerWeights, other.weights);
    }

    /** This file with a compile configuration that another one may have. */
    Document compiledWith(Value.Fields configuration) {
        return new Document(format, kerasVersion, architecture, configuration, optimizerWeights, weights);
    }
}
