package io.keratin.keras;

import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.Model;
import io.keratin.core.config.Value;
import io.keratin.core.summary.ModelWeight;
import io.keratin.core.summary.ModelWeight.HeldWeight;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import io.keratin.core.training.CompiledModel;
import io.keratin.keras.container.Json;
import io.keratin.keras.container.ZipArchive;
import io.keratin.keras.numpy.NpyArray;
import io.keratin.keras.numpy.Npz;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.SoftAssertions;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Whole runs of training against {@code fit} of the real Keras ({@code fixtures/training}): loss and metrics of each epoch, weights,
 * evaluation and predictions at the end. What each run leaves is saved to {@code target/trained}, where {@code check_trained.py} in
 * {@code src/test/python} goes on in the real Keras.
 */
class TrainingFixtureTest {

    /** Relative, of the loss of each epoch. */
    private static final double LOSS_TOLERANCE = 1e-4;

    /** Of a weight or prediction w at the end: 1e-4 · (1 + |w|). */
    private static final double WEIGHT_TOLERANCE = 1e-4;

    private static final Path FIXTURES = Fixtures.ROOT.resolve("training");
    private static final Path SAVED = Path.of("target", "trained");

    /** A tensor for each input and output, and the weights of samples, if any, for each output. */
    private record Data(List<Tensor> x, List<Tensor> y, List<Tensor> weights) {}

    @TestFactory
    Stream<DynamicTest> as_keras_trains() throws IOException {
        Files.createDirectories(SAVED);
        return PackedCases.read("training").stream().map(c -> DynamicTest.dynamicTest(c.name(), () -> check(c)));
    }

    private static void check(PackedCases.Case c) throws IOException {
        LoadedModel file = open(c);
        Data data = data(c, file.model(), "");
        CompiledModel model = file.compiled();
        Map<String, List<Double>> history = fit(model, c, 1);

        SoftAssertions softly = new SoftAssertions();
        compareHistory(softly, c, history);
        List<HeldWeight> weights =
                ModelWeight.held(model.model().spec(), model.model().inputShapes());
        List<String> exempt = texts(c, "exempt");
        assertThat(weights).extracting(HeldWeight::path).isEqualTo(texts(c, "weights"));
        for (int i = 0; i < weights.size(); i++) {
            if (exempt.contains(weights.get(i).path())) {
                assertThat(c.arrays()).doesNotContainKey("f" + i);
            } else {
                compare(
                        softly,
                        weights.get(i).path(),
                        model.parameters().get(weights.get(i).key()),
                        c.array("f" + i).values());
            }
        }
        model.resetStates();
        Map<String, Double> evaluated = model.evaluate(data.x, data.y, evaluate -> {
            evaluate.batchSize(number(c, "batch")).verbose(0);
            if (!data.weights.isEmpty()) {
                evaluate.sampleWeight(data.weights);
            }
        });
        evaluated.forEach((name, value) -> compareLog(
                softly, "evaluate: " + name, value, c.array("e_" + name).values()[0]));
        List<Tensor> predicted = predict(model.model(), data, number(c, "batch"));
        for (int i = 0; i < predicted.size(); i++) {
            compare(
                    softly,
                    "prediction",
                    predicted.get(i).floats(),
                    c.array("p" + i).values());
        }
        softly.assertAll();

        CompiledModel shared = file.compiled();
        assertThat(fit(shared, c, 3)).as("with 3 threads").isEqualTo(history);
        for (HeldWeight w : weights) {
            assertThat(shared.parameters().get(w.key()))
                    .as("%s with 3 threads", w.path())
                    .isEqualTo(model.parameters().get(w.key()));
        }
        save(c, model, predicted);
    }

    private static Map<String, List<Double>> fit(CompiledModel model, PackedCases.Case c, int threads) {
        return fit(model, c, number(c, "epochs"), c.arrays().containsKey("xv0"), threads);
    }

    private static Map<String, List<Double>> fit(
            CompiledModel model, PackedCases.Case c, int epochs, boolean validated, int threads) {
        Data data = data(c, model.model(), "");
        return model.fit(data.x, data.y, fit -> {
                    fit.epochs(epochs)
                            .batchSize(number(c, "batch"))
                            .shuffle(false)
                            .verbose(0)
                            .threads(threads);
                    if (!data.weights.isEmpty()) {
                        fit.sampleWeight(data.weights);
                    }
                    if (c.fields().get("class_weight") instanceof Value.Fields weights) {
                        Map<Integer, Double> classes = new LinkedHashMap<>();
                        weights.fields().forEach((k, w) -> classes.put(Integer.valueOf(k), ((Value.Real) w).number()));
                        fit.classWeight(classes);
                    }
                    if (validated) {
                        Data validation = data(c, model.model(), "v");
                        fit.validationData(validation.x, validation.y).validationBatchSize(number(c, "batch"));
                    }
                })
                .history();
    }

    /** For the first batch, states at zero. */
    private static List<Tensor> predict(Model model, Data data, int batch) {
        List<Tensor> x = data.x.stream().map(t -> first(t, batch)).toList();
        return model.predictAll(x, batch, 1);
    }

