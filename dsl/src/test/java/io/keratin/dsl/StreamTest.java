package io.keratin.dsl;

import static io.keratin.dsl.Keras.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.keratin.core.Model;
import io.keratin.core.ModelStream;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A stream gives at every step what a prediction of the whole sequence so far gives. */
class StreamTest {

    private static final float TOLERANCE = 1e-6f;
    private static final int TIME = 9;
    private static final int FEATURES = 6;

    private static final Map<String, SequentialBuilder> MODELS = models();

    static Set<String> names() {
        return MODELS.keySet();
    }

    private static Map<String, SequentialBuilder> models() {
        Map<String, SequentialBuilder> all = new LinkedHashMap<>();
        all.put("lstm", model().add(lstm(5).returnSequences(true)));
        all.put("gru", model().add(gru(5).returnSequences(true)));
        all.put("gru, reset before", model().add(gru(5).resetAfter(false).returnSequences(true)));
        all.put("simple rnn", model().add(simpleRnn(5).returnSequences(true)));
        all.put(
                "conv lstm",
                model().add(timeDistributed(reshape(3, 2)))
                        .add(convLstm1d(4, 2).returnSequences(true))
                        .add(timeDistributed(flatten())));
        all.put("stacked", model().add(lstm(17).returnSequences(true)).add(gru(9).returnSequences(true)));
        all.put(
                "last step",
                model().add(lstm(7).returnSequences(true)).add(lstm(5)).add(dense(3).activation("softmax")));
        all.put(
                "pointwise layers",
                model().add(timeDistributed(dense(8).activation("relu")))
                        .add(batchNormalization())
                        .add(layerNormalization())
                        .add(dropout(0.5))
                        .add(prelu().sharedAxes(1))
                        .add(gru(4).returnSequences(true))
                        .add(activation("softmax"))
                        .add(dense(3)));
        all.put(
                "nested",
                model().add(sequential()
                                .add(dense(4))
                                .add(lstm(5).returnSequences(true))
                                .add(lstm(3)))
                        .add(dense(2)));
        all.put(
                "after the last step",
                model().add(lstm(5)).add(repeatVector(4)).add(lstm(3)).add(dense(2)));
        all.put("masked", model().add(masking(0)).add(lstm(5).returnSequences(true)));
        all.put("masked, last step", model().add(masking(0)).add(gru(5)).add(dense(2)));
        all.put(
                "masked, zero output",
                model().add(masking(0))
                        .add(lstm(5).returnSequences(true).zeroOutputForMask(true))
                        .add(gru(3)));
        all.put(
                "masked, stacked",
                model().add(masking(0)).add(simpleRnn(5).returnSequences(true)).add(lstm(4)));
        return all;
    }

    private static SequentialBuilder model() {
        return sequential(input(NONE, FEATURES));
    }

    @ParameterizedTest
    @MethodSource("names")
    void one_sequence(String name) {
        stepsEqualPrefixes(name, 1);
    }

    @ParameterizedTest
    @MethodSource("names")
    void sequences_side_by_side(String name) {
        stepsEqualPrefixes(name, 3);
    }

    private static void stepsEqualPrefixes(String name, int batch) {
        Model model = java.util.Objects.requireNonNull(MODELS.get(name)).build();
        float[][][] x = Samples.sequences(batch, TIME, FEATURES);
        Arrays.fill(x[0][0], 0);
        Arrays.fill(x[0][3], 0);
        Arrays.fill(x[0][4], 0);
        Arrays.fill(x[batch - 1][TIME - 1], 0);
        ModelStream stream = model.stream(batch);
        for (int run = 0; run < 2; run++) {
            for (int t = 0; t < TIME; t++) {
                float[] step = stream.step(Samples.step(x, t));
                float[][][] prefix = Samples.prefix(x, t + 1);
                float[] whole = model.predict(Samples.flat(prefix), batch, t + 1, FEATURES);
                assertThat(step)
                        .as("step %d", t)
                        .containsExactly(lastSteps(whole, batch, step.length / batch), within(TOLERANCE));
            }
            stream.reset();
        }
    }

