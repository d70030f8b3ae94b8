package io.keratin.keras.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class ZipArchiveTest {

    private static final byte[] WEIGHTS = "0123456789abcdef".repeat(64).getBytes(UTF_8);

    /** A good archive: {@code config.json} deflated, {@code model.weights.h5} stored. */
    static byte[] good() {
        return good(WEIGHTS);
    }

    private static byte[] good(byte[] weights) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("config.json"));
            zip.write("{}".repeat(100).getBytes(UTF_8));
            ZipEntry stored = new ZipEntry("model.weights.h5");
            CRC32 crc = new CRC32();
            crc.update(weights);
            stored.setMethod(ZipEntry.STORED);
            stored.setSize(weights.length);
            stored.setCrc(crc.getValue());
            zip.putNextEntry(stored);
            zip.write(weights);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static ZipArchive open(byte[] zip) {
        return ZipArchive.open(Bytes.of(zip), "m.keras");
    }

    private static ModelFormatException refused(byte[] zip, String member) {
        return catchThrowableOfType(ModelFormatException.class, () -> open(zip).bytes(member));
    }

    /** Position of the {@code n}th signature {@code PK..}. */
    private static int find(byte[] zip, int third, int fourth, int n) {
        int seen = 0;
        for (int i = 0; i < zip.length - 4; i++) {
            if (zip[i] == 'P' && zip[i + 1] == 'K' && zip[i + 2] == third && zip[i + 3] == fourth && seen++ == n) {
                return i;
            }
        }
        throw new AssertionError("no such record");
    }

    private static int central(byte[] zip, int n) {
        return find(zip, 1, 2, n);
    }

    private static int local(byte[] zip, int n) {
        return find(zip, 3, 4, n);
    }

    private static ByteBuffer buffer(byte[] zip) {
        return ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void reads_stored_and_deflated_members() {
        ZipArchive zip = open(good());
        assertThat(zip.names()).containsExactly("config.json", "model.weights.h5");
        assertThat(new String(zip.read("config.json", 1000), UTF_8)).isEqualTo("{}".repeat(100));
        assertThat(zip.bytes("model.weights.h5").read(16, 16)).isEqualTo("0123456789abcdef".getBytes(UTF_8));
        assertThat(zip.has("metadata.json")).isFalse();
    }

    @Test
    void reads_what_python_writes() throws IOException {
        try (Archive zip = Archive.open(Fixtures.path("python.zip"));
                Archive streamed = Archive.open(Fixtures.path("streamed.zip"))) {
            assertThat(zip.name()).isEqualTo("python.zip");
            assertThat(zip.names())
                    .containsExactly("config.json", "model.weights.h5", "assets/größe.txt", "packed.bz2", "empty");
            assertThat(zip.read("model.weights.h5", 256)).hasSize(256).startsWith(0, 1, 2);
            assertThat(new String(zip.read("assets/größe.txt", 10_000), UTF_8)).isEqualTo("wörter\n".repeat(100));
            assertThat(zip.read("empty", 0)).isEmpty();
            assertThat(catchThrowableOfType(ModelFormatException.class, () -> zip.read("packed.bz2", 10_000))
                            .kind())
                    .isEqualTo(Kind.UNSUPPORTED);
            assertThat(new String(streamed.read("stored", 100), UTF_8)).isEqualTo("stored ".repeat(9));
            assertThat(new String(streamed.read("deflated", 1000), UTF_8)).isEqualTo("deflated ".repeat(99));
        }
    }

    @Test
    void a_member_beyond_the_limit_is_refused() {
        ModelFormatException error = catchThrowableOfType(
                ModelFormatException.class, () -> open(good()).read("model.weights.h5", 1023));
        assertThat(error.kind()).isEqualTo(Kind.FORBIDDEN);
        assertThat(error).hasMessage("m.keras: model.weights.h5: has 1024 bytes; at most 1023 are read of this member");
    }

    @Test
    void a_missing_member_is_named() {
        ModelFormatException error = refused(good(), "metadata.json");
        assertThat(error.kind()).isEqualTo(Kind.MISMATCH);
        assertThat(error).hasMessageStartingWith("m.keras: metadata.json: ");
    }

    @Test
    void a_changed_byte_is_found_by_the_checksum() {
        byte[] zip = good();
        zip[local(zip, 1) + 30 + "model.weights.h5".length() + 500] ^= 1;
        ModelFormatException error = refused(zip, "model.weights.h5");
        assertThat(error.kind()).isEqualTo(Kind.DAMAGED);
        assertThat(error).hasMessageContaining("model.weights.h5: its checksum is ");
        assertThat(open(zip).read("config.json", 1000)).hasSize(200);
    }

    @Test
    void duplicate_names_are_refused() {
        byte[] zip = good();
        byte[] other = "model.weights.h6".getBytes(UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream twice = new ZipOutputStream(out)) {
            for (byte[] name : new byte[][] {"model.weights.h5".getBytes(UTF_8), other}) {
                twice.putNextEntry(new ZipEntry(new String(name, UTF_8)));
                twice.write(zip);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] duplicate = out.toByteArray();
        duplicate[central(duplicate, 1) + 46 + 15] = '5';
        ModelFormatException error = refused(duplicate, "model.weights.h5");
        assertThat(error.kind()).isEqualTo(Kind.FORBIDDEN);
        assertThat(error).hasMessageContaining("two members");
    }

    @Test
    void encrypted_members_are_unsupported() {
        byte[] zip = good();
        zip[central(zip, 1) + 8] |= 1;
        assertThat(refused(zip, "model.weights.h5").kind()).isEqualTo(Kind.UNSUPPORTED);
    }

    @Test
    void a_local_header_that_contradicts_the_directory_is_damaged() {
        for (int at : new int[] {0, 6, 8, 14, 18, 22, 30}) {
            byte[] zip = good();
            zip[local(zip, 1) + at] ^= 1;
            ModelFormatException error = refused(zip, "model.weights.h5");
            assertThat(error).as("byte " + at).isNotNull();
            assertThat(error.kind()).as("byte " + at).isEqualTo(Kind.DAMAGED);
        }
    }

    @Test
    void lies_about_sizes_are_found() {
        byte[] more = good();
        buffer(more).putInt(central(more, 0) + 24, 201);
        assertThat(refused(more, "config.json")).hasMessageContaining("inflates to 200 bytes, not to the 201");
        byte[] fewer = good();
        buffer(fewer).putInt(central(fewer, 0) + 24, 199);
        assertThat(refused(fewer, "config.json")).hasMessageContaining("inflates to more than the 199 bytes");
        byte[] stored = good();
        buffer(stored).putInt(central(stored, 1) + 24, 1025);
        assertThat(refused(stored, "model.weights.h5").kind()).isEqualTo(Kind.DAMAGED);
        byte[] bomb = good();
        buffer(bomb).putInt(central(bomb, 0) + 24, Integer.MAX_VALUE - 100);
        ModelFormatException error = refused(bomb, "config.json");
        assertThat(error.kind()).isEqualTo(Kind.FORBIDDEN);
        assertThat(error).hasMessageContaining("more than 1000 times");
    }

    @Test
    void a_directory_out_of_place_is_damaged() {
        byte[] zip = good();
        for (int cut : new int[] {0, 3, 21, 22, 60, zip.length - 1, zip.length / 2}) {
            byte[] part = Arrays.copyOf(zip, cut);
            assertThat(refused(part, "config.json").kind()).as("cut at " + cut).isEqualTo(Kind.DAMAGED);
        }
        byte[] shifted = new byte[zip.length + 10];
        System.arraycopy(zip, 0, shifted, 10, zip.length);
        assertThat(refused(shifted, "config.json")).hasMessageContaining("not where it should be");
        byte[] count = good();
        buffer(count).putShort(count.length - 14, (short) 1).putShort(count.length - 12, (short) 1);
        assertThat(refused(count, "config.json")).hasMessageContaining("more than its 1 entries");
    }

    @Test
    void names_are_never_paths() {
        byte[] zip = good();
        byte[] name = "../../weights.h5".getBytes(UTF_8);
        System.arraycopy(name, 0, zip, central(zip, 1) + 46, name.length);
        System.arraycopy(name, 0, zip, local(zip, 1) + 30, name.length);
        assertThat(open(zip).bytes("../../weights.h5").size()).isEqualTo(WEIGHTS.length);
    }
}
