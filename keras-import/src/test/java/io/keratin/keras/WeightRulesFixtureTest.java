package io.keratin.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keratin.core.config.Value;
import io.keratin.core.constraints.Constraint;
import io.keratin.core.constraints.Constraints;
import io.keratin.core.layers.Initializer;
import io.keratin.core.layers.Initializers;
import io.keratin.core.layers.TrainingOptions;
import io.keratin.core.regularizers.Regularizer;
import io.keratin.core.regularizers.Regularizers;
import io.keratin.core.tensor.Shape;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Regularizers, constraints and initializers ({@code fixtures/weights}). */
class WeightRulesFixtureTest {

    private static final double TOLERANCE = 1e-6;

    private static List<PackedCases.Case> with(String key) throws IOException {
        List<PackedCases.Case> all = PackedCases.read("weights").stream()
                .filter(c -> c.fields().get(key) != null)
                .toList();
        assertThat(all).isNotEmpty();
        return all;
    }

    private static List<String> names(String key) throws IOException {
        Value names = PackedCases.read("weights").get(0).field(key);
        return ((Value.Items) names)
                .items().stream().map(v -> ((Value.Text) v).text()).toList();
    }

    private static Initializer initializer(Value entry) {
        return Initializers.of(
                new TrainingOptions(Map.of("kernel_initializer", entry)), "kernel_initializer", Initializers.ZEROS);
    }

    private static float[] draw(String name, Shape shape, Object... config) {
        Value entry = Value.fields("class_name", name, "config", Value.fields(config));
        return initializer(entry).create(shape, new SplittableRandom(7));
    }

    @Test
    void regularizers_and_their_gradients_are_those_of_keras() throws IOException {
        for (PackedCases.Case c : with("regularizer")) {
            Regularizer r = Regularizers.keras().read(c.field("regularizer"), c.name());
            Shape shape = c.array("x").shape();
            float[] x = c.array("x").values();
            float[] gradient = new float[x.length];
            r.addGradient(x, shape, 1, gradient);
            PackedCases.assertClose(
                    c.name(),
                    new float[] {(float) r.value(x, shape)},
                    c.array("value").values(),
                    TOLERANCE);
            PackedCases.assertClose(c.name(), gradient, c.array("grad").values(), TOLERANCE);
            assertThat(Regularizers.entry(r)).isEqualTo(c.field("regularizer"));
        }
        assertThat(Regularizers.keras().names()).containsAll(names("regularizers"));
    }

    @Test
    void constraints_are_those_of_keras() throws IOException {
        for (PackedCases.Case c : with("constraint")) {
            Constraint constraint = Constraints.keras().read(c.field("constraint"), c.name());
            float[] x = c.array("x").values();
            constraint.bind(c.array("x").shape()).apply(x);
            PackedCases.assertClose(c.name(), x, c.array("y").values(), TOLERANCE);
            assertThat(Constraints.keras().read(Constraints.entry(constraint), ""))
                    .isEqualTo(constraint);
        }
        assertThat(Constraints.keras().names()).containsAll(names("constraints"));
    }

    @Test
    void initializers_have_the_names_of_keras_and_stft_its_numbers() throws IOException {
        assertThat(names("initializers")).allMatch(Initializers::knows);
        for (PackedCases.Case c : with("initializer")) {
            float[] y = initializer(c.field("initializer")).create(c.array("y").shape(), new SplittableRandom(1));
            PackedCases.assertClose(c.name(), y, c.array("y").values(), TOLERANCE);
        }
    }

    /** Mean, deviation and largest size of 60 000 numbers; a mean of so many strays by less than 0.02 deviations. */
    private static void assertMoments(float[] w, double mean, double deviation, double limit) {
        double sum = 0;
        double squares = 0;
        for (float v : w) {
            sum += v;
            squares += (v - mean) * (v - mean);
            assertThat(Math.abs(v - mean)).isLessThanOrEqualTo(limit * 1.000001);
        }
        assertThat(sum / w.length).isBetween(mean - 0.02 * deviation, mean + 0.02 * deviation);
        assertThat(Math.sqrt(squares / w.length)).isBetween(0.98 * deviation, 1.02 * deviation);
    }

