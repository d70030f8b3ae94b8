package io.keratin.keras;

import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.Model;
import io.keratin.core.error.KeratinException;
import io.keratin.core.layers.WeightSpec;
import io.keratin.core.optimizers.Slot;
import io.keratin.core.summary.Summary;
import io.keratin.core.summary.SummaryOptions;
import io.keratin.core.tensor.Tensor;
import io.keratin.keras.Fixtures.Case;
import io.keratin.keras.Fixtures.Pair;
import io.keratin.keras.container.Archive;
import io.keratin.keras.container.Hdf5Dataset;
import io.keratin.keras.container.Hdf5File;
import io.keratin.keras.container.Hdf5Group;
import io.keratin.keras.container.Hdf5Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Every golden model is saved and opened again: same layers, same summary, same weights and predictions to the bit; what Keras 3.15
 * wrote has the same variables in the same places. The files stay in {@code target/saved}: {@code check_saved.py} in {@code
 * cli/src/test/python} opens them in the real Keras.
 */
@Execution(ExecutionMode.CONCURRENT)
@EnabledIfSystemProperty(named = "keratin.kernels", matches = "portable") // once is enough
class SavedModelsTest {

    private static final Path SAVED = Path.of("target", "saved");

    /** Cases with layers, functions or graphs that no Keras 3 has. */
    private static final String OF_THE_PAST =
            "(eras|formats|locally_connected|peephole)/.*|.*/(thresholded_relu|tf_).*";

    @TestFactory
    Stream<DynamicTest> golden_models_are_saved_and_opened_again() throws IOException {
        return Fixtures.all().stream()
                .map(c -> DynamicTest.dynamicTest(c.name(), () -> check(c.name(), c.model(), c.open(), pairs(c))));
    }

    /** Those that show summaries have optimizers of all kinds. */
    @TestFactory
    Stream<DynamicTest> compiled_models_are_saved_and_opened_again() throws IOException {
        try (Stream<Path> files = Files.list(Fixtures.ROOT.resolve("summary"))) {
            return files.filter(f -> f.toString().endsWith(".keras")).sorted().toList().stream()
                    .map(f -> DynamicTest.dynamicTest(f.toString(), () -> compiled(f)));
        }
    }

    private static List<Pair> pairs(Case c) throws IOException {
        return Fixtures.pairs(c.arrays());
    }

    private static void compiled(Path file) throws IOException {
        LoadedModel opened = KerasModel.open(file);
        if (opened.hasModel()) {
            String name = Fixtures.ROOT.relativize(file).toString();
            check(name.substring(0, name.length() - ".keras".length()), file, opened, List.of());
        }
    }

    private static void check(String name, Path from, LoadedModel opened, List<Pair> pairs) throws IOException {
        Path file = SAVED.resolve(name + ".keras");
        Files.createDirectories(SAVED.resolve(name).getParent());
        Files.deleteIfExists(file);
        try {
            opened.save(file);
        } catch (KeratinException refused) {
            assertThat(refused).hasMessageContaining("cannot be saved as Keras 3 would read it");
            assertThat(name).matches(OF_THE_PAST);
            assertThat(file).doesNotExist();
            return;
        }
        LoadedModel again = KerasModel.open(file);
        Model before = opened.model();
        Model after = again.model();
        String described = opened.spec().entry().toString();
        boolean quantized = opened.report().rules().stream().anyMatch(r -> r.startsWith("weights quantised"));
        boolean respelled = described.contains("/") || name.startsWith("operations/tf_"); // no slashes in names today
        if (!quantized && !respelled) {
            assertThat(again.spec()).isEqualTo(opened.spec());
            assertThat(Summary.text(again.spec(), SummaryOptions.DEFAULTS))
                    .isEqualTo(Summary.text(opened.spec(), SummaryOptions.DEFAULTS));
        }
        for (WeightSpec weight : before.parameters().specs()) {
            assertThat(after.parameters().get(weight.key()))
                    .as(weight.key())
                    .isEqualTo(before.parameters().get(weight.key()));
        }
        for (Pair p : pairs) {
            List<Tensor> expected = before.predictAll(p.inputs());
            List<Tensor> found = after.predictAll(p.inputs());
            for (int i = 0; i < expected.size(); i++) {
                assertThat(found.get(i).storage()).isEqualTo(expected.get(i).storage());
            }
        }
        assertSame(again.training(), opened.training());
        if (opened.report().kerasVersion().startsWith("3.15")
                && from.toString().endsWith(".keras")
                && !name.startsWith("formats/")
                && !quantized) { // saved as the floats to which they were decoded
            assertThat(variables(file)).isEqualTo(variables(from));
        }
    }

    private static void assertSame(@Nullable TrainingState found, @Nullable TrainingState expected) {
        if (found == null || expected == null) {
            assertThat(found).isEqualTo(expected);
            return;
        }
        assertThat(found.compileConfig()).isEqualTo(expected.compileConfig());
        assertThat(found.optimizer()).hasSameSizeAs(expected.optimizer());
        for (int i = 0; i < found.optimizer().size(); i++) {
            Slot a = found.optimizer().get(i);
            Slot b = expected.optimizer().get(i);
            assertThat(a.dtype()).isEqualTo(b.dtype());
            assertThat(a.values()).isEqualTo(b.values());
            assertThat(!a.isCounter() || a.count() == b.count()).isTrue();
        }
    }

    /** Type and shape of each variable by its place. */
    private static Map<String, String> variables(Path file) throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Archive archive = Archive.open(file)) {
            collect(Hdf5File.open(archive.bytes("model.weights.h5"), "").root(), all);
        }
        return all;
    }

    private static void collect(Hdf5Group group, Map<String, String> all) {
        for (String name : group.childNames()) {
            Hdf5Node child = group.child(name);
            if (child instanceof Hdf5Group inner) {
                collect(inner, all);
            } else if (child instanceof Hdf5Dataset dataset) {
                all.put(dataset.path(), dataset.dtype() + dataset.shape());
            }
        }
    }
}
