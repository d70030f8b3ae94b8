package io.keratin.core.summary;

import io.keratin.core.config.Value;
import io.keratin.core.layers.ModelSpec;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * Which optimizer variables a model has after {@code keras.saving.load_model} of Keras 3.15, and so which number its
 * summary shows; nothing if it has no optimizer, or one that Keratin does not know.
 */
public final class LoadedOptimizer {

    private LoadedOptimizer() {}

    /**
     * Of a compiled {@code .keras} file: loading builds the optimizer for all trainable weights, whether the model was
     * ever fitted or not, as long as the model itself is built.
     *
     * @param optimizer the compile configuration's {@code optimizer}: an object of {@code class_name} and {@code config},
     *     or a name
     */
    public static Optional<OptimizerVariables> ofKeras(Value optimizer, NamedLayer model) {
        List<Shape> inputs = model.spec() instanceof ModelSpec m ? m.inputShapes() : List.of();
        if (inputs.isEmpty()) {
            return Optional.empty();
        }
        List<ModelWeight> trainable = ModelWeight.of(model, inputs).stream()
                .filter(ModelWeight::trainable)
                .toList();
        return OptimizerSlots.of(optimizer, trainable);
    }

    /**
     * Of a compiled legacy {@code .h5} file: Keras 3 builds the optimizer for the weights that the model holds itself,
     * outside its layers, and these are none. So only the optimizer's own variables count, though the file may hold many
     * more, and only if it holds any: Keras 3 always writes the step counter, tf.keras 2 only what a fit left behind.
     * {@code keras/src/legacy/saving/legacy_h5_format.py}, {@code load_model_from_hdf5}.
     *
     * @param optimizer the training configuration's {@code optimizer_config}
     * @param weightsInFile whether the file has a group {@code optimizer_weights}
     */
    public static Optional<OptimizerVariables> ofLegacyH5(Value optimizer, boolean weightsInFile) {
        return weightsInFile ? OptimizerSlots.of(optimizer, List.of()) : Optional.empty();
    }
}
