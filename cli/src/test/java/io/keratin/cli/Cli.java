package io.keratin.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Runs the command line inside the test's JVM, and knows where the models are. */
final class Cli {

    static final Path EXAMPLES = Path.of("../examples/models");
    static final Path FIXTURES = Path.of("src/test/fixtures");
    static final Path ACTION = EXAMPLES.resolve("action_lstm.keras");
    static final Path ACTION_X = EXAMPLES.resolve("action_lstm_input.npy");
    static final Path ACTION_Y = EXAMPLES.resolve("action_lstm_expected.npy");
    static final Path IDS = FIXTURES.resolve("ids.keras");
    static final Path IDS_X = FIXTURES.resolve("ids_x.npy");
    static final Path IDS_Y = FIXTURES.resolve("ids_y.npy");
    static final Path STATEFUL = FIXTURES.resolve("stateful.keras");

    private Cli() {}

    /** What a run gave. */
    record Outcome(int status, String out, String err) {
        List<String> outLines() {
            return out.lines().toList();
        }
    }

    /** Runs {@code keratin} with these words. */
    static Outcome keratin(Object... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Main.run(
                Arrays.stream(words).map(String::valueOf).toArray(String[]::new),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Outcome(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** An npy file as numpy writes it, from its parts. */
    static Path npy(Path file, String descr, String shape, ByteBuffer elements) throws IOException {
        String header = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }\n";
        ByteBuffer all =
                ByteBuffer.allocate(10 + header.length() + elements.capacity()).order(ByteOrder.LITTLE_ENDIAN);
        all.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) header.length());
        all.put(header.getBytes(StandardCharsets.ISO_8859_1)).put(elements.rewind());
        return Files.write(file, all.array());
    }

    /** Little-endian room for {@code n} bytes. */
    static ByteBuffer bytes(int n) {
        return ByteBuffer.allocate(n).order(ByteOrder.LITTLE_ENDIAN);
    }
}
