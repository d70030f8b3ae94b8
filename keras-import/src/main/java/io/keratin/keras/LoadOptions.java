package io.keratin.keras;

import io.keratin.core.kernels.KernelSelection;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.WeightPrecision;
import io.keratin.core.layers.LayerRegistry;

/**
 * How to open a file.
 *
 * @param registry the layers that are known; add your own with {@link LayerRegistry#with}
 * @param kernels what runs the model
 * @param precision how the model keeps its weight matrices; see {@link io.keratin.core.Model#withWeightPrecision}
 * @param refuseNonFinite whether NaN or infinite weights are an error instead of a warning
 */
public record LoadOptions(LayerRegistry registry, Kernels kernels, WeightPrecision precision, boolean refuseNonFinite) {

    /** Keras's layers on the kernels of this JVM; NaN weights are a warning. */
    public static LoadOptions defaults() {
        return new LoadOptions(LayerRegistry.keras(), KernelSelection.current(), WeightPrecision.FLOAT32, false);
    }

    /** With other layers. */
    public LoadOptions withRegistry(LayerRegistry other) {
        return new LoadOptions(other, kernels, precision, refuseNonFinite);
    }

    /** With other kernels. */
    public LoadOptions withKernels(Kernels other) {
        return new LoadOptions(registry, other, precision, refuseNonFinite);
    }

    /** With weight matrices kept in another precision. */
    public LoadOptions withWeightPrecision(WeightPrecision other) {
        return new LoadOptions(registry, kernels, other, refuseNonFinite);
    }

    /** With NaN and infinite weights as an error. */
    public LoadOptions withRefuseNonFinite(boolean refuse) {
        return new LoadOptions(registry, kernels, precision, refuse);
    }
}
