package io.keratin.core.metrics;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Intersection over union of predicted and labelled places, averaged over classes.
 *
 * @param kind which one
 * @param name under which the result is shown
 * @param numClasses how many classes there are
 * @param targets the classes that are averaged
 * @param ignoreClass the label whose places do not count, null for none
 * @param sparseTrue whether labels are class numbers, not rows whose largest element counts
 * @param sparsePred whether predictions are class numbers
 * @param axis of the classes where there are rows
 * @param threshold from which a prediction is class 1, for {@link Kind#BINARY_IOU}
 * @param dtype Keras's dtype; whole numbers cut the fractions off sample weights
 */
public record Iou(
        Kind kind,
        String name,
        int numClasses,
        List<Integer> targets,
        @Nullable Integer ignoreClass,
        boolean sparseTrue,
        boolean sparsePred,
        int axis,
        double threshold,
        String dtype)
        implements Metric {

    /** What labels and predictions are, and which classes count. */
    public enum Kind {
        /** Class numbers or rows; given classes. */
        IOU("IoU", "io_u"),
        /** Labels 0 and 1, predictions on either side of a threshold. */
        BINARY_IOU("BinaryIoU", "binary_io_u"),
        /** Class numbers or rows; all classes. */
        MEAN_IOU("MeanIoU", "mean_io_u"),
        /** Rows of labels; given classes. */
        ONE_HOT_IOU("OneHotIoU", "one_hot_io_u"),
        /** Rows of labels; all classes. */
        ONE_HOT_MEAN_IOU("OneHotMeanIoU", "one_hot_mean_io_u");

        private final String className;
        private final String defaultName;

        Kind(String className, String defaultName) {
            this.className = className;
            this.defaultName = defaultName;
        }

        /** Keras's class name. */
        public String className() {
            return className;
        }

        private boolean isMean() {
            return this == MEAN_IOU || this == ONE_HOT_MEAN_IOU;
        }

        private boolean isOneHot() {
            return this == ONE_HOT_IOU || this == ONE_HOT_MEAN_IOU;
        }

        Function<Config, Metric> factory() {
            return this::read;
        }

        private Iou read(Config config) {
            boolean binary = this == BINARY_IOU;
            int classes = binary ? 2 : config.positiveInt("num_classes");
            List<Integer> all = IntStream.range(0, classes).boxed().toList();
            int[] given = isMean() ? null : config.integers("target_class_ids");
            Metrics.check(className, given != null || binary || isMean(), "target_class_ids must be given", null);
            return new Iou(
                    this,
                    config.text("name", defaultName),
                    classes,
                    given == null ? all : Arrays.stream(given).boxed().toList(),
                    !binary && config.has("ignore_class") ? (Integer) config.integer("ignore_class") : null,
                    !isOneHot() && (binary || config.flag("sparse_y_true", true)),
                    binary || config.flag("sparse_y_pred", !isOneHot()),
                    binary ? -1 : config.integer("axis", -1),
                    binary ? config.real("threshold", 0.5) : 0.5,
                    config.value("dtype") instanceof Value.Text t ? t.text() : "int32");
        }
    }

    /** Checks the classes. */
    public Iou {
        targets = List.copyOf(targets);
        for (int id : targets) {
            Metrics.check(name, id >= 0 && id < numClasses, "a target class must be from 0 to " + (numClasses - 1), id);
        }
    }

    @Override
    public String className() {
        return kind.className;
    }

    @Override
    public Iou withName(String other) {
        return new Iou(kind, other, numClasses, targets, ignoreClass, sparseTrue, sparsePred, axis, threshold, dtype);
    }

    @Override
    public Value.Fields config() {
        Value.Fields c = Value.fields("num_classes", numClasses, "target_class_ids", targets);
        if (kind == Kind.BINARY_IOU) {
            return Metrics.config(name, dtype, Value.fields("target_class_ids", targets, "threshold", threshold));
        }
        c = kind.isMean() ? c.without("target_class_ids") : c;
        c = c.with("ignore_class", Value.of(ignoreClass)).with("sparse_y_pred", Value.of(sparsePred));
        c = kind.isOneHot() ? c : c.with("sparse_y_true", Value.of(sparseTrue));
        return Metrics.config(name, dtype, c.with("axis", Value.of(axis)));
    }

    @Override
    public MetricState state() {
        return new State();
    }

    private final class State extends MetricState {

        /** By label and prediction. */
        private final double[] counts = new double[numClasses * numClasses];

        private final boolean whole = !dtype.startsWith("float");

        @Override
        public void update(Tensor yTrue, Tensor yPred, @Nullable Tensor sampleWeight, @Nullable Tensor mask) {
            float[] t = ids(yTrue, sparseTrue);
            float[] p = ids(yPred, sparsePred);
            float[] w = sampleWeight == null ? new float[] {1} : floats(sampleWeight);
            int weights = sampleWeight == null ? 1 : sampleWeight.size();
            if (t.length != p.length || (weights != 1 && weights != t.length)) {
                throw new ShapeException("metric '" + name + "': labels of shape " + yTrue.shape()
                        + (sampleWeight == null ? "" : " and sample weights of shape " + sampleWeight.shape())
                        + " do not fit predictions of shape " + yPred.shape());
            }
            for (int i = 0; i < t.length; i++) {
                int label = (int) t[i];
                int guess = kind == Kind.BINARY_IOU ? p[i] >= (float) threshold ? 1 : 0 : (int) p[i];
                boolean counts = label >= 0 && label < numClasses && guess >= 0 && guess < numClasses;
                if (counts && (ignoreClass == null || label != ignoreClass)) {
                    float weight = w[weights == 1 ? 0 : i];
                    this.counts[label * numClasses + guess] += whole ? (int) weight : weight;
                }
            }
        }

        /** Class numbers: the values, or where the first largest of each row along the axis stands. */
        private float[] ids(Tensor given, boolean sparse) {
            float[] x = floats(given);
            Shape shape = given.shape();
            if (sparse) {
                return Arrays.copyOf(x, given.size());
            }
            int at = axis < 0 ? axis + shape.rank() : axis;
            if (at < 0 || at >= shape.rank()) {
                throw new ShapeException("metric '" + name + "': axis " + axis + " is outside of " + shape);
            }
            int inner = shape.product(at + 1, shape.rank());
            int n = shape.dim(at);
            float[] out = new float[shape.product(0, at) * inner];
            for (int i = 0; i < out.length; i++) {
                int first = i / inner * n * inner + i % inner;
                int best = 0;
                for (int k = 1; k < n; k++) {
                    best = x[first + k * inner] > x[first + best * inner] ? k : best;
                }
                out[i] = best;
            }
            return out;
        }

        @Override
        public float[] result() {
            double sum = 0;
            int valid = 0;
            for (int id : targets) {
                double union = -counts[id * numClasses + id];
                for (int k = 0; k < numClasses; k++) {
                    union += counts[id * numClasses + k] + counts[k * numClasses + id];
                }
                if (union > 1e-9) {
                    sum += counts[id * numClasses + id] / (union + 1e-7);
                    valid++;
                }
            }
            return new float[] {(float) (sum / (valid + 1e-7))};
        }

        @Override
        public double[] saved() {
            return counts.clone();
        }

        @Override
        public void restore(double[] saved) {
            System.arraycopy(saved, 0, counts, 0, counts.length);
        }

        @Override
        public void reset() {
            Arrays.fill(counts, 0);
        }
    }
}
