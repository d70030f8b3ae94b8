package io.keratin.keras.container;

import static io.keratin.keras.container.Fixtures.fields;
import static io.keratin.keras.container.Fixtures.items;
import static io.keratin.keras.container.Fixtures.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.config.Value;
import io.keratin.core.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file that h5py wrote reads back with the values that h5py reads. */
class Hdf5ReadingTest {

    static Stream<String> good() {
        return Fixtures.record("good.json").keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("good")
    void reads_what_h5py_reads(String name) {
        Map<String, Value> expected = fields(Fixtures.record("good.json").get(name));
        Hdf5Group root = Fixtures.hdf5(name).root();
        Map<String, Value> datasets = fields(expected.get("datasets"));
        Map<String, Value> attributes = fields(expected.get("attributes"));
        assertThat(datasets.size() + attributes.size()).isPositive();
        datasets.forEach((path, dataset) -> same(root.dataset(path.substring(1)), fields(dataset)));
        attributes.forEach((place, texts) -> {
            int at = place.indexOf('@');
            Hdf5Node node = Fixtures.node(root, place.substring(1, at));
            assertThat(told(node.textsAttribute(place.substring(at + 1))))
                    .as(place)
                    .isEqualTo(items(texts).stream().map(Fixtures::text).toList());
        });
    }

    /** Texts as the record has them: of long ones it has only length and checksum. */
    private static List<String> told(@Nullable List<String> texts) {
        return requireNonNull(texts).stream()
                .map(text -> {
                    byte[] utf8 = text.getBytes(UTF_8);
                    CRC32 crc = new CRC32();
                    crc.update(utf8);
                    return utf8.length < 1000 ? text : utf8.length + " bytes, CRC-32 " + crc.getValue();
                })
                .toList();
    }

    private static void same(Hdf5Dataset actual, Map<String, Value> expected) {
        List<Value> values = items(expected.get("values"));
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) ((Value.Real) values.get(i)).number();
        }
        String shape = items(expected.get("shape")).toString();
        assertThat(List.<Object>of(actual.shape().rank(), actual.size()))
                .as(actual.path())
                .isEqualTo(List.<Object>of(items(expected.get("shape")).size(), (long) floats.length));
        assertThat(Arrays.toString(actual.shape().toArray())).as(actual.path()).isEqualTo(shape);
        assertThat(actual.dtype()).as(actual.path()).isEqualTo(text(expected.get("dtype")));
        assertThat(actual.readFloats(floats.length)).as(actual.path()).isEqualTo(floats);
    }

    @Test
    void the_recorded_files_are_there() {
        assertThat(good()).hasSizeGreaterThan(10);
    }

    @Test
    void whole_numbers_are_exact() {
        Hdf5Group root = Fixtures.hdf5("types.h5").root();
        assertThat(root.dataset("iteration").readLongs(1)).containsExactly(1234567890123L);
        assertThat(root.dataset("types/bool").readLongs(3)).containsExactly(1, 0, 1);
    }

    @Test
    void unmarked_bfloat16_is_read_when_the_caller_knows_it() {
        Hdf5Dataset dataset = Fixtures.hdf5("types.h5").root().dataset("bfloat16");
        assertThat(dataset.mayBeBfloat16()).isTrue();
        assertThat(dataset.readBfloat16(5)).isEqualTo(dataset.readFloats(5));
    }

    @Test
    void lists_of_texts_come_in_all_the_ways_of_h5py() {
        Hdf5Group group = Fixtures.hdf5("attributes_earliest.h5").root().group("model_weights");
        assertThat(group.textsAttribute("none")).isEmpty();
        assertThat(group.textsAttribute("null")).isEmpty();
        assertThat(group.textsAttribute("absent")).isNull();
        assertThat(group.textAttribute("absent")).isNull();
        assertThat(group.textsAttribute("split")).containsExactly("l0", "l1", "l2", "l3", "l4", "l5");
        assertThat(group.attributeNames()).contains("layer_names", "number", "split0");
    }

    @Test
    void names_with_backslashes_are_paths() {
        Hdf5Group root = Fixtures.hdf5("backslashes.h5").root();
        assertThat(root.childNames()).contains("dec\\_layer_checkpoint_dependencies\\conv2d");
        assertThat(root.dataset("dec/_layer_checkpoint_dependencies/conv2d/vars/0")
                        .shape())
                .isEqualTo(Shape.of(3));
        assertThat(root.dataset("dec/vars/0").shape()).isEqualTo(Shape.of(2));
        assertThat(root.find("dec/_layer_checkpoint_dependencies/dense")).isNull();
    }

    @Test
    void a_file_on_disk_is_read_in_place() throws IOException {
        try (Bytes file = Bytes.open(Fixtures.path("seed.h5"));
                Bytes channel = Bytes.of(Files.newByteChannel(Fixtures.path("seed.h5")))) {
            Hdf5Dataset mapped = Hdf5File.open(file, "seed.h5").root().dataset("layers/dense/vars/0");
            Hdf5Dataset sought = Hdf5File.open(channel, "seed.h5").root().dataset("layers/dense/vars/0");
            assertThat(mapped.readFloats(12)).isEqualTo(sought.readFloats(12)).startsWith(0, 1, 2, 3);
            assertThat(Hdf5File.recognises(file)).isTrue();
        }
    }
}
