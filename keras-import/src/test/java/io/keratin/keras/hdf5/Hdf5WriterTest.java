package io.keratin.keras.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jhdf.HdfFile;
import io.keratin.core.config.Value;
import io.keratin.core.tensor.Shape;
import io.keratin.keras.container.Bytes;
import io.keratin.keras.container.ElementType;
import io.keratin.keras.container.Hdf5Dataset;
import io.keratin.keras.container.Hdf5File;
import io.keratin.keras.container.Hdf5Group;
import io.keratin.keras.container.Hdf5Node;
import io.keratin.keras.container.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is written, our reader and jhdf read again. The files stay in {@code target/hdf5}, each beside a list of what is in it:
 * {@code src/test/python/check_hdf5.py} reads them with h5py, and goes on writing them.
 */
class Hdf5WriterTest {

    private static final Path WRITTEN = Path.of("target", "hdf5");

    /** A file that is built, and beside it what is in it: data sets and attributes by their path. */
    private static final class Case {

        final String name;
        final NewGroup root = new NewGroup();
        final Map<String, float[]> values = new LinkedHashMap<>();
        final Map<String, Value> listed = new LinkedHashMap<>();

        Case(String name) {
            this.name = name;
        }

        void dataset(String group, String name, ElementType type, int... dims) {
            Shape shape = Shape.of(dims);
            SplittableRandom random = new SplittableRandom(listed.size());
            float[] v = new float[(int) shape.size()];
            for (int i = 0; i < v.length; i++) {
                v[i] = switch (type) {
                    case BOOL -> random.nextInt(2);
                    case UINT8, UINT16, UINT32, UINT64 -> random.nextInt(256);
                    case INT8, INT16, INT32, INT64 -> random.nextInt(256) - 128;
                    default -> (random.nextInt(256) - 128) / 64f; // in seven bits, exact in every type
                };
            }
            root.group(group).dataset(name, type, shape, () -> Elements.of(type, v));
            values.put(group + "/" + name, v);
            List<Double> all = new ArrayList<>();
            for (float x : v) {
                all.add((double) x);
            }
            listed.put(group + "/" + name, Value.fields("dtype", type.dtype(), "shape", dims, "values", all));
        }

        void text(String group, String name, String text) {
            root.group(group).attribute(name, text);
            listed.put(group + "@" + name, Value.of(text));
        }

        void texts(String group, String name, List<String> texts) {
            root.group(group).attribute(name, texts);
            listed.put(group + "@" + name, Value.of(texts));
        }

        byte[] bytes() throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            Hdf5Writer writer = new Hdf5Writer(root);
            writer.writeTo(Channels.newChannel(out));
            assertThat(out.size()).isEqualTo((int) writer.size());
            return out.toByteArray();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        List<Case> all = new ArrayList<>();
        all.add(new Case("nothing"));

        Case types = new Case("types");
        for (ElementType type : ElementType.values()) {
            for (int rank = 0; rank < 4; rank++) {
                types.dataset(type.dtype(), "rank" + rank, type, Arrays.copyOf(new int[] {3, 2, 5}, rank));
            }
            types.dataset(type.dtype(), "empty", type, 2, 0);
        }
        all.add(types);

        for (int n : new int[] {1, 8, 9, 255, 256, 257, 3000, 9000}) {
            Case links = new Case("links" + n);
            for (int i = 0; i < n; i++) {
                if (i % 3 == 0) {
                    links.root.group("many/group" + i);
                } else {
                    links.dataset("many", Integer.toString(i), ElementType.FLOAT32);
                }
            }
            all.add(links);
        }

        Case texts = new Case("texts");
        texts.text("", "empty", "");
        texts.text("", "long", "0123456789".repeat(12_000));
        for (int i = 0; i < 600; i++) {
            texts.text("g" + i % 40, "name" + i, "layer_" + "x".repeat(i % 17) + i);
        }
        texts.text("unicode/\u00e4\u732b", "na\u00efve", "\u732b and \ud83d\ude00");
        texts.texts("lists", "none", List.of());
        texts.texts("lists", "names", List.of("dense", "a", "embedding_1"));
        texts.texts(
                "lists",
                "2000",
                IntStream.range(0, 2000).mapToObj(i -> "layer_" + i).toList());
        all.add(texts);

        Case keras = new Case("keras");
        keras.text("vars", "name", "sequential");
        for (int i = 0; i < 40; i++) {
            String vars = "layers/dense" + (i == 0 ? "" : "_" + i) + "/vars";
            keras.text(vars, "name", "dense_" + i);
            keras.dataset(vars, "0", i % 2 == 0 ? ElementType.FLOAT32 : ElementType.BFLOAT16, 3, i);
            keras.dataset(vars, "1", ElementType.FLOAT16, i);
        }
        keras.text("optimizer/vars", "name", "adam");
        for (int i = 0; i < 120; i++) {
            keras.dataset(
                    "optimizer/vars",
                    Integer.toString(i),
                    i == 0 ? ElementType.INT64 : ElementType.FLOAT32,
                    i < 2 ? new int[0] : new int[] {i, 3});
        }
        all.add(keras);
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void is_read_again(Case c) throws IOException {
        Hdf5Group root = Hdf5File.open(Bytes.of(c.bytes()), c.name).root();
        for (Map.Entry<String, Value> e : c.listed.entrySet()) {
            int at = e.getKey().indexOf('@');
            Hdf5Node node = find(root, at < 0 ? e.getKey() : e.getKey().substring(0, at));
            if (e.getValue() instanceof Value.Text text) {
                assertThat(node.textAttribute(e.getKey().substring(at + 1))).isEqualTo(text.text());
            } else if (e.getValue() instanceof Value.Items list) {
                assertThat(Value.of(node.textsAttribute(e.getKey().substring(at + 1))))
                        .isEqualTo(list);
            } else {
                Hdf5Dataset dataset = (Hdf5Dataset) node;
                Value.Fields expected = (Value.Fields) e.getValue();
                assertThat(Value.of(dataset.dtype())).isEqualTo(expected.get("dtype"));
                assertThat(Value.of(dataset.shape().toArray())).isEqualTo(expected.get("shape"));
                assertThat(dataset.readFloats(dataset.size())).containsExactly(c.values.get(e.getKey()));
            }
        }
        c.root.children().forEach((name, child) -> {
            if (child instanceof NewGroup group) {
                assertThat(root.group(name).childNames())
                        .containsExactlyElementsOf(group.children().keySet());
            }
        });
    }

