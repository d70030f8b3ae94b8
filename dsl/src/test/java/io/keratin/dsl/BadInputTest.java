package io.keratin.dsl;

import static io.keratin.dsl.Keras.*;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keratin.core.Model;
import io.keratin.core.error.KeratinException;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.nio.FloatBuffer;
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
    }

    private static void refused(ThrowingCallable call, String sentence) {
        assertThatThrownBy(call).isInstanceOf(ShapeException.class).hasMessage(sentence);
    }
}
