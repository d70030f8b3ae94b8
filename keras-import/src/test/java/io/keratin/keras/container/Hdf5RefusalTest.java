package io.keratin.keras.container;

import static io.keratin.keras.container.Fixtures.fields;
import static io.keratin.keras.container.Fixtures.items;
import static io.keratin.keras.container.Fixtures.text;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jhdf.checksum.ChecksumUtils;
import io.keratin.core.config.Value;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Hostile and damaged files are refused by one sentence, and cost next to nothing. */
class Hdf5RefusalTest {

    /** Memory is measured coarsely, but what these files ask for is hundreds of times more. */
    private static final long LITTLE = 32 << 20;

    static Stream<String> hostile() {
        return Fixtures.record("hostile.json").keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void refuses(String name) {
        Map<String, Value> expected = fields(Fixtures.record("hostile.json").get(name));
        String file = name.replaceAll("#.*", "");
        byte[] bytes = Fixtures.bytes(file);
        long before = usedMemory();
        ModelFormatException error =
                catchThrowableOfType(ModelFormatException.class, () -> ask(bytes, file, text(expected.get("ask"))));
        long allocated = usedMemory() - before;

        assertThat(error).as("nothing was refused").isNotNull();
        assertThat(error.kind()).as(error.getMessage()).isEqualTo(Kind.valueOf(text(expected.get("kind"))));
        assertThat(error).hasMessageStartingWith(file + ": ");
        for (Value word : items(expected.get("words"))) {
            assertThat(error).hasMessageContaining(text(word));
        }
        assertThat(allocated).as("bytes allocated").isLessThan(LITTLE);
    }

    private static long usedMemory() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** Asks for what a fixture names: several objects, {@code path} for a data set's values, {@code path@name} for an attribute. */
    private static void ask(byte[] bytes, String file, String wanted) {
        Hdf5Group root = Hdf5File.open(Bytes.of(bytes), file).root();
        for (String one : wanted.split(",", -1)) {
            Hdf5Node node = Fixtures.node(root, one.replaceAll("@.*", ""));
            if (one.contains("@")) {
                node.textsAttribute(one.replaceAll(".*@", ""));
            } else if (node instanceof Hdf5Dataset dataset) {
                dataset.readFloats(dataset.size());
            }
        }
    }

    @Test
    void the_recorded_files_are_there() {
        assertThat(hostile()).hasSizeGreaterThanOrEqualTo(40);
    }

    /** A table's head with another number in it, and a checksum that fits again. */
    private static byte[] rewritten(String signature, int at, int value, int headLength) {
        byte[] file = Fixtures.bytes("groups_latest.h5");
        int head = new String(file, ISO_8859_1).indexOf(signature);
        ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putShort(head + at, (short) value).putShort(head + at + 2, (short) (value >>> 16));
        byte[] body = Arrays.copyOfRange(file, head, head + headLength);
        buffer.putInt(head + headLength, ChecksumUtils.checksum(body));
        return file;
    }

    @ParameterizedTest
    @CsvSource({
        "BTHD, 26, 2000000000, 34, a tree of 2000000000 records",
        "BTHD, 12, 4000, 34, a tree of depth 4000",
        "BTHD, 16, 1, 34, damaged",
        "FRHP, 110, 65535, 142, damaged",
        "FRHP, 140, 65535, 142, a heap of 262140 blocks"
    })
    void a_well_checked_table_with_an_absurd_count_costs_nothing(
            String signature, int at, int value, int headLength, String words) {
        byte[] file = rewritten(signature, at, value, headLength);
        long before = usedMemory();
        ModelFormatException error =
                catchThrowableOfType(ModelFormatException.class, () -> ask(file, "table.h5", "many/x39"));
        assertThat(usedMemory() - before).isLessThan(LITTLE);
        assertThat(error.kind()).isEqualTo(Kind.DAMAGED);
        assertThat(error).hasMessageStartingWith("table.h5: /many: ").hasMessageContaining(words);
    }

    @Test
    void a_bad_child_does_not_spoil_its_siblings() {
        Hdf5Group root = Fixtures.hdf5("hostile_storage.h5").root();
        assertThat(root.childNames()).contains("external", "virtual", "far", "sibling");
        assertThat(root.dataset("sibling").readFloats(2)).hasSize(2);
    }

    @Test
    void another_number_of_values_is_refused_before_reading() {
        Hdf5Dataset dataset = Fixtures.hdf5("seed.h5").root().dataset("layers/dense/vars/0");
        ModelFormatException error = catchThrowableOfType(ModelFormatException.class, () -> dataset.readFloats(13));
        assertThat(error.kind()).isEqualTo(Kind.MISMATCH);
        assertThat(error)
                .hasMessage("seed.h5: /layers/dense/vars/0: has shape (3, 4), which is 12 values; 13 were expected");
    }

    @Test
    void a_missing_object_is_named_beside_what_is_there() {
        Hdf5Group root = Fixtures.hdf5("seed.h5").root();
        ModelFormatException error = catchThrowableOfType(ModelFormatException.class, () -> root.dataset("layers/gru"));
        assertThat(error.kind()).isEqualTo(Kind.MISMATCH);
        assertThat(error).hasMessage("seed.h5: /layers/gru: is missing; the group holds layers");
        assertThat(catchThrowableOfType(ModelFormatException.class, () -> root.dataset("layers/dense")))
                .hasMessageContaining("a data set was expected");
    }
}
