package io.keratin.keras.container;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.keratin.core.config.Value;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON as Python's {@code json} reads it, with bounds: nesting up to 200, numbers up to 64 characters, strings up to
 * 1 MB, texts up to 64 MB, strict UTF-8, no duplicate keys, nothing after the value. Bare {@code NaN}, {@code Infinity} and
 * {@code -Infinity} are accepted, for Keras writes them. Errors name line and column. Writing is {@link JsonText}.
 */
public final class Json {

    private static final int MAX_TEXT = 64 << 20;
    private static final int MAX_NUMBER = 64;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(200)
                    .maxNumberLength(MAX_NUMBER)
                    .maxStringLength(1 << 20)
                    .maxNameLength(1 << 16)
                    .maxTokenCount(4_000_000)
                    .build())
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private Json() {}

    /** The value of a UTF-8 text. */
    public static Value parse(byte[] utf8) {
        if (utf8.length > MAX_TEXT) {
            throw tooLong(utf8.length);
        }
        try {
            return parse(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new ModelFormatException(Kind.DAMAGED, "", "is not JSON: the text is not valid UTF-8", e);
        }
    }

    /** The value of a text. */
    public static Value parse(String text) {
        if (text.length() > MAX_TEXT) {
            throw tooLong(text.length());
        }
        String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
        try (JsonParser parser = FACTORY.createParser(body)) {
            return document(parser);
        } catch (StreamConstraintsException e) {
            throw new ModelFormatException(Kind.FORBIDDEN, place(e.getLocation()), e.getOriginalMessage(), e);
        } catch (JsonProcessingException e) {
            throw new ModelFormatException(
                    Kind.DAMAGED, place(e.getLocation()), "is not valid JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text that Python's {@code json.dumps} gives for a value. */
    public static String write(Value value) {
        return JsonText.of(value);
    }

    /** A list or an object that is still being read. */
    private static final class Open {
        final @Nullable List<Value> items;
        final @Nullable Map<String, Value> fields;
        String key = "";

        Open(boolean list) {
            items = list ? new ArrayList<>() : null;
            fields = list ? null : new LinkedHashMap<>();
        }

        void add(Value value) {
            if (items != null) {
                items.add(value);
            } else if (fields != null) {
                fields.put(key, value);
            }
        }

        Value close() {
            return items != null ? new Value.Items(items) : new Value.Fields(fields == null ? Map.of() : fields);
        }
    }

    private static Value document(JsonParser parser) throws IOException {
        Deque<Open> open = new ArrayDeque<>();
        Value root = null;
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            if (root != null) {
                throw at(parser, "text after the end of the value");
            }
            Value done = null;
            switch (token) {
                case START_ARRAY -> open.push(new Open(true));
                case START_OBJECT -> open.push(new Open(false));
                case FIELD_NAME -> key(parser, open.getFirst());
                case END_ARRAY, END_OBJECT -> done = open.pop().close();
                default -> done = scalar(parser, token);
            }
            if (done != null && open.isEmpty()) {
                root = done;
            } else if (done != null) {
                open.getFirst().add(done);
            }
        }
        if (root == null) {
            throw at(parser, "the text is empty");
        }
        return root;
    }

    private static void key(JsonParser parser, Open object) throws IOException {
        object.key = parser.currentName();
        if (object.fields != null && object.fields.containsKey(object.key)) {
            throw at(parser, "the key \"" + object.key + "\" stands twice in one object");
        }
    }

    private static Value scalar(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_STRING -> new Value.Text(parser.getText());
            case VALUE_TRUE -> new Value.Flag(true);
            case VALUE_FALSE -> new Value.Flag(false);
            case VALUE_NULL -> Value.Nothing.NULL;
            case VALUE_NUMBER_INT -> integer(parser.getBigIntegerValue());
            case VALUE_NUMBER_FLOAT -> real(parser);
            default -> throw at(parser, "unexpected " + token);
        };
    }

    /** Integers are exact; one beyond 64 bits (a random seed, say) keeps its magnitude as a real number. */
    private static Value integer(BigInteger n) {
        return n.bitLength() < Long.SIZE ? new Value.Int(n.longValue()) : new Value.Real(n.doubleValue());
    }

    private static Value real(JsonParser parser) throws IOException {
        String text = parser.getText();
        if (text.length() > MAX_NUMBER) { // jackson looks at a fraction's length only when it converts it
            throw new ModelFormatException(
                    Kind.FORBIDDEN,
                    place(parser.currentTokenLocation()),
                    "a number of " + text.length() + " characters; at most " + MAX_NUMBER + " are read");
        }
        boolean bare = !Character.isDigit(text.charAt(text.length() - 1));
        if (bare && !text.equals("NaN") && !text.equals("Infinity") && !text.equals("-Infinity")) {
            throw at(parser, "unexpected \"" + text + "\"");
        }
        return new Value.Real(Double.parseDouble(text));
    }

    private static ModelFormatException at(JsonParser parser, String problem) {
        return new ModelFormatException(
                Kind.DAMAGED, place(parser.currentTokenLocation()), "is not valid JSON: " + problem);
    }

    private static ModelFormatException tooLong(long length) {
        return new ModelFormatException(
                Kind.FORBIDDEN, "", "a JSON text of " + length + " bytes; at most " + MAX_TEXT + " are read");
    }

    private static String place(@Nullable JsonLocation at) {
        return at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr();
    }
}
