package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.List;

/**
 * Ids from 0 to numTokens - 1 as rows of 0 and 1, or of counts: (B, N) to (B, numTokens), each id to a row of its own with
 * {@link CategoryMode#ONE_HOT}. A second input of the ids' shape, {@code count_weights}, says what each id counts.
 *
 * @param numTokens length of a row; ids beyond it are left out
 * @param outputMode any but {@link CategoryMode#INT} and {@link CategoryMode#TF_IDF}
 */
public record CategoryEncoding(int numTokens, CategoryMode outputMode) implements LayerSpec {

    /** Checks the options. */
    public CategoryEncoding {
        Checks.positive("CategoryEncoding", "num_tokens", numTokens);
    }

    static CategoryEncoding fromConfig(Config config, LayerRegistry registry) {
        config.flag("sparse", false); // another form of the same numbers
        return new CategoryEncoding(
                config.positiveInt("num_tokens"),
                CategoryMode.read(
                        config,
                        CategoryMode.MULTI_HOT,
                        CategoryMode.ONE_HOT,
                        CategoryMode.MULTI_HOT,
                        CategoryMode.COUNT));
    }

    @Override
    public String className() {
        return "CategoryEncoding";
    }

    @Override
    public List<Shape> outputShapes(List<Shape> inputs) {
        if (inputs.size() > 2) {
            throw new ShapeException("CategoryEncoding takes ids and count_weights, got " + inputs.size() + " inputs");
        } else if (inputs.size() == 2 && outputMode != CategoryMode.COUNT) {
            throw new ShapeException("CategoryEncoding: count_weights is of no use when output_mode is '"
                    + outputMode.kerasName() + "'; it must be 'count'");
        } else if (inputs.size() == 2 && !inputs.get(0).acceptsSamples(inputs.get(1))) {
            throw new ShapeException("CategoryEncoding: count_weights must have the shape of the ids, " + inputs.get(0)
                    + ", found " + inputs.get(1));
        }
        return List.of(outputMode.shape(className(), inputs.get(0), numTokens));
    }

    @Override
    public List<WeightSpec> weights(List<Shape> inputs) {
        return List.of();
    }

    @Override
    public Value.Fields config() {
        return Value.fields("num_tokens", numTokens, "output_mode", outputMode.kerasName());
    }

    @Override
    public boolean takesIntegers() {
        return true;
    }

    @Override
    public Layer bind(Binding binding) {
        return call -> {
            Tensor x = call.input();
            Tensor weights = call.inputs() == 2 ? call.input(1) : null;
            float[] y = call.output().floats();
            int[] ids = new int[x.size()];
            return Step.of(
                    () -> {
                        for (int i = 0; i < ids.length; i++) {
                            ids[i] = CategoryMode.id(x, i);
                        }
                        outputMode.encode(ids, x.shape(), numTokens, weights, y);
                    },
                    () -> {}); // ids have no gradient
        };
    }
}
