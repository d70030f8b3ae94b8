package io.keratin.cli;

import io.keratin.core.kernels.KernelSelection;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Tells the version, the JDK, and which kernels run. */
@Command(name = "version", description = "Show the version, the JDK, and which kernels run.")
final class VersionCommand implements Callable<Integer> {

    private final Console console;

    VersionCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        String kernels = KernelSelection.current().name();
        console.result("keratin " + version());
        console.result("java " + System.getProperty("java.version") + " (" + System.getProperty("java.vm.name") + ", "
                + System.getProperty("java.vendor") + ")");
        console.result("kernels " + kernels + hint(kernels, System.getProperty("keratin.kernels")));
        return 0;
    }

    private static String hint(String kernels, @org.jspecify.annotations.Nullable String wish) {
        if (!kernels.equals("portable")) {
            return "";
        } else if ("portable".equals(wish)) {
            return ", as -Dkeratin.kernels=portable says; without it and with " + KernelSelection.VECTOR_FLAG
                    + " the fast ones run";
        }
        return "; the fast ones run with java " + KernelSelection.VECTOR_FLAG;
    }

    private static String version() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = VersionCommand.class.getResourceAsStream("version.properties")) {
            if (in != null) {
                properties.load(in);
            }
        }
        return properties.getProperty("version", "unknown");
    }
}
