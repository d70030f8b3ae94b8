package io.keratin.keras;

import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.Model;
import io.keratin.core.layers.WeightSpec;
import io.keratin.core.tensor.Tensor;
import io.keratin.core.training.CompiledModel;
import io.keratin.keras.container.Hdf5File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A layer of tf.keras 2 whose first axis is time learns what the same layer learns from the same samples with the axes swapped. */
class TimeMajorTrainingTest {

    /** Time steps, samples and features. */
    private static final int N = 3;

    private static final int UNITS = 4;

    @ParameterizedTest
    @ValueSource(strings = {"time_major_lstm", "time_major_gru_masked"})
    void learns_what_the_layer_learns_with_samples_first(String name) throws IOException {
        Path file = Fixtures.ROOT.resolve("eras/" + name + ".h5");
        String config = Objects.requireNonNull(
                Hdf5File.open(ModelSource.of(file).bytes(), name).root().textAttribute("model_config"));
        String samplesFirst = config.replace("\"time_major\": true", "\"time_major\": false");
        assertThat(samplesFirst).isNotEqualTo(config);
        float[] x = random(N * N * N);
        float[] y = random(N * N * UNITS);
        Model swapped = KerasModel.open(
                        ModelSource.of(samplesFirst.getBytes(StandardCharsets.UTF_8)),
                        ModelSource.of(file),
                        LoadOptions.defaults())
                .model();
        CompiledModel expected = trained(swapped, swapped(x, N), swapped(y, UNITS));
        CompiledModel found = trained(KerasModel.load(file), x, y);
        for (WeightSpec w : found.parameters().specs()) {
            float[] values = found.parameters().get(w.key());
            assertThat(values)
                    .as(w.key())
                    .isNotEqualTo(KerasModel.load(file).parameters().get(w.key()));
            for (int i = 0; i < values.length; i++) {
                assertThat(values[i])
                        .as("%s[%d]", w.key(), i)
                        .isCloseTo(expected.parameters().get(w.key())[i], Offset.offset(1e-6f));
            }
        }
    }

    private static CompiledModel trained(Model model, float[] x, float[] y) {
        CompiledModel compiled = CompiledModel.of(model, "sgd", "mse");
        compiled.fit(
                Tensor.of(x, N, N, N),
                Tensor.of(y, N, N, UNITS),
                fit -> fit.epochs(5).batchSize(N).shuffle(false).verbose(0));
        return compiled;
    }

    private static float[] random(int n) {
        Random random = new Random(n);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static float[] swapped(float[] values, int last) {
        float[] other = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            int feature = i % last;
            int second = i / last % N;
            int first = i / last / N;
            other[(second * N + first) * last + feature] = values[i];
        }
        return other;
    }
}
