package io.keratin.dsl;

import static io.keratin.dsl.Keras.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keratin.core.Model;
import io.keratin.core.ModelSession;
import io.keratin.core.error.KeratinException;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Data that does not fit is refused before anything is computed, with model, expected and found. */
class BadInputTest {

    private final Model model =
            sequential("sensors", input(5, 8)).add(lstm(4)).add(dense(2)).build();
    private final Model open = sequential("steps", input(NONE, 8))
            .add(lstm(4).returnSequences(true))
            .build();

    @Test
    void wrong_shapes() {
        refused(
                () -> model.predict(new float[1][5][7]),
                "model 'sensors': expected an input of shape (None, 5, 8), found (1, 5, 7)");
        refused(
                () -> model.predict(new float[1][6][8]),
                "model 'sensors': expected an input of shape (None, 5, 8), found (1, 6, 8)");
        refused(
                () -> model.predict(new float[1][8]),
                "model 'sensors': expected an input of shape (None, 5, 8), found (1, 8)");
        refused(
                () -> model.predict(new float[40], 5, 8),
                "model 'sensors': expected an input of shape (None, 5, 8), found (5, 8)");
        refused(
                () -> open.predictSequences(new float[2][3][9]),
                "model 'steps': expected an input of shape (None, None, 8), found (2, 3, 9)");
    }

    @Test
    void data_that_is_too_short_for_its_shape() {
        refused(
                () -> model.predict(new float[39], 1, 5, 8),
                "Tensor: shape (1, 5, 8) does not fit into an array of 39");
        refused(
                () -> model.predict(FloatBuffer.allocate(39), new int[] {1, 5, 8}, FloatBuffer.allocate(2)),
                "the input buffer holds 39 values, shape (1, 5, 8) needs 40");
    }

    @Test
    void ragged_arrays() {
        float[][][] x = new float[2][5][8];
        x[1] = new float[4][8];
        refused(() -> model.predict(x), "x[1]: expected 5 values as before it, found 4; all must be of one length");
        float[][][] steps = new float[2][5][8];
        steps[1][3] = new float[9];
        refused(
                () -> model.predict(steps),
                "x[1][3]: expected 8 values as before it, found 9; all must be of one length");
        refused(
                () -> model.predict(new float[][] {{1, 2}, {3}}),
                "x[1]: expected 2 values as before it, found 1; all must be of one length");
        steps[1][3] = null;
        refused(
                () -> model.predict(steps),
                "x[1][3]: expected 8 values as before it, found null; all must be of one length");
    }

    @Test
    void an_output_of_another_rank() {
        refused(
                () -> open.predict(new float[2][3][8]),
                "model 'steps' gives an output of shape (2, 3, 4), which is not of rank 2; call predictSequences or predict with a Tensor");
        refused(
                () -> model.predictSequences(new float[2][5][8]),
                "model 'sensors' gives an output of shape (2, 2), which is not of rank 3; call predict");
    }

    @Test
    void an_output_array_of_the_wrong_size() {
        Tensor x = Tensor.zeros(DType.FLOAT32, Shape.of(2, 5, 8));
        refused(
                () -> model.predict(x, Tensor.of(new float[5], 5)),
                "the output array float32(5,) does not hold the result's 4 values");
        refused(
                () -> model.predict(x, Tensor.of(new int[4], 2, 2)),
                "the output array int32(2, 2) does not hold the result's 4 values");
        refused(
                () -> model.predict(FloatBuffer.allocate(80), new int[] {2, 5, 8}, FloatBuffer.allocate(3)),
                "the output buffer has room for 3 values, the result has 4");
    }

