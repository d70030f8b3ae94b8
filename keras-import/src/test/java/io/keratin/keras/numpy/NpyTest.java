package io.keratin.keras.numpy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keratin.core.config.Value;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import io.keratin.core.tensor.Shape;
import io.keratin.keras.container.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {

    private static final Path FOLDER = Path.of("src/test/fixtures/numpy");

    private static Map<String, Value> expected() throws IOException {
        return ((Value.Fields) Json.parse(Files.readAllBytes(FOLDER.resolve("expected.json")))).fields();
    }

    static Stream<String> files() throws IOException {
        return expected().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("files")
    void reads_what_numpy_writes(String name) throws IOException {
        Value.Fields expected = (Value.Fields) Objects.requireNonNull(expected().get(name));
        NpyArray array = Npy.read(FOLDER.resolve(name + ".npy"));
        double[] values = numbers(Objects.requireNonNull(expected.get("values")));
        assertThat(new Value.Text(array.dtype())).isEqualTo(expected.get("dtype"));
        assertThat(Value.of(array.shape().toArray())).isEqualTo(expected.get("shape"));
        assertThat(array.toDoubles()).isEqualTo(values);
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        assertThat(array.toFloats()).isEqualTo(floats);
        if (expected.get("longs") instanceof Value.Items longs) {
            assertThat(array.isInteger()).isTrue();
            assertThat(array.toLongs())
                    .isEqualTo(longs.items().stream()
                            .mapToLong(v -> ((Value.Int) v).number())
                            .toArray());
        }
    }

    private static double[] numbers(Value list) {
        return ((Value.Items) list)
                .items().stream().mapToDouble(v -> ((Value.Real) v).number()).toArray();
    }

    @Test
    void the_recorded_files_are_there() throws IOException {
        assertThat(files()).hasSizeGreaterThan(25);
    }

    @Test
    void longs_beyond_63_bits_and_fractions_are_refused() throws IOException {
        NpyArray large = Npy.read(FOLDER.resolve("edges_uint64.npy"));
        assertThatThrownBy(large::toLongs)
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("18446744073709551615");
        assertThatThrownBy(NpyArray.of(Shape.of(1), new float[] {1.5f})::toLongs)
                .isInstanceOf(ArithmeticException.class);
        assertThat(NpyArray.of(Shape.of(1), new float[] {-3f}).toLongs()).containsExactly(-3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "little_f4",
                "little_f8",
                "little_i4",
                "little_i8",
                "scalar",
                "empty",
                "one_axis",
                "cube",
                "wide",
                "bool",
                "i1"
            })
    void writes_byte_for_byte_what_numpy_writes(String name) throws IOException {
        byte[] original = Files.readAllBytes(FOLDER.resolve(name + ".npy"));
        NpyArray array = Npy.read(original);
        assertThat(written(array)).isEqualTo(original);
        NpyArray built =
                switch (array.dtype()) {
                    case "float32" -> NpyArray.of(array.shape(), array.toFloats());
                    case "float64" -> NpyArray.of(array.shape(), array.toDoubles());
                    case "int64" -> NpyArray.of(array.shape(), array.toLongs());
                    case "int32" ->
                        NpyArray.of(
                                array.shape(),
                                Arrays.stream(array.toLongs())
                                        .mapToInt(n -> (int) n)
                                        .toArray());
                    default -> array;
                };
        assertThat(built).isEqualTo(array).hasSameHashCodeAs(array);
        assertThat(written(built)).isEqualTo(original);
    }

    private static byte[] written(NpyArray array) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Npy.write(out, array);
        return out.toByteArray();
    }

    @Test
    void column_order_is_turned_into_row_order(@TempDir Path folder) throws IOException {
        NpyArray array = Npy.read(FOLDER.resolve("fortran.npy"));
        assertThat(array.toFloats()).containsExactly(0, 1, 2, 3, 4, 5);
        Npy.write(folder.resolve("x.npy"), array);
        assertThat(Npy.read(folder.resolve("x.npy"))).isEqualTo(array);
        assertThat(array).hasToString("float32 (2, 3)");
    }

    @ParameterizedTest
    @CsvSource({
        "complex, UNSUPPORTED, <c8",
        "time, UNSUPPORTED, <M8[s]",
        "records, UNSUPPORTED, records",
        "objects, FORBIDDEN, pickle"
    })
    void what_is_no_array_of_numbers_is_refused(String name, Kind kind, String word) {
        ModelFormatException error = catchThrowableOfType(
                ModelFormatException.class, () -> Npy.read(FOLDER.resolve("refused_" + name + ".npy")));
        assertThat(error.kind()).isEqualTo(kind);
        assertThat(error).hasMessageStartingWith("refused_" + name + ".npy: ").hasMessageContaining(word);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{'descr': '<f4', 'fortran_order': False, }",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (3)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), 'x': 1}",
                "{'descr': '<f4', 'fortran_order': 0, 'shape': (3,)}",
                "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (3,)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (-3,)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1,,3)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (9999999999,)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647, 2147483647, 2147483647,)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (3,)} + __import__('os')",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (4,)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647,)}"
            })
    void a_broken_header_is_damaged(String header) {
        ModelFormatException error = catchThrowableOfType(ModelFormatException.class, () -> Npy.read(file(header)));
        assertThat(error.kind()).isEqualTo(Kind.DAMAGED);
    }

    @Test
    void python_2_numbers_and_free_spacing_are_read() {
        NpyArray array = Npy.read(file("{ \"shape\":( 3L , ),'fortran_order' :False,  \"descr\": '<f4' }\n"));
        assertThat(array.shape()).isEqualTo(Shape.of(3));
    }

    /** Version 1.0, this header, and 12 bytes of data. */
    private static byte[] file(String header) {
        byte[] text = header.getBytes(ISO_8859_1);
        byte[] file = new byte[10 + text.length + 12];
        System.arraycopy(Npy.MAGIC, 0, file, 0, 6);
        file[6] = 1;
        file[8] = (byte) text.length;
        file[9] = (byte) (text.length >> 8);
        System.arraycopy(text, 0, file, 10, text.length);
        return file;
    }

    @Test
    void other_files_and_versions_are_refused() {
        for (byte[] bytes : List.of(new byte[0], new byte[11], "PK\3\4................".getBytes(ISO_8859_1))) {
            assertThatThrownBy(() -> Npy.read(bytes))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("npy");
        }
        byte[] later = file("{}");
        later[6] = 4;
        assertThatThrownBy(() -> Npy.read(later)).hasMessageContaining("version 4.0");
    }

    @Test
    void texts_are_read_and_written() throws IOException {
        for (String name : List.of("texts_utf32", "texts_big_endian", "texts_bytes")) {
            NpyArray array = Npy.read(FOLDER.resolve(name + ".npy"));
            assertThat(array.isText()).isTrue();
            assertThat(array.shape()).isEqualTo(Shape.of(2, 2));
            assertThat(array.toTexts()).as(name).containsExactly("ab", "", "über", "😀 日本");
            assertThatThrownBy(array::toFloats).hasMessageContaining("found texts");
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            Npy.write(out, array);
            if (name.equals("texts_utf32")) {
                assertThat(out.toByteArray()).isEqualTo(Files.readAllBytes(FOLDER.resolve(name + ".npy")));
            }
            assertThat(Npy.read(out.toByteArray()).toTexts()).isEqualTo(array.toTexts());
        }
    }

    @Test
    void what_is_no_character_is_refused() {
        byte[] file = file("{'descr': '<U1', 'fortran_order': False, 'shape': (3,)}");
        Arrays.fill(file, file.length - 12, file.length, (byte) 0x7f);
        assertThatThrownBy(() -> Npy.read(file))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("no character");
    }
}
