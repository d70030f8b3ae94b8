package io.keratin.dsl;

import static io.keratin.dsl.Keras.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.Model;
import io.keratin.core.graph.Plan;
import io.keratin.core.graph.StateBank;
import io.keratin.core.layers.Binding;
import io.keratin.core.tensor.Shape;
import io.keratin.core.threads.Team;
import io.keratin.core.training.TrainedWeights;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a pass keeps for the way back is at most twice what the way back must have, written beside each network. */
class TapeMemoryTest {

    private static final int BATCH = 32;

    /** Of a batch; {@code needed} are the floats of one sample, without the input, which is the user's. */
    private static void assertAtMostTwice(Model model, long needed) {
        TrainedWeights weights = new TrainedWeights(model.spec(), model.inputShapes(), model.parameters());
        List<Shape> shapes =
                model.inputShapes().stream().map(s -> s.with(0, BATCH)).toList();
        Plan plan = Plan.training(
                new Binding(model.inputShapes(), weights.live(), model.kernels()).bind(model.spec()),
                model.inputDTypes(),
                shapes,
                new StateBank(),
                Team.SOLO,
                false);
        assertThat(plan.tapeLength()).isBetween(BATCH * needed / 2, 2 * BATCH * needed);
    }

    @Test
    void lstm_keeps_gates_cell_and_output_of_each_step() {
        assertAtMostTwice(sequential(input(100, 32)).add(lstm(128)).build(), 100 * (4 + 1 + 1) * 128);
        Model two = sequential(input(100, 32))
                .add(lstm(128).returnSequences(true))
                .add(lstm(64))
                .add(dense(3))
                .build();
        assertAtMostTwice(two, 100 * 6 * (128 + 64) + 3);
    }

    @Test
    void gru_keeps_gates_product_and_output_of_each_step() {
        assertAtMostTwice(sequential(input(100, 32)).add(Keras.gru(128)).build(), 100 * (3 + 1 + 1) * 128);
    }

    @Test
    void a_network_of_dense_layers_keeps_their_outputs() {
        Model model = sequential(input(784))
                .add(dense(512).activation("relu"))
                .add(dense(512).activation("relu"))
                .add(dense(10).activation("softmax"))
                .build();
        assertAtMostTwice(model, 512 + 512 + 10);
    }

    @Test
    void convolutions_keep_what_is_normalised_and_what_is_given_on() {
        Model model = sequential(input(16, 16, 8))
                .add(conv2d(16, 3).padding("same"))
                .add(batchNormalization())
                .add(activation("relu"))
                .add(conv2d(16, 3).padding("same"))
                .add(batchNormalization())
                .add(activation("relu"))
                .add(globalAveragePooling2d())
                .add(dense(4))
                .build();
        // of each block: the convolution, the normalised, its relu
        assertAtMostTwice(model, 2 * 3 * 16 * 16 * 16 + 16 + 4);
    }

    @Test
    void attention_keeps_projections_and_shares() {
        InputBuilder x = input(40, 32);
        KerasTensor h = layerNormalization()
                .apply(add().apply(x, multiHeadAttention(4, 8).apply(x, x)));
        Model model =
                model(x, dense(4).apply(globalAveragePooling1d().apply(h))).build();
        // query, key, value, what the heads gather, its projection, the sum, the normalised; four heads of shares; the
        // end
        assertAtMostTwice(model, 7 * 40 * 32 + 4 * 40 * 40 + 32 + 4);
    }
}