    @Test
    void distributions_have_the_moments_and_ranges_of_keras() {
        Shape shape = Shape.of(5, 40, 300); // fan in 200, fan out 1500
        double cut = 0.8796256610342398;
        double none = Double.POSITIVE_INFINITY;
        assertMoments(draw("GlorotUniform", shape), 0, Math.sqrt(1 / 850.0), Math.sqrt(3 / 850.0));
        assertMoments(draw("glorot_normal", shape), 0, Math.sqrt(1 / 850.0), 2 * Math.sqrt(1 / 850.0) / cut);
        assertMoments(draw("HeUniform", shape), 0, Math.sqrt(2 / 200.0), Math.sqrt(6 / 200.0));
        assertMoments(draw("HeNormal", shape), 0, Math.sqrt(2 / 200.0), 2 * Math.sqrt(2 / 200.0) / cut);
        assertMoments(draw("LecunUniform", shape), 0, Math.sqrt(1 / 200.0), Math.sqrt(3 / 200.0));
        assertMoments(draw("LecunNormal", shape), 0, Math.sqrt(1 / 200.0), 2 * Math.sqrt(1 / 200.0) / cut);
        assertMoments(draw("RandomUniform", shape, "minval", -1, "maxval", 3), 1, 4 / Math.sqrt(12), 2);
        assertMoments(draw("RandomNormal", shape, "mean", 1, "stddev", 0.5), 1, 0.5, none);
        assertMoments(draw("TruncatedNormal", shape, "mean", 2, "stddev", 0.5), 2, 0.5 * cut, 1);
        assertMoments(
                draw("VarianceScaling", shape, "scale", 3, "mode", "fan_out", "distribution", "untruncated_normal"),
                0,
                Math.sqrt(3 / 1500.0),
                none);
        float[] axes = draw("HeUniform", shape, "input_axes", List.of(2), "output_axes", List.of(0));
        assertMoments(axes, 0, Math.sqrt(2 / 300.0), Math.sqrt(6 / 300.0));
    }

    @Test
    void fixed_values_orthogonality_and_seeds() {
        Shape shape = Shape.of(2, 3, 4);
        assertThat(draw("Zeros", shape)).containsOnly(0f);
        assertThat(draw("ones", shape)).containsOnly(1f);
        assertThat(draw("Constant", shape, "value", 0.25)).containsOnly(0.25f);
        assertThat(draw("Identity", Shape.of(2, 3), "gain", 2)).containsExactly(2, 0, 0, 0, 2, 0);
        float[] q = draw("Orthogonal", Shape.of(2, 3, 4), "gain", 2);
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
                double dot = 0;
                for (int k = 0; k < 6; k++) {
                    dot += q[k * 4 + i] * q[k * 4 + j];
                }
                assertThat(dot).isBetween(i == j ? 4 - 1e-5 : -1e-5, i == j ? 4 + 1e-5 : 1e-5);
            }
        }
        Value seeded = Value.fields("class_name", "HeNormal", "config", Value.fields("seed", 3));
        float[] first = initializer(seeded).create(shape, new SplittableRandom(1));
        assertThat(initializer(seeded).create(shape, new SplittableRandom(2))).isEqualTo(first);
        assertThat(Arrays.equals(draw("HeNormal", shape), first)).isFalse();
    }

    @Test
    void what_keras_refuses_is_refused_with_one_sentence() {
        Value wrong = Value.fields("class_name", "L2", "config", Value.fields("l2", -1));
        assertThatThrownBy(() -> Regularizers.keras().read(wrong, "kernel_regularizer"))
                .hasMessageContaining("kernel_regularizer: L2: l2 must be a finite number of at least 0, got -1.0");
        assertThatThrownBy(() -> Regularizers.keras().get("l3")).hasMessageContaining("unknown regularizer 'l3'");
        assertThatThrownBy(() -> Constraints.keras().get("MaxNorm").bind(Shape.of()))
                .hasMessageContaining("MaxNorm: axis 0 is outside of a weight of shape ()");
        assertThatThrownBy(() -> Constraints.keras().get("maxnorm")).hasMessageContaining("max_norm");
        assertThatThrownBy(() -> draw("VarianceScaling", Shape.of(2), "mode", "fan"))
                .hasMessageContaining("mode must be");
        assertThatThrownBy(() -> draw("Nothing", Shape.of(2))).hasMessageContaining("unknown initializer 'Nothing'");
        assertThatThrownBy(() -> draw("Identity", Shape.of(2))).hasMessageContaining("Identity: is for matrices");
        assertThatThrownBy(() -> draw("Orthogonal", Shape.of(2)))
                .hasMessageContaining("Orthogonal: a weight needs two axes");
    }
}
