package io.keratin.keras;

import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.Model;
import io.keratin.core.config.Value;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.Parameters;
import io.keratin.core.layers.WeightSpec;
import io.keratin.core.tensor.Shape;
import io.keratin.keras.container.Json;
import io.keratin.keras.numpy.Npz;
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
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Reads what {@code fixtures/packed.py} writes: many small cases in {@code cases.json} and {@code numbers.npz}. */
final class PackedCases {

    /** Numbers below are differences of larger ones: they are compared as if they were this large. */
    private static final double SMALL = 1e-2;

    private PackedCases() {}

    /** An array of a case. */
    @SuppressWarnings("ArrayRecordComponent") // read once, compared by nobody
    record Numbers(Shape shape, float[] values) {}

    /** One case: its fields and its arrays. */
    record Case(Value.Fields fields, Map<String, Numbers> arrays) {

        String name() {
            return text("name");
        }

        String text(String key) {
            return ((Value.Text) field(key)).text();
        }

        Value field(String key) {
            Value v = fields.get(key);
            assertThat(v).as(key).isNotNull();
            return v == null ? Value.Nothing.NULL : v;
        }

        Numbers array(String key) {
            return Objects.requireNonNull(arrays.get(key), key);
        }

        @Nullable
        Shape shape(String key) {
            return arrays.containsKey(key) ? array(key).shape() : null;
        }

        float @Nullable [] values(String key) {
            return arrays.containsKey(key) ? array(key).values() : null;
        }

        /** The model of the field {@code model} with the weights {@code w0} and so on. */
        Model model() throws IOException {
            byte[] json = KerasModel.toJson(field("model")).getBytes(StandardCharsets.UTF_8);
            NamedLayer spec = KerasModel.open(ModelSource.of(json)).spec();
            List<WeightSpec> weights = Model.weights(spec);
            List<float[]> values = new ArrayList<>();
            for (int i = 0; i < weights.size(); i++) {
                values.add(array("w" + i).values());
            }
            return Model.of(spec, new Parameters(weights, values));
        }

        @Override
        public String toString() {
            return name();
        }
    }

    static List<Case> read(String group) throws IOException {
        Path folder = Fixtures.ROOT.resolve(group);
        float[] numbers = Objects.requireNonNull(
                        Npz.read(folder.resolve("numbers.npz")).get("numbers"))
                .toFloats();
        List<Case> cases = new ArrayList<>();
        int at = 0;
        for (Value entry : ((Value.Items) Json.parse(json(folder))).items()) {
            Value.Fields fields = (Value.Fields) entry;
            Map<String, Numbers> arrays = new LinkedHashMap<>();
            for (Map.Entry<String, Value> array : at(fields, "arrays").fields().entrySet()) {
                int[] dims = ((Value.Items) array.getValue())
                        .items().stream()
                                .mapToInt(d -> (int) ((Value.Int) d).number())
                                .toArray();
                Shape shape = Shape.of(dims);
                int end = at + Math.toIntExact(shape.size());
                arrays.put(array.getKey(), new Numbers(shape, Arrays.copyOfRange(numbers, at, end)));
                at = end;
            }
            cases.add(new Case(fields, arrays));
        }
        assertThat(at).as("numbers that belong to a case").isEqualTo(numbers.length);
        assertThat(cases).isNotEmpty();
        return cases;
    }

    /** The cases, packed where they are long. */
    private static byte[] json(Path folder) throws IOException {
        Path packed = folder.resolve("cases.json.gz");
        if (!Files.exists(packed)) {
            return Files.readAllBytes(folder.resolve("cases.json"));
        }
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
            return in.readAllBytes();
        }
    }

    /** The object under a key of another. */
    static Value.Fields at(Value object, String key) {
        return (Value.Fields) Objects.requireNonNull(((Value.Fields) object).get(key), key);
    }

    /** Fails unless each number is within a tolerance, relative to itself and to the largest of them. */
    static void assertClose(String what, float[] actual, float[] expected, double tolerance) {
        assertThat(actual.length).as(what).isEqualTo(expected.length);
        double largest = 0;
        for (float e : expected) {
            largest = Float.isFinite(e) ? Math.max(largest, Math.abs(e)) : largest;
        }
        for (int i = 0; i < expected.length; i++) {
            boolean close = Float.compare(actual[i], expected[i]) == 0
                    || Math.abs((double) actual[i] - expected[i]) <= tolerance * Math.max(largest, SMALL);
            assertThat(close)
                    .as("%s[%d]: %s, Keras %s of at most %s", what, i, actual[i], expected[i], largest)
                    .isTrue();
        }
    }
}
