package io.keratin.dsl;

import static io.keratin.dsl.Keras.*;
import static io.keratin.dsl.KerasOptimizers.adam;
import static io.keratin.dsl.KerasOptimizers.sgd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import io.keratin.core.training.CompiledModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A network that begins with layers that change images at random: trained on changed images, it predicts of images as they are. */
class AugmentedTrainingTest {

    private static final int SIZE = 48;
    private static final int IMAGES = 24;

    private static Tensor images(int count, int size) {
        Random random = new Random(4);
        float[] x = new float[count * size * size * 3];
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextFloat();
        }
        return Tensor.of(x, Shape.of(count, size, size, 3));
    }

    private static final float[][] LABELS = new float[IMAGES][1];

    static {
        for (int i = 0; i < IMAGES; i++) {
            LABELS[i][0] = i % 2;
        }
    }

    private static CompiledModel classifier() {
        return sequential(input(SIZE, SIZE, 3))
                .add(randomFlip())
                .add(randomRotation().factor(0.2))
                .add(randomZoom().heightFactor(0.2).fillMode("nearest"))
                .add(randomTranslation().heightFactor(0.1).widthFactor(0.1).fillMode("wrap"))
                .add(randomContrast().factor(0.3).valueRange(0, 1))
                .add(randomBrightness().factor(0.1).valueRange(0, 1))
                .add(randAugment().valueRange(0, 1))
                .add(augMix().valueRange(0, 1))
                .add(randomErasing().valueRange(0, 1))
                .add(mixUp())
                .add(cutMix())
                .add(randomCrop(40, 40))
                .add(conv2d(4, 3).activation("relu"))
                .add(globalAveragePooling2d())
                .add(dense(1).activation("sigmoid"))
                .compile(adam(1e-2), "binary_crossentropy");
    }

    private static float[][] trained(int threads) {
        CompiledModel model = classifier();
        model.fit(
                images(IMAGES, SIZE),
                LABELS,
                fit -> fit.epochs(2).batchSize(8).threads(threads).verbose(0));
        return model.parameters().specs().stream()
                .map(w -> model.parameters().get(w.key()))
                .toArray(float[][]::new);
    }

    @Test
    void any_number_of_threads_gives_the_same_weights() {
        float[][] alone = trained(1);
        assertThat(trained(1)).isDeepEqualTo(alone);
        assertThat(trained(4)).isDeepEqualTo(alone);
    }

    @Test
    void each_step_sees_other_images() {
        CompiledModel model = sequential(input(4, 4, 3))
                .add(randomBrightness().factor(0.5))
                .add(globalAveragePooling2d())
                .add(dense(1).useBias(false).kernelInitializer("ones"))
                .compile(sgd(0), "mse");
        List<Double> losses = new ArrayList<>();
        for (int step = 0; step < 20; step++) {
            losses.add(model.trainOnBatch(images(4, 4), new float[4][1]).get("loss"));
        }
        assertThat(losses).doesNotHaveDuplicates();
    }

    @Test
    void a_prediction_takes_images_as_they_are() {
        Tensor x = images(2, SIZE);
        Tensor y = sequential(input(SIZE, SIZE, 3))
                .add(randomFlip())
                .add(randAugment())
                .add(randomCrop(5, 5))
                .add(mixUp())
                .build()
                .predict(x);
        assertThat(y.toFloats()).containsExactly(x.toFloats());
    }

    /** Keras counts the weights of a Dense by the crop, and cannot predict with them then. */
    @Test
    void what_is_counted_by_whole_images_does_not_fit_their_crops() {
        SequentialBuilder model =
                sequential(input(6, 6, 3)).add(randomCrop(3, 4)).add(flatten()).add(dense(1));
        assertThatThrownBy(() -> model.compile("adam", "mse"))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("dense/kernel is (108, 1), but would have to be (36, 1)");
    }
}
