package io.keratin.core.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keratin.core.config.Config;
import io.keratin.core.config.Dialect;
import io.keratin.core.error.ShapeException;
import io.keratin.core.layers.Bidirectional.Merge;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A layer inside another one keeps its name, its flags and its say in what is trained. */
class WrappedLayersTest {

    private static final Shape SEQUENCE = Shape.of(Shape.NONE, 5, 8);

    private static final NamedLayer FROZEN = new NamedLayer("inner", new Lstm(3), false, "float16");

    private static final RecurrentSpec BACKWARDS = new Gru(3).withRnn(RnnOptions.DEFAULTS.withGoBackwards(true));

    static List<LayerSpec> wrappers() {
        return List.of(
                Bidirectional.of(FROZEN, Merge.SUM),
                Bidirectional.of(
                        new NamedLayer("there", new Lstm(3)),
                        new NamedLayer("back", BACKWARDS, false, "float32"),
                        Merge.NONE),
                new TimeDistributed(FROZEN),
                new Sequential(null, List.of(FROZEN, new NamedLayer("last", new Dense(2)))),
                new Sequential(
                        new NamedLayer("in", new InputLayer(SEQUENCE, DType.INT32), true, "int32"), List.of(FROZEN)));
    }

    @ParameterizedTest
    @MethodSource("wrappers")
    void configuration_and_back_is_the_same_record(LayerSpec wrapper) {
        NamedLayer layer = new NamedLayer("outer", wrapper, true, "mixed_float16");
        Config entry = new Config(layer.entry(), "layers[0]", Dialect.KERAS_3);
        assertThat(LayerRegistry.keras().read(entry)).isEqualTo(layer);
    }

    @Test
    void weights_of_a_frozen_inner_layer_are_not_trained() {
        assertThat(Bidirectional.of(FROZEN, Merge.SUM).weights(List.of(SEQUENCE)))
                .hasSize(6)
                .noneMatch(WeightSpec::trainable);
        assertThat(new TimeDistributed(FROZEN).weights(Shape.of(Shape.NONE, 4, 5, 8)))
                .hasSize(3)
                .noneMatch(WeightSpec::trainable);
        assertThat(new Sequential(null, List.of(FROZEN, new NamedLayer("last", new Dense(2)))).weights(SEQUENCE))
                .filteredOn(WeightSpec::trainable)
                .extracting(WeightSpec::key)
                .containsExactly("layers/dense/kernel", "layers/dense/bias");
    }

    @Test
    void a_backward_layer_of_its_own_keeps_its_name() {
        NamedLayer back = new NamedLayer("back", BACKWARDS);
        Bidirectional both = Bidirectional.of(new NamedLayer("lstm", new Lstm(3)), back, Merge.CONCAT);
        assertThat(both.forward().name()).isEqualTo("forward_lstm");
        assertThat(both.backward()).isEqualTo(back);
    }

    @Test
    void a_chain_names_the_layer_whose_weights_cannot_be_known() {
        Sequential chain = new Sequential(
                null, List.of(new NamedLayer("first", new Masking()), new NamedLayer("second", new Dense(2))));
        assertThatThrownBy(() -> chain.weights(Shape.of(Shape.NONE, 5, Shape.NONE)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("layer #1 'second': Dense: the last dimension of the input must be known, found (None, 5,"
                        + " None)");
    }
}
