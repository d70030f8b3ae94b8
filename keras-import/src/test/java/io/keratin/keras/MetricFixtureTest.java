package io.keratin.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keratin.core.config.Value;
import io.keratin.core.losses.Losses;
import io.keratin.core.metrics.Metric;
import io.keratin.core.metrics.MetricState;
import io.keratin.core.metrics.Metrics;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Metrics against the real Keras, batch after batch ({@code fixtures/metrics}). */
class MetricFixtureTest {

    /** Relative to the result: single precision in another order of sums. */
    private static final double TOLERANCE = 2e-6;

    private static List<PackedCases.Case> cases() throws IOException {
        List<PackedCases.Case> all = PackedCases.read("metrics");
        return all.subList(1, all.size());
    }

    private static @Nullable Tensor tensor(PackedCases.Case c, String key) {
        return c.arrays().containsKey(key)
                ? Tensor.of(c.array(key).values(), c.array(key).shape())
                : null;
    }

    private static Metric metric(PackedCases.Case c) {
        return Metrics.keras().read(c.field("metric"), c.name());
    }

    @TestFactory
    Stream<DynamicTest> as_keras_counts() throws IOException {
        return cases().stream().map(c -> DynamicTest.dynamicTest(c.name(), () -> check(c)));
    }

    private static void check(PackedCases.Case c) {
        MetricState state = metric(c).state();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 3; i++) {
                Tensor p = Tensor.of(c.array("p" + i).values(), c.array("p" + i).shape());
                Tensor t = tensor(c, "t" + i);
                state.update(t == null ? p : t, p, tensor(c, "w" + i), tensor(c, "m" + i));
                PackedCases.assertClose(
                        "after batch " + i, state.result(), c.array("r" + i).values(), TOLERANCE);
            }
            state.reset();
        }
    }

    @Test
    void every_metric_of_keras_has_a_case_and_gives_its_configuration_back() throws IOException {
        Set<String> seen = new TreeSet<>();
        for (PackedCases.Case c : cases()) {
            Metric metric = metric(c);
            seen.add(metric.className());
            Value.Fields written = Metrics.entry(metric);
            Value.Fields keras = PackedCases.at(c.field("metric"), "config");
            assertThat(PackedCases.at(written, "config").fields().keySet())
                    .as(c.name())
                    .containsAll(keras.fields().keySet());
            assertThat(Metrics.keras().read(written, "")).isEqualTo(metric);
        }
        assertThat(seen).hasSize(44);
        Value names = PackedCases.read("metrics").get(0).field("names");
        List<String> known = ((Value.Items) names)
                .items().stream().map(v -> ((Value.Text) v).text()).toList();
        assertThat(Metrics.keras().names()).containsAll(known);
    }

    @Test
    void names_stand_for_what_the_shapes_say() {
        Shape one = Shape.of(4, 1);
        Shape three = Shape.of(4, 3);
        assertThat(Metrics.get("accuracy", one, one).className()).isEqualTo("BinaryAccuracy");
        assertThat(Metrics.get("acc", Shape.of(4), three).className()).isEqualTo("SparseCategoricalAccuracy");
        assertThat(Metrics.get("acc", one, three).className()).isEqualTo("SparseCategoricalAccuracy");
        assertThat(Metrics.get("Accuracy", three, three).className()).isEqualTo("CategoricalAccuracy");
        assertThat(Metrics.get("acc", three, three).name()).isEqualTo("acc");
        assertThat(Losses.get("crossentropy", three, three).className()).isEqualTo("CategoricalCrossentropy");
        assertThat(Losses.get("ce", one, three).className()).isEqualTo("SparseCategoricalCrossentropy");
        assertThat(Losses.get("ce", one, one).className()).isEqualTo("BinaryCrossentropy");
    }

    @Test
    void what_does_not_fit_is_refused_with_one_sentence() {
        Tensor p = Tensor.of(new float[6], 2, 3);
        Tensor t = Tensor.of(new float[2], 2);
        assertThatThrownBy(() -> Metrics.get("acuracy"))
                .hasMessageContaining("unknown metric 'acuracy'")
                .hasMessageContaining("accuracy");
        assertThatThrownBy(() -> Metrics.get("AUC").state().update(t, p, null, null))
                .hasMessageContaining("metric 'auc': labels of shape (2,) do not fit predictions of shape (2, 3)");
        assertThatThrownBy(() -> Metrics.get("categorical_accuracy").state().update(t, p, null, null))
                .hasMessageContaining("take a row for each row");
        assertThatThrownBy(() -> Metrics.get("F1Score").state().update(t, p, null, null))
                .hasMessageContaining("expected labels and predictions (batch, classes)");
        assertThatThrownBy(() -> Metrics.keras()
                        .read(
                                Value.fields("class_name", "Precision", "config", Value.fields("thresholds", 1.5)),
                                "metrics[0]"))
                .hasMessageContaining("metrics[0]: metric 'precision': thresholds must be from 0 to 1, got 1.5");
        assertThatThrownBy(() -> Metrics.keras()
                        .read(Value.fields("class_name", "AUC", "config", Value.fields("curve", "ROCK")), "m"))
                .hasMessageContaining("m.curve: expected one of roc, pr, prgain, found \"ROCK\"");
    }
}
