package io.keratin.benchmarks.training;

import io.keratin.core.Model;
import io.keratin.core.kernels.KernelSelection;
import io.keratin.core.losses.Losses;
import io.keratin.core.optimizers.Optimizers;
import io.keratin.core.tensor.Tensor;
import io.keratin.core.training.Trainer;
import io.keratin.keras.KerasModel;
import io.keratin.keras.ModelSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Times steps of training, forward, backward and Adam, in turns with PyTorch: a few seconds each, several rounds, medians.
 *
 * <p>Arguments: the Python script of the other side, then the interpreter, seconds of a turn, number of rounds.
 */
public final class TrainingRace {

    private static final String LSTM = """
            {"class_name": "Sequential", "config": {"name": "m", "layers": [
              {"class_name": "InputLayer", "config": {"name": "in", "batch_shape": [null, 100, 32], "dtype": "float32"}},
              {"class_name": "LSTM", "config": {"name": "lstm", "units": 128}},
              {"class_name": "Dense", "config": {"name": "head", "units": 1}}]}}
            """;
    private static final String MLP = """
            {"class_name": "Sequential", "config": {"name": "m", "layers": [
              {"class_name": "InputLayer", "config": {"name": "in", "batch_shape": [null, 784], "dtype": "float32"}},
              {"class_name": "Dense", "config": {"name": "a", "units": 512, "activation": "relu"}},
              {"class_name": "Dense", "config": {"name": "b", "units": 512, "activation": "relu"}},
              {"class_name": "Dense", "config": {"name": "c", "units": 10, "activation": "softmax"}}]}}
            """;

    /** A network and a batch. */
    private record Work(String name, String title, String model, int batch, int width, boolean classes) {}

    private static final List<Work> WORKS = List.of(
            new Work("lstm", "LSTM(128), T=100, x=32", LSTM, 32, 3200, false),
            new Work("lstm", "LSTM(128), T=100, x=32", LSTM, 128, 3200, false),
            new Work("mlp", "784-512-512-10", MLP, 128, 784, true));

    private TrainingRace() {}

    /** Prints a table. */
    public static void main(String[] args) throws IOException {
        double seconds = Double.parseDouble(args[2]);
        int rounds = Integer.parseInt(args[3]);
        System.out.println("JDK " + Runtime.version() + ", "
                + KernelSelection.current().name() + " kernels, Adam; milliseconds a step," + " median and least of "
                + rounds + " turns of " + seconds + " s");
        System.out.println();
        System.out.println("| network | batch | threads | Keratin | PyTorch | speed of PyTorch's |");
        System.out.println("|---|---|---|---|---|---|");
        for (Work work : WORKS) {
            for (int threads = 1; threads <= 2; threads++) {
                race(work, threads, args[0], args[1], seconds, rounds);
            }
        }
    }

    private static void race(Work work, int threads, String script, String python, double seconds, int rounds)
            throws IOException {
        Process peer = new ProcessBuilder(
                        python, script, work.name, Integer.toString(work.batch), Integer.toString(threads))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader answers =
                        new BufferedReader(new InputStreamReader(peer.getInputStream(), StandardCharsets.UTF_8));
                Writer asks = peer.outputWriter(StandardCharsets.UTF_8)) {
            String ready = answers.readLine();
            if (ready == null) {
                throw new IOException(python + " " + script + " does not run: it needs PyTorch");
            }
            Runnable step = step(work, threads);
            times(step, 3);
            List<Double> ours = new ArrayList<>();
            List<Double> theirs = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                ours.addAll(times(step, seconds));
                asks.write(seconds + "\n");
                asks.flush();
                String line = String.valueOf(answers.readLine());
                Arrays.stream(line.substring(1, line.length() - 1).split(", ", -1))
                        .map(Double::valueOf)
                        .forEach(theirs::add);
            }
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %d | %d | %.2f (%.2f) | %.2f (%.2f) | %.2f |%n",
                    work.title,
                    work.batch,
                    threads,
                    at(ours, 0.5),
                    at(ours, 0),
                    at(theirs, 0.5),
                    at(theirs, 0),
                    at(theirs, 0.5) / at(ours, 0.5));
        } finally {
            peer.destroy();
        }
    }

    private static Runnable step(Work work, int threads) throws IOException {
        Model model = Model.initialized(
                KerasModel.open(ModelSource.of(work.model.getBytes(StandardCharsets.UTF_8)))
                        .spec(),
                1);
        Random random = new Random(1);
        float[] x = new float[work.batch * work.width];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        float[] y = new float[work.batch];
        for (int i = 0; i < y.length; i++) {
            y[i] = work.classes ? random.nextInt(10) : (float) random.nextGaussian();
        }
        int[] shape = model.inputShape().with(0, work.batch).toArray();
        List<Tensor> inputs = List.of(Tensor.of(x, shape));
        List<Tensor> labels = List.of(Tensor.of(y, work.batch, 1));
        String loss = work.classes ? "sparse_categorical_crossentropy" : "mean_squared_error";
        Trainer trainer = new Trainer(
                model, Optimizers.get("adam"), List.of(Losses.get(loss)), new Trainer.Options().withThreads(threads));
        return () -> trainer.step(inputs, labels, List.of());
    }

    private static List<Double> times(Runnable step, double seconds) {
        List<Double> times = new ArrayList<>();
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (System.nanoTime() < end) {
            long start = System.nanoTime();
            step.run();
            times.add((System.nanoTime() - start) / 1e6);
        }
        return times;
    }

    private static double at(List<Double> times, double share) {
        List<Double> sorted = times.stream().sorted().toList();
        return sorted.get((int) (share * (sorted.size() - 1)));
    }
}
