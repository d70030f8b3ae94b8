package io.keratin.benchmarks.growth;

import java.util.Locale;

/** Numbers with the unit that suits their size. */
final class Units {

    private static final String[] TIMES = {"ns", "µs", "ms", "s"};
    private static final String[] SIZES = {"B", "kB", "MB", "GB"};

    private Units() {}

    static String time(double seconds) {
        return text(seconds * 1e9, TIMES);
    }

    static String bytes(double bytes) {
        return text(bytes, SIZES);
    }

    private static String text(double number, String... units) {
        int unit = 0;
        double n = number;
        for (; n >= 999.5 && unit < units.length - 1; unit++) {
            n /= 1000;
        }
        String digits = n >= 99.5 || Math.abs(n - Math.rint(n)) < 1e-6 ? "%.0f" : n >= 9.95 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, digits, n) + ' ' + units[unit];
    }
}