    private static Tensor first(Tensor all, int n) {
        Shape shape = all.shape().with(0, n);
        int size = Math.toIntExact(shape.size());
        return all.dtype().isInts()
                ? Tensor.of(Arrays.copyOf(all.ints(), size), shape)
                : Tensor.of(Arrays.copyOf(all.floats(), size), shape);
    }

    private static void compareHistory(SoftAssertions softly, PackedCases.Case c, Map<String, List<Double>> history) {
        assertThat(history.keySet())
                .containsExactlyInAnyOrderElementsOf(c.arrays().keySet().stream()
                        .filter(k -> k.startsWith("h_"))
                        .map(k -> k.substring(2))
                        .toList());
        history.forEach((name, values) -> {
            float[] keras = c.array("h_" + name).values();
            for (int epoch = 0; epoch < keras.length; epoch++) {
                compareLog(softly, name + " of epoch " + (epoch + 1), values.get(epoch), keras[epoch]);
            }
        });
    }

    private static void compareLog(SoftAssertions softly, String what, double value, float keras) {
        softly.assertThat(value).as(what).isCloseTo(keras, Offset.offset(LOSS_TOLERANCE * Math.abs(keras)));
    }

    private static void compare(SoftAssertions softly, String what, float[] values, float[] keras) {
        assertThat(values).as(what).hasSameSizeAs(keras);
        int worst = 0;
        double far = -1;
        for (int i = 0; i < values.length; i++) {
            double distance = Math.abs((double) values[i] - keras[i]) / (1 + Math.abs(keras[i]));
            if (!(distance <= far)) {
                worst = i;
                far = distance;
            }
        }
        softly.assertThat((double) values[worst])
                .as("%s[%d]", what, worst)
                .isCloseTo(keras[worst], Offset.offset(WEIGHT_TOLERANCE * (1 + Math.abs(keras[worst]))));
    }

    /** The model's file as a user would have it: compiled as the run was. */
    private static LoadedModel open(PackedCases.Case c) throws IOException {
        Path file = FIXTURES.resolve(c.text("model") + ".keras");
        Value compile = c.fields().get("compile");
        if (compile == null) {
            return KerasModel.open(file);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipArchive archive = ZipArchive.open(file);
                ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (String member : archive.names()) {
                out.putNextEntry(new ZipEntry(member));
                byte[] content = archive.read(member, Integer.MAX_VALUE);
                out.write(member.equals("config.json") ? compiled(content, compile) : content);
                out.closeEntry();
            }
        }
        return KerasModel.open(ModelSource.of(bytes.toByteArray()));
    }

    private static byte[] compiled(byte[] config, Value compile) {
        Value.Fields model = (Value.Fields) Json.parse(new String(config, StandardCharsets.UTF_8));
        return Json.write(model.with("compile_config", compile)).getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> texts(PackedCases.Case c, String key) {
        return c.fields().get(key) instanceof Value.Items names
                ? names.items().stream().map(n -> ((Value.Text) n).text()).toList()
                : List.of();
    }

    private static int number(PackedCases.Case c, String key) {
        return (int) ((Value.Int) c.field(key)).number();
    }

    /** Inputs, labels and weights of samples; {@code which} is empty, or v for validation. */
    private static Data data(PackedCases.Case c, Model model, String which) {
        List<Tensor> x = new ArrayList<>();
        for (int i = 0; i < model.inputDTypes().size(); i++) {
            x.add(tensor(c, "x" + which + i, model.inputDTypes().get(i)));
        }
        List<Tensor> y = new ArrayList<>();
        List<Tensor> weights = new ArrayList<>();
        for (int i = 0; i < model.outputNames().size(); i++) {
            y.add(tensor(c, "y" + which + i, DType.FLOAT32));
            if (which.isEmpty() && c.arrays().containsKey("s" + i)) {
                weights.add(tensor(c, "s" + i, DType.FLOAT32));
            }
        }
        return new Data(x, y, weights);
    }

    private static Tensor tensor(PackedCases.Case c, String name, DType type) {
        PackedCases.Numbers numbers = c.array(name);
        if (!type.isInts()) {
            return Tensor.of(numbers.values(), numbers.shape());
        }
        int[] whole = new int[numbers.values().length];
        Arrays.setAll(whole, i -> (int) numbers.values()[i]);
        return Tensor.of(whole, numbers.shape());
    }

    /** What a run leaves, and beside it what one more epoch gives. */
    private static void save(PackedCases.Case c, CompiledModel model, List<Tensor> predicted) throws IOException {
        KerasModel.save(model, SAVED.resolve(c.name() + ".keras"));
        KerasModel.save(model, SAVED.resolve(c.name() + ".weights.h5"));
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        for (int i = 0; i < predicted.size(); i++) {
            arrays.put(
                    "p" + i,
                    NpyArray.of(
                            predicted.get(i).shape(), predicted.get(i).floats().clone()));
        }
        model.resetStates();
        double loss =
                Objects.requireNonNull(fit(model, c, 1, false, 1).get("loss")).get(0);
        arrays.put("loss", NpyArray.of(Shape.of(), new double[] {loss}));
        Npz.write(SAVED.resolve(c.name() + ".npz"), arrays);
        KerasModel.save(model, SAVED.resolve(c.name() + ".next.keras"));
    }
}
