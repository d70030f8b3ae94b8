package io.keratin.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Lines of Markdown, shown as they come and kept for a file. */
final class Report {

    private final List<String> lines = new ArrayList<>();

    void line(String text) {
        lines.add(text);
        System.out.println(text);
    }

    /** A row of a table. */
    void row(List<String> cells) {
        line("| " + String.join(" | ", cells) + " |");
    }

    /** The first rows of a table. */
    void header(List<String> cells) {
        row(cells);
        line("|" + "---|".repeat(cells.size()));
    }

    void write(@Nullable Path file) throws IOException {
        if (file != null) {
            Files.write(file, lines);
        }
    }

    /** A time with three digits: {@code 0.441 µs}, {@code 35.1 µs}, {@code 6.05 ms}. */
    static String time(double nanos) {
        double micros = nanos / 1e3;
        return micros < 1000 ? digits(micros) + " µs" : digits(micros / 1e3) + " ms";
    }

    /** A number with three digits. */
    static String digits(double x) {
        int places = x < 1 ? 3 : x < 10 ? 2 : x < 100 ? 1 : 0;
        return String.format(Locale.ROOT, "%." + places + "f", x);
    }
}
