package io.keratin.keras.numpy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import io.keratin.core.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpzTest {

    private static final Path FOLDER = Path.of("src/test/fixtures/numpy");

    @ParameterizedTest
    @ValueSource(strings = {"stored.npz", "packed.npz"})
    void reads_what_numpy_writes(String name) throws IOException {
        Map<String, NpyArray> arrays = Npz.read(FOLDER.resolve(name));
        assertThat(arrays.keySet()).containsExactly("x", "n");
        assertThat(arrays).containsEntry("x", NpyArray.of(Shape.of(2, 3), new float[] {0, 1, 2, 3, 4, 5}));
        assertThat(arrays).containsEntry("n", NpyArray.of(Shape.of(2), new long[] {1, 2}));
    }

    @Test
    void reads_what_it_writes(@TempDir Path folder) throws IOException {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        arrays.put("b", NpyArray.of(Shape.of(2), new float[] {1, 2}));
        arrays.put("größe", NpyArray.of(Shape.of(), new long[] {7}));
        Npz.write(folder.resolve("x.npz"), arrays);
        assertThat(Npz.read(folder.resolve("x.npz"))).containsExactlyEntriesOf(arrays);
    }

    @Test
    void a_pickled_array_is_refused_by_name() {
        ModelFormatException error =
                catchThrowableOfType(ModelFormatException.class, () -> Npz.read(FOLDER.resolve("refused.npz")));
        assertThat(error.kind()).isEqualTo(Kind.FORBIDDEN);
        assertThat(error).hasMessageStartingWith("refused.npz: secret.npy: ").hasMessageContaining("pickle");
    }
}
