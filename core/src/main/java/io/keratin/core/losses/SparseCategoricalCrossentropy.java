package io.keratin.core.losses;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * -log p of the class that a label names: labels are class numbers from 0.
 *
 * @param fromLogits whether predictions are before the softmax
 * @param ignoreClass the label whose places do not count, null for none
 */
public record SparseCategoricalCrossentropy(
        boolean fromLogits, @Nullable Integer ignoreClass, Reduction reduction, String name) implements Loss {

    /** With Keras's defaults. */
    public static final SparseCategoricalCrossentropy DEFAULTS = new SparseCategoricalCrossentropy(
            false, null, Reduction.SUM_OVER_BATCH_SIZE, "sparse_categorical_crossentropy");

    static SparseCategoricalCrossentropy fromConfig(Config config) {
        return new SparseCategoricalCrossentropy(
                config.flag("from_logits", DEFAULTS.fromLogits),
                config.has("ignore_class") ? config.integer("ignore_class") : null,
                Losses.reduction(config),
                config.text("name", DEFAULTS.name));
    }

    @Override
    public String className() {
        return "SparseCategoricalCrossentropy";
    }

    @Override
    public Value.Fields config() {
        return Value.fields(
                "name",
                name,
                "reduction",
                reduction.kerasName(),
                "from_logits",
                fromLogits,
                "ignore_class",
                ignoreClass);
    }

    @Override
    public void checkLabels(float[] yTrue, int classes) {
        for (float label : yTrue) {
            if (ignoreClass == null || label != ignoreClass) {
                Losses.label(this, label, classes);
            }
        }
    }

    @Override
    public LossFunction function(Shape yTrue, Shape yPred) {
        return new SparseFunction(this, yTrue, yPred);
    }

    @Override
    public Loss onInputOf(String activation) {
        return activation.equals("softmax") && ignoreClass == null
                ? new SparseCategoricalCrossentropy(true, null, reduction, name)
                : this;
    }
}
