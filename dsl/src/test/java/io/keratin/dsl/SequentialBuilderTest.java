package io.keratin.dsl;

import static io.keratin.dsl.Keras.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keratin.core.Model;
import io.keratin.core.error.ShapeException;
import io.keratin.core.layers.Dense;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.Sequential;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import org.junit.jupiter.api.Test;

class SequentialBuilderTest {

    @Test
    void a_model_knows_its_names_and_shapes() {
        Model model = sequential("my_model", input(NONE, 8).name("sensors"))
                .add(lstm(4).returnSequences(true))
                .add(dense(2))
                .build();
        assertThat(model.name()).isEqualTo("my_model");
        assertThat(model.inputName()).isEqualTo("sensors");
        assertThat(model.outputName()).isEqualTo("dense");
        assertThat(model.inputShape()).isEqualTo(Shape.of(NONE, NONE, 8));
        assertThat(model.outputShape()).isEqualTo(Shape.of(NONE, NONE, 2));
        assertThat(model.inputDType()).isEqualTo(DType.FLOAT32);
    }

    @Test
    void the_input_says_batch_size_and_type() {
        Model model = sequential(input(6).batchSize(4).dtype("int64"))
                .add(embedding(10, 3))
                .build();
        assertThat(model.inputShape()).isEqualTo(Shape.of(4, 6));
        assertThat(model.inputDType()).isEqualTo(DType.INT32);
    }

    @Test
    void the_input_may_be_added_like_a_layer() {
        assertThat(sequential().add(input(4)).add(dense(2)).spec())
                .isEqualTo(sequential(input(4)).add(dense(2)).spec());
    }

    @Test
    void a_model_without_input_can_be_described_but_not_built() {
        SequentialBuilder unbuilt = sequential().add(dense(2));
        NamedLayer spec = unbuilt.spec();
        assertThat(((Sequential) spec.spec()).input()).isNull();
        assertThatThrownBy(unbuilt::build)
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "model 'sequential' is not built: its input shape is not known; begin it with an input layer");
    }

    @Test
    void a_model_without_layers_is_refused() {
        assertThatThrownBy(() -> sequential(input(4)).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Sequential: the model has no layers; add at least one");
    }

    @Test
    void layers_that_do_not_fit_are_named_with_their_shapes() {
        assertThatThrownBy(
                        () -> sequential(input(5, 8)).add(lstm(4)).add(gru(4)).build())
                .isInstanceOf(ShapeException.class)
                .hasMessage("layer #1 'gru': GRU: expected (batch, time, features), found [(None, 4)]");
        assertThatThrownBy(() ->
                        sequential(input(5, NONE)).add(identity()).add(dense(4)).build())
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "layer #1 'dense': Dense: the last dimension of the input must be known, found (None, 5, None)");
        assertThatThrownBy(() -> sequential(input(5, 8))
                        .add(sequential().add(dense(3)).add(reshape(4, 4)).name("inner"))
                        .build())
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "layer #0 'inner': layer #1 'reshape': Reshape: (None, 5, 3) does not fit target_shape [4, 4]");
        assertThatThrownBy(() -> sequential(input(5, 8))
                        .add(dense(3))
                        .add(sequential("inner", input(5, 4)).add(dense(2)))
                        .build())
                .isInstanceOf(ShapeException.class)
                .hasMessage("layer #1 'inner': the model's input has shape (None, 5, 4), found (None, 5, 3)");
    }

    @Test
    void only_the_last_layer_may_have_several_outputs() {
        assertThatThrownBy(() -> sequential(input(5, 8))
                        .add(lstm(4).returnState(true))
                        .add(dense(2))
                        .build())
                .isInstanceOf(ShapeException.class)
                .hasMessage("layer #0 'lstm': has 3 outputs; only the last layer of a Sequential may have several");
        assertThatThrownBy(() -> sequential(input(5, 8))
                        .add(bidirectional(lstm(4)).mergeMode("none"))
                        .add(dense(2))
                        .build())
                .isInstanceOf(ShapeException.class)
                .hasMessageStartingWith("layer #0 'bidirectional': has 2 outputs");
    }

    @Test
    void the_same_seed_gives_the_same_weights() {
        assertThat(kernel(sequential(input(4)).add(dense(3)).seed(1)))
                .isEqualTo(kernel(sequential(input(4)).add(dense(3)).seed(1)));
        assertThat(kernel(sequential(input(4)).add(dense(3)).seed(1)))
                .isNotEqualTo(kernel(sequential(input(4)).add(dense(3)).seed(2)));
    }

    private static float[] kernel(SequentialBuilder model) {
        return model.build().parameters().get("layers/dense/kernel");
    }

    @Test
    void initializers_fill_the_weights_as_asked() {
        Model model = sequential(input(4))
                .add(dense(3).kernelInitializer("ones")
                        .biasInitializer(Initializer.of("constant").with("value", 0.5)))
                .build();
        assertThat(model.predict(new float[][] {{1, 2, 3, 4}})).isDeepEqualTo(new float[][] {{10.5f, 10.5f, 10.5f}});
        float[] bias = sequential(input(2, 1)).add(lstm(2)).build().parameters().get("layers/lstm/cell/bias");
        assertThat(bias).containsExactly(0, 0, 1, 1, 0, 0, 0, 0);
    }

    @Test
    void a_frozen_model_freezes_the_layers_inside() {
        Sequential frozen = (Sequential) sequential(input(4))
                .add(dense(3))
                .add(sequential().add(dense(2)))
                .trainable(false)
                .spec()
                .spec();
        assertThat(frozen.layers()).noneMatch(NamedLayer::trainable);
        assertThat(((Sequential) frozen.layers().get(1).spec()).layers()).noneMatch(NamedLayer::trainable);
    }

    @Test
    void any_record_of_core_is_a_layer() {
        NamedLayer layer = layer(new Dense(3)).name("mine").trainable(false).spec();
        assertThat(layer).isEqualTo(new NamedLayer("mine", new Dense(3), false, "float32"));
    }
}
