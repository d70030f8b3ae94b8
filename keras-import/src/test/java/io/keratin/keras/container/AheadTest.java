package io.keratin.keras.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AheadTest {

    @Test
    void what_is_made_is_there_when_it_is_wanted() {
        CountDownLatch asked = new CountDownLatch(1);
        try (Ahead<String> ahead = new Ahead<>("ahead", () -> {
            while (asked.getCount() > 0) {
                Thread.onSpinWait();
            }
            return Thread.currentThread().getName();
        })) {
            asked.countDown();
            assertThat(ahead.get()).isEqualTo("ahead");
            assertThat(ahead.get()).isEqualTo("ahead");
        }
    }

    @Test
    void what_its_maker_throws_is_thrown_where_it_is_wanted() {
        assertThatThrownBy(new Ahead<>("ahead", () -> Integer.valueOf("one"))::get)
                .isInstanceOf(NumberFormatException.class);
        StackOverflowError deep = new StackOverflowError();
        assertThatThrownBy(new Ahead<String>("ahead", () -> {
                    throw deep;
                })::get)
                .isSameAs(deep);
    }

    @Test
    void who_waits_may_be_interrupted() {
        Ahead<String> ahead = new Ahead<>("ahead", () -> "made");
        Thread.currentThread().interrupt();
        assertThat(ahead.get()).isEqualTo("made");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void nobody_reads_a_file_for_what_is_closed(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("file"), new byte[1000]);
        try (Bytes bytes = Bytes.open(file)) {
            Ahead<Bytes> endless = new Ahead<>("ahead", () -> {
                while (true) {
                    bytes.read(0, 1000);
                }
            });
            endless.close();
            assertThatThrownBy(endless::get).isInstanceOf(UncheckedIOException.class);
        }
    }
}
