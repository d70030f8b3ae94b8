package io.keratin.dsl;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What {@code record_keras.py} wrote down of the real Keras: tables of tab-separated columns. */
final class Recorded {

    private Recorded() {}

    static List<String[]> table(String file) {
        try (InputStream in = Recorded.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing; run record_keras.py");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            List<String[]> rows = text.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .toList();
            if (rows.isEmpty()) {
                throw new IllegalStateException(file + " is empty; run record_keras.py");
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
