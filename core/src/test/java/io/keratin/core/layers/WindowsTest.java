package io.keratin.core.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keratin.core.activations.Activations;
import io.keratin.core.config.Config;
import io.keratin.core.config.Dialect;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.kernels.PortableKernels;
import io.keratin.core.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Shapes of the layers that slide a window along time, and what they refuse. */
class WindowsTest {

    private static final Conv CONV = new Conv(4, List.of(3));

    @Test
    void an_open_time_axis_stays_open() {
        assertThat(CONV.outputShape(Shape.of(Shape.NONE, Shape.NONE, 6))).hasToString("(None, None, 4)");
        assertThat(new Pooling(PoolKind.MAX, List.of(2)).outputShape(Shape.of(Shape.NONE, Shape.NONE, 6)))
                .hasToString("(None, None, 6)");
        assertThat(new GlobalPooling(PoolKind.MAX, 1, false, true).outputShape(Shape.of(Shape.NONE, Shape.NONE, 6)))
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
        refused(
                new Pooling(PoolKind.AVERAGE, List.of(3)),
                Shape.of(1, 2, 6),
                "AveragePooling1D: a window over 3 steps");
        refused(
                new GlobalPooling(PoolKind.MAX, 1),
                Shape.of(1, 0, 6),
                "GlobalMaxPooling1D: there must be at least one step");
    }

    @Test
    void only_sequences_are_taken() {
        refused(CONV, Shape.of(1, 6), "Conv1D: expected (batch, time, channels), found (1, 6)");
        refused(
                new Pooling(PoolKind.MAX, Windows.of(List.of(2)), true),
                Shape.of(1, 2, 3, 4),
                "expected (batch, channels, time)");
        refused(
                new GlobalPooling(PoolKind.AVERAGE, 1),
                Shape.of(1, 6),
                "GlobalAveragePooling1D: expected (batch, time, channels)");
    }

    @Test
    void channels_must_be_known_and_fit_the_groups() {
        assertThatThrownBy(() -> CONV.weights(Shape.of(Shape.NONE, 9, Shape.NONE)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("Conv1D: the number of channels must be known, found (None, 9, None)");
        Windows windows = Windows.of(List.of(3)).withPadding(Padding.SAME);
        Conv grouped = new Conv(4, windows, false, 4, Activations.LINEAR, true, TrainingOptions.NONE);
        assertThatThrownBy(() -> grouped.weights(Shape.of(Shape.NONE, 9, 6)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("Conv1D: the channels must be a multiple of groups 4, found 6 in (None, 9, 6)");
    }

    @Test
    void images_and_volumes_have_their_axes() {
        Conv image = new Conv(4, List.of(3, 2));
        assertThat(image.outputShape(Shape.of(Shape.NONE, 5, Shape.NONE, 6))).hasToString("(None, 3, None, 4)");
        refused(image, Shape.of(1, 5, 6), "Conv2D: expected (batch, height, width, channels), found (1, 5, 6)");
        refused(
                new Pooling(PoolKind.AVERAGE, Windows.of(List.of(2, 2, 2)), true),
                Shape.of(1, 5, 6),
                "AveragePooling3D: expected (batch, channels, depth, height, width)");
        assertThat(new AdaptivePooling(PoolKind.MAX, List.of(2, 3)).outputShape(Shape.of(1, Shape.NONE, 6, 4)))
                .hasToString("(1, 2, 3, 4)");
    }

    @Test
    void a_transposed_convolution_makes_larger_what_it_can() {
        Windows two = Windows.of(List.of(2)).withStrides(List.of(3));
        assertThat(transposed(two, null).outputShape(Shape.of(1, 5, 6))).hasToString("(1, 15, 4)");
        assertThat(transposed(two, List.of(0)).outputShape(Shape.of(1, 5, 6))).hasToString("(1, 14, 4)");
        assertThat(transposed(two, null).outputShape(Shape.of(1, Shape.NONE, 6)))
                .hasToString("(1, None, 4)");
        refused(
                transposed(two.withPadding(Padding.SAME), List.of(0)),
                Shape.of(1, 5, 6),
                "Conv1DTranspose: with padding 'same' a window over 2 steps, an even number, needs output_padding");
        assertThatThrownBy(() -> transposed(two, List.of(3)))
                .hasMessageContaining("output_padding must be from 0 to below strides 3 along each axis, got 3");
    }

    private static ConvTranspose transposed(Windows windows, @Nullable List<Integer> outputPadding) {
        return new ConvTranspose(4, windows, outputPadding, false, Activations.LINEAR, true, TrainingOptions.NONE);
    }

    @Test
    void a_file_may_use_the_other_names_of_keras() {
        for (String name : List.of("Convolution2D", "MaxPool2D", "GlobalAvgPool1D")) {
            Value.Fields options = Value.fields("filters", 4, "kernel_size", 3, "pool_size", 2);
            Value.Fields own =
                    switch (name) {
                        case "Convolution2D" -> options.without("pool_size");
                        case "MaxPool2D" -> options.without("filters").without("kernel_size");
                        default -> Value.fields();
                    };
            Config entry = new Config(Value.fields("class_name", name, "config", own), "layer", Dialect.KERAS_3);
            assertThat(LayerRegistry.keras().knows(name)).isTrue();
            assertThat(LayerRegistry.keras().read(entry).spec().className())
                    .isEqualTo(name.replace("olution", "")
                            .replace("Pool", "Pooling")
                            .replace("Avg", "Average"));
        }
    }

    /** Pooling to one place is global pooling, though Keras cannot run it. */
    @Test
    void adaptive_windows_cover_everything() {
        AdaptivePooling pooling = new AdaptivePooling(PoolKind.MAX, List.of(3));
        assertThat(pooling.spans(2, 7)).isDeepEqualTo(new int[][] {{0, 2, 4}, {3, 5, 7}});
        assertThat(new AdaptivePooling(PoolKind.MAX, List.of(1)).spans(2, 7)).isDeepEqualTo(new int[][] {{0}, {7}});
    }

    /** Packed for the kernels and unpacked again, weights are what they were. */
    @Test
    void weights_can_be_read_back() {
        Windows windows = Windows.of(List.of(3, 2)).withStrides(List.of(2, 3));
        for (UnaryLayer layer : List.of(
                new ConvTranspose(5, windows, null, false, Activations.LINEAR, true, TrainingOptions.NONE),
                new Conv(6, windows, false, 2, Activations.LINEAR, true, TrainingOptions.NONE),
                new Conv(8, windows, false, 4, Activations.LINEAR, true, TrainingOptions.NONE),
                new SeparableConv(5, List.of(3, 2)),
                new LocallyConnected(5, List.of(3, 2)))) {
            Shape input = Shape.of(1, 6, 7, 4);
            Parameters original = Parameters.initial(layer.weights(input), 1);
            Parameters bound = original.forBinding();
            layer.bind(new Binding(List.of(input), bound, PortableKernels.INSTANCE));
            for (WeightSpec w : original.specs()) {
                assertThat(bound.get(w.key())).as(layer + " " + w.key()).isEqualTo(original.get(w.key()));
            }
        }
    }

    private static void refused(UnaryLayer layer, Shape input, String sentence) {
        assertThatThrownBy(() -> layer.outputShape(input))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining(sentence);
    }
}
