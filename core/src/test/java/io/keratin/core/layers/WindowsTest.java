package io.keratin.core.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keratin.core.activations.Activations;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Shapes of the layers that slide a window along time, and what they refuse. */
class WindowsTest {

    private static final Conv1d CONV = new Conv1d(4, 3);

    @Test
    void an_open_time_axis_stays_open() {
        assertThat(CONV.outputShape(Shape.of(Shape.NONE, Shape.NONE, 6))).hasToString("(None, None, 4)");
        assertThat(new MaxPooling1d(2).outputShape(Shape.of(Shape.NONE, Shape.NONE, 6)))
                .hasToString("(None, None, 6)");
        assertThat(new GlobalMaxPooling1d(false, true).outputShape(Shape.of(Shape.NONE, Shape.NONE, 6)))
                .hasToString("(None, 1, 6)");
    }

    @Test
    void padding_says_how_many_windows_there_are() {
        int[][] valid = {{3, 1}, {4, 1}, {5, 2}};
        for (int[] stepsAndCount : valid) {
            assertThat(new Window(3, 2, 1, Padding.VALID).count(stepsAndCount[0]))
                    .isEqualTo(stepsAndCount[1]);
        }
        int[][] padded = {{0, 0}, {1, 1}, {2, 1}, {3, 2}};
        for (int[] stepsAndCount : padded) {
            assertThat(new Window(3, 2, 1, Padding.SAME).count(stepsAndCount[0]))
                    .isEqualTo(stepsAndCount[1]);
            assertThat(new Window(3, 2, 1, Padding.CAUSAL).count(stepsAndCount[0]))
                    .isEqualTo(stepsAndCount[1]);
        }
    }

    @Test
    void the_odd_step_of_padding_goes_to_the_end() {
        assertThat(new Window(4, 1, 1, Padding.SAME).before(9)).isEqualTo(1);
        assertThat(new Window(3, 2, 1, Padding.SAME).before(8)).isZero();
        assertThat(new Window(3, 2, 1, Padding.SAME).before(9)).isEqualTo(1);
        assertThat(new Window(3, 1, 4, Padding.CAUSAL).before(9)).isEqualTo(8);
    }

    @Test
    void a_sequence_shorter_than_the_window_is_refused() {
        refused(CONV, Shape.of(1, 2, 6), "Conv1D: a window over 3 steps needs at least so many, found 2 in (1, 2, 6)");
        refused(new AveragePooling1d(3), Shape.of(1, 2, 6), "AveragePooling1D: a window over 3 steps");
        refused(new GlobalMaxPooling1d(), Shape.of(1, 0, 6), "GlobalMaxPooling1D: there must be at least one step");
    }

    @Test
    void only_sequences_are_taken() {
        refused(CONV, Shape.of(1, 6), "Conv1D: expected (batch, time, channels), found (1, 6)");
        refused(new MaxPooling1d(2, 2, Padding.SAME, true), Shape.of(1, 2, 3, 4), "expected (batch, channels, time)");
        refused(
                new GlobalAveragePooling1d(),
                Shape.of(1, 6),
                "GlobalAveragePooling1D: expected (batch, time, channels)");
    }

    @Test
    void channels_must_be_known_and_fit_the_groups() {
        assertThatThrownBy(() -> CONV.weights(Shape.of(Shape.NONE, 9, Shape.NONE)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("Conv1D: the number of channels must be known, found (None, 9, None)");
        Conv1d grouped = new Conv1d(4, 3, 1, Padding.SAME, false, 1, 4, Activations.LINEAR, true, TrainingOptions.NONE);
        assertThatThrownBy(() -> grouped.weights(Shape.of(Shape.NONE, 9, 6)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("Conv1D: the channels must be a multiple of groups 4, found 6 in (None, 9, 6)");
    }

    private static void refused(UnaryLayer layer, Shape input, String sentence) {
        assertThatThrownBy(() -> layer.outputShape(input))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining(sentence);
    }
}
