package io.keratin.dsl;

import io.keratin.core.Model;
import io.keratin.core.optimizers.Optimizer;
import io.keratin.core.training.CompileOptions;
import io.keratin.core.training.CompiledModel;

/** What a model is written down with, once it is whole. */
public interface ModelBuilder {

    /** The model with freshly initialised weights, ready to predict. */
    Model build();

    /**
     * The model with freshly initialised weights, ready to train.
     *
     * @param optimizer Keras's name
     * @param loss Keras's name, for all outputs
     * @param metrics Keras's names; of a model with several outputs each output has one, in their order
     */
    default CompiledModel compile(String optimizer, String loss, String... metrics) {
        return CompiledModel.of(build(), optimizer, loss, metrics);
    }

    /** The model with freshly initialised weights, ready to train. */
    default CompiledModel compile(Optimizer optimizer, String loss, String... metrics) {
        return CompiledModel.of(build(), optimizer, loss, metrics);
    }

    /** The model with freshly initialised weights, ready to train. */
    default CompiledModel compile(CompileOptions options) {
        return new CompiledModel(build(), options);
    }
}
