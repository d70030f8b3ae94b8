package io.keratin.core.layers;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keratin.core.config.Config;
import io.keratin.core.config.Dialect;
import io.keratin.core.config.Value;
import io.keratin.core.error.KeratinException;
import io.keratin.core.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What Keras refuses is refused with a sentence that shows both sides. */
class RefusedShapesTest {

    private static final Shape IMAGES = Shape.of(Shape.NONE, 4, 5, 6);
    private static final Shape OPEN = Shape.of(Shape.NONE, 4, Shape.NONE);

    @Test
    void normalisation() {
        refused("GroupNormalization", IMAGES, "the 6 channels of (None, 4, 5, 6) do not fall into 4", "groups", 4);
        refused("GroupNormalization", OPEN, "axis -1 must be known");
        refused("GroupNormalization", IMAGES, "must not be the batch axis", "axis", 0);
        refused("RMSNormalization", IMAGES, "scale of shape (4,) does not fit", "axis", 1);
        refused("RMSNormalization", OPEN, "must be known");
        refused("UnitNormalization", IMAGES, "axis 4 is not in an input of rank 4", "axis", 4);
        refused("UnitNormalization", IMAGES, "is the batch axis", "axis", -4);
        refused("Normalization", OPEN, "must be known");
        refused("Normalization", IMAGES, "does not fit", "mean", List.of(1, 2), "variance", List.of(1, 2));
        refused("Normalization", IMAGES, "both or neither", "mean", 1);
        refused("Rescaling", IMAGES, "scale of shape (4,) does not fit the last axes", "scale", List.of(1, 2, 3, 4));
        refused("Rescaling", IMAGES, "lists of the same number of numbers", "scale", List.of(1, List.of(2)));
        refused("Rescaling", IMAGES, "expected a number or an array, found nothing");
    }

    @Test
    void space() {
        refused("ZeroPadding2D", IMAGES, "sides must not be negative", "padding", List.of(-1, 1));
        refused("ZeroPadding2D", IMAGES, "expected 1, 2 or 4 numbers, got 3", "padding", List.of(1, 2, 3));
        refused("ZeroPadding1D", IMAGES, "expected an input of rank 3, found (None, 4, 5, 6)");
        refused("Cropping2D", IMAGES, "an axis of 4 positions must be longer than what is cut, 2 and 2", "cropping", 2);
        refused("UpSampling2D", IMAGES, "size must be positive, got 0", "size", List.of(1, 0));
        refused("UpSampling2D", IMAGES, "expected nearest, bilinear", "interpolation", "area");
        refused("Resizing", OPEN, "expected a batch of images", "height", 2, "width", 2);
        refused(
                "Resizing",
                IMAGES,
                "cannot be combined",
                "height",
                2,
                "width",
                2,
                "crop_to_aspect_ratio",
                true,
                "pad_to_aspect_ratio",
                true);
        refused("Resizing", IMAGES, "expected constant", "height", 2, "width", 2, "fill_mode", "reflect");
        refused("CenterCrop", IMAGES, "expected a positive integer", "height", 0, "width", 2);
        refused("ThresholdedReLU", IMAGES, "theta must not be negative", "theta", -1);
    }

    private static void refused(String className, Shape input, String problem, Object... options) {
        Config entry = new Config(
                Value.fields("class_name", className, "config", Value.fields(options)), "layers[0]", Dialect.KERAS_3);
        assertThatThrownBy(() -> {
                    LayerSpec spec = LayerRegistry.keras().read(entry).spec();
                    spec.outputShapes(List.of(input));
                    spec.weights(List.of(input));
                })
                .isInstanceOf(KeratinException.class)
                .hasMessageContaining(problem);
    }
}