    private static Hdf5Node find(Hdf5Group root, String path) {
        return path.isEmpty() ? root : Objects.requireNonNull(root.find(path), path);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void is_left_for_h5py_and_read_by_jhdf(Case c) throws IOException {
        Files.createDirectories(WRITTEN);
        byte[] bytes = c.bytes();
        Files.write(WRITTEN.resolve(c.name + ".h5"), bytes);
        Files.writeString(WRITTEN.resolve(c.name + ".json"), Json.write(new Value.Fields(c.listed)));
        try (HdfFile file = HdfFile.fromBytes(bytes)) {
            int[] groups = {0};
            for (NewNode node : c.root.children().values()) {
                groups[0] += node instanceof NewGroup ? 1 : 0;
            }
            assertThat(file.getChildren()).hasSize(c.root.children().size());
            c.values.forEach((path, values) -> {
                if (values.length > 0 && path.contains("float32")) {
                    assertThat(file.getDatasetByPath(path).getSize()).isEqualTo(values.length);
                }
            });
            assertThat(groups[0]).isEqualTo(c.root.children().size());
        }
    }

    @Test
    void halves_are_rounded_to_the_nearest_even() {
        ByteBuffer half = ByteBuffer.allocate(2);
        float[] back = new float[1];
        for (int bits = 0; bits < 1 << 16; bits++) {
            ElementType.FLOAT16.toFloats(half.clear().putShort((short) bits).flip(), back, 0, 1);
            float exact = back[0];
            ElementType.FLOAT16.fromFloats(new float[] {exact}, 0, 1, half.clear());
            if (!Float.isNaN(exact)) {
                assertThat(half.getShort(0)).isEqualTo((short) bits);
            }
            ElementType.FLOAT16.toFloats(half.flip(), back, 0, 1);
            assertThat(Float.compare(back[0], exact)).isZero();
        }
        assertThat(half(65519.996f)).isEqualTo(65504f);
        assertThat(half(65520f)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(half(1 + 0x1p-11f)).isEqualTo(1f);
        assertThat(half(1 + 0x3p-11f)).isEqualTo(1 + 0x1p-9f);
        assertThat(half(0x1p-25f)).isEqualTo(0f);
        assertThat(half(-0x3p-25f)).isEqualTo(-0x1p-23f);
    }

    private static float half(float x) {
        ByteBuffer two = ByteBuffer.allocate(2);
        ElementType.FLOAT16.fromFloats(new float[] {x}, 0, 1, two);
        float[] back = new float[1];
        ElementType.FLOAT16.toFloats(two.flip(), back, 0, 1);
        return back[0];
    }

    @Test
    void more_than_two_gigabytes_are_streamed() throws IOException {
        int count = 300_000_000;
        NewGroup root = new NewGroup();
        root.dataset("large", ElementType.INT64, Shape.of(count), () -> (out, from, n) -> out.position(out.limit()));
        root.dataset("small", ElementType.FLOAT32, Shape.of(2), () -> Elements.of(ElementType.FLOAT32, new float[2]));
        Hdf5Writer writer = new Hdf5Writer(root);
        long[] written = {0};
        writer.writeTo(new WritableByteChannel() {
            @Override
            public int write(ByteBuffer bytes) {
                int n = bytes.remaining();
                bytes.position(bytes.limit());
                written[0] += n;
                return n;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        });
        assertThat(written[0]).isEqualTo(writer.size()).isGreaterThan(8L * count);
    }

    @Test
    void values_are_asked_for_when_their_turn_comes_and_once() throws IOException {
        List<String> asked = new ArrayList<>();
        NewGroup root = new NewGroup();
        for (String name : List.of("a", "b")) {
            root.dataset(name, ElementType.FLOAT32, Shape.of(1), () -> {
                asked.add(name);
                return Elements.of(ElementType.FLOAT32, new float[1]);
            });
        }
        Hdf5Writer writer = new Hdf5Writer(root);
        assertThat(asked).isEmpty();
        writer.writeTo(Channels.newChannel(new ByteArrayOutputStream()));
        assertThat(asked).containsExactly("a", "b");
    }

    @Test
    void what_hdf5_cannot_hold_is_refused() {
        NewGroup root = new NewGroup();
        assertThatThrownBy(() -> root.group("a//b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> root.group(".")).isInstanceOf(IllegalArgumentException.class);
        List<String> long1 = List.of("x".repeat(40_000), "y");
        assertThatThrownBy(() -> root.attribute("names", long1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("80000 bytes");
        root.dataset("b", ElementType.INT8, Shape.of(), () -> Elements.of(ElementType.INT8, 1));
        assertThatThrownBy(() -> root.group("b/c")).isInstanceOf(IllegalArgumentException.class);
    }
}
