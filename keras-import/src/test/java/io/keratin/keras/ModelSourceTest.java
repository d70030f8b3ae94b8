package io.keratin.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keratin.core.Model;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.layers.LayerRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that come from elsewhere than a path. */
class ModelSourceTest {

    private static final Path FORMATS = Fixtures.ROOT.resolve("formats");
    private static final Path SHARDED = Fixtures.ROOT.resolve("sharded");

    @ParameterizedTest
    @ValueSource(strings = {"zip.keras", "zip_deflated.keras", "h5.h5", "keras_2_1_dense.h5"})
    void every_kind_of_source_gives_the_same_model(String file) throws IOException {
        Path path = FORMATS.resolve(file);
        byte[] bytes = Files.readAllBytes(path);
        Model expected = KerasModel.load(path);
        assertSame(expected, KerasModel.load(ModelSource.of(path)));
        assertSame(expected, KerasModel.load(ModelSource.of(bytes)));
        try (InputStream in = Files.newInputStream(path)) {
            assertSame(expected, KerasModel.load(ModelSource.of(in)));
        }
        try (SeekableByteChannel channel = FileChannel.open(path)) {
            assertSame(expected, KerasModel.load(ModelSource.of(channel)));
            assertThat(channel.isOpen()).as("the caller's channel").isTrue();
        }
        assertThat(KerasModel.inspect(ModelSource.of(bytes)).get("format"))
                .isEqualTo(KerasModel.inspect(path).get("format"));
    }

    @Test
    @SuppressWarnings("NullAway") // not everybody compiles with it
    void what_is_not_there_is_named(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() -> ModelSource.of(getClass().getResourceAsStream("no_such.keras")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("found null, expected a stream; a resource that is not there is null");
        assertThatThrownBy(() -> ModelSource.of((byte[]) null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("found null, expected bytes");
        Path file = folder.resolve("no_such.keras");
        assertThatThrownBy(() -> KerasModel.load(file))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(file + ": there is no such file");
        Model model = KerasModel.load(FORMATS.resolve("zip.keras"));
        Path nowhere = folder.resolve("no_such_folder/model.keras");
        assertThatThrownBy(() -> KerasModel.save(model, nowhere))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(nowhere + ": there is no folder " + nowhere.getParent() + " to write it into");
        for (int i = 0; i < 12; i++) {
            Files.createFile(folder.resolve("file_" + (char) ('a' + i)));
        }
        assertThatThrownBy(() -> KerasModel.load(folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageEndingWith("file_i, file_j] and 2 more");
    }

    @Test
    @SuppressWarnings("NullAway") // not everybody compiles with it
    void a_registered_layer_that_is_null() {
        LayerRegistry none = LayerRegistry.keras().with("LSTM", (config, inner) -> null);
        assertThatThrownBy(() -> KerasModel.open(
                        FORMATS.resolve("zip.keras"), LoadOptions.defaults().withRegistry(none)))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("(layer 'lstm'): the Java code registered for 'LSTM' gives null, no layer");
    }

    @Test
    void architecture_and_weights_may_come_from_memory() throws IOException {
        Path weights = FORMATS.resolve("json_weights.weights.h5");
        ModelSource architecture = ModelSource.of(Files.readAllBytes(FORMATS.resolve("json_weights.json")));
        LoadedModel opened =
                KerasModel.open(architecture, ModelSource.of(Files.readAllBytes(weights)), LoadOptions.defaults());
        Model expected = KerasModel.load(FORMATS.resolve("json_weights.json").resolveSibling("zip.keras"));
        assertThat(opened.model().parameters().specs())
                .hasSameSizeAs(expected.parameters().specs());
        assertThat(KerasModel.loadWeights(opened.model(), ModelSource.of(weights))
                        .parameters()
                        .specs())
                .hasSameSizeAs(expected.parameters().specs());
    }

    @Test
    void what_is_wrong_with_bytes_is_told_under_their_name() throws IOException {
        byte[] bytes = Files.readAllBytes(FORMATS.resolve("zip.keras"));
        byte[] half = Arrays.copyOf(bytes, bytes.length / 2);
        assertThatThrownBy(() -> KerasModel.load(ModelSource.of(half)))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(half.length + " bytes in memory");
        assertThatThrownBy(() -> KerasModel.load(ModelSource.of(half).named("upload 7")))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("upload 7");
        assertThatThrownBy(() -> KerasModel.load(ModelSource.of(new ByteArrayInputStream(new byte[0]))))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("a stream of 0 bytes")
                .hasMessageContaining("it is empty");
    }

    @Test
    void shards_lie_beside_a_file() throws IOException {
        ModelSource map = ModelSource.of(Files.readAllBytes(SHARDED.resolve("few.weights.json")));
        ModelSource architecture = ModelSource.of(SHARDED.resolve("few.json"));
        assertThatThrownBy(() -> KerasModel.open(architecture, map, LoadOptions.defaults()))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("few_00000.weights.h5")
                .hasMessageContaining("give a path");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"../secret.weights.h5\"",
                "\"/etc/secret.weights.h5\"",
                "[\"a/b.weights.h5\"]",
                "\"..\\\\secret.weights.h5\"",
                "\"c:secret.weights.h5\"",
                "\"passwd\"",
                "\".weights.h5\"",
                "\"\"",
                "7",
                "[[\"a.weights.h5\"]]"
            })
    void a_map_of_shards_leads_nowhere_else(String file, @TempDir Path folder) throws IOException {
        Path map = folder.resolve("x.weights.json");
        Files.writeString(map, "{\"weight_map\": {\"/layers/dense/vars\": " + file + "}}");
        assertThatThrownBy(() -> KerasModel.open(SHARDED.resolve("few.json"), map))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("x.weights.json")
                .hasMessageContaining("plain name");
    }

    @Test
    void a_shard_that_is_missing_is_named(@TempDir Path folder) throws IOException {
        for (String file : new String[] {"few.json", "few.weights.json", "few_00000.weights.h5"}) {
            Files.copy(SHARDED.resolve(file), folder.resolve(file));
        }
        assertThatThrownBy(() -> KerasModel.open(folder.resolve("few.json"), folder.resolve("few.weights.json")))
                .hasMessageContaining("few_00001.weights.h5");
    }

    private static void assertSame(Model expected, Model actual) {
        assertThat(actual.parameters().specs().size())
                .isEqualTo(expected.parameters().specs().size());
        expected.parameters().specs().forEach(w -> assertThat(
                        actual.parameters().get(w.key()))
                .as(w.key())
                .containsExactly(expected.parameters().get(w.key())));
    }
}
