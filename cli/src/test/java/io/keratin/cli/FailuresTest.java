package io.keratin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.error.KeratinException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;

class FailuresTest {

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);

    @Test
    void a_bug_has_status_3_and_asks_for_a_report() {
        assertThat(report(new NullPointerException("x"))).isEqualTo(3);
        assertThat(text())
                .startsWith("keratin: a bug of keratin (java.lang.NullPointerException: x): please report it");
    }

    @Test
    void wrong_input_has_status_1() {
        assertThat(report(new KeratinException("m.keras: no"))).isEqualTo(1);
        assertThat(report(new UncheckedIOException(new IOException("disk")))).isEqualTo(1);
        assertThat(report(new AccessDeniedException("x.npy"))).isEqualTo(1);
        assertThat(report(new FileSystemException("y.npy", null, "No space left on device")))
                .isEqualTo(1);
        assertThat(report(new OutOfMemoryError("Java heap space"))).isEqualTo(1);
        assertThat(text()).isEqualTo("""
                keratin: m.keras: no
                keratin: disk
                keratin: x.npy: permission denied
                keratin: y.npy: No space left on device
                keratin: not enough memory (Java heap space): predict fewer samples at a time, or give the JVM more, as in KERATIN_OPTS=-Xmx8g
                """);
    }

    @Test
    void kernels_that_are_not_there_are_a_wrong_command_line() {
        assertThat(report(new ExceptionInInitializerError(new IllegalStateException("keratin.kernels=vector, but"))))
                .isEqualTo(2);
        assertThat(text()).isEqualTo("keratin: keratin.kernels=vector, but\n");
    }

    @Test
    void a_message_of_several_lines_becomes_one() {
        report(new KeratinException("one\n  two\r\nthree\n"));
        assertThat(text()).isEqualTo("keratin: one two three\n");
    }

    private int report(Throwable e) {
        return Failures.report(e, new Console(stream, stream));
    }

    private String text() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
