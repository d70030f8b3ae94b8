package io.keratin.cli;

import static io.keratin.dsl.Keras.bidirectional;
import static io.keratin.dsl.Keras.dense;
import static io.keratin.dsl.Keras.dropout;
import static io.keratin.dsl.Keras.input;
import static io.keratin.dsl.Keras.lstm;
import static io.keratin.dsl.Keras.sequential;
import static io.keratin.dsl.Keras.timeDistributed;
import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.Model;
import io.keratin.core.activations.ParametricActivation;
import io.keratin.core.layers.WeightSpec;
import io.keratin.dsl.Constraint;
import io.keratin.dsl.Initializer;
import io.keratin.dsl.Regularizer;
import io.keratin.keras.KerasModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A model that was written in Java is saved and opened again, with all that matters only in training. */
class SaveWrittenModelTest {

    private static final Path FILE = Path.of("target", "saved", "written.keras");

    @Test
    void a_model_of_the_dsl_is_saved_with_its_options_for_training() throws IOException {
        Model model = sequential(input(5, 3))
                .add(bidirectional(lstm(4).returnSequences(true).kernelRegularizer(Regularizer.l2(0.01))))
                .add(timeDistributed(dense(3).activation(ParametricActivation.of("LeakyReLU"))
                        .kernelInitializer("he_normal")))
                .add(dropout(0.5))
                .add(lstm(4).trainable(false))
                .add(dense(2).activation("softmax")
                        .kernelInitializer(Initializer.of("glorot_normal"))
                        .kernelConstraint(Constraint.of("non_neg")))
                .build();
        Files.createDirectories(Path.of("target", "saved"));
        KerasModel.save(model, FILE);
        Model again = KerasModel.load(FILE);
        assertThat(again.spec()).isEqualTo(model.spec());
        for (WeightSpec w : model.parameters().specs()) {
            assertThat(again.parameters().get(w.key()))
                    .isEqualTo(model.parameters().get(w.key()));
        }
    }
}
