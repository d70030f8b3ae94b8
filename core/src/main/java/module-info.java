/** Tensors, layers, graphs and portable kernels: everything that runs a Keras model and knows no file format. */
@org.jspecify.annotations.NullMarked
module io.keratin.core {
    requires static transitive org.jspecify;

    exports io.keratin.core;
    exports io.keratin.core.activations;
    exports io.keratin.core.callbacks;
    exports io.keratin.core.config;
    exports io.keratin.core.constraints;
    exports io.keratin.core.error;
    exports io.keratin.core.graph;
    exports io.keratin.core.kernels;
    exports io.keratin.core.layers;
    exports io.keratin.core.losses;
    exports io.keratin.core.metrics;
    exports io.keratin.core.ops;
    exports io.keratin.core.optimizers;
    exports io.keratin.core.optimizers.schedules;
    exports io.keratin.core.regularizers;
    exports io.keratin.core.summary;
    exports io.keratin.core.tensor;
    exports io.keratin.core.threads;
    exports io.keratin.core.training;

    uses io.keratin.core.kernels.KernelProvider;
}
