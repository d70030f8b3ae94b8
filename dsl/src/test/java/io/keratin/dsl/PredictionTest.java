package io.keratin.dsl;

import static io.keratin.dsl.Keras.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.Model;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sample's result is the same to the bit, whoever computes it beside whatever else. */
class PredictionTest {

    private static final int TIME = 11;
    private static final int FEATURES = 9;
    private static final int SAMPLES = 37;

    private final Model model = sequential(input(NONE, FEATURES))
            .add(masking(0))
            .add(bidirectional(lstm(17).returnSequences(true)))
            .add(gru(33).returnSequences(true))
            .add(timeDistributed(dense(13).activation("gelu")))
            .add(layerNormalization())
            .add(simpleRnn(20))
            .add(dense(7).activation("softmax"))
            .build();

    private final Tensor x = Tensor.of(Samples.vector(SAMPLES * TIME * FEATURES, 1), SAMPLES, TIME, FEATURES);
    private final float[] expected = model.predict(x).floats();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void any_number_of_threads_gives_the_same_bits(int threads) {
        for (int batchSize : new int[] {1, 4, 32, 1000}) {
            assertThat(model.predict(x, batchSize, threads).floats())
                    .as("batch size %d", batchSize)
                    .containsExactly(expected);
        }
    }

    @Test
    void a_sample_does_not_depend_on_its_neighbours() {
        int size = TIME * FEATURES;
        for (int i = 0; i < SAMPLES; i++) {
            float[] alone = Arrays.copyOfRange(x.floats(), i * size, (i + 1) * size);
            assertThat(model.predict(alone, 1, TIME, FEATURES))
                    .as("sample %d", i)
                    .containsExactly(Arrays.copyOfRange(expected, i * 7, (i + 1) * 7));
        }
    }

    @Test
    void many_threads_share_one_model() throws InterruptedException, ExecutionException {
        int threads = 8;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Void>> all = new ArrayList<>();
            for (int n = 0; n < threads; n++) {
                int samples = 1 + n * 5;
                all.add(pool.submit(() -> {
                    Tensor part = Tensor.of(x.floats(), samples, TIME, FEATURES);
                    for (int run = 0; run < 40; run++) {
                        assertThat(model.predict(part).floats()).containsExactly(Arrays.copyOf(expected, samples * 7));
                    }
                    return null;
                }));
            }
            for (Future<Void> f : all) {
                f.get();
            }
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void all_ways_in_and_out_give_the_same() {
        float[][][] nested = new float[SAMPLES][TIME][];
        for (int i = 0; i < SAMPLES * TIME; i++) {
            nested[i / TIME][i % TIME] = Arrays.copyOfRange(x.floats(), i * FEATURES, (i + 1) * FEATURES);
        }
        float[][] y = model.predict(nested);
        for (int i = 0; i < SAMPLES; i++) {
            assertThat(y[i]).containsExactly(Arrays.copyOfRange(expected, i * 7, (i + 1) * 7));
        }
        assertThat(model.predict(x.floats(), SAMPLES, TIME, FEATURES)).containsExactly(expected);
        java.nio.FloatBuffer out = java.nio.FloatBuffer.allocate(SAMPLES * 7);
        model.predict(java.nio.FloatBuffer.wrap(x.floats()), new int[] {SAMPLES, TIME, FEATURES}, out);
        assertThat(out.array()).containsExactly(expected);
    }
}
