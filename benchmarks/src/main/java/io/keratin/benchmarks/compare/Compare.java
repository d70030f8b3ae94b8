package io.keratin.benchmarks.compare;

import io.keratin.benchmarks.roofline.Ceiling;
import io.keratin.benchmarks.roofline.Machine;
import io.keratin.benchmarks.roofline.Roofline;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.kernels.KernelSelection;
import io.keratin.core.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Times models beside other libraries: same weights, same input, in turn, in one JVM. Every contender's numbers are compared
 * with Keras's before they are timed. The table has for each cell the medians and 99th percentiles, how many times as long a
 * peer takes, and how close Keratin comes to the {@link Roofline}.
 */
public final class Compare {

    private final CompareOptions options;
    private final List<Peer> peers;
    private final Report report = new Report();
    private final Roofline roofline;

    /** Peer's median / Keratin's by cell, streams left out. */
    private final List<NavigableMap<Double, String>> ratios = new ArrayList<>();

    private Compare(CompareOptions options, List<Peer> peers) {
        this.options = options;
        this.peers = peers;
        this.roofline = new Roofline(Ceiling.measure(), KernelSelection.current());
        peers.forEach(p -> ratios.add(new TreeMap<>()));
    }

    /** Keratin alone; the profile {@code peers} has a program that brings the others. */
    public static void main(String[] args) throws IOException, InterruptedException {
        run(List.of(), args);
    }

    /** Compares with these peers. */
    public static void run(List<Peer> peers, String... args) throws IOException, InterruptedException {
        CompareOptions options = CompareOptions.parse(args);
        List<Peer> wanted = options.peers ? peers : List.of();
        if (options.help) {
            System.out.print(CompareOptions.HELP);
        } else if (options.cold) {
            new ColdStart(options, wanted).run();
        } else {
            new Compare(options, wanted).run(args);
        }
    }

    private void run(String... args) throws IOException {
        List<String> head = new ArrayList<>(List.of("Model", "Batch", "Threads", "Keratin", "p99"));
        for (Peer p : peers) {
            head.addAll(List.of(p.name(), "p99", "times Keratin"));
        }
        head.addAll(List.of("bound", "of bound"));
        report.header(head);
        List<String> notes = new ArrayList<>();
        for (String name : options.only.isEmpty() ? Workload.names(options.models) : options.only) {
            try {
                workload(Workload.open(options.models, name));
            } catch (ModelFormatException e) {
                notes.add("skipped: " + e.getMessage());
            }
        }
        report.line("");
        notes.forEach(report::line);
        for (int i = 0; i < peers.size(); i++) {
            summary(peers.get(i), ratios.get(i));
        }
        report.line("Times are medians; \"times Keratin\" is peer / Keratin, above 1 Keratin is faster; \"of bound\" is"
                + " roofline bound / Keratin.");
        report.line(Machine.description() + "; one thread: " + roofline + "; kernels "
                + KernelSelection.current().name() + "; options: " + String.join(" ", args));
        report.write(options.out);
    }

    private void workload(Workload workload) {
        for (int batch : workload.stream() ? List.of(1) : options.batches) {
            for (int threads : workload.stream() ? List.of(1) : options.threads) {
                cell(workload, batch, threads);
            }
        }
    }

    private void cell(Workload workload, int batch, int threads) {
        Task task = workload.task(batch, threads);
        List<Runner> runners = new ArrayList<>();
        List<Peer> present = new ArrayList<>();
        runners.add(KeratinRunner.of(workload.model(), task, options.batchSize));
        for (Peer p : peers) {
            if (Files.exists(task.file(p.ending()))) {
                present.add(p);
                runners.add(p.open(task));
            }
        }
        try {
            for (int i = 0; i < runners.size(); i++) {
                runners.get(i).run();
                workload.check(
                        i == 0 ? "Keratin" : present.get(i - 1).name(),
                        task,
                        runners.get(i).answer());
            }
            row(workload, task, present, new Race(options.seconds, options.pauseMillis).run(runners));
        } finally {
            runners.forEach(Runner::close);
        }
    }

    private void row(Workload workload, Task task, List<Peer> present, List<Times> times) {
        String batch =
                task.stream() ? "stream" : Integer.toString(task.input().shape().dim(0));
        double ours = times.get(0).median() / task.calls();
        List<String> cells = new ArrayList<>(List.of(workload.name(), batch, Integer.toString(task.threads())));
        addTimes(cells, times.get(0), task);
        for (int i = 0; i < peers.size(); i++) {
            int at = present.indexOf(peers.get(i));
            if (at < 0) {
                cells.addAll(List.of("", "", ""));
                continue;
            }
            addTimes(cells, times.get(at + 1), task);
            double ratio = times.get(at + 1).median() / task.calls() / ours;
            cells.add(Report.digits(ratio));
            if (!task.stream()) {
                ratios.get(i).put(ratio, workload.name() + " batch " + batch + " threads " + task.threads());
            }
        }
        Shape step =
                task.stream() ? task.input().shape().with(0, 1) : task.input().shape();
        double bound = roofline.seconds(workload.model(), step, task.threads()) * 1e9;
        cells.add(Report.time(bound));
        cells.add(Math.round(100 * bound / ours) + " %");
        report.row(cells);
    }

    private static void addTimes(List<String> cells, Times times, Task task) {
        cells.add(Report.time(times.median() / task.calls()));
        cells.add(Report.time(times.quantile(0.99) / task.calls()));
    }

    private void summary(Peer peer, NavigableMap<Double, String> cells) {
        if (!cells.isEmpty()) {
            double logs = cells.keySet().stream().mapToDouble(Math::log).sum();
            report.line(peer.name() + " / Keratin over " + cells.size() + " cells without streams: geometric mean "
                    + Report.digits(Math.exp(logs / cells.size())) + ", least " + Report.digits(cells.firstKey())
                    + " (" + cells.firstEntry().getValue() + ")");
        }
    }
}
