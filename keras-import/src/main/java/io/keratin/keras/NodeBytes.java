package io.keratin.keras;

import io.keratin.core.config.Value;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Protobuf's bytes of a {@code NodeDef}, which TensorFlow before 2.2 wrote as UTF-8 text, in the form that later ones write as
 * JSON. Numbers of fields: {@code node_def.proto} and {@code attr_value.proto} in {@code tensorflow/core/framework}.
 */
final class NodeBytes {

    private static final Map<Long, String> TYPES = Map.ofEntries(
            Map.entry(1L, "DT_FLOAT"),
            Map.entry(2L, "DT_DOUBLE"),
            Map.entry(3L, "DT_INT32"),
            Map.entry(4L, "DT_UINT8"),
            Map.entry(5L, "DT_INT16"),
            Map.entry(6L, "DT_INT8"),
            Map.entry(7L, "DT_STRING"),
            Map.entry(9L, "DT_INT64"),
            Map.entry(10L, "DT_BOOL"),
            Map.entry(14L, "DT_BFLOAT16"),
            Map.entry(17L, "DT_UINT16"),
            Map.entry(19L, "DT_HALF"));

    private NodeBytes() {}

    /** The node; one without an operation if the text is something else. */
    static Value.Fields read(String text) {
        Map<String, Value> node = new LinkedHashMap<>();
        Map<String, Value> attributes = new LinkedHashMap<>();
        try {
            fields(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), (field, value) -> {
                if (field == 2 && value instanceof ByteBuffer op) {
                    node.put("op", Value.of(text(op)));
                } else if (field == 5 && value instanceof ByteBuffer entry) {
                    attribute(entry, attributes);
                }
            });
        } catch (RuntimeException e) {
            // Bytes that are no message: BufferUnderflow, a negative length.
            return Value.fields();
        }
        node.put("attr", new Value.Fields(attributes));
        return new Value.Fields(node);
    }

    private static void attribute(ByteBuffer entry, Map<String, Value> attributes) {
        List<String> name = new ArrayList<>();
        fields(entry, (field, value) -> {
            if (field == 1 && value instanceof ByteBuffer key) {
                name.add(text(key));
            } else if (field == 2 && value instanceof ByteBuffer content && !name.isEmpty()) {
                attributes.put(name.get(0), value(content));
            }
        });
    }

    private static Value value(ByteBuffer content) {
        List<Value> found = new ArrayList<>();
        fields(content, (field, value) -> {
            if (field == 1 && value instanceof ByteBuffer list) {
                found.add(Value.fields("list", list(list)));
            } else if (field == 2 && value instanceof ByteBuffer bytes) {
                found.add(Value.of(text(bytes)));
            } else if (field == 3 && value instanceof Long i) {
                found.add(Value.fields("i", i.toString()));
            } else if (field == 4 && value instanceof Float f) {
                found.add(Value.of(f));
            } else if (field == 5 && value instanceof Long b) {
                found.add(Value.of(b != 0));
            } else if (field == 6 && value instanceof Long type) {
                found.add(Value.fields("type", TYPES.getOrDefault(type, "DT_" + type)));
            }
        });
        return found.isEmpty() ? Value.Nothing.NULL : found.get(0);
    }

    /** The integers of a list, one by one or packed. */
    private static Value.Fields list(ByteBuffer bytes) {
        List<Value> integers = new ArrayList<>();
        fields(bytes, (field, value) -> {
            if (field == 3 && value instanceof Long i) {
                integers.add(Value.of(i.toString()));
            } else if (field == 3 && value instanceof ByteBuffer packed) {
                while (packed.hasRemaining()) {
                    integers.add(Value.of(Long.toString(varint(packed))));
                }
            }
        });
        return integers.isEmpty() ? Value.fields() : Value.fields("i", integers);
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }

    /** The fields of a message: their numbers, and Long, Float or ByteBuffer as values. */
    private static void fields(ByteBuffer message, BiConsumer<Integer, Object> each) {
        ByteBuffer in = message.slice().order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            long tag = varint(in);
            int field = (int) (tag >>> 3);
            switch ((int) (tag & 7)) {
                case 0 -> each.accept(field, varint(in));
                case 1 -> in.position(in.position() + Long.BYTES);
                case 2 -> {
                    int length = Math.toIntExact(varint(in));
                    each.accept(field, in.slice(in.position(), length));
                    in.position(in.position() + length);
                }
                case 5 -> each.accept(field, in.getFloat());
                default -> throw new IllegalArgumentException("no field of protobuf");
            }
        }
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte b = in.get();
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("no number of protobuf");
    }
}
