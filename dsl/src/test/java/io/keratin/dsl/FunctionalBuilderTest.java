package io.keratin.dsl;

import static io.keratin.dsl.Keras.dense;
import static io.keratin.dsl.Keras.input;
import static io.keratin.dsl.Keras.lstm;
import static io.keratin.dsl.Keras.model;
import static io.keratin.dsl.Keras.op;
import static io.keratin.dsl.Keras.sequential;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keratin.core.Model;
import io.keratin.core.config.Config;
import io.keratin.core.config.Dialect;
import io.keratin.core.error.KeratinException;
import io.keratin.core.error.ShapeException;
import io.keratin.core.layers.Functional;
import io.keratin.core.layers.LayerRegistry;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FunctionalBuilderTest {

    private static final float[] X = {0.5f, -1, 2, 0.25f, 1, -0.5f};

    @Test
    void a_chain_as_a_graph_gives_what_the_sequential_gives() {
        KerasTensor x = input(3);
        KerasTensor h = dense(4).activation("tanh").apply(x);
        Model graph = model(x, dense(2).apply(h)).build();
        Model chain = sequential(input(3))
                .add(dense(4).activation("tanh"))
                .add(dense(2))
                .build();
        Model same = graph.withParameters(chain.parameters());
        assertThat(same.predict(X, 2, 3)).containsExactly(chain.predict(X, 2, 3));
    }

    @Test
    void a_shared_layer_has_one_set_of_weights() {
        DenseBuilder shared = dense(3);
        KerasTensor x = input(3);
        Model twice = model(x, shared.apply(shared.apply(x))).build();
        assertThat(twice.countParams()).isEqualTo(12);
        Model once = sequential(input(3)).add(dense(3)).build().withParameters(twice.parameters());
        assertThat(twice.predict(X, 2, 3)).containsExactly(once.predict(once.predict(X, 2, 3), 2, 3));
    }

    @Test
    void several_inputs_and_outputs_go_by_order_or_by_name() {
        InputBuilder a = input(3).name("left");
        InputBuilder b = input(2).name("right");
        KerasTensor one = dense(1).name("one").apply(a);
        KerasTensor two = dense(2).name("two").apply(b);
        Model model = model(List.of(a, b), List.of(one, two)).build();
        Tensor x = Tensor.of(X, 2, 3);
        Tensor z = Tensor.of(X, 2, 2);
        List<Tensor> y = model.predictAll(List.of(x, z));
        Map<String, Tensor> byName = model.predict(Map.of("left", x, "right", z));
        assertThat(model.inputNames()).containsExactly("left", "right");
        assertThat(byName.keySet()).containsExactly("one", "two");
        assertThat(List.copyOf(byName.values()).get(1).floats())
                .containsExactly(y.get(1).floats());
        assertThatThrownBy(() -> model.predict(x)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> model.predict(Map.of("left", x)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("expected inputs named [left, right], found [left]");
    }

    @Test
    void outputs_without_names_of_their_own_are_not_given_by_name() {
        InputBuilder x = input(2, 3).name("x");
        Model model = model(x, lstm(4).returnState(true).name("lstm").call(x).outputs())
                .build();
        assertThat(model.predictAll(Tensor.of(X, 1, 2, 3))).hasSize(3);
        assertThatThrownBy(() -> model.predict(Map.of("x", Tensor.of(X, 1, 2, 3))))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("[lstm, lstm, lstm] have no names of their own");
    }

    @Test
    void a_dict_is_flat_in_the_order_of_its_keys() {
        InputBuilder a = input(3);
        InputBuilder b = input(2);
        KerasTensor y = dense(1).apply(a);
        KerasTensor z = dense(1).apply(b);
        Model model = model(Map.of("b", a, "a", b), Map.of("y", y, "x", z)).build();
        assertThat(model.inputNames()).containsExactly("a", "b");
        assertThat(model.inputShapes()).containsExactly(Shape.batch(2), Shape.batch(3));
        assertThat(model.outputNames()).containsExactly("x", "y");
    }

    @Test
    void a_graph_is_read_back_from_its_configuration() {
        KerasTensor x = input(5, 3);
        KerasTensor h = sequential(input(5, 3)).add(lstm(4)).apply(x);
        NamedLayer spec = model(x, List.of(dense(2).apply(h), h)).spec();
        NamedLayer read = LayerRegistry.keras().read(new Config(spec.entry(), "", Dialect.KERAS_3));
        assertThat(((Functional) read.spec()).operations()).isEqualTo(((Functional) spec.spec()).operations());
        assertThat(((Functional) read.spec()).results()).isEqualTo(((Functional) spec.spec()).results());
    }

    @Test
    void what_does_not_fit_is_refused_where_it_is_written() {
        KerasTensor x = input(3);
        KerasTensor other = input(3);
        assertThatThrownBy(() -> lstm(4).apply(x))
                .isInstanceOf(ShapeException.class)
                .hasMessageStartingWith("LSTM: ");
        assertThatThrownBy(() -> model(x, dense(1).apply(other)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not among the model's inputs");
        assertThatThrownBy(() -> model(dense(1).apply(x), x)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> dense(1).call(x).with("query", List.of(x)).output())
                .isInstanceOf(ShapeException.class);
    }

    @Test
    void operators_and_operations_are_nodes() {
        KerasTensor x = input(3);
        KerasTensor y = x.times(2).plus(1).minus(x);
        KerasTensor mean = op("mean", y).with("axis", -1).with("keepdims", true).output();
        KerasTensor all = op("concatenate", List.of(y, mean)).with("axis", 1).output();
        KerasTensor z = op("where", all.greaterThan(3), all, 0.0).output();
        Model model =
                model(x, List.of(z, z.get(Index.ALL, Index.slice(-1, null)))).build();
        List<Tensor> found = model.predictAll(Tensor.of(new float[] {1, 2, 6}, 1, 3));
        assertThat(found.get(0).floats()).containsExactly(0, 0, 7, 4);
        assertThat(found.get(1).floats()).containsExactly(4);
        assertThat(((Functional) model.spec().spec()).operations())
                .extracting(NamedLayer::name)
                .containsExactlyInAnyOrder(
                        "input_layer",
                        "multiply",
                        "add",
                        "subtract",
                        "mean",
                        "concatenate",
                        "greater",
                        "where",
                        "get_item");
    }

    @Test
    void an_unknown_operation_is_answered_with_similar_ones() {
        assertThatThrownBy(() -> op("maen", input(3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("did you mean mean");
        assertThatThrownBy(() -> op("mean", input(3)).with("axes", 1).output())
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("axes");
    }

    @Test
    void a_mask_that_is_named_stands_in_place_of_the_one_that_travels() {
        KerasTensor x = input(4, 2);
        KerasTensor mask = x.get(Index.ALL, Index.ALL, 0).greaterThan(0);
        Model masked = model(x, lstm(3).call(x).with("mask", mask).output()).build();
        float[] first = masked.predict(new float[] {1, 1, 1, 2, -1, 5, -1, 6}, 1, 4, 2);
        float[] second = masked.predict(new float[] {1, 1, 1, 2, -1, 7, -1, 8}, 1, 4, 2);
        assertThat(first).isEqualTo(second);
    }

    /** Where a number and its sum with a logarithm are one and the same, a softmax still adds up to 1. */
    @Test
    void a_softmax_of_numbers_of_any_size() {
        InputBuilder in = input(4, 2);
        Model softmax = model(
                        in,
                        List.of(
                                op("softmax", in).with("axis", 1).output(),
                                op("log_softmax", in).with("axis", 1).output()))
                .build();
        float[] x = new float[8];
        Arrays.fill(x, 1e30f);
        List<Tensor> y = softmax.predictAll(Tensor.of(x, 1, 4, 2));
        assertThat(y.get(0).floats()).containsOnly(0.25f);
        assertThat(y.get(1).floats()).containsOnly((float) -Math.log(4));
    }

    /** As TensorFlow does it, but for what is above 32 bits. */
    @Test
    void casts_of_what_does_not_fit() {
        InputBuilder in = input(5);
        Model whole = model(in, op("cast", in).with("dtype", "int32").output()).build();
        Tensor x = Tensor.of(new float[] {-2.7f, 1e10f, Float.NaN, Float.NEGATIVE_INFINITY, 2147483520}, 1, 5);
        assertThat(whole.predict(x).ints())
                .containsExactly(-2, Integer.MAX_VALUE, Integer.MIN_VALUE, Integer.MIN_VALUE, 2147483520);

        InputBuilder truth = input(3).dtype("bool");
        Model not = model(truth, op("logical_not", truth).output()).build();
        assertThat(not.predict(Tensor.of(new float[] {0.5f, 0, 2}, 1, 3)).ints())
                .containsExactly(0, 1, 0);
        assertThat(not.predict(Tensor.of(new int[] {3, 0, -1}, 1, 3)).ints()).containsExactly(0, 1, 0);
    }

    @Test
    void outputs_in_lists_in_a_map_are_flat_in_the_order_of_the_names() {
        KerasTensor x = input(3);
        KerasTensor y = dense(2).apply(x);
        Model model = model(x, Map.of("b", List.of(y, x), "a", List.of(dense(4).apply(y), Map.of("c", y))))
                .build();
        assertThat(model.outputShapes().stream().map(Shape::last)).containsExactly(4, 2, 2, 3);
        assertThatThrownBy(() -> model(x, List.of(y, "z")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("model: expected tensors, and lists and maps of them, found z");
    }

    @Test
    void images_that_an_operation_cannot_take() {
        for (int channels : new int[] {2, 4}) {
            assertThatThrownBy(() -> op("rgb_to_hsv", input(4, 4, channels)).output())
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContaining("expected images of three colours, found " + channels + " channels");
        }
        KerasTensor any = input(4, 4, Keras.NONE);
        Model colours = model(any, op("hsv_to_rgb", any).output()).build();
        assertThatThrownBy(() -> colours.predict(new float[32], 1, 4, 4, 2))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("expected images of three colours, found 2 channels");
        for (String pool : List.of("max_pool", "adaptive_max_pool", "extract_patches")) {
            assertThatThrownBy(() -> op(pool, input()).output())
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContaining("with axes between that of the samples and that of the channels");
        }
        KerasTensor high = input(Keras.NONE, 4, 3);
        Model cropped = model(
                        high,
                        op("crop_images", high)
                                .with("top_cropping", 1)
                                .with("bottom_cropping", 2)
                                .with("left_cropping", 0)
                                .with("right_cropping", 0)
                                .output())
                .build();
        assertThat(cropped.predict(new float[60], 1, 5, 4, 3)).hasSize(24);
        assertThatThrownBy(() -> cropped.predict(new float[24], 1, 2, 4, 3))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("an axis of 2 pixels is too short for what is cut");
        assertThatThrownBy(() -> op("rfft", input(4)).with("fft_length", -1).output())
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("fft_length must be positive, got -1");
        KerasTensor image = input(0, 4, 3);
        Model resized = model(
                        image, op("resize", image).with("size", List.of(2, 2)).output())
                .build();
        assertThatThrownBy(() -> resized.predict(new float[0], 1, 0, 4, 3))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("an image without pixels cannot be resized");
    }

    @Test
    void null_as_an_index_is_a_new_axis() {
        assertThat(input(4, 3).get(Index.ALL, null, 1).shape()).isEqualTo(Shape.of(Shape.NONE, 1, 3));
    }

    @Test
    void a_division_of_integers_by_0_is_refused_as_in_keras() {
        KerasTensor x = input(2).dtype("int32");
        for (KerasTensor y : List.of(
                x.floorDividedBy(x), op("mod", x, x).output(), op("fmod", x, x).output())) {
            Model model = model(x, y).build();
            assertThatThrownBy(() -> model.predict(Tensor.of(new int[] {7, 0}, 1, 2)))
                    .isInstanceOf(KeratinException.class)
                    .hasMessageContaining("divides the integer 0 by 0");
        }
    }

    @Test
    void a_quantile_is_between_0_and_1() {
        assertThatThrownBy(() -> op("quantile", input(3)).with("q", 7).output())
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("q must be between 0 and 1, found 7");
    }

    @Test
    void a_graph_of_recurrent_layers_runs_as_a_stream() {
        KerasTensor x = input(Keras.NONE, 3);
        KerasTensor h = lstm(4).returnSequences(true).apply(x);
        Model model = model(x, dense(2).apply(h)).build();
        float[] whole = model.predict(X, 1, 2, 3);
        var stream = model.stream();
        assertThat(stream.step(0.5f, -1, 2)).containsExactly(whole[0], whole[1]);
        assertThat(stream.step(0.25f, 1, -0.5f)).containsExactly(whole[2], whole[3]);
    }
}
