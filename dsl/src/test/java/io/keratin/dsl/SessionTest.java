package io.keratin.dsl;

import static io.keratin.dsl.Keras.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.keratin.core.Model;
import io.keratin.core.ModelSession;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Stateful layers keep their state in a session, not in the model. */
class SessionTest {

    private static final float TOLERANCE = 1e-6f;

    private final Model model = sequential(input(NONE, 3).batchSize(2))
            .add(lstm(4).returnSequences(true).stateful(true))
            .add(gru(5).stateful(true))
            .build();

    private final Model stateless = sequential(input(NONE, 3))
            .add(lstm(4).returnSequences(true))
            .add(gru(5))
            .build();

    private static Tensor batch(float[][][] x, int from, int to) {
        int time = to - from;
        float[][][] part = new float[x.length][time][];
        for (int b = 0; b < x.length; b++) {
            System.arraycopy(x[b], from, part[b], 0, time);
        }
        return Tensor.of(Samples.flat(part), x.length, time, 3);
    }

    private final float[][][] x = Samples.sequences(2, 6, 3);

    @Test
    void batches_of_a_session_are_one_long_sequence() {
        ModelSession session = model.session();
        session.predict(batch(x, 0, 1));
        session.predict(batch(x, 1, 4));
        float[] y = session.predict(batch(x, 4, 6)).floats();
        float[] whole = stateless.predict(batch(x, 0, 6)).floats();
        assertThat(y).containsExactly(whole, within(TOLERANCE));
    }

    @Test
    void a_session_of_texts_whose_length_decides_the_shape() {
        ModelSession session = sequential(input(1).dtype("string"))
                .add(textVectorization().vocabulary("a", "b"))
                .build()
                .session();
        Tensor ids = session.predict(Tensor.of(new String[] {"a b", "b a a"}, 2, 1));
        assertThat(ids.shape()).isEqualTo(Shape.of(2, 3));
        assertThat(ids.ints()).containsExactly(2, 3, 0, 3, 2, 2);
        assertThat(session.predict(Tensor.of(new String[] {"a"}, 1, 1)).ints()).containsExactly(2);
    }

    @Test
    void a_reset_begins_anew() {
        ModelSession session = model.session();
        float[] first = session.predict(batch(x, 0, 3)).floats();
        assertThat(session.predict(batch(x, 0, 3)).floats()).isNotEqualTo(first);
        session.resetStates();
        assertThat(session.predict(batch(x, 0, 3)).floats()).containsExactly(first);
    }

    @Test
    void sessions_and_plain_predictions_know_nothing_of_each_other() {
        ModelSession session = model.session();
        float[] first = session.predict(batch(x, 0, 3)).floats();
        assertThat(model.predict(batch(x, 0, 3)).floats()).containsExactly(first);
        assertThat(model.session().predict(batch(x, 0, 3)).floats()).containsExactly(first);
    }

    @Test
    void a_snapshot_can_be_restored() {
        ModelSession session = model.session();
        session.predict(batch(x, 0, 2));
        List<float[]> snapshot = session.snapshot();
        float[] y = session.predict(batch(x, 2, 4)).floats();
        session.predict(batch(x, 4, 6));
        session.restore(snapshot);
        assertThat(session.predict(batch(x, 2, 4)).floats()).containsExactly(y);
        assertThat(snapshot).extracting(s -> s.length).containsExactly(8, 8, 10);

        ModelSession other = model.session();
        other.restore(snapshot);
        assertThat(other.predict(batch(x, 2, 4)).floats()).containsExactly(y);
    }

    @Test
    void a_wrong_batch_is_refused() {
        assertThatThrownBy(() -> model.session().predict(Tensor.of(new float[3 * 2 * 3], 3, 2, 3)))
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "model 'sequential' is stateful with batch size 2: expected a multiple of it, found 3 samples");
    }

    @Test
    void a_session_keeps_its_batch_size() {
        Model open = sequential(input(NONE, 3)).add(lstm(4).stateful(true)).build();
        ModelSession session = open.session();
        session.predict(batch(x, 0, 3));
        assertThatThrownBy(() -> session.predict(Tensor.of(new float[3 * 2 * 3], 3, 2, 3)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("a session keeps its state for one batch size: it was started with states of 8 values, this"
                        + " call needs 12; start another session");
    }
}
