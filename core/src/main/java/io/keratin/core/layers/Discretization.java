package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The number of the interval that each value lies in: (…) to (…), or to rows as {@link CategoryMode} says. An interval begins
 * with its lower boundary; what is below all boundaries is in interval 0.
 *
 * @param binBoundaries between the intervals, ascending; null as long as the layer is not adapted
 * @param numBins how many intervals {@code adapt} makes, or null
 * @param epsilon the error that {@code adapt} allows itself
 * @param outputMode any but {@link CategoryMode#TF_IDF}
 * @param sparse whether Keras gives a sparse tensor; the numbers are the same
 */
public record Discretization(
        @Nullable List<Float> binBoundaries,
        @Nullable Integer numBins,
        double epsilon,
        CategoryMode outputMode,
        boolean sparse)
        implements WeightlessLayer {

    /** Checks the options. */
    public Discretization {
        if (binBoundaries == null && numBins == null) {
            throw new IllegalArgumentException("Discretization: bin_boundaries or num_bins must be given");
        } else if (numBins != null && numBins < 0) {
            throw new IllegalArgumentException("Discretization: num_bins must not be negative, got " + numBins);
        } else if (sparse && outputMode == CategoryMode.INT) {
            throw new IllegalArgumentException(
                    "Discretization: sparse goes with output_mode one_hot, multi_hot or count");
        }
        binBoundaries = binBoundaries == null ? null : List.copyOf(binBoundaries);
        for (int i = 1; binBoundaries != null && i < binBoundaries.size(); i++) {
            if (binBoundaries.get(i) < binBoundaries.get(i - 1)) {
                throw new IllegalArgumentException(
                        "Discretization: bin_boundaries must be ascending, got " + binBoundaries);
            }
        }
    }

    static Discretization fromConfig(Config config, LayerRegistry registry) {
        List<Double> bounds = config.reals("bin_boundaries");
        return new Discretization(
                bounds == null ? null : bounds.stream().map(Double::floatValue).toList(),
                config.has("num_bins") ? Integer.valueOf(config.integer("num_bins")) : null,
                config.real("epsilon", 0.01),
                CategoryMode.read(
                        config,
                        CategoryMode.INT,
                        CategoryMode.INT,
                        CategoryMode.ONE_HOT,
                        CategoryMode.MULTI_HOT,
                        CategoryMode.COUNT),
                config.flag("sparse", false));
    }

    @Override
    public String className() {
        return "Discretization";
    }

    private int depth() {
        return binBoundaries != null ? binBoundaries.size() + 1 : numBins == null ? 0 : numBins;
    }

    @Override
    public Shape outputShape(Shape input) {
        return outputMode.shape(className(), input, depth());
    }

    @Override
    public DType outputDType(DType input) {
        return outputMode.dtype();
    }

    @Override
    public boolean takesIntegers() {
        return false;
    }

    @Override
    public Value.Fields config() {
        return Value.fields(
                "bin_boundaries", binBoundaries,
                "num_bins", numBins,
                "epsilon", epsilon,
                "output_mode", outputMode.kerasName(),
                "sparse", sparse);
    }

    @Override
    public Layer bind(Binding binding) {
        if (binBoundaries == null) {
            throw new IllegalArgumentException(
                    "Discretization has no bin_boundaries: it was saved before adapt was called");
        }
        float[] bounds = new float[binBoundaries.size()];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = binBoundaries.get(i);
        }
        return call -> {
            float[] x = call.input().floats();
            int n = call.input().size();
            return outputMode.plan(call, depth(), null, ids -> {
                for (int i = 0; i < n; i++) {
                    ids[i] = interval(x[i], bounds);
                }
            });
        };
    }

    /** How many boundaries are not above x; all for NaN. */
    private static int interval(float x, float[] bounds) {
        int low = 0;
        int high = bounds.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (x < bounds[middle]) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
