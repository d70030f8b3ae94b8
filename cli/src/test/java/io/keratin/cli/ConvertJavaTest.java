package io.keratin.cli;

import static io.keratin.cli.GoldenModels.ALL;
import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.cli.GoldenModels.Golden;
import io.keratin.core.Model;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Tensor;
import io.keratin.dsl.source.JavaProgram;
import io.keratin.dsl.source.PythonScript;
import io.keratin.keras.KerasModel;
import io.keratin.keras.numpy.NpyArray;
import io.keratin.keras.numpy.Npz;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Every golden model, written as a Java program, compiles and gives the same numbers. The programs stay in
 * {@code target/converted}, beside the Keras scripts of those that Keras 3 can run: {@code src/test/python/check_scripts.py}
 * runs these.
 */
@EnabledIfSystemProperty(named = "keratin.kernels", matches = "portable") // once is enough
class ConvertJavaTest {

    private static final Path CONVERTED = Path.of("target", "converted");

    @Test
    void the_program_of_every_golden_model_gives_its_numbers() throws Exception {
        Files.createDirectories(CONVERTED);
        List<String> programs = new ArrayList<>();
        for (int i = 0; i < ALL.size(); i++) {
            Golden golden = ALL.get(i);
            Files.writeString(CONVERTED.resolve(name(i) + ".java"), JavaProgram.of(golden.spec(), name(i)));
            programs.add(name(i) + ".java");
            writeScript(name(i), golden.file(), golden.spec());
        }
        Javac.compile(CONVERTED, programs);
        List<String> wrong = new ArrayList<>();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {CONVERTED.toUri().toURL()})) {
            for (int i = 0; i < ALL.size(); i++) {
                Path file = ALL.get(i).file();
                Model converted = (Model)
                        loader.loadClass(name(i)).getMethod("load", Path.class).invoke(null, file);
                if (!same(converted, KerasModel.load(file), Npz.read(ALL.get(i).arrays()))) {
                    wrong.add(file.toString());
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(programs).hasSizeGreaterThan(400);
    }

    private static String name(int i) {
        return "Model" + i;
    }

    /** The first line of a script says from which model it was made. */
    private static void writeScript(String name, Path file, NamedLayer spec) throws IOException {
        if (file.toString().endsWith(".keras")) {
            String script = "# " + file.toAbsolutePath().normalize() + "\n"
                    + PythonScript.of(spec, file.toAbsolutePath().normalize().toString());
            Files.writeString(CONVERTED.resolve(name + ".py"), script);
        }
    }

    private static boolean same(Model converted, Model read, Map<String, NpyArray> arrays) {
        List<Tensor> x = new ArrayList<>();
        for (int i = 0; i < read.inputShapes().size(); i++) {
            NpyArray array = Objects.requireNonNull(arrays.get(arrays.containsKey("x0") ? "x0" : "x0_" + i));
            x.add(tensor(array, read.inputDTypes().get(i)));
        }
        List<Tensor> expected = read.predictAll(x);
        List<Tensor> found = converted.predictAll(x);
        boolean same = expected.size() == found.size();
        for (int i = 0; same && i < expected.size(); i++) {
            same = expected.get(i).dtype() == DType.STRING
                    ? Arrays.equals(expected.get(i).strings(), found.get(i).strings())
                    : Arrays.equals(expected.get(i).toFloats(), found.get(i).toFloats());
        }
        return same;
    }

    private static Tensor tensor(NpyArray array, DType type) {
        if (array.isText()) {
            return Tensor.of(array.toTexts(), array.shape().toArray());
        } else if (array.isInteger() && type == DType.INT32) {
            int[] values = Arrays.stream(array.toLongs()).mapToInt(v -> (int) v).toArray();
            return Tensor.of(values, array.shape());
        }
        return Tensor.of(array.toFloats(), array.shape());
    }
}
