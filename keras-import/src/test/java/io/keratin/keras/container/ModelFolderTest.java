package io.keratin.keras.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {

    @Test
    void a_folder_reads_like_an_archive(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("config.json"), "{}");
        Files.writeString(
                Files.createDirectories(folder.resolve("assets/layers")).resolve("vocabulary.txt"), "a\n");
        try (Archive archive = Archive.open(folder)) {
            assertThat(archive.names()).containsExactly("assets/layers/vocabulary.txt", "config.json");
            assertThat(archive.has("config.json")).isTrue();
            assertThat(archive.has("metadata.json")).isFalse();
            assertThat(archive.read("config.json", 2)).hasSize(2);
            assertThat(archive.bytes("assets/layers/vocabulary.txt").size()).isEqualTo(2);
            assertThat(refused(archive, "metadata.json").kind()).isEqualTo(Kind.MISMATCH);
            assertThat(catchThrowableOfType(ModelFormatException.class, () -> archive.read("config.json", 1))
                            .kind())
                    .isEqualTo(Kind.FORBIDDEN);
        }
    }

    @Test
    void names_do_not_leave_the_folder(@TempDir Path outer) throws IOException {
        Files.writeString(outer.resolve("secret"), "secret");
        Path folder = Files.createDirectory(outer.resolve("model"));
        try (Archive archive = Archive.open(folder)) {
            for (String name :
                    new String[] {"../secret", "/etc/passwd", "a/../../secret", "..\\secret", "", ".", "a//b"}) {
                assertThat(refused(archive, name).kind()).as(name).isEqualTo(Kind.FORBIDDEN);
            }
        }
    }

    @Test
    void links_to_files_are_followed_as_in_a_cache_of_hugging_face(@TempDir Path cache) throws IOException {
        Path blobs = Files.createDirectories(cache.resolve("blobs"));
        Path folder = Files.createDirectories(cache.resolve("snapshots/1"));
        Files.writeString(blobs.resolve("abc"), "{}");
        Files.createDirectories(blobs.resolve("assets"));
        Files.writeString(blobs.resolve("assets/words.txt"), "a");
        try {
            Files.createSymbolicLink(folder.resolve("config.json"), Path.of("../../blobs/abc"));
            Files.createSymbolicLink(folder.resolve("metadata.json"), Path.of("../../blobs/gone"));
            Files.createSymbolicLink(folder.resolve("assets"), blobs.resolve("assets"));
            Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
            Files.createSymbolicLink(folder.resolve("self"), folder);
        } catch (UnsupportedOperationException e) {
            assumeTrue(false, "no symbolic links here");
        }
        try (Archive archive = Archive.open(folder)) {
            assertThat(archive.has("config.json")).isTrue();
            assertThat(archive.read("config.json", 2)).hasSize(2);
            assertThat(archive.bytes("assets/words.txt").size()).isEqualTo(1);
            assertThat(archive.names()).contains("config.json");
            assertThat(refused(archive, "metadata.json")).hasMessageContaining("cannot be read");
            assertThat(refused(archive, "loop")).hasMessageContaining("symbolic link");
            assertThat(catchThrowableOfType(ModelFormatException.class, () -> archive.has("metadata.json"))
                            .kind())
                    .isEqualTo(Kind.DAMAGED);
        }
    }

    @Test
    void a_link_to_what_is_no_file_is_refused(@TempDir Path folder) throws IOException {
        Path device = Path.of("/dev/zero");
        assumeTrue(Files.exists(device), "no such device here");
        Files.createSymbolicLink(folder.resolve("config.json"), device);
        try (Archive archive = Archive.open(folder)) {
            assertThat(refused(archive, "config.json").kind()).isEqualTo(Kind.FORBIDDEN);
        }
    }

    private static ModelFormatException refused(Archive archive, String member) {
        return catchThrowableOfType(ModelFormatException.class, () -> archive.bytes(member));
    }
}
