package io.keratin.core.summary;

import static io.keratin.core.summary.SummaryModels.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.activations.Activations;
import io.keratin.core.layers.BatchNormalization;
import io.keratin.core.layers.Bidirectional;
import io.keratin.core.layers.Dense;
import io.keratin.core.layers.Embedding;
import io.keratin.core.layers.Gru;
import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.Lstm;
import io.keratin.core.layers.RnnOptions;
import io.keratin.core.layers.SimpleRnn;
import io.keratin.core.layers.TrainingOptions;
import io.keratin.core.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The counts by formula, which main code does not know: there they fall out of the lists of weights. */
class ParameterCountTest {

    private static final Gru RESET_BEFORE =
            new Gru(12, Activations.TANH, Activations.SIGMOID, true, false, RnnOptions.DEFAULTS, TrainingOptions.NONE);

    @Test
    void an_lstm_of_12_units_on_80_features_has_4464() {
        ParameterCount lstm = of(new Lstm(12), Shape.batch(5, 80));
        assertThat(lstm.count()).isEqualTo(4464).isEqualTo(4 * 12 * (12 + 80 + 1));
        assertThat(lstm.formula()).isEqualTo("4·[12x80] + 4·[12x12] + 4·[12x1]");
    }

    @Test
    void a_gru_has_two_biases_where_the_reset_gate_acts_after_the_product() {
        ParameterCount after = of(new Gru(12), Shape.batch(5, 80));
        assertThat(after.count()).isEqualTo(3 * 12 * (12 + 80 + 2));
        assertThat(after.formula()).isEqualTo("3·[12x80] + 3·[12x12] + 6·[12x1]");
        ParameterCount before = of(RESET_BEFORE, Shape.batch(5, 80));
        assertThat(before.count()).isEqualTo(3 * 12 * (12 + 80 + 1));
        assertThat(before.formula()).isEqualTo("3·[12x80] + 3·[12x12] + 3·[12x1]");
    }

    @Test
    void other_layers_have_one_block_a_weight() {
        assertThat(of(new SimpleRnn(12), Shape.batch(5, 80)).formula()).isEqualTo("[12x80] + [12x12] + [12x1]");
        ParameterCount dense = of(new Dense(7), Shape.batch(20));
        assertThat(dense.count()).isEqualTo(7 * (20 + 1));
        assertThat(dense.formula()).isEqualTo("[7x20] + [7x1]");
        assertThat(of(new Embedding(1000, 16), Shape.batch(5)).formula()).isEqualTo("[1000x16]");
        assertThat(of(new BatchNormalization(), Shape.batch(3)).formula()).isEqualTo("[3x1] + [3x1] + [3x1] + [3x1]");
    }

    @Test
    void wrappers_and_models_list_the_layers_inside() {
        Bidirectional both = Bidirectional.of(named("lstm", new Lstm(4)), Bidirectional.Merge.CONCAT);
        List<ParameterCount> counts =
                ParameterCount.of(SummaryModels.sequential(null, named("both", both)), List.of(Shape.batch(5, 3)));
        assertThat(counts)
                .extracting(ParameterCount::layer)
                .containsExactly("forward_lstm (LSTM)", "backward_lstm (LSTM)");
        assertThat(counts).allSatisfy(c -> assertThat(c.count()).isEqualTo(128));
    }

    @Test
    void the_text_says_each_weight() {
        assertThat(of(new Lstm(12), Shape.batch(5, 80)).text().lines())
                .containsExactly(
                        "layer (LSTM)                          4,464 = 4·[12x80] + 4·[12x12] + 4·[12x1]",
                        "  kernel                              3,840 = 4·[12x80]",
                        "  recurrent_kernel                      576 = 4·[12x12]",
                        "  bias                                   48 = 4·[12x1]");
    }

    private static ParameterCount of(LayerSpec spec, Shape input) {
        List<ParameterCount> counts = ParameterCount.of(named("layer", spec), List.of(input));
        assertThat(counts).hasSize(1);
        return counts.get(0);
    }
}
