package io.keratin.benchmarks.compare;

import io.keratin.benchmarks.roofline.Machine;
import io.keratin.core.kernels.KernelSelection;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the first answer costs: fresh JVMs that open a model and predict once, from the start of the process on. */
final class ColdStart {

    private final CompareOptions options;
    private final List<Peer> peers;

    ColdStart(CompareOptions options, List<Peer> peers) {
        this.options = options;
        this.peers = peers;
    }

    /**
     * One start.
     *
     * @param seconds from the start of the process to the answer
     * @param bytes most memory that the process had
     * @param answer first value of the answer
     */
    private record Start(double seconds, long bytes, float answer) {}

    void run() throws IOException, InterruptedException {
        Map<String, List<String>> commands = new LinkedHashMap<>();
        commands.put("Keratin, vector kernels", command(ColdChild.class, KernelSelection.VECTOR_FLAG.split(" ", 2)));
        commands.put("Keratin, portable kernels", command(ColdChild.class, "-Dkeratin.kernels=portable"));
        for (Peer p : peers) {
            commands.put(p.name(), command(p.coldStart()));
        }
        Report report = new Report();
        report.header(List.of("First answer of " + model(), "seconds", "least", "most", "peak memory"));
        Map<String, List<Start>> starts = new LinkedHashMap<>();
        for (int i = -1; i < options.starts; i++) {
            for (Map.Entry<String, List<String>> c : commands.entrySet()) {
                Start start = start(c.getValue());
                if (i >= 0) { // the first one brings the files into memory
                    starts.computeIfAbsent(c.getKey(), name -> new ArrayList<>())
                            .add(start);
                }
            }
        }
        float answer = starts.values().iterator().next().get(0).answer();
        for (Map.Entry<String, List<Start>> e : starts.entrySet()) {
            if (!(Math.abs(e.getValue().get(0).answer() - answer) < 1e-5 + 1e-5 * Math.abs(answer))) {
                throw new IllegalStateException(e.getKey() + " answers " + e.getValue() + ", expected " + answer);
            }
            double[] seconds =
                    e.getValue().stream().mapToDouble(Start::seconds).sorted().toArray();
            long[] bytes =
                    e.getValue().stream().mapToLong(Start::bytes).sorted().toArray();
            report.row(List.of(
                    e.getKey(),
                    Report.digits(seconds[seconds.length / 2]),
                    Report.digits(seconds[0]),
                    Report.digits(seconds[seconds.length - 1]),
                    bytes[bytes.length / 2] / 1_000_000 + " MB"));
        }
        report.line("");
        report.line("Medians of " + options.starts + " JVMs each, files in memory; " + Machine.description());
        report.write(options.out);
    }

    private String model() {
        return options.only.isEmpty() ? "W2" : options.only.get(0);
    }

    private List<String> command(Class<?> program, String... flags) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command = new ArrayList<>(List.of(java.toString()));
        command.addAll(Arrays.asList(flags));
        Path model = options.models.resolve(model());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName(), model.toString()));
        command.add(model + ".input.npy");
        return command;
    }

    private static Start start(List<String> command) throws IOException, InterruptedException {
        long before = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out = process.inputReader()) {
            String answer = out.readLine();
            long after = System.nanoTime();
            String bytes = out.readLine();
            if (process.waitFor() != 0 || answer == null || bytes == null) {
                throw new IllegalStateException("failed: " + String.join(" ", command));
            }
            return new Start((after - before) / 1e9, Long.parseLong(bytes), Float.parseFloat(answer));
        }
    }
}
