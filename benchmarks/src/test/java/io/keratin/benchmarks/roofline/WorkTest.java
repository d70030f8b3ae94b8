package io.keratin.benchmarks.roofline;

import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.benchmarks.roofline.Work.Activated;
import io.keratin.benchmarks.roofline.Work.Products;
import io.keratin.core.activations.Activations;
import io.keratin.core.layers.Bidirectional;
import io.keratin.core.layers.Conv;
import io.keratin.core.layers.ConvLstm;
import io.keratin.core.layers.Dense;
import io.keratin.core.layers.Gru;
import io.keratin.core.layers.Lstm;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.RnnOptions;
import io.keratin.core.layers.Sequential;
import io.keratin.core.layers.TimeDistributed;
import io.keratin.core.layers.TrainingOptions;
import io.keratin.core.layers.Windows;
import io.keratin.core.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkTest {

    @Test
    void an_lstm_projects_its_input_at_once_and_multiplies_its_state_in_every_step() {
        Work work = Work.of(new Lstm(5), Shape.of(2, 7, 3));
        assertThat(work.products())
                .containsExactly(
                        new Products(1, 2 * 2 * 7 * 3 * 20, 3 * 20 * 4), new Products(7, 2 * 2 * 5 * 20, 5 * 20 * 4));
        assertThat(work.activated())
                .containsExactly(new Activated("sigmoid", 3 * 2 * 7 * 5), new Activated("tanh", 2 * 2 * 7 * 5));
    }

    @Test
    void a_gru_has_three_gates_and_one_candidate() {
        Work work = Work.of(new Gru(5), Shape.of(2, 7, 3));
        assertThat(work.products().get(1)).isEqualTo(new Products(7, 2 * 2 * 5 * 15, 5 * 15 * 4));
        assertThat(work.activated())
                .containsExactly(new Activated("sigmoid", 2 * 2 * 7 * 5), new Activated("tanh", 2 * 7 * 5));
    }

    @Test
    void wrappers_and_chains_are_the_sum_of_what_is_in_them() {
        NamedLayer lstm = new NamedLayer("lstm", new Lstm(5).withRnn(RnnOptions.DEFAULTS.withReturnSequences(true)));
        Dense dense = new Dense(4, Activations.SOFTMAX, true, TrainingOptions.NONE);
        Sequential chain = new Sequential(
                null,
                List.of(
                        new NamedLayer("both", Bidirectional.of(lstm, Bidirectional.Merge.CONCAT)),
                        new NamedLayer("each", new TimeDistributed(new NamedLayer("dense", dense)))));
        Work work = Work.of(chain, Shape.of(2, 7, 3));
        assertThat(work.products()).hasSize(5).endsWith(new Products(1, 2 * 2 * 7 * 10 * 4, 10 * 4 * 4));
        assertThat(work.activated()).hasSize(5).endsWith(new Activated("softmax", 2 * 7 * 4));
    }

    @Test
    void convolutions_count_for_every_place_of_the_output() {
        Conv grouped = new Conv(6, Windows.of(List.of(3, 3)), false, 2, Activations.RELU, false, TrainingOptions.NONE);
        Work work = Work.of(grouped, Shape.of(2, 5, 6, 4));
        assertThat(work.products()).containsExactly(new Products(1, 2 * (2 * 3 * 4) * 9 * 2 * 6, 9 * 2 * 6 * 4));
        assertThat(work.activated()).containsExactly(new Activated("relu", 2 * 3 * 4 * 6));
    }

    @Test
    void a_conv_lstm_multiplies_its_state_in_every_step() {
        Work work = Work.of(new ConvLstm(3, List.of(2)), Shape.of(2, 7, 5, 4));
        assertThat(work.products())
                .containsExactly(
                        new Products(1, 2 * 2 * 7 * 4 * 2 * 4 * 12, 2 * 4 * 12 * 4),
                        new Products(7, 2 * 2 * 4 * 2 * 3 * 12, 2 * 3 * 12 * 4));
        assertThat(work.activated())
                .containsExactly(new Activated("sigmoid", 3 * 2 * 7 * 4 * 3), new Activated("tanh", 2 * 2 * 7 * 4 * 3));
    }
}