    /** The last values of each sample. */
    private static float[] lastSteps(float[] whole, int batch, int n) {
        float[] last = new float[batch * n];
        int size = whole.length / batch;
        for (int b = 0; b < batch; b++) {
            System.arraycopy(whole, (b + 1) * size - n, last, b * n, n);
        }
        return last;
    }

    @Test
    void ids_stream_too() {
        Model model = sequential(input(NONE).dtype("int32"))
                .add(embedding(10, 4).maskZero(true))
                .add(lstm(3))
                .build();
        int[] ids = {0, 3, 9, 0, 0, 1};
        ModelStream stream = model.stream();
        for (int t = 0; t < ids.length; t++) {
            float[] step = stream.step(new int[] {ids[t]});
            Tensor whole = model.predict(Tensor.of(Arrays.copyOf(ids, t + 1), 1, t + 1));
            assertThat(step).containsExactly(whole.floats(), within(TOLERANCE));
        }
    }

    @Test
    void a_snapshot_goes_on_in_another_stream() {
        Model model = model().add(lstm(5).returnSequences(true)).add(gru(3)).build();
        float[][][] x = Samples.sequences(1, 4, FEATURES);
        ModelStream first = model.stream();
        first.step(x[0][0]);
        first.step(x[0][1]);
        List<float[]> snapshot = first.snapshot();
        float[] y = first.step(x[0][2]);
        first.step(x[0][3]);

        ModelStream second = model.stream();
        second.restore(snapshot);
        assertThat(second.step(x[0][2])).containsExactly(y);
        assertThat(snapshot).extracting(s -> s.length).containsExactly(5, 5, 3);
    }

    @Test
    void a_snapshot_of_another_model_or_batch_is_refused() {
        Model model = model().add(lstm(5)).build();
        ModelStream stream = model.stream();
        List<float[]> other = model.stream(2).snapshot();
        assertThatThrownBy(() -> stream.restore(other))
                .isInstanceOf(ShapeException.class)
                .hasMessage("the snapshot has states of [10, 10] values, this session has [5, 5]");
    }

    @Test
    void a_step_of_the_wrong_size_is_refused() {
        ModelStream stream = model().add(lstm(5)).build().stream();
        assertThatThrownBy(() -> stream.step(1, 2))
                .isInstanceOf(ShapeException.class)
                .hasMessage("expected the 6 values of one time step, (1, 1, 6), found 2");
        assertThatThrownBy(() -> stream.step(new float[6], new float[4]))
                .isInstanceOf(ShapeException.class)
                .hasMessage("the output array has 4 values, a step gives 5");
    }

    @Test
    void layers_that_need_the_whole_sequence_are_refused_by_name() {
        refused(model().add(bidirectional(lstm(5)).name("both_ways")), "layer 'both_ways' (Bidirectional)");
        refused(model().add(lstm(5).goBackwards(true)), "layer 'lstm' (LSTM)");
        refused(model().add(gru(5).returnSequences(true)).add(softmax().axis(1)), "layer 'softmax' (Softmax)");
        refused(model().add(sequential().add(bidirectional(gru(5)))), "layer 'bidirectional' (Bidirectional)");
        refused(sequential(input(4)).add(dense(2)), "layer 'dense' (Dense)");
        refused(model().add(conv1d(4, 2).padding("causal")).add(lstm(5)), "layer 'conv1d' (Conv1D)");
        refused(model().add(globalMaxPooling1d()), "layer 'global_max_pooling1d' (GlobalMaxPooling1D)");
    }

    @Test
    void only_the_time_of_a_step_may_be_open() {
        Model model = sequential(input(NONE, NONE)).add(maxPooling1d(1)).build();
        assertThatThrownBy(model::stream)
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "model 'sequential' cannot run as a stream: batch and time apart, all dimensions of its input"
                                + " must be known, found (None, None, None)");
    }

    private static void refused(SequentialBuilder model, String layer) {
        assertThatThrownBy(() -> model.build().stream())
                .isInstanceOf(ShapeException.class)
                .hasMessage(layer + " needs the whole sequence at once: a model with it cannot run as a stream");
    }
}
