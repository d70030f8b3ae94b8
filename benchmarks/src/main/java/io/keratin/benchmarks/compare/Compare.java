package io.keratin.benchmarks.compare;

import io.keratin.benchmarks.roofline.ChildJvm;
import io.keratin.benchmarks.roofline.Machine;
import io.keratin.benchmarks.roofline.Probe;
import io.keratin.benchmarks.roofline.Roofline;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.kernels.KernelSelection;
import io.keratin.core.tensor.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Times models beside other libraries: same weights, same input, in turn, each model in a JVM of its own. Every contender's numbers are compared
 * with Keras's before they are timed. The table has for each cell the medians and 99th percentiles, how many times as long a
 * peer takes, and how close Keratin comes to the {@link Roofline}.
 */
public final class Compare {

    private final Class<?> program;
    private final CompareOptions options;
    private final List<Peer> peers;
    private final List<String> arguments;
    private final Report report = new Report();
    private final Roofline roofline;

    /** Peer's median / Keratin's by cell, streams left out. */
    private final List<NavigableMap<Double, String>> ratios = new ArrayList<>();

    private Compare(Class<?> program, CompareOptions options, List<Peer> peers, List<String> arguments) {
        this.program = program;
        this.options = options;
        this.peers = peers;
        this.arguments = arguments;
        this.roofline = new Roofline(Probe.ceiling());
        peers.forEach(p -> ratios.add(new TreeMap<>()));
    }

    /** Keratin alone; the profile {@code peers} has a program that brings the others. */
    public static void main(String[] args) throws IOException, InterruptedException {
        run(Compare.class, List.of(), args);
    }

    /** Compares with these peers; {@code program} does the same in a JVM of its own. */
    public static void run(Class<?> program, List<Peer> peers, String... args)
            throws IOException, InterruptedException {
        CompareOptions options = CompareOptions.parse(args);
        List<Peer> wanted = options.peers ? peers : List.of();
        if (options.help) {
            System.out.print(CompareOptions.HELP);
        } else if (options.cold) {
            new ColdStart(options, wanted).run();
        } else if (options.cellsOnly) {
            Workload workload = Workload.open(options.models, options.only.get(0));
            new Meeting(workload, options, wanted).run(cell -> System.out.println(cell.encode()));
        } else {
            new Compare(program, options, wanted, List.of(args)).run();
        }
    }

    private void run() throws IOException {
        List<String> head = new ArrayList<>(List.of("Model", "Batch", "Threads", "worth", "Keratin", "p99"));
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
                notes.add("Skipped: " + e.getMessage() + "\n");
            }
        }
        report.line("");
        notes.forEach(report::line);
        for (int i = 0; i < peers.size(); i++) {
            summary(peers.get(i), ratios.get(i));
        }
        report.line("Times are medians; \"times Keratin\" is peer / Keratin, above 1 Keratin is faster; \"of bound\" is"
                + " roofline bound / Keratin. \"worth\": how many times the work of one thread these threads did just then, in"
                + " step on a few values each; the bound counts with that.");
        report.line(Machine.description() + "; one thread at best: " + roofline + "; kernels "
                + KernelSelection.current().name() + "; options: " + String.join(" ", arguments));
        report.write(options.out);
    }

    private void workload(Workload workload) {
        // Measures what is not known yet, before there are contenders to disturb.
        roofline.seconds(workload.model(), workload.input().shape(), 1);
        if (options.oneJvm) {
            new Meeting(workload, options, peers).run(cell -> row(workload, cell));
        } else {
            List<String> inner = new ArrayList<>(arguments);
            inner.addAll(List.of("--only", workload.name(), "--cells-only"));
            ChildJvm.run(program, inner, line -> row(workload, Cell.decode(line)));
        }
    }

    private void row(Workload workload, Cell cell) {
        boolean stream = cell.batch() == 0;
        String batch = stream ? "stream" : Integer.toString(cell.batch());
        List<String> cells = new ArrayList<>(List.of(workload.name(), batch, Integer.toString(cell.threads())));
        cells.add(cell.threads() == 1 ? "" : Report.digits(cell.processors()));
        cells.addAll(List.of(Report.time(cell.median(0)), Report.time(cell.p99(0))));
        for (int i = 1; i <= peers.size(); i++) {
            if (!cell.has(i)) {
                cells.addAll(List.of("", "", ""));
                continue;
            }
            double ratio = cell.median(i) / cell.median(0);
            cells.addAll(List.of(Report.time(cell.median(i)), Report.time(cell.p99(i)), Report.digits(ratio)));
            if (!stream) {
                ratios.get(i - 1).put(ratio, workload.name() + " batch " + batch + " threads " + cell.threads());
            }
        }
        Shape in = workload.input().shape().with(0, stream ? 1 : cell.batch());
        double bound = roofline.seconds(workload.model(), in, Math.max(1, cell.processors())) * 1e9;
        cells.add(Report.time(bound));
        cells.add(Math.round(100 * bound / cell.median(0)) + " %");
        report.row(cells);
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
