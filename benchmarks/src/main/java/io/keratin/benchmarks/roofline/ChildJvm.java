package io.keratin.benchmarks.roofline;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** JVMs like this one, with the same options, that run another program of the same jar. */
public final class ChildJvm {

    private ChildJvm() {}

    /**
     * Runs a program and hands on each line that it prints.
     *
     * @throws IllegalStateException if it fails, with what it said on standard error
     */
    public static void run(Class<?> program, List<String> arguments, Consumer<String> lines) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(arguments);
        try {
            Path errors = Files.createTempFile("keratin", ".txt");
            Process process =
                    new ProcessBuilder(command).redirectError(errors.toFile()).start();
            try (BufferedReader out = process.inputReader()) {
                out.lines().forEach(lines);
            }
            boolean failed = process.waitFor() != 0;
            String said = Files.readString(errors);
            Files.delete(errors);
            if (failed) {
                throw new IllegalStateException(String.join(" ", command) + " failed: " + said);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
