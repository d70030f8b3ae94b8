package io.keratin.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Where a command speaks: results to standard output; progress, warnings and errors to standard error. */
final class Console {

    private final PrintStream out;
    private final PrintStream err;
    private final List<String> warnings = new ArrayList<>();
    private boolean quiet;
    private boolean stacktrace;

    Console(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    void quiet(boolean yes) {
        quiet = yes;
    }

    void stacktrace(boolean yes) {
        stacktrace = yes;
    }

    boolean isQuiet() {
        return quiet;
    }

    /** Standard error, for progress. */
    PrintStream err() {
        return err;
    }

    /** Standard output, for results. */
    PrintStream out() {
        return out;
    }

    PrintWriter outWriter() {
        return new PrintWriter(out, true, StandardCharsets.UTF_8);
    }

    PrintWriter errWriter() {
        return new PrintWriter(err, true, StandardCharsets.UTF_8);
    }

    /** A line of results, at once: whoever reads a pipe gets it as it comes. */
    void result(String line) {
        out.println(line);
        out.flush();
    }

    /** What is being done, unless nobody wants to know. */
    void progress(String line) {
        if (!quiet) {
            err.println(line);
        }
    }

    /** Something a user should look at; said once the command has done its work, for an error stands alone. */
    void warn(String line) {
        warnings.add(line);
    }

    /** Says what {@link #warn} collected. */
    void tellWarnings() {
        warnings.forEach(w -> err.println("warning: " + oneLine(w)));
        warnings.clear();
    }

    /** The one line that tells what is wrong. */
    void error(String sentence) {
        err.println("keratin: " + oneLine(sentence));
    }

    /** Where an error arose, if somebody wants to know. */
    void trace(Throwable e) {
        if (stacktrace) {
            e.printStackTrace(err);
        }
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
