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
    void links_are_not_followed(@TempDir Path outer) throws IOException {
        Path secret = Files.writeString(outer.resolve("secret"), "secret");
        Path folder = Files.createDirectory(outer.resolve("model"));
        try {
            Files.createSymbolicLink(folder.resolve("config.json"), secret);
            Files.createSymbolicLink(folder.resolve("assets"), outer);
        } catch (UnsupportedOperationException e) {
            assumeTrue(false, "no symbolic links here");
        }
        try (Archive archive = Archive.open(folder)) {
            assertThat(refused(archive, "config.json").kind()).isEqualTo(Kind.FORBIDDEN);
            assertThat(refused(archive, "assets/secret")).hasMessageContaining("symbolic link");
        }
    }

    private static ModelFormatException refused(Archive archive, String member) {
        return catchThrowableOfType(ModelFormatException.class, () -> archive.bytes(member));
    }
}
