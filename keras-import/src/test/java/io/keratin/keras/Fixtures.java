package io.keratin.keras;

import io.keratin.core.tensor.Tensor;
import io.keratin.keras.numpy.NpyArray;
import io.keratin.keras.numpy.Npz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The golden fixtures: models that the real Keras wrote, each with inputs and what Keras predicted for them. */
final class Fixtures {

    static final Path ROOT = Path.of("src", "test", "fixtures");

    private static final List<String> MODEL_ENDINGS = List.of(".keras", ".json", ".h5", "");

    private Fixtures() {}

    /** Every case below a folder that has a model of its own beside its arrays. */
    static List<Case> all() throws IOException {
        List<Case> cases = new ArrayList<>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".npz")).sorted().toList()) {
                String base = file.toString().substring(0, file.toString().length() - ".npz".length());
                MODEL_ENDINGS.stream()
                        .map(ending -> Path.of(base + ending))
                        .filter(Files::exists)
                        .findFirst()
                        .filter(model -> !Path.of(base).getFileName().toString().startsWith("alone_"))
                        .ifPresent(model -> cases.add(new Case(
                                ROOT.relativize(Path.of(base)).toString().replace('\\', '/'), model, file)));
            }
        }
        return cases;
    }

    /** Inputs x0, x1, … of a case and Keras's outputs y0, y1, …; or x0_0, x0_1, … where a model has several. */
    static List<Pair> pairs(Path npz) throws IOException {
        Map<String, NpyArray> arrays = Npz.read(npz);
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; ; i++) {
            List<Tensor> x = tensors(arrays, "x" + i);
            if (x.isEmpty()) {
                return pairs;
            }
            pairs.add(new Pair("x" + i, x, tensors(arrays, "y" + i)));
        }
    }

    private static List<Tensor> tensors(Map<String, NpyArray> arrays, String name) {
        NpyArray only = arrays.get(name);
        if (only != null) {
            return List.of(tensor(only));
        }
        List<Tensor> all = new ArrayList<>();
        for (NpyArray a = arrays.get(name + "_0"); a != null; a = arrays.get(name + "_" + all.size())) {
            all.add(tensor(a));
        }
        return all;
    }

    private static Tensor tensor(NpyArray array) {
        if (array.isText()) {
            return Tensor.of(array.toTexts(), array.shape().toArray());
        }
        return array.isInteger() && isLarge(array)
                ? Tensor.of(
                        Arrays.stream(array.toLongs())
                                .mapToInt(Math::toIntExact)
                                .toArray(),
                        array.shape())
                : Tensor.of(array.toFloats(), array.shape());
    }

    /** Whether whole numbers are beyond what floats hold, but not beyond an int. */
    private static boolean isLarge(NpyArray array) {
        long[] values = array.toLongs();
        return Arrays.stream(values).anyMatch(v -> Math.abs(v) > 1 << 24)
                && Arrays.stream(values).allMatch(v -> v == (int) v);
    }

    /** A model file with the arrays beside it. */
    record Case(String name, Path model, Path arrays) {

        LoadedModel open() throws IOException {
            if (!model.toString().endsWith(".json")) {
                return KerasModel.open(model);
            }
            String base = model.toString().substring(0, model.toString().length() - ".json".length());
            Path weights = Stream.of(".weights.h5", ".weights.json", ".h5")
                    .map(ending -> Path.of(base + ending))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow();
            return KerasModel.open(model, weights);
        }
    }

    /** Inputs with the outputs that Keras gave. */
    record Pair(String name, List<Tensor> inputs, List<Tensor> all) {

        Tensor x() {
            return inputs.get(0);
        }

        Tensor y() {
            return all.get(0);
        }
    }
}
