package io.keratin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.layers.LayerRegistry;
import io.keratin.core.ops.Operations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README says what the code does. */
class ReadmeTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern CODE = Pattern.compile("`([A-Za-z0-9]+)`");

    @Test
    void the_table_of_layers_is_the_registry() throws IOException {
        assertThat(names("layers", 0)).isEqualTo(LayerRegistry.keras().classNames());
    }

    @Test
    void the_table_of_operations_is_the_table() throws IOException {
        assertThat(names("operations", 1)).isEqualTo(Operations.names());
    }

    /** The names in a column of a table. */
    private static Set<String> names(String mark, int column) throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        String table = readme.substring(readme.indexOf("<!-- " + mark), readme.indexOf("<!-- /" + mark));
        Set<String> named = new TreeSet<>();
        for (String row : table.lines().filter(l -> l.startsWith("| `")).toList()) {
            Matcher m = CODE.matcher(row.split("\\|", -1)[column + 1]);
            while (m.find()) {
                named.add(m.group(1));
            }
        }
        return named;
    }

    @Test
    void the_complete_program_is_the_one_that_a_test_runs() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        int start = readme.indexOf("```java\n") + "```java\n".length();
        String program = readme.substring(start, readme.indexOf("```", start));
        Path source =
                ROOT.resolve(Path.of("examples", "src", "main", "java", "io", "keratin", "examples", "Demo.java"));
        assertThat(Files.readString(source)).endsWith(program);
    }

    @Test
    void the_files_of_the_main_command_are_there() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        Matcher m = Pattern.compile("examples/models/[a-z0-9_]+\\.(keras|npy)").matcher(readme);
        Set<String> files = new TreeSet<>();
        while (m.find()) {
            files.add(m.group());
        }
        assertThat(files).hasSizeGreaterThanOrEqualTo(3).allSatisfy(f -> assertThat(ROOT.resolve(f))
                .exists());
    }

    @Test
    void the_training_lines_compile(@TempDir Path folder) throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        String from = readme.substring(readme.indexOf("## Training\n"));
        String lines = from.substring(from.indexOf("```java\n") + "```java\n".length(), from.indexOf("```\n\n"));
        String program = """
                import static io.keratin.dsl.Keras.*;
                import static io.keratin.dsl.KerasOptimizers.adam;
                import io.keratin.core.callbacks.*;
                import io.keratin.core.training.*;
                import io.keratin.keras.KerasModel;
                import io.keratin.keras.callbacks.*;
                import java.nio.file.Path;
                import java.util.Map;
                class Training {
                    static void train(float[][][] x, int[] y, float[][][] xTest, int[] yTest) throws Exception {
                """ + lines + "}}\n";
        Files.writeString(folder.resolve("Training.java"), program);
        Javac.compile(folder, List.of("Training.java"));
    }
}
