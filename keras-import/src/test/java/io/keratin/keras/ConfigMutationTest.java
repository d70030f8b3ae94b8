package io.keratin.keras;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.Model;
import io.keratin.core.config.Value;
import io.keratin.core.error.KeratinException;
import io.keratin.keras.Fixtures.Case;
import io.keratin.keras.container.Bytes;
import io.keratin.keras.container.Hdf5File;
import io.keratin.keras.container.Hdf5Group;
import io.keratin.keras.container.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Configurations with a few changed numbers, names and places: models open and predict, or one sentence says why not. */
class ConfigMutationTest {

    private static final long SECONDS = Long.getLong("keratin.mutation.seconds", 1);
    private static final String CONFIG = "config.json";

    /** Opens a model with a changed configuration. */
    @FunctionalInterface
    private interface Opening {
        Model open(Value config) throws IOException;
    }

    @Test
    void a_changed_model_opens_and_predicts_or_is_refused_with_a_sentence() throws IOException {
        mutate(".keras", 20, (c, random) -> {
            Map<String, byte[]> members = members(Files.readAllBytes(c.model()));
            byte[] json = members.get(CONFIG);
            if (json == null) { // HDF5 under this name
                return false;
            }
            return predicts(c, Json.parse(json), random, config -> {
                members.put(CONFIG, Json.write(config).getBytes(UTF_8));
                return KerasModel.open(ModelSource.of(zip(members))).model();
            });
        });
    }

    @Test
    void a_changed_model_of_an_older_keras_opens_and_predicts_or_is_refused_with_a_sentence() throws IOException {
        mutate(".h5", 60, (c, random) -> {
            byte[] hdf5 = Files.readAllBytes(c.model());
            Value architecture = architecture(hdf5, c.name());
            if (architecture == null) { // weights alone
                return false;
            }
            return predicts(c, architecture, random, config -> {
                ModelSource json = ModelSource.of(Json.write(config).getBytes(UTF_8));
                return KerasModel.open(json, ModelSource.of(hdf5), LoadOptions.defaults())
                        .model();
            });
        });
    }

    /** Changes one file; whether the model predicts. */
    @FunctionalInterface
    private interface Attempt {
        boolean on(Case c, Random random) throws IOException;
    }

    /** Tries files of this kind until the time is over, and at least so many. */
    private static void mutate(String kind, int least, Attempt attempt) throws IOException {
        long start = Long.getLong("keratin.mutation.seed", System.nanoTime());
        System.out.println("mutation seed " + start + " (repeat with -Dkeratin.mutation.seed=" + start + ")");
        Random random = new Random(start);
        List<Case> cases = Fixtures.all().stream()
                .filter(c -> c.model().toString().endsWith(kind))
                .toList();
        long end = System.nanoTime() + SECONDS * 1_000_000_000L;
        int refused = 0;
        int predicted = 0;
        for (int file = 0; file < least || System.nanoTime() < end; file++) {
            Case c = cases.get(random.nextInt(cases.size()));
            try {
                predicted += attempt.on(c, random) ? 1 : 0;
            } catch (KeratinException e) {
                refused++;
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + start + ", file " + file, e);
            }
        }
        assertThat(refused).isPositive();
        assertThat(predicted).isPositive();
    }

    /** Predicts with one or two values of the configuration changed. */
    private static boolean predicts(Case c, Value whole, Random random, Opening opening) throws IOException {
        Value config = whole;
        for (int i = random.nextInt(2); i >= 0; i--) {
            config = changed(config, random.nextInt(count(config)), random);
        }
        try {
            opening.open(config).predictAll(Fixtures.pairs(c.arrays()).get(0).inputs());
        } catch (KeratinException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            throw new AssertionError(c.name() + ": " + config, e);
        }
        return true;
    }

    /** The architecture in a whole-model file as {@code to_json} writes it. */
    private static @Nullable Value architecture(byte[] hdf5, String name) throws IOException {
        try (Bytes bytes = ModelSource.of(hdf5).bytes()) {
            if (!Hdf5File.recognises(bytes)) { // an archive under this name
                return null;
            }
            Hdf5Group root = Hdf5File.open(bytes, name).root();
            String config = root.textAttribute("model_config");
            if (config == null || !(Json.parse(config.getBytes(UTF_8)) instanceof Value.Fields fields)) {
                return null;
            }
            return fields.with("keras_version", Value.of(root.textAttribute("keras_version")))
                    .with("backend", Value.of(root.textAttribute("backend")));
        }
    }

    private static int count(Value value) {
        int n = 1;
        for (Value inner : inside(value)) {
            n += count(inner);
        }
        return n;
    }

    private static List<Value> inside(Value value) {
        return value instanceof Value.Items list
                ? list.items()
                : value instanceof Value.Fields f ? List.copyOf(f.fields().values()) : List.of();
    }

    /** The tree with its value number {@code at} changed. */
    private static Value changed(Value value, int at, Random random) {
        if (at == 0) {
            return other(value, random);
        }
        int rest = at - 1;
        List<Value> inner = new ArrayList<>(inside(value));
        for (int i = 0; i < inner.size(); i++) {
            int n = count(inner.get(i));
            if (rest >= 0 && rest < n) {
                inner.set(i, changed(inner.get(i), rest, random));
            }
            rest -= n;
        }
        if (value instanceof Value.Fields f) {
            Map<String, Value> fields = new LinkedHashMap<>();
            f.fields().keySet().forEach(key -> fields.put(key, inner.get(fields.size())));
            return new Value.Fields(fields);
        }
        return new Value.Items(inner);
    }

    private static Value other(Value value, Random random) {
        if (value instanceof Value.Int i && random.nextInt(4) > 0) {
            return new Value.Int(random.nextBoolean() ? random.nextInt(9) - 3 : i.number() + 1);
        } else if (value instanceof Value.Items list && !list.items().isEmpty() && random.nextBoolean()) {
            List<Value> fewer = new ArrayList<>(list.items());
            fewer.remove(random.nextInt(fewer.size()));
            return new Value.Items(fewer);
        } else if (value instanceof Value.Items list && !list.items().isEmpty()) {
            List<Value> more = new ArrayList<>(list.items());
            more.add(more.get(random.nextInt(more.size())));
            return new Value.Items(more);
        }
        return switch (random.nextInt(6)) {
            case 0 -> Value.Nothing.NULL;
            case 1 -> new Value.Int(random.nextInt(5) - 2);
            case 2 -> new Value.Text("dense");
            case 3 -> new Value.Flag(random.nextBoolean());
            case 4 -> new Value.Items(List.of());
            default -> new Value.Real(0.5);
        };
    }

    private static Map<String, byte[]> members(byte[] zip) throws IOException {
        Map<String, byte[]> members = new LinkedHashMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
                members.put(e.getName(), in.readAllBytes());
            }
        }
        return members;
    }

    private static byte[] zip(Map<String, byte[]> members) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> e : members.entrySet()) {
                out.putNextEntry(new ZipEntry(e.getKey()));
                out.write(e.getValue());
            }
        }
        return bytes.toByteArray();
    }
}
