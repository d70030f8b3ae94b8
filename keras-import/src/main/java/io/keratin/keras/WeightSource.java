package io.keratin.keras;

import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.WeightSpec;
import io.keratin.keras.container.Hdf5Dataset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the weights of a model are found: the two layouts that Keras has had. */
interface WeightSource {

    /**
     * The data set of every weight, in the order of {@code specs}; nothing is read yet.
     *
     * @param model the model that takes the weights
     * @param specs its weights in Keras's order
     * @param problems collects every weight that is missing or too much
     */
    List<Located> locate(NamedLayer model, List<WeightSpec> specs, Problems problems);

    /**
     * Where a file keeps one weight.
     *
     * @param quantized how it is decoded, or null where it is stored as it is
     */
    record Located(
            WeightSpec spec, Hdf5Dataset dataset, @Nullable Quantized quantized) {}
}
