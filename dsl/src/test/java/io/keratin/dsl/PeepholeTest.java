package io.keratin.dsl;

import static io.keratin.dsl.Keras.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keratin.core.Model;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.WeightSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An LSTM whose gates see the cell state, as an option of the layer. */
class PeepholeTest {

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 2", "8, 16", "17, 5"})
    void has_three_weights_a_unit_more(int h, int x) {
        Model model = sequential(input(NONE, x)).add(lstm(h).peephole(true)).build();
        assertThat(model.countParams()).isEqualTo(4L * h * (h + x + 1) + 3L * h);
        Model plain = sequential(input(NONE, x)).add(lstm(h).peephole(false)).build();
        assertThat(plain.countParams()).isEqualTo(4L * h * (h + x + 1));
    }

    @Test
    void is_an_rnn_over_the_cell() {
        NamedLayer option =
                lstm(4).peephole(true).returnSequences(true).useBias(false).spec();
        NamedLayer written =
                rnn(peepholeLstmCell(4).useBias(false)).returnSequences(true).spec();
        assertThat(option).isEqualTo(written);
        List<WeightSpec> weights = Model.weights(
                sequential(input(NONE, 2)).add(lstm(4).peephole(true)).spec());
        assertThat(weights.stream().map(WeightSpec::name))
                .containsExactly(
                        "kernel",
                        "recurrent_kernel",
                        "bias",
                        "input_gate_peephole_weights",
                        "forget_gate_peephole_weights",
                        "output_gate_peephole_weights");
    }

    @Test
    void reads_from_both_ends_and_predicts() {
        Model model = sequential(input(NONE, 2))
                .add(bidirectional(lstm(3).peephole(true).returnSequences(true).unitForgetBias(false)))
                .add(lstm(2).peephole(true).goBackwards(true))
                .build();
        assertThat(model.predict(new float[5][7][2])).hasDimensions(5, 2);
    }

    @Test
    void its_activity_is_not_regularized() {
        assertThatThrownBy(
                        () -> lstm(4).peephole(true).activityRegularizer("l2").spec())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("activityRegularization()");
    }
}