    @Test
    @SuppressWarnings("NullAway") // not everybody compiles with it
    void null_in_place_of_data() {
        String input = "model 'sensors': expected input 'input_layer' of shape (None, 5, 8), found null";
        refused(() -> model.predict((Tensor) null), input);
        refused(() -> model.predictAll((Tensor) null), input);
        refused(() -> model.predictAll(Collections.singletonList(null)), input);
        refused(() -> model.session().predict(null), input);
        refused(
                () -> model.predictAll((List<Tensor>) null),
                "model 'sensors' has 1 input [input_layer], found null; call predictAll with a list, or predict with a map by name");
        refused(
                () -> model.predict((Map<String, Tensor>) null),
                "model 'sensors': expected inputs named [input_layer], found null");
        refused(
                () -> model.predict((float[]) null, 1, 5, 8),
                "Tensor: expected an array for shape (1, 5, 8), found null");
        refused(
                () -> model.predict(Tensor.zeros(DType.FLOAT32, Shape.of(2, 5, 8)), null),
                "the output array null does not hold the result's 4 values");
        refused(
                () -> model.stream().step((float[]) null),
                "expected the 8 values of one time step, (1, 1, 8), found null");
        refused(() -> model.stream().step(new float[8], null), "the output array has no values, a step gives 2");
        assertThatThrownBy(() -> model.predict((String[]) null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("x: expected a Tensor, or nested arrays of numbers, booleans or texts, got null");
        assertThatThrownBy(() -> model.predict(new float[40], (int[]) null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Shape: expected dimensions, found null");
        assertThatThrownBy(() -> model.session().restore(Collections.singletonList(null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected a snapshot, a list of arrays, found null among them");
        assertThatThrownBy(() -> model.predict(FloatBuffer.allocate(40), new int[] {1, 5, 8}, null))
                .isInstanceOf(IllegalArgumentException.class);
        refused(
                () -> Tensor.of(new String[] {"a", "b", "c", null}, 2, 2),
                "Tensor: expected texts, found null at [1, 1] of (2, 2)");
    }

    @Test
    void sizes_beyond_an_array() {
        refused(
                () -> model.predict(new float[40], 100_000, 100_000, 1_000_000, 1_000_000),
                "shape (100000, 100000, 1000000, 1000000) has more elements than the 2147483647 of the longest array; it takes"
                        + " fewer samples or smaller layers");
        refused(
                () -> model.predict(FloatBuffer.allocate(40), new int[] {NONE, 5, 8}, FloatBuffer.allocate(2)),
                "expected a shape without open dimensions, found (None, 5, 8)");
        refused(
                () -> sequential("large", input(4))
                        .add(reshape(Integer.MAX_VALUE, 7))
                        .build(),
                "layer #0 'reshape': inputs of shapes [(None, 4)] give sizes beyond 2147483647");
        refused(
                () -> upSampling1d(Integer.MAX_VALUE).apply(input(4, 2)),
                "UpSampling1D: inputs of shapes [(None, 4, 2)] give sizes beyond 2147483647");
        refused(
                () -> model.outputShape(Shape.of()),
                "model 'sensors': expected inputs like [(None, 5, 8)], found [()]");
    }

    @Test
    void a_stream_of_no_sequence() {
        assertThatThrownBy(() -> model.stream(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a stream steps through at least one sequence, got 0");
    }

    @Test
    void weights_of_another_model() {
        Model wider =
                sequential("wider", input(5, 8)).add(lstm(5)).add(dense(2)).build();
        refused(
                () -> model.withParameters(wider.parameters()),
                "model 'sensors': expected the weight layers/lstm/cell/kernel (8, 16), found layers/lstm/cell/kernel (8, 20);"
                        + " withWeightsOf takes what fits from another model");
        refused(() -> model.withParameters(open.parameters()), "model 'sensors' has 5 weights, found 3");
    }

    @Test
    void a_state_is_kept_where_the_result_has_no_room() {
        ModelSession session = sequential(input(5, 8).batchSize(1))
                .add(lstm(4).stateful(true))
                .build()
                .session();
        Tensor x = Tensor.of(new float[40], 1, 5, 8);
        Arrays.fill(x.floats(), 1);
        session.predict(x);
        List<float[]> before = session.snapshot();
        refused(
                () -> session.predict(x, Tensor.of(new float[3], 1, 3)),
                "the output array float32(1, 3) does not hold the result's 4 values");
        assertThat(session.snapshot()).usingRecursiveComparison().isEqualTo(before);
    }

    @Test
    void texts_and_numbers_together() {
        InputBuilder words = input(2).dtype("string");
        refused(
                () -> concatenate().apply(input(2), words),
                "Concatenate: Concatenate: texts and numbers cannot be put together, found inputs of [float32, string]");
        Model invert = sequential("words", input(2).dtype("int32"))
                .add(stringLookup().vocabulary("a", "b").invert(true))
                .build();
        Model dense = sequential(input(2).dtype("string")).add(dense(2)).build();
        refused(
                () -> dense.predict(new String[][] {{"a", "b"}}),
                "layer 'dense' (Dense): expected numbers, found text");
        refused(
                () -> invert.predict(new int[][] {{1, 2}}),
                "model 'words' gives text, which is no array of floats; call predict with a Tensor");
    }

    @Test
    void batch_sizes_and_threads_below_one() {
        Tensor x = Tensor.zeros(DType.FLOAT32, Shape.of(2, 5, 8));
        assertThatThrownBy(() -> model.predict(x, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> model.predict(x, 1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void ids_outside_the_table() {
        Model words = sequential(input(3).dtype("int32"))
                .add(embedding(10, 2))
                .add(flatten())
                .build();
        assertThatThrownBy(() -> words.predict(new int[][] {{1, 2, 10}}))
                .isInstanceOf(KeratinException.class)
                .hasMessage("Embedding: id 10 at position 2 of input (1, 3) is outside 0 to 9");
        assertThatThrownBy(() -> words.predict(new int[][] {{-11, 2, 3}})).isInstanceOf(KeratinException.class);
        assertThatThrownBy(() -> words.predict(new float[][] {{1, Float.NaN, 3}}))
                .isInstanceOf(KeratinException.class)
                .hasMessage("Embedding: id -2147483648 at position 1 of input (1, 3) is outside 0 to 9");
    }

    private static void refused(ThrowingCallable call, String sentence) {
        assertThatThrownBy(call).isInstanceOf(ShapeException.class).hasMessage(sentence);
    }
}
