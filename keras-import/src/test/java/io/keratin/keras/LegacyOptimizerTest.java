package io.keratin.keras;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.config.Value;
import io.keratin.core.summary.ModelWeight;
import io.keratin.core.summary.ModelWeight.HeldWeight;
import io.keratin.core.tensor.Tensor;
import io.keratin.core.training.CompiledModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Training goes on from whole-model {@code .h5} files of all ages of Keras as it went on in Keras ({@code
 * fixtures/legacy_optimizers}); what cannot be taken over is named in the report, and none of it is used.
 */
class LegacyOptimizerTest {

    /** Relative, of the loss of each epoch. */
    private static final double LOSS_TOLERANCE = 1e-4;

    /** Of a weight w at the end: 1e-4 · (1 + |w|). */
    private static final double WEIGHT_TOLERANCE = 1e-4;

    private static final String NOT_USED =
            "optimizer state of this file is not used, training starts with a fresh one: ";

    @TempDir
    static Path folder = Path.of("");

    @TestFactory
    Stream<DynamicTest> training_goes_on() throws IOException {
        byte[] files;
        try (GZIPInputStream in =
                new GZIPInputStream(Files.newInputStream(Fixtures.ROOT.resolve("legacy_optimizers/files.gz")))) {
            files = in.readAllBytes();
        }
        List<DynamicTest> tests = new ArrayList<>();
        int at = 0;
        for (PackedCases.Case c : PackedCases.read("legacy_optimizers")) {
            int end = at + number(c, "bytes");
            ModelSource file = ModelSource.of(Arrays.copyOfRange(files, at, end));
            at = end;
            tests.add(DynamicTest.dynamicTest(
                    c.name(), () -> check(c, KerasModel.open(file), c.fields().get("warns"))));
        }
        assertThat(at).isEqualTo(files.length);
        return tests.stream();
    }

    private static void check(PackedCases.Case c, LoadedModel opened, @Nullable Value warns) throws IOException {
        if (warns instanceof Value.Text words) {
            assertThat(opened.report().warnings())
                    .hasSize(1)
                    .first()
                    .asString()
                    .startsWith(NOT_USED)
                    .contains(words.text());
            TrainingState state = opened.training();
            assertThat(state == null || state.optimizer().isEmpty()).isTrue();
            return;
        }
        assertThat(opened.report().warnings()).isEmpty();
        goesOn(c, opened.compiled());

        Path saved = folder.resolve(c.name() + ".keras");
        opened.save(saved);
        goesOn(c, KerasModel.open(saved).compiled());
    }

    @Test
    void an_archive_of_keras_2_trains_on_with_a_fresh_state() throws IOException {
        CompiledModel compiled =
                CompiledModel.of(KerasModel.load(Fixtures.ROOT.resolve("core/dense_deep.keras")), "adam", "mse");
        Path today = folder.resolve("today.keras");
        KerasModel.save(compiled, today);
        assertThat(KerasModel.open(today).report().warnings()).isEmpty();

        Path old = folder.resolve("keras_2.keras");
        try (ZipFile zip = new ZipFile(today.toFile());
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(old))) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                out.putNextEntry(new ZipEntry(entry.getName()));
                byte[] member = zip.getInputStream(entry).readAllBytes();
                out.write(
                        entry.getName().equals("metadata.json")
                                ? "{\"keras_version\": \"2.15.0\"}".getBytes(UTF_8)
                                : member);
            }
        }
        LoadedModel opened = KerasModel.open(old);
        assertThat(opened.report().warnings())
                .anyMatch(w -> w.startsWith(NOT_USED) && w.contains("archives of Keras 2"));
        assertThat(opened.training()).isNull();
    }

    private static void goesOn(PackedCases.Case c, CompiledModel model) {
        float[] losses = c.array("losses").values();
        List<Double> found = model.fit(tensor(c.array("x")), tensor(c.array("y")), fit -> fit.epochs(losses.length)
                        .batchSize(number(c, "batch"))
                        .shuffle(false)
                        .verbose(0))
                .history()
                .get("loss");
        for (int epoch = 0; epoch < losses.length; epoch++) {
            assertThat(Objects.requireNonNull(found).get(epoch))
                    .as("loss of epoch " + epoch)
                    .isCloseTo(losses[epoch], Offset.offset(LOSS_TOLERANCE * losses[epoch]));
        }
        List<HeldWeight> weights =
                ModelWeight.held(model.model().spec(), model.model().inputShapes());
        for (int i = 0; i < weights.size(); i++) {
            float[] expected = c.array("f" + i).values();
            float[] values = model.parameters().get(weights.get(i).key());
            for (int j = 0; j < expected.length; j++) {
                assertThat((double) values[j])
                        .as("%s[%d]", weights.get(i).path(), j)
                        .isCloseTo(expected[j], Offset.offset(WEIGHT_TOLERANCE * (1 + Math.abs(expected[j]))));
            }
        }
    }

    private static int number(PackedCases.Case c, String key) {
        return (int) ((Value.Int) c.field(key)).number();
    }

    private static Tensor tensor(PackedCases.Numbers numbers) {
        return Tensor.of(numbers.values(), numbers.shape());
    }
}
