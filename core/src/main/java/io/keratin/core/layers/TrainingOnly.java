package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import java.util.Map;
import java.util.Set;

/**
 * A layer that changes nothing in a prediction: dropout, noise, activity regularization, Identity.
 *
 * @param kind which one
 * @param options its options, which matter only in training, by Keras's key
 */
public record TrainingOnly(Kind kind, Map<String, Value> options) implements WeightlessLayer {

    /** The layers of this kind, with Keras's names. */
    public enum Kind {
        /** Drops single values. */
        DROPOUT("Dropout", "rate noise_shape seed"),
        /** Drops whole features of (B, T, X). */
        SPATIAL_DROPOUT_1D("SpatialDropout1D", "rate seed"),
        /** Drops whole channels of images. */
        SPATIAL_DROPOUT_2D("SpatialDropout2D", "rate seed data_format"),
        /** Drops whole channels of volumes. */
        SPATIAL_DROPOUT_3D("SpatialDropout3D", "rate seed data_format"),
        /** Multiplies by noise around 1. */
        GAUSSIAN_DROPOUT("GaussianDropout", "rate seed"),
        /** Adds noise around 0. */
        GAUSSIAN_NOISE("GaussianNoise", "stddev seed"),
        /** Dropout that keeps mean and variance under selu. */
        ALPHA_DROPOUT("AlphaDropout", "rate noise_shape seed"),
        /** Adds to the loss. */
        ACTIVITY_REGULARIZATION("ActivityRegularization", "l1 l2 activity_regularizer"),
        /** Nothing at all. */
        IDENTITY("Identity", "");

        private final String className;
        private final String keys;

        Kind(String className, String keys) {
            this.className = className;
            this.keys = keys;
        }

        /** Keras's class name. */
        public String className() {
            return className;
        }

        /** Keras's keys of the options. */
        public Set<String> options() {
            return keys.isEmpty() ? Set.of() : Set.of(keys.split(" "));
        }
    }

    /** A copy of the options. */
    public TrainingOnly {
        options = new TrainingOptions(options).options();
    }

    static TrainingOnly fromConfig(Kind kind, Config config) {
        return new TrainingOnly(kind, config.keep(kind.options()));
    }

    @Override
    public String className() {
        return kind.className();
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public DType outputDType(DType input) {
        return input;
    }

    @Override
    public Value.Fields config() {
        return new Value.Fields(options);
    }

    @Override
    public boolean passesMask() {
        return true;
    }

    @Override
    public TimeAxis timeAxis(Shape input) {
        return TimeAxis.POINTWISE;
    }

    @Override
    public Layer bind(Binding binding) {
        return call -> {
            call.output(0, call.input());
            return () -> {};
        };
    }
}
