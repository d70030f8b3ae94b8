package io.keratin.cli;

import io.keratin.core.Model;
import io.keratin.core.layers.Embedding;
import io.keratin.core.layers.ModelSpec;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Data that a model can take: normally distributed values, or ids where the model begins with an Embedding. */
final class RandomInput {

    private RandomInput() {}

    /** One for every input, always the same values for the same model and shapes. */
    static List<Tensor> of(Model model, List<Shape> shapes) {
        List<Tensor> all = new ArrayList<>();
        for (int i = 0; i < shapes.size(); i++) {
            all.add(of(model, model.inputDTypes().get(i), shapes.get(i)));
        }
        return all;
    }

    private static Tensor of(Model model, DType dtype, Shape shape) {
        if (dtype == DType.STRING) {
            return Tensor.zeros(dtype, shape);
        }
        Random random = new Random(1);
        int n = Math.toIntExact(shape.size());
        int ids = ids(model.spec());
        if (dtype.isInts()) {
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
        } else if (layer.spec() instanceof ModelSpec s) {
            return s.layers().stream()
                    .mapToInt(RandomInput::ids)
                    .filter(n -> n > 0)
                    .findFirst()
                    .orElse(0);
        }
        return 0;
    }
}
