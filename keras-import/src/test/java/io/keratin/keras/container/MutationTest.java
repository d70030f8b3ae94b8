package io.keratin.keras.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.error.ModelFormatException;
import io.keratin.keras.numpy.Npy;
import io.keratin.keras.numpy.NpyArray;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Files with a few changed bytes: they load, or one {@link ModelFormatException} says why not; nothing else comes out. */
class MutationTest {

    private static final long SECONDS = Long.getLong("keratin.mutation.seconds", 1);

    private static void mutate(byte[] seed, Consumer<byte[]> reader) {
        long start = Long.getLong("keratin.mutation.seed", System.nanoTime());
        System.out.println("mutation seed " + start + " (repeat with -Dkeratin.mutation.seed=" + start + ")");
        Random random = new Random(start);
        long end = System.nanoTime() + SECONDS * 1_000_000_000L / 2;
        int refused = 0;
        int files = 0;
        while (System.nanoTime() < end || files < 20) {
            byte[] mutant = random.nextInt(10) == 0 ? Arrays.copyOf(seed, random.nextInt(seed.length)) : seed.clone();
            for (int i = random.nextInt(4); i >= 0 && mutant.length > 0; i--) {
                change(mutant, random);
            }
            files++;
            try {
                reader.accept(mutant);
            } catch (ModelFormatException e) {
                refused++;
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + start + ", file " + files, e);
            }
        }
        assertThat(refused).as("refused of " + files).isPositive();
    }

    private static void change(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length);
        for (int tries = 0; bytes[at] == 0 && tries < 20; tries++) {
            at = random.nextInt(bytes.length); // most zeros are gaps
        }
        switch (random.nextInt(4)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt(256);
            case 2 -> bytes[at] += (byte) (random.nextInt(9) - 4);
            default ->
                Arrays.fill(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(8)), (byte) -random.nextInt(2));
        }
    }

    private static void walk(Hdf5Node node) {
        node.attributeNames().forEach(node::textsAttribute);
        if (node instanceof Hdf5Dataset dataset) {
            dataset.readFloats(dataset.size());
        } else if (node instanceof Hdf5Group group) {
            for (String name : group.childNames()) {
                Hdf5Node child = group.child(name);
                if (child != null) {
                    walk(child);
                }
            }
        }
    }

    private static void hdf5(String seed) {
        mutate(
                Fixtures.bytes(seed),
                bytes -> walk(Hdf5File.open(Bytes.of(bytes), seed).root()));
    }

    @Test
    void hdf5_as_keras_writes_it() {
        hdf5("seed.h5");
    }

    @Test
    void hdf5_of_the_latest_format() {
        hdf5("seed_latest.h5");
        hdf5("groups_latest.h5");
    }

    @Test
    void hdf5_in_pieces() {
        hdf5("chunked_earliest.h5");
        hdf5("chunked_latest.h5");
    }

    @Test
    void hdf5_with_many_types() {
        hdf5("types.h5");
    }

    @Test
    void zip() {
        mutate(ZipArchiveTest.good(), bytes -> {
            ZipArchive archive = ZipArchive.open(Bytes.of(bytes), "zip");
            archive.names().forEach(archive::bytes);
        });
    }

    @Test
    void json() {
        String seed = "{\"a\": [1, 2.5e3, NaN, -Infinity, true, null], \"b\": {\"c\": \"x\\u00fc\\n\"}, \"d\": [[[]]]}";
        mutate(seed.getBytes(UTF_8), Json::parse);
    }

    @Test
    void npy() {
        byte[] seed = npyBytes();
        mutate(seed, bytes -> values(Npy.read(bytes)));
    }

    /** A changed header may say that the same bytes are texts. */
    private static Object values(NpyArray array) {
        return array.isText() ? array.toTexts() : array.toDoubles();
    }

    private static byte[] npyBytes() {
        return Fixtures.bytes("../numpy/fortran_cube.npy");
    }
}
