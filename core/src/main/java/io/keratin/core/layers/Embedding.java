package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.KeratinException;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.LookUps;
import io.keratin.core.tensor.Mask;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.List;
import java.util.Set;

/**
 * Looks up a row of a table for every id: (…) to (…, outputDim). Weights: embeddings (inputDim, outputDim).
 *
 * <p>Ids are whole numbers from 0 to inputDim - 1, as integers or as floats; fractions are cut off, and negative ids count from
 * the end, as in Keras.
 *
 * @param inputDim number of rows
 * @param outputDim length of a row
 * @param maskZero whether id 0 is padding, which later layers skip
 * @param training options that matter only in training
 */
public record Embedding(int inputDim, int outputDim, boolean maskZero, TrainingOptions training) implements UnaryLayer {

    private static final Set<String> TRAINING_OPTIONS =
            Set.of("embeddings_initializer", "embeddings_regularizer", "activity_regularizer", "embeddings_constraint");

    /** Checks the options. */
    public Embedding {
        Checks.positive("Embedding", "input_dim", inputDim);
        Checks.positive("Embedding", "output_dim", outputDim);
    }

    /** An Embedding with Keras's defaults. */
    public Embedding(int inputDim, int outputDim) {
        this(inputDim, outputDim, false, TrainingOptions.NONE);
    }

    static Embedding fromConfig(Config config, LayerRegistry registry) {
        Embedding defaults = new Embedding(config.positiveInt("input_dim"), config.positiveInt("output_dim"));
        config.value("input_length");
        return new Embedding(
                defaults.inputDim,
                defaults.outputDim,
                config.flag("mask_zero", defaults.maskZero),
                TrainingOptions.read(config, TRAINING_OPTIONS));
    }

    @Override
    public String className() {
        return "Embedding";
    }

    @Override
    public Shape outputShape(Shape input) {
        return input.concat(Shape.of(outputDim));
    }

    @Override
    public List<WeightSpec> weights(Shape input) {
        return List.of(new WeightSpec(
                        "embeddings",
                        Shape.of(inputDim, outputDim),
                        Initializers.of(training, "embeddings_initializer", Initializers.UNIFORM))
                .scaledAlong(List.of(0)));
    }

    @Override
    public Value.Fields config() {
        return training.addTo(Value.fields("input_dim", inputDim, "output_dim", outputDim, "mask_zero", maskZero));
    }

    @Override
    public boolean takesIntegers() {
        return true;
    }

    @Override
    public TimeAxis timeAxis(Shape input) {
        return input.rank() > 1 ? TimeAxis.POINTWISE : TimeAxis.WHOLE;
    }

    @Override
    public Layer bind(Binding binding) {
        float[] table = binding.weight("embeddings");
        return call -> {
            Tensor ids = call.input();
            int n = ids.size();
            float[] out = call.output().floats();
            Mask mask = maskZero ? new Mask(ids.shape()) : null;
            call.outputMask(0, mask);
            boolean whole = ids.dtype() == DType.INT32;
            Step forward = () -> {
                for (int i = 0; i < n; i++) {
                    int id = id(ids, i);
                    int row = id < 0 ? id + inputDim : id;
                    if (row < 0 || row >= inputDim) {
                        throw new KeratinException("Embedding: id " + id + " at position " + i + " of input "
                                + ids.shape() + " is outside 0 to " + (inputDim - 1));
                    }
                    System.arraycopy(table, row * outputDim, out, i * outputDim, outputDim);
                    if (mask != null) {
                        mask.values()[i] = whole ? id != 0 : ids.floats()[i] != 0;
                    }
                }
            };
            float[] dTable = binding.gradient("embeddings");
            LookUps lookUps = binding.lookUps("embeddings");
            float[] dy = call.gradient(call.output());
            return dTable == null || lookUps == null || dy == null
                    ? Step.of(forward, () -> {})
                    : Step.of(forward, () -> {
                        for (int i = 0; i < n; i++) {
                            int id = id(ids, i);
                            int row = id < 0 ? id + inputDim : id;
                            addRow(dy, i * outputDim, dTable, row * outputDim);
                            lookUps.add(row, dy, i * outputDim);
                        }
                    });
        };
    }

    private static int id(Tensor ids, int i) {
        return ids.dtype() == DType.INT32 ? ids.ints()[i] : DType.toInt(ids.floats()[i]);
    }

    /** dE[id] += dy: only the rows that were looked up. */
    private void addRow(float[] dy, int at, float[] dTable, int row) {
        for (int j = 0; j < outputDim; j++) {
            dTable[row + j] += dy[at + j];
        }
    }
}
