package io.keratin.examples;

import io.keratin.core.tensor.Tensor;
import io.keratin.keras.numpy.Npy;
import io.keratin.keras.numpy.NpyArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the examples' models are, and how their arrays are read. */
final class ExampleFiles {

    private ExampleFiles() {}

    /** The folder given as first argument; else {@code models} beside here or in {@code examples}. */
    static Path folder(String... args) {
        if (args.length > 0) {
            return Path.of(args[0]);
        }
        Path here = Path.of("models");
        return Files.isDirectory(here) ? here : Path.of("examples", "models");
    }

    /** The folder given as first argument; else {@code data} beside here or in {@code examples}. */
    static Path data(String... args) {
        if (args.length > 0) {
            return Path.of(args[0]);
        }
        Path here = Path.of("data");
        return Files.isDirectory(here) ? here : Path.of("examples", "data");
    }

    /** A numpy file of floats. */
    static Tensor floats(Path file) throws IOException {
        NpyArray array = Npy.read(file);
        return Tensor.of(array.toFloats(), array.shape());
    }

    /** The largest difference between two arrays, value by value. */
    static double largestDifference(float[] a, float[] b) {
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs((double) a[i] - b[i]));
        }
        return largest;
    }
}
