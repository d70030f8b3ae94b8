package io.keratin.core.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keratin.core.config.Config;
import io.keratin.core.config.Dialect;
import io.keratin.core.config.Value;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What preprocessing layers refuse, and their hashes on published test vectors. */
class PreprocessingTest {

    private static LayerSpec read(String className, Object... options) {
        Value.Fields entry = Value.fields("class_name", className, "config", Value.fields(options));
        return LayerRegistry.keras()
                .read(new Config(entry, "", Dialect.KERAS_3))
                .spec();
    }

    @Test
    void siphash_gives_the_vector_of_its_paper() {
        byte[] message = new byte[15];
        for (int i = 0; i < message.length; i++) {
            message[i] = (byte) i;
        }
        assertThat(Fingerprint.sip(message, 15, 0x0706050403020100L, 0x0f0e0d0c0b0a0908L))
                .isEqualTo(0xa129ca6149be45e5L);
    }

    @Test
    void farmhash_of_nothing_is_its_constant() {
        assertThat(Fingerprint.farm(new byte[0], 0)).isEqualTo(0x9ae16a3b2f90404fL);
    }

    @Test
    void texts_are_hashed_as_utf_8() {
        Utf8 text = new Utf8();
        for (String s : List.of("", "abc", "über", "日本語", "😀", "x".repeat(500), "\ud800")) {
            text.set(s);
            assertThat(new String(text.bytes(), 0, text.length(), StandardCharsets.UTF_8))
                    .isEqualTo(new String(s.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
        }
        for (long n : new long[] {0, -1, 10, Long.MAX_VALUE, Long.MIN_VALUE}) {
            text.set(n);
            assertThat(new String(text.bytes(), 0, text.length(), StandardCharsets.US_ASCII))
                    .isEqualTo(Long.toString(n));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "StringLookup | vocabulary | /etc/passwd | never opens another file",
                "StringLookup | output_mode | bag | expected one of",
                "Hashing | num_bins | many | expected a positive integer",
                "TextVectorization | split | my_function | expected null or one of",
                "STFTSpectrogram | padding | causal | valid",
                "STFTSpectrogram | mode | loud | unknown mode",
                "AutoContrast | surprise | x | not understood"
            })
    void wrong_options_are_refused(String className, String key, String value, String word) {
        assertThatThrownBy(() -> read(className, key, value))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(word);
    }

    @Test
    void vocabularies_are_checked() {
        assertThatThrownBy(() -> read("StringLookup", "vocabulary", List.of("a", "b", "a")))
                .hasMessageContaining("\"a\" twice");
        assertThatThrownBy(() -> read("IntegerLookup", "vocabulary", List.of("a")))
                .hasMessageContaining("whole numbers");
        assertThatThrownBy(() -> read("StringLookup", "vocabulary", List.of("a", "b"), "max_tokens", 2))
                .hasMessageContaining("has 3 terms");
        assertThatThrownBy(() -> read("StringLookup", "vocabulary", List.of("a", "m"), "mask_token", "m"))
                .hasMessageContaining("special token");
    }

    @Test
    void inputs_of_another_type_or_shape_are_refused() {
        LayerSpec lookup = read("StringLookup", "vocabulary", List.of("a"));
        assertThatThrownBy(() -> lookup.outputDType(DType.FLOAT32))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("takes text");
        assertThatThrownBy(() -> read("CategoryEncoding", "num_tokens", 3).outputShape(Shape.of(4)))
                .hasMessageContaining("samples");
        assertThatThrownBy(() -> read("TextVectorization").outputShape(Shape.of(4, 3)))
                .hasMessageContaining("(B, 1)");
        assertThatThrownBy(() -> read("MelSpectrogram").outputShape(Shape.of(1, 100)))
                .hasMessageContaining("too few");
    }
}
