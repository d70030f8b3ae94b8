package io.keratin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.Model;
import io.keratin.core.error.KeratinException;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Tensor;
import io.keratin.dsl.source.JavaProgram;
import io.keratin.dsl.source.PythonScript;
import io.keratin.keras.KerasModel;
import io.keratin.keras.numpy.NpyArray;
import io.keratin.keras.numpy.Npz;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every golden model, written as a Java program, compiles and gives the same numbers. The programs stay in
 * {@code target/converted}, beside the Keras scripts of those that Keras 3 can run: {@code src/test/python/check_scripts.py}
 * runs these.
 */
class ConvertJavaTest {

    private static final Path FIXTURES = Path.of("..", "keras-import", "src", "test", "fixtures");
    private static final Path CONVERTED = Path.of("target", "converted");

    @Test
    void the_program_of_every_golden_model_gives_its_numbers() throws Exception {
        Map<String, Path> cases = cases();
        Files.createDirectories(CONVERTED);
        for (Map.Entry<String, Path> c : cases.entrySet()) {
            NamedLayer spec = KerasModel.open(c.getValue()).spec();
            Files.writeString(CONVERTED.resolve(c.getKey() + ".java"), JavaProgram.of(spec, c.getKey()));
            writeScript(c.getKey(), c.getValue(), spec);
        }
        compile(cases.keySet().stream().map(name -> name + ".java").toList());
        List<String> wrong = new ArrayList<>();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {CONVERTED.toUri().toURL()})) {
            for (Map.Entry<String, Path> c : cases.entrySet()) {
                Path file = c.getValue();
                Model converted = (Model) loader.loadClass(c.getKey())
                        .getMethod("load", Path.class)
                        .invoke(null, file);
                if (!same(converted, KerasModel.load(file), Npz.read(arrays(file)))) {
                    wrong.add(file.toString());
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(cases).hasSizeGreaterThan(400);
    }

    /** Whole models with arrays beside them, by the name of the class that they become. */
    private static Map<String, Path> cases() throws IOException {
        Map<String, Path> cases = new LinkedHashMap<>();
        try (Stream<Path> files = Files.walk(FIXTURES)) {
            for (Path file : files.filter(ConvertJavaTest::isWhole).sorted().toList()) {
                if (isModel(file)) {
                    cases.put("Model" + cases.size(), file);
                }
            }
        }
        return cases;
    }

    private static boolean isWhole(Path file) {
        String name = file.toString();
        return (name.endsWith(".keras") || name.endsWith(".h5"))
                && !name.contains("broken")
                && Files.exists(arrays(file));
    }

    private static boolean isModel(Path file) throws IOException {
        try {
            return KerasModel.open(file).hasModel();
        } catch (KeratinException e) {
            return false; // weights alone
        }
    }

    private static Path arrays(Path model) {
        String name = String.valueOf(model.getFileName());
        return model.resolveSibling(name.substring(0, name.lastIndexOf('.')) + ".npz");
    }

    /** The first line of a script says from which model it was made. */
    private static void writeScript(String name, Path file, NamedLayer spec) throws IOException {
        if (file.toString().endsWith(".keras")) {
            String script = "# " + file.toAbsolutePath().normalize() + "\n"
                    + PythonScript.of(spec, file.toAbsolutePath().normalize().toString());
            Files.writeString(CONVERTED.resolve(name + ".py"), script);
        }
    }

    private static void compile(List<String> programs) throws IOException {
        String path = Stream.of("java.class.path", "jdk.module.path")
                .map(System::getProperty)
                .filter(p -> p != null && !p.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
        List<String> arguments =
                new ArrayList<>(List.of("-cp", path, "-d", CONVERTED.toString(), "-proc:none", "-Xmaxerrs", "1000"));
        programs.forEach(p -> arguments.add(CONVERTED.resolve(p).toString()));
        StringWriter messages = new StringWriter();
        PrintWriter out = new PrintWriter(messages);
        ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
        assertThat(javac.run(out, out, arguments.toArray(String[]::new)))
                .as(messages.toString())
                .isZero();
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
