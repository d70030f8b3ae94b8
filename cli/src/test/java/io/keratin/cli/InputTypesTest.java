package io.keratin.cli;

import static io.keratin.cli.Cli.keratin;
import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.tensor.Shape;
import io.keratin.keras.numpy.Npy;
import io.keratin.keras.numpy.NpyArray;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every type of array that numpy writes, into inputs of whole numbers and of reals. */
class InputTypesTest {

    private final Path folder;

    InputTypesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void ids_may_have_any_type_that_holds_them() throws IOException {
        int[] ids = ints(Npy.read(Cli.IDS_X));
        String shape = "(3, 5)";
        ByteBuffer bytes = Cli.bytes(15);
        ByteBuffer shorts = Cli.bytes(30);
        ByteBuffer longs = Cli.bytes(120);
        ByteBuffer halves = Cli.bytes(30);
        ByteBuffer floats = Cli.bytes(60);
        ByteBuffer doubles = Cli.bytes(120);
        for (int id : ids) {
            bytes.put((byte) id);
            shorts.putShort((short) id);
            longs.putLong(id);
            halves.putShort(half(id));
            floats.putFloat(id);
            doubles.putDouble(id);
        }
        verifyIds(Cli.npy(folder.resolve("i1.npy"), "|i1", shape, bytes));
        verifyIds(Cli.npy(folder.resolve("u1.npy"), "|u1", shape, bytes));
        verifyIds(Cli.npy(folder.resolve("i2.npy"), "<i2", shape, shorts));
        verifyIds(Cli.npy(folder.resolve("u2.npy"), "<u2", shape, shorts));
        verifyIds(Cli.npy(folder.resolve("i8.npy"), "<i8", shape, longs));
        verifyIds(Cli.npy(folder.resolve("f2.npy"), "<f2", shape, halves));
        verifyIds(Cli.npy(folder.resolve("f4.npy"), "<f4", shape, floats));
        verifyIds(Cli.npy(folder.resolve("f8.npy"), "<f8", shape, doubles));
    }

    @Test
    void truth_values_are_zeros_and_ones() throws IOException {
        Path truth = Cli.npy(folder.resolve("b.npy"), "|b1", "(1, 5)", ByteBuffer.wrap(new byte[] {1, 0, 0, 1, 1}));
        Path ones = folder.resolve("ones.npy");
        Npy.write(ones, NpyArray.of(Shape.of(1, 5), new int[] {1, 0, 0, 1, 1}));
        Path a = folder.resolve("a.npy");
        Path b = folder.resolve("y.npy");
        assertThat(keratin("predict", Cli.IDS, "-i", truth, "-o", a).status()).isZero();
        assertThat(keratin("predict", Cli.IDS, "-i", ones, "-o", b).status()).isZero();
        assertThat(a).hasSameBinaryContentAs(b);
    }

    @Test
    void doubles_are_rounded_for_an_input_of_reals() throws IOException {
        NpyArray x = Npy.read(Cli.ACTION_X);
        Path doubles = folder.resolve("f8.npy");
        Npy.write(doubles, NpyArray.of(x.shape(), x.toDoubles()));
        assertThat(keratin("verify", Cli.ACTION, "-i", doubles, "-e", Cli.ACTION_Y)
                        .status())
                .isZero();
    }

    @Test
    void a_whole_number_beyond_32_bits_is_refused_with_its_place() throws IOException {
        Path big = folder.resolve("big.npy");
        Npy.write(big, NpyArray.of(Shape.of(1, 5), new long[] {1, 2, 3, 1L << 32, 4}));
        Cli.Outcome run = keratin("predict", Cli.IDS, "-i", big, "-o", folder.resolve("y.npy"));
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).startsWith("keratin: " + big + ": (0, 3): ").contains("4294967296");
    }

    @Test
    void an_unsigned_number_beyond_63_bits_is_refused() throws IOException {
        ByteBuffer longs = Cli.bytes(40).putLong(8, -1L);
        Path big = Cli.npy(folder.resolve("u8.npy"), "<u8", "(1, 5)", longs);
        Cli.Outcome run = keratin("predict", Cli.IDS, "-i", big, "-o", folder.resolve("y.npy"));
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).startsWith("keratin: " + big + ": ").contains("18446744073709551615");
    }

    @Test
    void an_id_outside_the_embedding_is_an_error_in_the_input_file() throws IOException {
        Path outside = folder.resolve("outside.npy");
        Npy.write(outside, NpyArray.of(Shape.of(1, 5), new int[] {1, 2, 7, 0, 0}));
        Cli.Outcome run = keratin("predict", Cli.IDS, "-i", outside, "-o", folder.resolve("y.npy"));
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).startsWith("keratin: " + outside + ": ");
    }

    private void verifyIds(Path x) {
        assertThat(keratin("verify", Cli.IDS, "-i", x, "-e", Cli.IDS_Y)).satisfies(run -> {
            assertThat(run.err()).as(x.toString()).isEmpty();
            assertThat(run.status()).isZero();
        });
    }

    private static int[] ints(NpyArray array) {
        return java.util.Arrays.stream(array.toLongs())
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    /** A whole number from 0 to 7 as an IEEE half. */
    private static short half(int n) {
        return n == 0 ? 0 : (short) ((Float.floatToIntBits(n) - ((127 - 15) << 23)) >> 13);
    }
}
