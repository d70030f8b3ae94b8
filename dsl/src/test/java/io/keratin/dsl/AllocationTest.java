package io.keratin.dsl;

import static io.keratin.dsl.Keras.*;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.keratin.core.Model;
import io.keratin.core.ModelStream;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Once warm, predicting into the caller's array allocates nothing. */
class AllocationTest {

    /** Vectors are objects until the compiler has seen through them; on a busy machine that takes its time. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int CALLS = 20;

    private static final Map<String, SequentialBuilder> MODELS = models();

    private static Map<String, SequentialBuilder> models() {
        Map<String, SequentialBuilder> all = new LinkedHashMap<>();
        all.put("lstm", model().add(lstm(16)));
        all.put(
                "conv lstm",
                model().add(timeDistributed(reshape(5, 1))).add(convLstm1d(5, 3).padding("same")));
        all.put("lstm with relu", model().add(lstm(16).activation("relu").recurrentActivation("hard_sigmoid")));
        all.put("gru", model().add(gru(16)));
        all.put("gru, reset before", model().add(gru(16).resetAfter(false)));
        all.put("simple rnn", model().add(simpleRnn(16).returnSequences(true)));
        all.put(
                "bidirectional",
                model().add(bidirectional(lstm(8).returnSequences(true)).mergeMode("mul")));
        all.put(
                "masked",
                model().add(masking(0)).add(gru(8).returnSequences(true)).add(lstm(4)));
        all.put(
                "convolution",
                model().add(conv1d(8, 3).padding("same").activation("relu"))
                        .add(maxPooling1d(2).padding("same"))
                        .add(conv1d(6, 2).padding("causal").dilationRate(2).groups(2))
                        .add(averagePooling1d(2).strides(1).dataFormat("channels_first"))
                        .add(conv1d(4, 2).dataFormat("channels_first").activation("softmax"))
                        .add(globalMaxPooling1d().keepdims(true))
                        .add(globalAveragePooling1d()));
        all.put(
                "pointwise layers",
                model().add(timeDistributed(dense(8).activation("relu")))
                        .add(batchNormalization())
                        .add(layerNormalization())
                        .add(prelu().sharedAxes(1))
                        .add(leakyRelu())
                        .add(elu())
                        .add(softmax())
                        .add(permute(2, 1))
                        .add(flatten())
                        .add(dense(4).activation("softmax"))
                        .add(repeatVector(3))
                        .add(reshape(4, 3)));
        return all;
    }

    private static SequentialBuilder model() {
        return sequential(input(7, 5));
    }

    static Set<String> names() {
        return MODELS.keySet();
    }

    @ParameterizedTest
    @MethodSource("names")
    void a_warm_prediction_allocates_nothing(String name) {
        Model model = Objects.requireNonNull(MODELS.get(name)).build();
        Tensor x = Tensor.of(Samples.vector(3 * 7 * 5, 1), 3, 7, 5);
        Tensor y = Tensor.zeros(DType.FLOAT32, model.outputShape(x.shape()));
        assertThat(leastAllocated(() -> model.predict(x, y))).isZero();
    }

    /** Large enough to be worth a second thread, whether it takes samples of its own or a share of each layer. */
    private static Model large(String layer) {
        SequentialBuilder model = sequential(input(40, 16));
        return switch (layer) {
            case "lstm" -> model.add(lstm(160)).add(dense(3)).build();
            case "gru" -> model.add(gru(190)).add(dense(3)).build();
            case "bidirectional" -> model.add(bidirectional(lstm(120))).build();
            case "conv" ->
                model.add(conv1d(64, 5))
                        .add(batchNormalization())
                        .add(maxPooling1d(2))
                        .add(conv1d(256, 5))
                        .add(layerNormalization())
                        .add(softmax())
                        .build();
            default -> throw new IllegalArgumentException(layer);
        };
    }

    @ParameterizedTest
    @CsvSource({"lstm, 1", "lstm, 9", "gru, 1", "gru, 9", "bidirectional, 1", "bidirectional, 9", "conv, 1", "conv, 9"})
    void two_threads_allocate_nothing(String layer, int batch) {
        Model model = large(layer);
        Tensor x = Tensor.of(Samples.vector(batch * 40 * 16, 1), batch, 40, 16);
        Tensor y = Tensor.zeros(DType.FLOAT32, model.outputShape(x.shape()));
        model.predict(x, y, Model.DEFAULT_BATCH_SIZE, 2);
        assertThat(leastAllocated(() -> model.predict(x, y, Model.DEFAULT_BATCH_SIZE, 2), helpers()))
                .isZero();
    }

    private static List<Thread> helpers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().startsWith("keratin-helper"))
                .toList();
    }

    @Test
    void ids_that_come_as_floats_are_turned_without_allocation() {
        Model model = sequential(input(7).dtype("int32"))
                .add(embedding(10, 4).maskZero(true))
                .add(lstm(4))
                .build();
        Tensor x = Tensor.of(new float[] {1, 2, 3, 0, 0, 0, 0}, 1, 7);
        Tensor y = Tensor.zeros(DType.FLOAT32, model.outputShape(x.shape()));
        assertThat(leastAllocated(() -> model.predict(x, y))).isZero();
    }

    @Test
    void a_step_of_a_stream_allocates_nothing() {
        ModelStream stream = model().add(lstm(16)).add(dense(3)).build().stream();
        float[] x = Samples.vector(5, 1);
        float[] y = new float[3];
        assertThat(leastAllocated(() -> stream.step(x, y))).isZero();
    }

    /** The least that a window of calls allocated: a compiler or profiler that allocates now and then does not count. */
    private static long leastAllocated(Runnable call) {
        return leastAllocated(call, List.of());
    }

    private static long leastAllocated(Runnable call, List<Thread> helpers) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (least > 0 && System.nanoTime() < end) {
            long[] helped = allocated(helpers, threads);
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < CALLS; i++) {
                call.run();
            }
            long bytes = threads.getCurrentThreadAllocatedBytes() - before;
            long[] after = allocated(helpers, threads);
            for (int i = 0; i < after.length; i++) {
                bytes += Math.max(0, after[i] - helped[i]); // -1 for another model's helper that has gone
            }
            least = Math.min(least, bytes);
        }
        return least;
    }

    private static long[] allocated(List<Thread> helpers, ThreadMXBean threads) {
        return helpers.stream()
                .mapToLong(t -> threads.getThreadAllocatedBytes(t.getId()))
                .toArray();
    }
}
