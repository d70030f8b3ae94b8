package io.keratin.core.training;

import java.io.Console;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Keras's progress lines: on a terminal a bar that is drawn again and again, elsewhere one line for each epoch. Formats:
 * {@code keras/src/utils/progbar.py} of Keras 3.15.1.
 */
final class Progress {

    /** Keras's {@code verbose}. */
    enum Verbosity {
        SILENT,
        BAR,
        LINE,
        AUTO;

        static Verbosity of(int level) {
            if (level < 0 || level > 2) {
                throw new IllegalArgumentException("verbose must be 0, 1 or 2, got " + level);
            }
            return values()[level];
        }
    }

    private static final int WIDTH = 20;
    private static final long INTERVAL = 50_000_000;

    private final PrintStream out;
    private final Verbosity verbosity;
    private final LongSupplier clock;
    private final String block;
    private int target;
    private long start;
    private long afterFirst;
    private long lastUpdate;
    private int width;

    Progress(PrintStream out, Verbosity verbosity) {
        this(out, verbosity, (out == System.out || out == System.err) && isTerminal(), System::nanoTime);
    }

    /** Before JDK 22 there is no console where standard output is no terminal, after it the console knows. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    Progress(PrintStream out, Verbosity verbosity, boolean terminal, LongSupplier clock) {
        this.out = out;
        this.verbosity = verbosity == Verbosity.AUTO || verbosity == Verbosity.BAR
                ? terminal ? Verbosity.BAR : Verbosity.LINE
                : verbosity;
        this.clock = clock;
        this.block = canEncode('━') ? "━" : "=";
    }

    private static boolean canEncode(char c) {
        String name = System.getProperty("stdout.encoding", System.getProperty("native.encoding", "UTF-8"));
        return Charset.isSupported(name) && Charset.forName(name).newEncoder().canEncode(c);
    }

    void print(String line) {
        out.println(line);
        out.flush();
    }

    void epoch(int epoch, int epochs) {
        if (verbosity != Verbosity.SILENT && epochs > 1) {
            print("Epoch " + (epoch + 1) + "/" + epochs);
        }
    }

    /** Begins a bar of so many steps, {@link Dataset#UNKNOWN} if nobody knows. */
    void begin(int steps) {
        target = steps;
        start = clock.getAsLong();
        afterFirst = 0;
        lastUpdate = 0;
        width = 0;
    }

    /** Whether a call of {@link #update} would draw: values that are dear to compute need not be asked for otherwise. */
    boolean draws() {
        return verbosity == Verbosity.BAR && clock.getAsLong() - lastUpdate >= INTERVAL;
    }

    /** After step number {@code current}, from 1. */
    void step(int current) {
        if (current == 1) {
            afterFirst = clock.getAsLong();
        }
    }

    void update(int current, Map<String, Double> values) {
        if (verbosity == Verbosity.BAR) {
            draw(current, values, false);
        }
    }

    void end(int current, Map<String, Double> values) {
        target = target < 0 ? current : target;
        if (verbosity == Verbosity.BAR) {
            draw(target, values, true);
        } else if (verbosity == Verbosity.LINE && target > 0) {
            long now = clock.getAsLong();
            print(counter(target) + " - " + seconds(now) + " -" + perStep(target, now) + values(values, false));
        }
    }

    private void draw(int current, Map<String, Double> values, boolean last) {
        long now = clock.getAsLong();
        String shown;
        StringBuilder line = new StringBuilder();
        String info = perStep(current, now) + values(values, true);
        if (target > 0) {
            int done = (int) (WIDTH * ((double) current / target));
            String counter = counter(current);
            String time = last ? seconds(now) : eta(current, now);
            shown = counter + " " + block.repeat(WIDTH) + " " + time + info;
            line.append(bold(counter)).append(' ');
            if (done > 0) {
                line.append("\u001b[32m").append(block.repeat(done)).append("\u001b[0m");
            }
            line.append("\u001b[37m").append(block.repeat(WIDTH - done)).append("\u001b[0m ");
            line.append(bold(time)).append(info);
        } else {
            String counter = String.format(Locale.ROOT, "%7d/Unknown", current);
            shown = counter + " " + seconds(now) + info;
            line.append(counter).append(' ').append(bold(seconds(now))).append(info);
        }
        out.print("\b".repeat(width) + "\r" + line + " ".repeat(Math.max(0, width - shown.length()))
                + (last ? "\n" : ""));
        out.flush();
        width = shown.length();
        lastUpdate = now;
    }

    private static String bold(String text) {
        return "\u001b[1m" + text + "\u001b[0m";
    }

    private String counter(int current) {
        int digits = Integer.toString(target).length();
        return " ".repeat(Math.max(0, digits - Integer.toString(current).length())) + current + "/" + target;
    }

    private String seconds(long now) {
        return String.format(Locale.ROOT, "%.0fs", Math.rint((now - start) / 1e9));
    }

    private String eta(int current, long now) {
        long eta = (long) (secondsPerStep(current, now) * (target - current));
        if (eta > 3600) {
            return String.format(Locale.ROOT, "%d:%02d:%02d", eta / 3600, eta % 3600 / 60, eta % 60);
        }
        return eta > 60 ? String.format(Locale.ROOT, "%d:%02d", eta / 60, eta % 60) : eta + "s";
    }

    /** Without the first step, which takes longer than the others. */
    private double secondsPerStep(int current, long now) {
        if (current == 0) {
            return 0;
        }
        return afterFirst != 0 && current > 1
                ? (now - afterFirst) / 1e9 / (current - 1)
                : (now - start) / 1e9 / current;
    }

    private String perStep(int current, long now) {
        double t = secondsPerStep(current, now);
        if (t >= 1 || t == 0) {
            return String.format(Locale.ROOT, " %.0fs/step", Math.rint(t));
        }
        return t >= 1e-3
                ? String.format(Locale.ROOT, " %.0fms/step", Math.rint(t * 1e3))
                : String.format(Locale.ROOT, " %.0fus/step", Math.rint(t * 1e6));
    }

    /** Keras shows small numbers in exponent form, and in a line for an epoch all negative ones too. */
    private static String values(Map<String, Double> values, boolean bar) {
        StringBuilder text = new StringBuilder();
        values.forEach((name, value) -> text.append(" - ")
                .append(name)
                .append(": ")
                .append(number(value, (bar ? Math.abs(value) : value) > 1e-3)));
        return text.toString();
    }

    private static String number(double value, boolean plain) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }
        BigDecimal exact = new BigDecimal(value);
        return plain
                ? exact.setScale(4, RoundingMode.HALF_EVEN).toPlainString()
                : String.format(Locale.ROOT, "%.4e", exact.round(new MathContext(5, RoundingMode.HALF_EVEN)));
    }
}
