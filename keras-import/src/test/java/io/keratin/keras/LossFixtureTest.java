package io.keratin.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keratin.core.config.Value;
import io.keratin.core.losses.BoundLoss;
import io.keratin.core.losses.Dice;
import io.keratin.core.losses.Loss;
import io.keratin.core.losses.LossFunction;
import io.keratin.core.losses.Losses;
import io.keratin.core.losses.Reduction;
import io.keratin.core.tensor.Shape;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Losses, their reductions and their gradients against the real Keras ({@code fixtures/losses}). */
class LossFixtureTest {

    /** Relative to the largest number of the array: what single precision leaves of logarithms and differences. */
    private static final double TOLERANCE = 3e-6;

    /** Of labels that do not fit the time steps: logarithms of about -707 in single precision. */
    private static final double TOLERANCE_TOO_LONG = 2e-4;

    private static Loss loss(PackedCases.Case c) {
        return Losses.keras().read(c.field("loss"), c.name());
    }

    @TestFactory
    Stream<DynamicTest> as_keras_computes() throws IOException {
        return PackedCases.read("losses").stream().map(c -> DynamicTest.dynamicTest(c.name(), () -> check(c)));
    }

    private static void check(PackedCases.Case c) {
        Loss loss = loss(c);
        if (c.fields().get("from_activation") != null) {
            Loss changed = loss.onInputOf(c.text("from_activation"));
            boolean crossEntropy =
                    Set.of("from_bce", "from_focal", "from_cce", "from_sparse").contains(c.name());
            assertThat(changed != loss).as("takes logits").isEqualTo(crossEntropy);
            if (!crossEntropy) {
                return;
            }
            loss = changed;
        }
        Shape t = c.array("t").shape();
        Shape p = c.array("p").shape();
        float[] yTrue = c.array("t").values();
        float[] yPred = c.array("p").values();
        LossFunction plain = loss.function(t, p);
        assertThat(plain.shape()).isEqualTo(c.array("values").shape());
        float[] values = new float[Math.toIntExact(plain.shape().size())];
        plain.values(yTrue, yPred, values);
        PackedCases.assertClose("values", values, c.array("values").values(), TOLERANCE);

        BoundLoss bound = loss.bind(t, p, c.shape("w"), c.shape("m"));
        double value = bound.value(yTrue, yPred, c.values("w"), c.values("m"));
        float[] expected = c.array("loss").values();
        if (c.array("loss").shape().rank() == 0) {
            PackedCases.assertClose("loss", new float[] {(float) value}, expected, TOLERANCE);
        } else {
            assertThat(bound.shape()).isEqualTo(c.array("loss").shape());
            PackedCases.assertClose("loss", bound.weightedValues(), expected, TOLERANCE);
        }
        double tolerance = c.name().equals("ctc_too_long") ? TOLERANCE_TOO_LONG : TOLERANCE;
        float[] gradient = new float[yPred.length];
        bound.gradient(gradient, 1);
        PackedCases.assertClose("gradient", gradient, c.array("grad").values(), tolerance);
    }

    @Test
    void every_loss_of_keras_has_a_case_and_gives_its_configuration_back() throws IOException {
        Set<String> seen = new TreeSet<>();
        for (PackedCases.Case c : PackedCases.read("losses")) {
            Loss loss = loss(c);
            seen.add(loss.className());
            Value.Fields written = Losses.entry(loss);
            Value.Fields config = PackedCases.at(written, "config");
            Value.Fields keras = PackedCases.at(c.field("loss"), "config");
            assertThat(config.fields().keySet()).containsAll(keras.fields().keySet());
            keras.without("axis") // one axis is a list of one axis
                    .fields()
                    .forEach((key, value) -> assertThat(config.get(key)).as(key).isEqualTo(value));
            assertThat(Losses.keras().read(written, "")).isEqualTo(loss);
        }
        assertThat(seen).hasSize(22);
    }

    @Test
    void bad_labels_shapes_and_names_are_refused_with_one_sentence() {
        Shape p = Shape.of(2, 3);
        assertThatThrownBy(() -> Losses.get("mean_squared_eror"))
                .hasMessageContaining("unknown loss 'mean_squared_eror'")
                .hasMessageContaining("mean_squared_error");
        assertThatThrownBy(() -> Losses.get("mse").function(Shape.of(5, 3), p))
                .hasMessageContaining("(5, 3)")
                .hasMessageContaining("(2, 3)");
        assertThatThrownBy(() -> Losses.get("categorical_crossentropy").function(Shape.of(2), p))
                .hasMessageContaining("use sparse_categorical_crossentropy");
        assertThatThrownBy(() -> Losses.get("sparse_categorical_crossentropy").function(p, p))
                .hasMessageContaining("use categorical_crossentropy");
        assertThatThrownBy(() -> Losses.get("sparse_categorical_crossentropy")
                        .function(Shape.of(2), p)
                        .values(new float[] {0, 3}, new float[6], new float[2]))
                .hasMessageContaining("a label is 3, but predictions have 3 classes, 0 to 2");
        assertThatThrownBy(() -> Losses.get("mse").bind(p, p, Shape.of(3), null))
                .hasMessageContaining("values and sample weights of shapes (2,) and (3,)");
        assertThatThrownBy(() -> new Dice(List.of(4), Reduction.MEAN, "d").function(p, p))
                .hasMessageContaining("axis 4 is outside");
        assertThatThrownBy(() -> Reduction.of("avg")).hasMessageContaining("unknown reduction 'avg'");
        assertThatThrownBy(() -> Losses.keras()
                        .read(Value.fields("class_name", "Huber", "config", Value.fields("d", 1)), "loss"))
                .hasMessageContaining("loss: Huber has options that are not understood");
    }
}
