package io.keratin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.cli.GoldenModels.Golden;
import io.keratin.core.config.Value;
import io.keratin.core.layers.LayerRegistry;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.OperationLayer;
import io.keratin.core.layers.Sequential;
import io.keratin.core.ops.Operations;
import io.keratin.dsl.source.JavaProgram;
import io.keratin.dsl.source.PythonScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What the documents say of layers follows from the registry and the golden models. With the environment variable
 * {@code KERATIN_DOCUMENTS=write} it is written anew, after a layer or a fixture was added.
 */
@EnabledIfSystemProperty(named = "keratin.kernels", matches = "portable") // once is enough
class DocumentationTest {

    private static final Path ROOT = Path.of("..");
    private static final Path GUIDE = ROOT.resolve(Path.of("docs", "guide.md"));
    private static final boolean WRITE = "write".equals(System.getenv("KERATIN_DOCUMENTS"));

    /** Layers of this class in golden models, by how the DSL writes them. */
    private static final class Proof {
        final Set<String> options = new TreeSet<>();
        final Set<String> eras = new TreeSet<>();
        final Map<String, NamedLayer> spellings = new LinkedHashMap<>();
        int cases;
    }

    private static final Map<String, Proof> PROOFS = proofs();

    private static Map<String, Proof> proofs() {
        Map<String, Proof> proofs = new TreeMap<>();
        for (Golden golden : GoldenModels.ALL) {
            Set<String> counted = new TreeSet<>();
            for (NamedLayer layer : golden.layers()) {
                String name = layer.spec().exportedName();
                Proof proof = proofs.computeIfAbsent(
                        layer.spec() instanceof OperationLayer ? "keras.ops " + name : name, n -> new Proof());
                proof.eras.add(golden.era());
                if (counted.add(name)) {
                    proof.cases++;
                }
                if (isLeaf(layer)) {
                    proof.options.addAll(JavaProgram.options(layer));
                    proof.spellings.putIfAbsent(JavaProgram.expressionOf(layer), layer);
                }
            }
        }
        return proofs;
    }

    private static boolean isLeaf(NamedLayer layer) {
        return !(layer.spec() instanceof OperationLayer)
                && !(layer.spec() instanceof Sequential)
                && LayerRegistry.keras().knows(layer.spec().exportedName())
                && !layer.spec().exportedName().equals("Functional")
                && !Value.of(true).equals(layer.spec().config().get("time_major"));
    }

    @Test
    void every_layer_and_operation_has_a_golden_model() {
        Set<String> without = new TreeSet<>(LayerRegistry.keras().classNames());
        Operations.names().forEach(name -> without.add("keras.ops " + name));
        without.removeAll(PROOFS.keySet());
        assertThat(without).isEmpty();
    }

    @Test
    void the_readme_says_which_options_and_eras_are_proven() throws IOException {
        StringBuilder table =
                new StringBuilder("\n| Layer | Options proven | Golden models | Keras |\n|---|---|---|---|\n");
        PROOFS.forEach((name, proof) -> {
            if (LayerRegistry.keras().knows(name)) {
                table.append("| `").append(name).append("` | ");
                table.append(String.join(
                        ", ", proof.options.stream().map(o -> "`" + o + "`").toList()));
                table.append(" | ").append(proof.cases).append(" | ");
                table.append(String.join(", ", proof.eras)).append(" |\n");
            }
        });
        check(ROOT.resolve("README.md"), "proofs", table.toString());
    }

    @Test
    void the_guide_shows_every_layer_in_python_and_java() throws IOException {
        StringBuilder guide = new StringBuilder("\n");
        PROOFS.forEach((name, proof) -> {
            if (!proof.spellings.isEmpty()) {
                guide.append("### ").append(name).append("\n\n```python\n");
                List<NamedLayer> shown = shown(proof);
                shown.forEach(l -> guide.append(PythonScript.expressionOf(l)).append('\n'));
                guide.append("```\n```java\n");
                shown.forEach(l -> guide.append(JavaProgram.expressionOf(l)).append('\n'));
                guide.append("```\n\n");
            }
        });
        check(GUIDE, "layers", guide.toString());
    }

    @Test
    void the_programs_of_the_guide_compile() throws IOException {
        String guide = Files.readString(GUIDE);
        Matcher java = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(guide.substring(0, guide.indexOf("## Every layer")));
        StringBuilder program = new StringBuilder("""
                import static io.keratin.dsl.Keras.*;
                import io.keratin.core.*;
                import io.keratin.dsl.*;
                import java.util.*;
                class Guide {
                """);
        for (int i = 0; java.find(); i++) {
            program.append("void example")
                    .append(i)
                    .append("() {\n")
                    .append(java.group(1))
                    .append("}\n");
        }
        Path folder = Files.createDirectories(Path.of("target", "guide"));
        Files.writeString(folder.resolve("Guide.java"), program.append("}\n"));
        Javac.compile(folder, List.of("Guide.java"));
    }

    /** The shortest way to write a layer, and the one with the most options. */
    private static List<NamedLayer> shown(Proof proof) {
        Comparator<Map.Entry<String, NamedLayer>> byLength =
                Comparator.comparingInt(e -> e.getKey().length());
        Comparator<Map.Entry<String, NamedLayer>> byOptions =
                Comparator.comparingInt(e -> JavaProgram.options(e.getValue()).size());
        List<Map.Entry<String, NamedLayer>> all = proof.spellings.entrySet().stream()
                .filter(e -> e.getKey().length() <= 200)
                .sorted(byLength.thenComparing(Map.Entry.comparingByKey()))
                .toList();
        return Stream.concat(all.stream().limit(1), all.stream().max(byOptions).stream())
                .distinct()
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Compares what stands between two marks, or writes it. */
    private static void check(Path document, String mark, String expected) throws IOException {
        String text = Files.readString(document);
        int from = text.indexOf("\n", text.indexOf("<!-- " + mark + ":")) + 1;
        int to = text.indexOf("<!-- /" + mark + " -->");
        if (WRITE) {
            Files.writeString(document, text.substring(0, from) + expected + text.substring(to));
        } else {
            assertThat(text.substring(from, to)).as(document + ", " + mark).isEqualTo(expected);
        }
    }
}
