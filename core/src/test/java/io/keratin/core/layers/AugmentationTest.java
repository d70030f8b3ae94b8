package io.keratin.core.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.keratin.core.Model;
import io.keratin.core.config.Value;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ShapeException;
import io.keratin.core.graph.Plan;
import io.keratin.core.graph.StateBank;
import io.keratin.core.kernels.PortableKernels;
import io.keratin.core.layers.TrainingOnly.Kind;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.threads.Team;
import io.keratin.core.training.TrainedWeights;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * How what is drawn for images is distributed, and which options are refused in training; that images become what Keras makes of them is
 * proven by fixtures.
 */
class AugmentationTest {

    /** Images of a pass, for each of which there is a draw. */
    private static final int MANY = 4000;

    /** Four standard deviations of a mean of so many numbers, in deviations of one; seeds are fixed. */
    private static final double LUCK = 4 / Math.sqrt(MANY);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static Plan plan(Kind kind, Shape batch, Object... options) {
        return plan(kind, batch, Value.fields(options));
    }

    private static Plan plan(Kind kind, Shape batch, Value.Fields options) {
        TrainingOnly layer = new TrainingOnly(kind, options.fields());
        NamedLayer in = new NamedLayer("input", new InputLayer(batch.with(0, Shape.NONE), DType.FLOAT32));
        NamedLayer spec = new NamedLayer("model", new Sequential(in, List.of(new NamedLayer("layer", layer))));
        Model model = Model.initialized(spec, 7);
        TrainedWeights weights = new TrainedWeights(spec, model.inputShapes(), model.parameters());
        return Plan.training(
                new Binding(model.inputShapes(), weights.live(), PortableKernels.INSTANCE).bind(spec),
                List.of(DType.FLOAT32),
                List.of(batch),
                new StateBank(),
                Team.SOLO,
                true);
    }

    /** Many images of one row and these gray values, changed. */
    private static float[] changed(Kind kind, float[] image, Object... options) {
        Plan plan = plan(kind, Shape.of(MANY, 1, image.length, 1), options);
        float[] x = plan.inputs().get(0).floats();
        for (int i = 0; i < x.length; i++) {
            x[i] = image[i % image.length];
        }
        plan.run(3, 5);
        return plan.output().toFloats();
    }

    /** Of every so many values the one at a place, as a function of what was drawn. */
    private static double[] drawn(float[] y, int each, int place, DoubleUnaryOperator was) {
        double[] all = new double[y.length / each];
        for (int i = 0; i < all.length; i++) {
            all[i] = was.applyAsDouble(y[i * each + place]);
        }
        return all;
    }

    private static void distributed(double[] values, double mean, double variance) {
        double found = DoubleStream.of(values).average().orElseThrow();
        double spread =
                DoubleStream.of(values).map(v -> (v - found) * (v - found)).sum() / values.length;
        assertThat(found).as("mean").isCloseTo(mean, Offset.offset(LUCK * Math.sqrt(variance)));
        assertThat(spread).as("variance").isCloseTo(variance, Offset.offset(2 * LUCK * variance));
    }

    /** Evenly distributed over [low, high). */
    private static void even(double[] values, double low, double high) {
        assertThat(DoubleStream.of(values)).allMatch(v -> v > low - 1e-4 && v < high + 1e-4);
        distributed(values, (low + high) / 2, (high - low) * (high - low) / 12);
    }

    @Test
    void brightness_is_even_between_its_bounds() {
        float[] y = changed(Kind.RANDOM_BRIGHTNESS, new float[] {100}, "factor", List.of(-0.2, 0.3));
        even(drawn(y, 1, 0, v -> (v - 100) / 255), -0.2, 0.3);
    }

    /** As in Keras: a single number is the upper bound, and the lower one is 0. */
    @Test
    void contrast_by_one_number_only_rises() {
        float[] y = changed(Kind.RANDOM_CONTRAST, new float[] {100, 140}, "factor", 0.4);
        even(drawn(y, 2, 0, v -> (120 - v) / 20), 1, 1.4);
    }

    @Test
    void translation_is_even_on_both_sides() {
        float[] ramp = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
        float[] y =
                changed(Kind.RANDOM_TRANSLATION, ramp, "height_factor", 0, "width_factor", 0.3, "fill_mode", "nearest");
        even(drawn(y, 10, 5, v -> (5 - v) / 10), -0.3, 0.3);
    }

    @Test
    void flips_are_coins() {
        float[] y = changed(Kind.RANDOM_FLIP, new float[] {0, 1}, "mode", "horizontal");
        assertThat(y).containsOnly(0, 1);
        distributed(drawn(y, 2, 0, v -> v), 0.5, 0.25);
    }

    /** The chance of an image is itself even between the bounds. */
    @Test
    void inverted_as_often_as_asked_for() {
        float[] y = changed(Kind.RANDOM_INVERT, new float[] {255}, "factor", List.of(0.2, 0.8));
        distributed(drawn(y, 1, 0, v -> v / 255), 0.5, 0.25);
        float[] seldom = changed(Kind.RANDOM_INVERT, new float[] {255}, "factor", 0.4);
        distributed(drawn(seldom, 1, 0, v -> 1 - v / 255), 0.2, 0.16);
    }

    @Test
    void levels_of_posterization_are_below_the_upper_bound() {
        float[] y = changed(Kind.RANDOM_POSTERIZATION, new float[] {255}, "factor", List.of(1, 4));
        double[] bits = drawn(y, 1, 0, v -> 8 - Math.log(256 - v) / Math.log(2));
        distributed(bits, 2, 2.0 / 3);
    }

