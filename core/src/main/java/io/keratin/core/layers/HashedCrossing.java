package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.Collections;
import java.util.List;

/**
 * Puts the combination of two or more features into one of numBins bins by a hash. Inputs are texts or whole numbers, all of
 * shape (B) or (B, 1).
 *
 * @param numBins number of bins
 * @param outputMode {@link CategoryMode#INT} or {@link CategoryMode#ONE_HOT}
 * @param sparse whether Keras gives a sparse tensor; the numbers are the same
 */
public record HashedCrossing(int numBins, CategoryMode outputMode, boolean sparse) implements LayerSpec {

    /** The key of TensorFlow's {@code sparse.cross_hashed}. */
    private static final long KEY = 0xDECAFCAFFEL;

    /** Checks the options. */
    public HashedCrossing {
        Checks.positive("HashedCrossing", "num_bins", numBins);
    }

    static HashedCrossing fromConfig(Config config, LayerRegistry registry) {
        return new HashedCrossing(
                config.positiveInt("num_bins"),
                CategoryMode.read(config, CategoryMode.INT, CategoryMode.INT, CategoryMode.ONE_HOT),
                config.flag("sparse", false));
    }

    @Override
    public String className() {
        return "HashedCrossing";
    }

    @Override
    public List<Shape> outputShapes(List<Shape> inputs) {
        Shape first = inputs.get(0);
        if (inputs.size() < 2) {
            throw new ShapeException("HashedCrossing crosses at least two inputs, got " + inputs);
        }
        for (Shape shape : inputs) {
            if (shape.rank() > 2 || (shape.rank() == 2 && shape.last() != 1) || !first.acceptsSamples(shape)) {
                throw new ShapeException(
                        "HashedCrossing takes inputs that are all of shape (B) or all of shape (B, 1), got " + inputs);
            }
        }
        return List.of(outputMode.shape(className(), first, numBins));
    }

    @Override
    public List<DType> outputDTypes(List<Shape> shapes, List<DType> inputs) {
        if (inputs.contains(DType.FLOAT32)) {
            throw new ShapeException("HashedCrossing takes texts and whole numbers, found floats");
        }
        return Collections.nCopies(1, outputMode.dtype());
    }

    @Override
    public boolean takesIntegers() {
        return true;
    }

    @Override
    public List<WeightSpec> weights(List<Shape> inputs) {
        return List.of();
    }

    @Override
    public Value.Fields config() {
        return Value.fields("num_bins", numBins, "output_mode", outputMode.kerasName(), "sparse", sparse);
    }

    @Override
    public Layer bind(Binding binding) {
        return call -> {
            Tensor[] features = new Tensor[call.inputs()];
            for (int f = 0; f < features.length; f++) {
                features[f] = call.input(f);
            }
            Utf8 text = new Utf8();
            return outputMode.plan(call, numBins, null, ids -> {
                for (int i = 0; i < call.input().size(); i++) {
                    long hash = KEY;
                    for (Tensor feature : features) {
                        hash = Fingerprint.cat(hash, feature(feature, i, text));
                    }
                    ids[i] = (int) Fingerprint.bucket(hash, numBins);
                }
            });
        };
    }

    private static long feature(Tensor x, int i, Utf8 text) {
        if (x.dtype() != DType.STRING) {
            return x.ints()[i];
        }
        text.set(x, i);
        return Fingerprint.farm(text.bytes(), text.length());
    }
}
