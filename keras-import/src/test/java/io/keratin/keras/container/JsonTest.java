package io.keratin.keras.container;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keratin.core.config.Value;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Test
    void reads_every_kind_of_value() {
        assertThat(Json.parse("{\"a\": [1, -2.5, true, false, null, \"x\\u00fc\"], \"b\": {}}"))
                .isEqualTo(Value.fields(
                        "a", List.<Object>of(1, -2.5, true, false, Value.Nothing.NULL, "xü"), "b", Value.fields()));
        assertThat(Json.parse(" 3 ")).isEqualTo(new Value.Int(3));
    }

    @Test
    void reads_the_bare_names_that_keras_writes() {
        assertThat(Json.parse("[NaN, Infinity, -Infinity]"))
                .isEqualTo(Value.of(List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY)));
    }

    @Test
    void integers_are_exact_up_to_64_bits() {
        assertThat(Json.parse("[9223372036854775807, -9223372036854775808, 18446744073709551615]"))
                .isEqualTo(Value.of(List.<Object>of(Long.MAX_VALUE, Long.MIN_VALUE, 0x1p64)));
    }

    @Test
    void a_byte_order_mark_is_ignored() {
        assertThat(Json.parse("\uFEFF1".getBytes(UTF_8))).isEqualTo(new Value.Int(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1,",
                "[1,]",
                "{\"a\": 1,}",
                "{\"a\" 1}",
                "[1] 2",
                "[1]]",
                "'a'",
                "{a: 1}",
                "01",
                "+1",
                "1.",
                ".5",
                "+Infinity",
                "INF",
                "-INF",
                "nan",
                "tru",
                "\"a",
                "\"\\x\"",
                "// c\n1",
                "\"a\nb\"",
                "{\"a\": 1, \"a\": 2}"
            })
    void what_is_no_json_is_damaged(String text) {
        ModelFormatException error = catchThrowableOfType(ModelFormatException.class, () -> Json.parse(text));
        assertThat(error.kind()).isEqualTo(Kind.DAMAGED);
        assertThat(error.place()).matches("line \\d+, column \\d+");
    }

    @Test
    void errors_name_line_and_column() {
        ModelFormatException error =
                catchThrowableOfType(ModelFormatException.class, () -> Json.parse("{\"a\": 1,\n \"a\": 2}"));
        assertThat(error).hasMessage("line 2, column 2: is not valid JSON: the key \"a\" stands twice in one object");
    }

    @Test
    void depth_is_bounded() {
        assertThat(Json.parse("[".repeat(200) + "]".repeat(200))).isInstanceOf(Value.Items.class);
        refused("[".repeat(201) + "]".repeat(201));
        refused("{\"a\":".repeat(100_000));
    }

    @Test
    void numbers_and_strings_are_bounded() {
        refused("1" + "0".repeat(64));
        refused("0." + "1".repeat(64));
        refused("\"" + "x".repeat((1 << 20) + 1) + "\"");
        refused("{\"" + "x".repeat((1 << 16) + 1) + "\": 1}");
        assertThat(Json.parse("\"" + "x".repeat(1 << 20) + "\"")).isInstanceOf(Value.Text.class);
    }

    private static void refused(String text) {
        ModelFormatException error = catchThrowableOfType(ModelFormatException.class, () -> Json.parse(text));
        assertThat(error.kind()).isEqualTo(Kind.FORBIDDEN);
    }

    @Test
    void other_encodings_are_refused() {
        ModelFormatException error =
                catchThrowableOfType(ModelFormatException.class, () -> Json.parse("\"ü\"".getBytes(ISO_8859_1)));
        assertThat(error).hasMessageContaining("UTF-8");
    }

    @ParameterizedTest
    @CsvSource({
        "0.1, 0.1",
        "1.0, 1.0",
        "100.0, 100.0",
        "1e16, 1e+16",
        "1e15, 1000000000000000.0",
        "1.5e300, 1.5e+300",
        "1e-4, 0.0001",
        "1e-5, 1e-05",
        "1.25e-7, 1.25e-07",
        "0.0010000000474974513, 0.0010000000474974513",
        "2e-3, 0.002",
        "5e-324, 5e-324",
        "2.2250738585072014e-308, 2.2250738585072014e-308",
        "123456789012345680.0, 1.2345678901234568e+17",
        "2e23, 2e+23",
        "1.7976931348623157e308, 1.7976931348623157e+308",
        "-0.0, -0.0",
        "-2.5, -2.5",
        "0.30000000000000004, 0.30000000000000004",
        "9007199254740993.0, 9007199254740992.0",
        "2.0e-322, 2e-322"
    })
    void reals_are_written_as_python_writes_them(double number, String text) {
        assertThat(Json.write(new Value.Real(number))).isEqualTo(text);
    }

    @Test
    void values_are_written_as_python_writes_them() {
        Value value = Value.fields(
                "a",
                List.<Object>of(1, 2.0, Double.NaN, Double.NEGATIVE_INFINITY),
                "b\"\\\n\u0001\u007fü😀",
                null,
                "c",
                List.of(),
                "d",
                Value.fields(),
                "e",
                true);
        assertThat(Json.write(value))
                .isEqualTo(
                        "{\"a\": [1, 2.0, NaN, -Infinity], \"b\\\"\\\\\\n\\u0001\\u007f\\u00fc\\ud83d\\ude00\": null, "
                                + "\"c\": [], \"d\": {}, \"e\": true}");
        assertThat(Json.parse(Json.write(value))).isEqualTo(value);
    }
}
