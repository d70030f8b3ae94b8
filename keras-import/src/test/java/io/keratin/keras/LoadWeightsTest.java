package io.keratin.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keratin.core.Model;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.layers.NamedLayer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights of a file in a model that came from elsewhere. */
class LoadWeightsTest {

    private static final Path FORMATS = Fixtures.ROOT.resolve("formats");

    @ParameterizedTest
    @CsvSource({
        "zip.keras, alone_tiny.weights.h5, alone_tiny",
        "zip.keras, alone_tiny_old.h5, alone_tiny_old",
        "zip_nested.keras, alone_nested.weights.h5, alone_nested",
        "zip_nested.keras, folder, folder",
        "json_weights.json, zip.keras, zip",
        "json_weights.json, h5.h5, h5",
    })
    void weights_go_into_a_model_of_the_same_layers(String layers, String weights, String arrays) throws IOException {
        NamedLayer spec = KerasModel.open(FORMATS.resolve(layers)).spec();
        Model model = KerasModel.loadWeights(Model.initialized(spec, 1), FORMATS.resolve(weights));
        for (Fixtures.Pair p : Fixtures.pairs(FORMATS.resolve(arrays + ".npz"))) {
            GoldenTest.assertClose(weights + " " + p.name(), model.predict(p.x()), p.y());
        }
    }

    @Test
    void weights_of_another_model_are_refused_with_every_difference() throws IOException {
        NamedLayer spec = KerasModel.open(FORMATS.resolve("zip_nested.keras")).spec();
        Model model = Model.initialized(spec, 1);
        assertThatThrownBy(() -> KerasModel.loadWeights(model, FORMATS.resolve("alone_tiny.weights.h5")))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("alone_tiny.weights.h5")
                .hasMessageContaining("/layers/");
        assertThatThrownBy(() -> KerasModel.loadWeights(model, FORMATS.resolve("alone_tiny_old.h5")))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("alone_tiny_old.h5");
    }

    @Test
    void weights_alone_are_no_model() {
        assertThatThrownBy(() -> KerasModel.load(FORMATS.resolve("alone_tiny.weights.h5")))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("found weights alone");
    }

    @Test
    void an_architecture_alone_says_so() throws IOException {
        LoadedModel opened = KerasModel.open(FORMATS.resolve("json_weights.json"));
        assertThat(opened.hasModel()).isFalse();
        assertThatThrownBy(opened::model)
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("weights");
    }
}