    @Test
    void mixtures_are_of_the_beta_distribution_and_of_any_two() {
        Plan plan = plan(Kind.MIX_UP, Shape.of(MANY, 1, 1, 1), "alpha", 0.3);
        float[] x = plan.inputs().get(0).floats();
        for (int i = 0; i < MANY; i++) {
            x[i] = i;
        }
        plan.run(3, 5);
        float[] y = plan.output().toFloats();
        Drawing again = new Drawing(draws());
        int[] other = new int[MANY];
        again.shuffle(other);
        assertThat(Arrays.stream(other).distinct().count()).isEqualTo(MANY);
        double[] weights = new double[MANY];
        for (int i = 0; i < MANY; i++) {
            weights[i] = other[i] == i ? 0.5 : (y[i] - other[i]) / (i - other[i]);
        }
        distributed(weights, 0.5, 1 / (4 * (2 * 0.3 + 1)));
    }

    private static Draws draws() {
        Draws.Pass pass = new Draws.Pass();
        pass.at(3, 5);
        return new Draws(pass, 0);
    }

    @Test
    void gamma_and_beta() {
        Drawing drawing = new Drawing(draws());
        for (double alpha : new double[] {0.2, 1, 3.5}) {
            double[] gammas = DoubleStream.generate(() -> Math.exp(drawing.logGamma(alpha)))
                    .limit(MANY)
                    .toArray();
            assertThat(DoubleStream.of(gammas).average().orElseThrow())
                    .isCloseTo(alpha, Offset.offset(LUCK * Math.sqrt(alpha)));
            distributed(
                    DoubleStream.generate(() -> drawing.beta(alpha)).limit(MANY).toArray(),
                    0.5,
                    1 / (4 * (2 * alpha + 1)));
        }
        assertThat(drawing.beta(1e-6)).as("a coin, not 0 / 0").isIn(0f, 1f);
    }

    @Test
    void a_crop_begins_anywhere() {
        Set<Float> seen = new TreeSet<>();
        Plan plan = plan(Kind.RANDOM_CROP, Shape.of(1, 3, 5, 1), "height", 2, "width", 3);
        float[] x = plan.inputs().get(0).floats();
        for (int i = 0; i < x.length; i++) {
            x[i] = i;
        }
        for (int step = 0; step < 60; step++) {
            plan.run(3, step);
            assertThat(plan.output().shape()).isEqualTo(Shape.of(1, 2, 3, 1));
            float first = plan.output().floats()[0];
            assertThat(plan.output().toFloats())
                    .containsExactly(first, first + 1, first + 2, first + 5, first + 6, first + 7);
            seen.add(first);
        }
        assertThat(seen).containsExactly(0f, 1f, 2f, 5f, 6f, 7f);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.MATCH_ANY,
            names = {"RANDOM_.*", ".*AUG.*", ".*MIX.*", "SOLARIZATION", "EQUALIZATION"})
    void a_pass_leaves_no_garbage(Kind kind) {
        Plan plan = plan(
                kind,
                Shape.of(4, 6, 5, 3),
                Value.fields(
                        "height_factor",
                        0.2,
                        "width_factor",
                        0.2,
                        "height",
                        3,
                        "width",
                        3,
                        "hue_factor",
                        0.5,
                        "brightness_factor",
                        0.2,
                        "contrast_factor",
                        0.2,
                        "saturation_factor",
                        0.2));
        float[] x = plan.inputs().get(0).floats();
        for (int i = 0; i < x.length; i++) {
            x[i] = i % 251;
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (int step = 0; (least > 0 || step < 50) && System.nanoTime() < end; step++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            plan.run(1, step);
            plan.backward(1);
            least = Math.min(step < 30 ? Long.MAX_VALUE : least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).isZero();
    }

    @Test
    void what_keras_refuses() {
        Shape images = Shape.of(2, 4, 4, 1);
        assertThatThrownBy(() -> plan(Kind.RANDOM_ROTATION, images, "factor", 0.1, "fill_mode", "mirror"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("constant, reflect, wrap or nearest, found 'mirror'");
        assertThatThrownBy(() -> plan(Kind.RANDOM_ROTATION, images, "factor", 0.1, "interpolation", "bicubic"))
                .hasMessageContaining("nearest or bilinear, found 'bicubic'");
        assertThatThrownBy(() -> plan(Kind.RANDOM_FLIP, images, "mode", "diagonal"))
                .hasMessageContaining("found 'diagonal'");
        assertThatThrownBy(() -> plan(Kind.RANDOM_BRIGHTNESS, images, "factor", 1.5))
                .hasMessageContaining("RandomBrightness.factor");
        assertThatThrownBy(() -> plan(Kind.RANDOM_GAUSSIAN_BLUR, images, "kernel_size", 4))
                .hasMessageContaining("odd");
        assertThatThrownBy(() -> plan(Kind.MIX_UP, images, "alpha", -0.5)).hasMessageContaining("above 0, found -0.5");
        assertThatThrownBy(() -> plan(Kind.RANDOM_PERSPECTIVE, images, "scale", 2))
                .hasMessageContaining("from 0 to 1, found 2.0");
        assertThatThrownBy(() -> plan(Kind.RAND_AUGMENT, images, "num_ops", -1))
                .hasMessageContaining("at least 0, found -1");
        assertThatThrownBy(() -> plan(Kind.RANDOM_HUE, images, "factor", 0.5))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("red, green and blue");
        assertThatThrownBy(() -> plan(Kind.RANDOM_FLIP, Shape.of(2, 4)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("in training expected images (batch, height, width, channels)");
    }
}
