package io.keratin.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.keratin.core.Model;
import io.keratin.core.activations.Activations;
import io.keratin.core.config.Value;
import io.keratin.core.layers.ActivationLayer;
import io.keratin.core.layers.Dense;
import io.keratin.core.layers.InputLayer;
import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.Lstm;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.Sequential;
import io.keratin.core.layers.TrainingOnly;
import io.keratin.core.layers.TrainingOptions;
import io.keratin.core.losses.Losses;
import io.keratin.core.optimizers.Optimizers;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What {@link Trainer} promises besides numbers: no garbage, the same bits for all threads, one sentence for what cannot be trained. */
class TrainerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static Model model(Shape input, LayerSpec... layers) {
        List<NamedLayer> named = new ArrayList<>();
        for (LayerSpec layer : layers) {
            named.add(new NamedLayer("layer_" + named.size(), layer));
        }
        NamedLayer in = new NamedLayer("input", new InputLayer(input, DType.FLOAT32));
        return Model.initialized(new NamedLayer("model", new Sequential(in, named)), 7);
    }

    private static Tensor random(long seed, int... shape) {
        Tensor t = Tensor.zeros(DType.FLOAT32, Shape.of(shape));
        Random random = new Random(seed);
        for (int i = 0; i < t.size(); i++) {
            t.floats()[i] = (float) random.nextGaussian();
        }
        return t;
    }

    private static TrainingOnly dropout(double rate) {
        return new TrainingOnly(TrainingOnly.Kind.DROPOUT, Map.of("rate", Value.of(rate)));
    }

    private static Trainer trainer(Model model, Trainer.Options options) {
        return new Trainer(model, Optimizers.get("adam"), List.of(Losses.get("mse")), options);
    }

    private static Model recurrent() {
        TrainingOptions dropouts =
                TrainingOptions.NONE.with("dropout", Value.of(0.2)).with("recurrent_dropout", Value.of(0.3));
        Lstm lstm = new Lstm(
                40,
                Activations.TANH,
                Activations.SIGMOID,
                true,
                new Lstm(40).rnn().withReturnSequences(true),
                dropouts);
        return model(Shape.of(Shape.NONE, 12, 30), lstm, new Lstm(33), dropout(0.4), new Dense(300), new Dense(5));
    }

    private static List<float[]> train(Model model, Trainer.Options options, int steps, Tensor x, Tensor y) {
        Trainer trainer = trainer(model, options);
        for (int i = 0; i < steps; i++) {
            trainer.step(List.of(x), List.of(y), List.of());
        }
        Model trained = trainer.model();
        return trained.parameters().specs().stream()
                .map(w -> trained.parameters().get(w.key()))
                .toList();
    }

    @Test
    void bits_do_not_depend_on_the_number_of_threads() {
        Model model = recurrent();
        Tensor x = random(1, 40, 12, 30);
        Tensor y = random(2, 40, 5);
        Trainer.Options options = new Trainer.Options().withSeed(5);
        List<float[]> alone = train(model, options, 3, x, y);
        for (int threads = 2; threads <= 4; threads++) {
            List<float[]> shared = train(model, options.withThreads(threads), 3, x, y);
            for (int i = 0; i < alone.size(); i++) {
                assertThat(shared.get(i))
                        .as("weight %d, %d threads", i, threads)
                        .isEqualTo(alone.get(i));
            }
        }
        assertThat(train(model, options.withSeed(6), 3, x, y).get(0))
                .as("another seed drops other values")
                .isNotEqualTo(alone.get(0));
    }

    @Test
    void a_warm_step_allocates_nothing() {
        Trainer trainer = trainer(recurrent(), new Trainer.Options());
        List<Tensor> x = List.of(random(1, 8, 12, 30));
        List<Tensor> y = List.of(random(2, 8, 5));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (least > 0 && System.nanoTime() < end) {
            long before = threads.getCurrentThreadAllocatedBytes();
            trainer.step(x, y, List.of());
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).isZero();
    }

    @Test
    void dropout_drops_its_share_and_keeps_the_mean() {
        Model model = model(Shape.of(Shape.NONE, 1000), dropout(0.3), new ActivationLayer(Activations.LINEAR));
        Trainer trainer = trainer(model, new Trainer.Options());
        Tensor ones = Tensor.zeros(DType.FLOAT32, Shape.of(20, 1000));
        Arrays.fill(ones.floats(), 1);
        trainer.step(List.of(ones), List.of(ones), List.of());
        double sum = 0;
        int dropped = 0;
        for (float y : trainer.outputs().get(0).toFloats()) {
            sum += y;
            dropped += y == 0 ? 1 : 0;
        }
        assertThat(dropped / 20_000.0).isBetween(0.28, 0.32);
        assertThat(sum / 20_000).isBetween(0.97, 1.03);
        trainer.evaluate(List.of(ones), List.of(ones), List.of());
        assertThat(trainer.outputs().get(0).toFloats()).containsOnly(1);
    }

    @Test
    void training_learns_and_predictions_follow() {
        Model model = model(Shape.of(Shape.NONE, 6, 4), new Lstm(12), new Dense(1));
        Tensor x = random(3, 32, 6, 4);
        Tensor y = Tensor.zeros(DType.FLOAT32, Shape.of(32, 1));
        for (int i = 0; i < 32; i++) {
            y.floats()[i] = x.floats()[i * 24] > 0 ? 1 : -1;
        }
        Trainer trainer = new Trainer(model, Optimizers.get("adam"), List.of(Losses.get("mse")), new Trainer.Options());
        trainer.optimizer().learningRate(0.02);
        double first = trainer.step(List.of(x), List.of(y), List.of());
        for (int i = 0; i < 200; i++) {
            trainer.step(List.of(x), List.of(y), List.of());
        }
        double last = trainer.evaluate(List.of(x), List.of(y), List.of());
        assertThat(last).isLessThan(first / 50);
        float[] predicted = trainer.model().predict(x).toFloats();
        double loss = 0;
        for (int i = 0; i < 32; i++) {
            loss += Math.pow(predicted[i] - y.floats()[i], 2) / 32;
        }
        assertThat(loss).isCloseTo(last, Offset.offset(1e-5));
    }

    @Test
    void layers_without_a_gradient_are_named_in_one_sentence() {
        Model model = model(
                Shape.of(Shape.NONE, 3),
                new Dense(4),
                new ActivationLayer(Activations.each("mine", v -> v * v)),
                new Dense(4),
                new ActivationLayer(Activations.each("other", v -> v)));
        Trainer trainer = trainer(model, new Trainer.Options());
        assertThatThrownBy(() -> trainer.step(List.of(random(1, 2, 3)), List.of(random(2, 2, 4)), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'layer_1' (Activation), 'layer_3' (Activation)");
    }
}
