package io.keratin.keras.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keratin.core.error.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BytesTest {

    @Test
    void all_sources_read_alike(@TempDir Path folder) throws IOException {
        byte[] array = {0, 1, 2, 3, 4, 5, 6, 7};
        Path path = Files.write(folder.resolve("x"), array);
        try (Bytes file = Bytes.open(path);
                Bytes channel = Bytes.of(Files.newByteChannel(path))) {
            for (Bytes bytes : new Bytes[] {file, channel, Bytes.of(array)}) {
                assertThat(bytes.size()).isEqualTo(8);
                assertThat(bytes.read(2, 3)).containsExactly(2, 3, 4);
                Bytes slice = bytes.slice(3, 4);
                assertThat(slice.slice(1, 2).read(0, 2)).containsExactly(4, 5);
                assertThat(slice.read(4, 0)).isEmpty();
                assertThat(slice.startsWith(new byte[] {3, 4})).isTrue();
                assertThat(slice.startsWith(new byte[5])).isFalse();
                assertThatThrownBy(() -> slice.read(2, 3))
                        .isInstanceOf(ModelFormatException.class)
                        .hasMessageContaining("3 bytes at byte 2, but ends at byte 4");
            }
        }
    }

    @Test
    void ranges_that_overflow_are_refused() {
        Bytes bytes = Bytes.of(new byte[8]);
        assertThatThrownBy(() -> bytes.slice(1, Long.MAX_VALUE)).isInstanceOf(ModelFormatException.class);
        assertThatThrownBy(() -> bytes.slice(Long.MAX_VALUE, 1)).isInstanceOf(ModelFormatException.class);
        assertThatThrownBy(() -> bytes.slice(-1, 1)).isInstanceOf(ModelFormatException.class);
        assertThatThrownBy(() -> bytes.read(0, -1)).isInstanceOf(ModelFormatException.class);
        assertThatThrownBy(() -> bytes.read(0, Integer.MAX_VALUE)).isInstanceOf(ModelFormatException.class);
    }

    @Test
    void a_file_that_shrinks_while_it_is_read_is_damaged(@TempDir Path folder) throws IOException {
        Path path = Files.write(folder.resolve("x"), new byte[8]);
        try (Bytes file = Bytes.open(path)) {
            Files.write(path, new byte[4]);
            assertThatThrownBy(() -> file.read(0, ByteBuffer.allocate(8)))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("became shorter");
        }
    }
}
