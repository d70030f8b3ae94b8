package io.keratin.cli;

import io.keratin.core.Model;
import io.keratin.core.layers.Embedding;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.Sequential;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.Random;

/** Data that a model can take: normally distributed values, or ids where the model begins with an Embedding. */
final class RandomInput {

    private RandomInput() {}

    /** Always the same values for the same model and shape. */
    static Tensor of(Model model, Shape shape) {
        Random random = new Random(1);
        int n = Math.toIntExact(shape.size());
        int ids = ids(model.spec());
        if (model.inputDType() == DType.INT32) {
            int[] x = new int[n];
            for (int i = 0; i < n; i++) {
                x[i] = random.nextInt(ids == 0 ? 2 : ids);
            }
            return Tensor.of(x, shape);
        }
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = ids == 0 ? (float) random.nextGaussian() : random.nextInt(ids);
        }
        return Tensor.of(x, shape);
    }

    /** How many ids the first Embedding knows; 0 if there is none. */
    private static int ids(NamedLayer layer) {
        if (layer.spec() instanceof Embedding e) {
            return e.inputDim();
        } else if (layer.spec() instanceof Sequential s) {
            return s.layers().stream()
                    .mapToInt(RandomInput::ids)
                    .filter(n -> n > 0)
                    .findFirst()
                    .orElse(0);
        }
        return 0;
    }
}
