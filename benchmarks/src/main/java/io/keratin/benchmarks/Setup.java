package io.keratin.benchmarks;

import io.keratin.core.Model;
import io.keratin.core.kernels.KernelSelection;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PortableKernels;
import io.keratin.core.layers.InputLayer;
import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.Parameters;
import io.keratin.core.layers.Sequential;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import java.util.List;
import java.util.Random;

/** What several benchmarks begin with. */
final class Setup {

    /** The flag of the incubator module, for forked JVMs. */
    static final String ADD_MODULES = "--add-modules=jdk.incubator.vector";

    private Setup() {}

    /** The kernels {@code portable} or {@code vector}; an error where the latter are not there. */
    static Kernels kernels(String name) {
        Kernels found = name.equals("portable") ? PortableKernels.INSTANCE : KernelSelection.current();
        if (!found.name().startsWith(name)) {
            throw new IllegalStateException("no " + name + " kernels in this JVM, only " + found.name());
        }
        return found;
    }

    /** Random values between -1 and 1, always the same. */
    static float[] values(int n) {
        Random random = new Random(1);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = random.nextFloat() * 2 - 1;
        }
        return x;
    }

    /** A model of one layer with random weights; inputs are (batch, steps, features). */
    static Model model(LayerSpec layer, int steps, int features, Kernels kernels) {
        InputLayer input = new InputLayer(Shape.of(Shape.NONE, steps, features), DType.FLOAT32);
        NamedLayer spec = new NamedLayer(
                "benchmark", new Sequential(new NamedLayer("input", input), List.of(new NamedLayer("layer", layer))));
        return Model.of(spec, Parameters.initial(Model.weights(spec), 1), kernels);
    }
}
