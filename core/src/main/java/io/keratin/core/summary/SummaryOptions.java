package io.keratin.core.summary;

import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a summary is printed; the names are those of Keras's {@code Model.summary()}.
 *
 * @param lineLength width of the table in characters, or null for Keras's choice: 88, with the column "Trainable" 100,
 *     but at most {@code columns} - 4
 * @param expandNested whether the layers of nested models get rows of their own
 * @param showTrainable whether there is a column "Trainable": Y, N, or - for a layer without weights
 * @param ascii whether the table is drawn with + - | alone
 * @param columns width of the terminal; what is wider is cut
 */
public record SummaryOptions(
        @Nullable Integer lineLength, boolean expandNested, boolean showTrainable, boolean ascii, int columns) {

    /** What Keras assumes where there is no terminal: 80 columns, so that the table is 76 characters wide. */
    public static final SummaryOptions DEFAULTS = new SummaryOptions(null, false, false, false, 80);

    /** Checks that the widths are positive. */
    public SummaryOptions {
        if (columns < 1 || (lineLength != null && lineLength < 1)) {
            throw new IllegalArgumentException(
                    "summary: lineLength and columns must be positive, got " + lineLength + " and " + columns);
        }
    }

    /** The defaults for this process: as many columns as the environment variable {@code COLUMNS} says, else 80. */
    public static SummaryOptions ofEnvironment() {
        return DEFAULTS.withColumns(columns(System.getenv("COLUMNS")));
    }

    /** The defaults for a stream: {@link #ofEnvironment}, and ASCII if the stream does not speak Unicode. */
    public static SummaryOptions of(PrintStream out) {
        return ofEnvironment().withAscii(!isUnicode(charset(out)));
    }

    /** With another {@link #lineLength}. */
    public SummaryOptions withLineLength(@Nullable Integer value) {
        return new SummaryOptions(value, expandNested, showTrainable, ascii, columns);
    }

    /** With another {@link #expandNested}. */
    public SummaryOptions withExpandNested(boolean value) {
        return new SummaryOptions(lineLength, value, showTrainable, ascii, columns);
    }

    /** With another {@link #showTrainable}. */
    public SummaryOptions withShowTrainable(boolean value) {
        return new SummaryOptions(lineLength, expandNested, value, ascii, columns);
    }

    /** With another {@link #ascii}. */
    public SummaryOptions withAscii(boolean value) {
        return new SummaryOptions(lineLength, expandNested, showTrainable, value, columns);
    }

    /** With another {@link #columns}. */
    public SummaryOptions withColumns(int value) {
        return new SummaryOptions(lineLength, expandNested, showTrainable, ascii, value);
    }

    static int columns(@Nullable String environment) {
        try {
            int n = environment == null ? 0 : Integer.parseInt(environment.trim());
            return n > 0 ? n : DEFAULTS.columns();
        } catch (NumberFormatException e) {
            return DEFAULTS.columns();
        }
    }

    /** Rich's rule: every charset but the UTFs gets ASCII, even one that has box characters, often of double width. */
    static boolean isUnicode(String charset) {
        return charset.toLowerCase(Locale.ROOT).startsWith("utf");
    }

    /** JDK 17 does not say which charset a stream has; of standard output the JVM's properties tell. */
    private static String charset(PrintStream out) {
        String fallback = Charset.defaultCharset().name();
        if (out != System.out && out != System.err) {
            return fallback;
        }
        String own = System.getProperty(out == System.out ? "stdout.encoding" : "stderr.encoding");
        return own != null ? own : System.getProperty("native.encoding", fallback);
    }
}
