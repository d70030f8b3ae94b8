package io.keratin.keras.callbacks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of events, byte for byte as TensorFlow writes them ({@code fixtures/tensorboard}). */
class EventFileTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void writes_scalars_as_tensorflow_does() throws IOException {
        Path path = folder.resolve("new").resolve("events");
        EventFile file = new EventFile(path);
        file.begin(12.5);
        file.scalar(12.5, 0, "epoch_loss", 0.75);
        file.scalar(12.5, 0, "epoch_accuracy", 0.3);
        file.scalar(12.5, 300, "epoch_loss", 1e-7);
        assertThat(path)
                .hasBinaryContent(Files.readAllBytes(Path.of("src/test/fixtures/tensorboard/scalars.tfevents")));
    }
}
