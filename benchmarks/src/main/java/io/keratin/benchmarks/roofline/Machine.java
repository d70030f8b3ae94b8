package io.keratin.benchmarks.roofline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;

/** What this machine says about itself, where it is Linux; elsewhere what is usual. */
public final class Machine {

    private static final Path CACHES = Path.of("/sys/devices/system/cpu/cpu0/cache");
    private static final long[] USUAL = {32L << 10, 1L << 20, 32L << 20};

    private Machine() {}

    /** Model of the processor, number of processors, Java, today: what a measured number has to carry. */
    public static String description() {
        return processor() + ", " + Runtime.getRuntime().availableProcessors() + " processors, "
                + System.getProperty("os.name") + ' ' + System.getProperty("os.arch") + ", "
                + System.getProperty("java.vm.name") + ' ' + Runtime.version() + ", "
                + LocalDate.now(ZoneId.systemDefault());
    }

    private static String processor() {
        for (String line : lines(Path.of("/proc/cpuinfo"))) {
            if (line.startsWith("model name")) {
                return line.substring(line.indexOf(':') + 1).strip();
            }
        }
        return "unknown processor";
    }

    /** Bytes of the data cache of level 1, 2 or 3. */
    public static long cacheBytes(int level) {
        for (int i = 0; i < 8; i++) {
            Path cache = CACHES.resolve("index" + i);
            if (first(cache.resolve("level")).equals(Integer.toString(level))
                    && !first(cache.resolve("type")).equals("Instruction")) {
                return bytes(first(cache.resolve("size")));
            }
        }
        return USUAL[level - 1];
    }

    private static long bytes(String size) {
        String number = size.replaceAll("\\D", "");
        String unit = size.substring(number.length()).toUpperCase(Locale.ROOT);
        return Long.parseLong(number) << (unit.equals("K") ? 10 : unit.equals("M") ? 20 : 0);
    }

    /** Most memory that this process ever had, in bytes, or 0 where the system does not say. */
    public static long peakResidentBytes() {
        for (String line : lines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        }
        return 0;
    }

    private static String first(Path file) {
        List<String> lines = lines(file);
        return lines.isEmpty() ? "" : lines.get(0);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.isReadable(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }
}
