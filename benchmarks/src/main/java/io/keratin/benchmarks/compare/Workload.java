package io.keratin.benchmarks.compare;

import io.keratin.core.Model;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import io.keratin.keras.KerasModel;
import io.keratin.keras.numpy.Npy;
import io.keratin.keras.numpy.NpyArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A Keras model with an input and what Keras answered.
 *
 * @param name its file's name without the ending
 * @param path its file without the ending
 * @param model the model, opened by this library
 * @param input samples, or the steps of one sequence
 * @param expected what Keras predicted for them
 */
record Workload(String name, Path path, Model model, NpyArray input, NpyArray expected) {

    private static final String ENDING = ".keras";

    /** The models in a folder, by name. */
    static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(n -> n.endsWith(ENDING))
                    .map(n -> n.substring(0, n.length() - ENDING.length()))
                    .sorted()
                    .toList();
        }
    }

    /** Opens NAME.keras, NAME.input.npy and NAME.expected.npy. */
    static Workload open(Path folder, String name) throws IOException {
        return new Workload(
                name,
                folder.resolve(name),
                KerasModel.load(folder.resolve(name + ENDING)),
                Npy.read(folder.resolve(name + ".input.npy")),
                Npy.read(folder.resolve(name + ".expected.npy")));
    }

    /** A stateful model that takes one step of one sequence is stepped through a stream. */
    boolean stream() {
        Shape in = model.inputShape();
        return model.isStateful() && in.dim(0) == 1 && in.rank() > 2 && in.dim(1) == 1;
    }

    /** A batch of this size, the samples repeated; a stream takes all its steps whatever the size. */
    Task task(int batch, int threads) {
        int n = stream() ? input.shape().dim(0) : batch;
        Tensor x = Tensor.of(repeat(input, n), input.shape().with(0, n));
        return new Task(path, x, expected.shape().with(0, n), stream(), threads);
    }

    /**
     * Compares an answer with Keras's.
     *
     * @throws IllegalStateException if a value differs by more than 1e-5 + 1e-5 · |expected|
     */
    void check(String who, Task task, float[] answer) {
        float[] wanted = repeat(expected, task.output().dim(0));
        for (int i = 0; i < wanted.length; i++) {
            if (!(Math.abs(answer[i] - wanted[i]) <= 1e-5 + 1e-5 * Math.abs(wanted[i]))) {
                throw new IllegalStateException(
                        name + ", value " + i + ": Keras gave " + wanted[i] + ", " + who + " gives " + answer[i]);
            }
        }
    }

    private static float[] repeat(NpyArray array, int samples) {
        float[] from = array.toFloats();
        float[] to = new float[from.length / array.shape().dim(0) * samples];
        for (int at = 0; at < to.length; at += from.length) {
            System.arraycopy(from, 0, to, at, Math.min(from.length, to.length - at));
        }
        return to;
    }
}
