package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Dialect;
import io.keratin.core.config.Value;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import java.util.Map;
import java.util.Set;

/**
 * A layer that changes nothing in a prediction: dropout, noise, activity regularization, Identity, and what augments images
 * ({@link Augmentation}). The latter make floats of whole numbers, as in Keras, and end a mask.
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
        /** Drops samples of a residual branch: the layer in which {@code keras.applications}' ConvNeXt does. */
        STOCHASTIC_DEPTH("StochasticDepth", "drop_path_rate"),
        /** Adds to the loss. */
        ACTIVITY_REGULARIZATION("ActivityRegularization", "l1 l2 activity_regularizer"),
        /** Nothing at all. */
        IDENTITY("Identity", ""),
        /** Changes images at random: flip. */
        RANDOM_FLIP("RandomFlip", "mode seed", true),
        /** Changes images at random: rotation. */
        RANDOM_ROTATION("RandomRotation", "factor fill_mode fill_value interpolation seed", true),
        /** Changes images at random: zoom. */
        RANDOM_ZOOM("RandomZoom", "height_factor width_factor fill_mode interpolation seed fill_value", true),
        /** Changes images at random: contrast. */
        RANDOM_CONTRAST("RandomContrast", "factor value_range seed", true),
        /** Changes images at random: brightness. */
        RANDOM_BRIGHTNESS("RandomBrightness", "factor value_range seed", true),
        /** Changes images at random: translation. */
        RANDOM_TRANSLATION(
                "RandomTranslation", "height_factor width_factor fill_mode interpolation seed fill_value", true),
        /** Crops images in training; a prediction takes them whole, whatever Keras's documentation says. */
        RANDOM_CROP("RandomCrop", "height width seed", true),
        /** Changes images at random: shear. */
        RANDOM_SHEAR("RandomShear", "x_factor y_factor fill_mode interpolation seed fill_value", true),
        /** Changes images at random: hue. */
        RANDOM_HUE("RandomHue", "factor value_range seed", true),
        /** Changes images at random: saturation. */
        RANDOM_SATURATION("RandomSaturation", "factor value_range seed", true),
        /** Changes images at random: sharpness. */
        RANDOM_SHARPNESS("RandomSharpness", "factor value_range seed", true),
        /** Changes images at random: posterization. */
        RANDOM_POSTERIZATION("RandomPosterization", "factor value_range seed", true),
        /** Changes images at random: grayscale. */
        RANDOM_GRAYSCALE("RandomGrayscale", "factor seed", true),
        /** Changes images at random: color jitter. */
        RANDOM_COLOR_JITTER(
                "RandomColorJitter",
                "value_range brightness_factor contrast_factor saturation_factor hue_factor seed",
                true),
        /** Changes images at random: color degeneration. */
        RANDOM_COLOR_DEGENERATION("RandomColorDegeneration", "factor value_range seed", true),
        /** Changes images at random: erasing. */
        RANDOM_ERASING("RandomErasing", "factor scale fill_value value_range seed", true),
        /** Changes images at random: elastic transform. */
        RANDOM_ELASTIC_TRANSFORM(
                "RandomElasticTransform", "factor scale interpolation fill_mode fill_value value_range seed", true),
        /** Changes images at random: gaussian blur. */
        RANDOM_GAUSSIAN_BLUR("RandomGaussianBlur", "factor kernel_size sigma value_range seed", true),
        /** Changes images at random: invert. */
        RANDOM_INVERT("RandomInvert", "factor value_range seed", true),
        /** Changes images at random: perspective. */
        RANDOM_PERSPECTIVE("RandomPerspective", "factor scale interpolation fill_value seed", true),
        /** Changes images in several ways. */
        RAND_AUGMENT("RandAugment", "value_range num_ops factor interpolation seed", true),
        /** Mixes chains of changes. */
        AUG_MIX("AugMix", "value_range num_chains chain_depth factor alpha all_ops interpolation seed", true),
        /** Mixes parts of images. */
        CUT_MIX("CutMix", "factor seed", true),
        /** Mixes images. */
        MIX_UP("MixUp", "alpha seed", true),
        /** Equalizes histograms, in training alone. */
        EQUALIZATION("Equalization", "bins value_range", true),
        /** Inverts bright values. */
        SOLARIZATION("Solarization", "value_range addition_factor threshold_factor seed", true),
        /** Cuts or fills up lists of boxes; images stay as they are. */
        MAX_NUM_BOUNDING_BOXES("MaxNumBoundingBoxes", "max_number fill_value", true);

        private static final String OF_IMAGES = " data_format bounding_box_format";

        private final String className;
        private final String keys;
        private final boolean images;

        Kind(String className, String keys) {
            this(className, keys, false);
        }

        Kind(String className, String keys, boolean images) {
            this.className = className;
            this.keys = images ? keys + OF_IMAGES : keys;
            this.images = images;
        }

        /** Whether it augments images in training. */
        public boolean images() {
            return images;
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

    /** A layer that has, in predictions, the shape that this one has in training. */
    LayerSpec cropping() {
        if (kind != Kind.RANDOM_CROP) {
            return this;
        }
        Config config = new Config(config(), className(), Dialect.KERAS_3);
        return new CenterCrop(
                config.positiveInt("height"), config.positiveInt("width"), DataFormat.channelsFirst(config, false));
    }

    @Override
    public DType outputDType(DType input) {
        return kind.images && kind != Kind.MAX_NUM_BOUNDING_BOXES ? DType.FLOAT32 : input;
    }

    @Override
    public Value.Fields config() {
        return new Value.Fields(options);
    }

    @Override
    public String module() {
        return kind == Kind.STOCHASTIC_DEPTH ? new LayerScale(1, 1).module() : WeightlessLayer.super.module();
    }

    @Override
    public boolean passesMask() {
        return !kind.images && kind != Kind.STOCHASTIC_DEPTH;
    }

    @Override
    public TimeAxis timeAxis(Shape input) {
        return TimeAxis.POINTWISE;
    }

    @Override
    public Layer bind(Binding binding) {
        if (!binding.trains()) {
            return Fusion.VIEW;
        }
        return call -> {
            Step step = !call.training()
                    ? null
                    : kind.images ? Augmentation.plan(kind, options, call) : Noise.plan(kind, options, call);
            return step == null ? Fusion.VIEW.plan(call) : step;
        };
    }

    /** {@inheritDoc} ActivityRegularization brings its own regularizer. */
    @Override
    public TrainingOptions training() {
        if (kind != Kind.ACTIVITY_REGULARIZATION) {
            return TrainingOptions.NONE;
        }
        Value.Fields norms = Value.fields("l1", Noise.number(options.get("l1")), "l2", Noise.number(options.get("l2")));
        return TrainingOptions.NONE.with("activity_regularizer", Value.fields("class_name", "L1L2", "config", norms));
    }
}
