package io.keratin.benchmarks.compare;

import io.keratin.benchmarks.roofline.Processors;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** All contenders with one model: checked against Keras, then timed in turn, for every batch size and number of threads. */
final class Meeting {

    private final Workload workload;
    private final CompareOptions options;
    private final List<Peer> peers;

    Meeting(Workload workload, CompareOptions options, List<Peer> peers) {
        this.workload = workload;
        this.options = options;
        this.peers = peers;
    }

    /** Measures and hands on one cell after another. */
    void run(Consumer<Cell> cells) {
        for (int batch : workload.stream() ? List.of(0) : options.batches) {
            for (int threads : workload.stream() ? List.of(1) : options.threads) {
                cells.accept(cell(batch, workload.task(batch, threads)));
            }
        }
    }

    private Cell cell(int batch, Task task) {
        List<Runner> runners = new ArrayList<>();
        List<String> names = new ArrayList<>();
        runners.add(KeratinRunner.of(workload.model(), task, options.batchSize));
        names.add("Keratin");
        for (Peer p : peers) {
            if (Files.exists(task.file(p.ending()))) {
                runners.add(p.open(task));
                names.add(p.name());
            }
        }
        try (Processors processors = new Processors(task.threads())) {
            for (int i = 0; i < runners.size(); i++) {
                runners.get(i).run();
                workload.check(names.get(i), task, runners.get(i).answer());
            }
            Race.Result result = new Race(options.seconds, options.pauseMillis, processors).run(runners);
            List<Times> times = result.times();
            List<List<Double>> quantiles = new ArrayList<>();
            quantiles.add(quantiles(times.get(0), task));
            for (Peer p : peers) {
                int at = names.indexOf(p.name());
                quantiles.add(at < 0 ? List.of() : quantiles(times.get(at), task));
            }
            return new Cell(batch, task.threads(), result.processors(), quantiles);
        } finally {
            runners.forEach(Runner::close);
        }
    }

    private static List<Double> quantiles(Times times, Task task) {
        return Cell.QUANTILES.stream()
                .map(q -> times.quantile(q) / task.calls())
                .toList();
    }
}
