package io.keratin.keras;

import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.Model;
import io.keratin.core.config.Value;
import io.keratin.core.layers.WeightSpec;
import io.keratin.core.losses.Losses;
import io.keratin.core.optimizers.Optimizers;
import io.keratin.core.tensor.Tensor;
import io.keratin.core.training.Trainer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Small runs that probe one rule each, step by step, against {@code fit} of the real Keras ({@code fixtures/trainer}). */
class TrainerFixtureTest {

    /** Relative, of the loss of each epoch. */
    private static final double LOSS_TOLERANCE = 1e-4;

    /** Of a weight w at the end: 1e-4 · (1 + |w|). */
    private static final double WEIGHT_TOLERANCE = 1e-4;

    @TestFactory
    Stream<DynamicTest> as_keras_trains() throws IOException {
        List<DynamicTest> all = new ArrayList<>();
        for (String group : List.of("embeddings", "logits")) {
            for (PackedCases.Case c : PackedCases.read("trainer/" + group)) {
                all.add(DynamicTest.dynamicTest(c.name(), () -> check(c)));
            }
        }
        return all.stream();
    }

    private static void check(PackedCases.Case c) throws IOException {
        Model model = c.model();
        List<WeightSpec> weights = model.parameters().specs();
        float[] losses = c.array("losses").values();
        Model trained = null;
        for (int threads = 1; threads <= 4; threads++) {
            Model so = train(c, model, threads, losses);
            for (int i = 0; i < weights.size(); i++) {
                float[] w = so.parameters().get(weights.get(i).key());
                if (trained != null) {
                    assertThat(w)
                            .as("%s with %d threads", weights.get(i).key(), threads)
                            .isEqualTo(trained.parameters().get(weights.get(i).key()));
                }
                float[] keras = c.array("f" + i).values();
                for (int j = 0; j < w.length; j++) {
                    assertThat((double) w[j])
                            .as("%s[%d]", weights.get(i).key(), j)
                            .isCloseTo(keras[j], Offset.offset(WEIGHT_TOLERANCE * (1 + Math.abs(keras[j]))));
                }
            }
            trained = so;
        }
        for (int i = 0; i < weights.size(); i++) {
            assertThat(model.parameters().get(weights.get(i).key()))
                    .as("the model that was trained stays as it is")
                    .isEqualTo(c.array("w" + i).values());
        }
    }

    private static Model train(PackedCases.Case c, Model model, int threads, float[] losses) {
        Trainer trainer = new Trainer(
                model,
                Optimizers.keras().read(c.field("optimizer"), "optimizer"),
                List.of(Losses.keras().read(c.field("loss"), "loss")),
                new Trainer.Options().withThreads(threads));
        PackedCases.Numbers x = c.array("x0");
        PackedCases.Numbers y = c.array("y");
        int samples = x.shape().dim(0);
        int batch = (int) ((Value.Int) c.field("batch")).number();
        for (float expected : losses) {
            double sum = 0;
            for (int at = 0; at < samples; at += batch) {
                int n = Math.min(batch, samples - at);
                sum += n * trainer.step(List.of(rows(x, at, n)), List.of(rows(y, at, n)), List.of());
            }
            assertThat(sum / samples).isCloseTo(expected, Offset.offset(LOSS_TOLERANCE * Math.abs(expected)));
        }
        return trainer.model();
    }

    private static Tensor rows(PackedCases.Numbers all, int at, int n) {
        int size = all.values().length / all.shape().dim(0);
        return Tensor.of(
                Arrays.copyOfRange(all.values(), at * size, (at + n) * size),
                all.shape().with(0, n));
    }
}
