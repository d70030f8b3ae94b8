package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Texts to indices of their words, or to a row of counts each: (B) or (B, 1) to (B, outputSequenceLength) or (B, depth).
 *
 * <p>A text is standardised, split, its words are joined to n-grams, and what comes out is looked up. Only ASCII letters are
 * made small and only ASCII white space splits, as in TensorFlow.
 *
 * @param standardize {@code lower}, {@code strip_punctuation}, {@code lower_and_strip_punctuation} or null
 * @param split {@code whitespace}, {@code character}, or null where the input is split already (B, N)
 * @param ngrams the longest n-gram, a list of lengths, or null
 * @param outputSequenceLength to how many indices each text is cut or filled up with 0
 * @param lookup where the words are looked up
 */
public record TextVectorization(
        @Nullable String standardize,
        @Nullable String split,
        Value ngrams,
        @Nullable Integer outputSequenceLength,
        IndexLookup lookup)
        implements WeightlessLayer {

    private static final String PUNCTUATION = "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~'";
    private static final List<String> STANDARDIZATIONS =
            List.of("lower_and_strip_punctuation", "lower", "strip_punctuation");
    private static final List<String> SPLITS = List.of("whitespace", "character");

    /** Checks the options. */
    public TextVectorization {
        boolean ints = lookup.outputMode() == CategoryMode.INT;
        if (outputSequenceLength != null && !ints) {
            throw new IllegalArgumentException("TextVectorization: output_sequence_length needs output_mode 'int'");
        } else if (outputSequenceLength != null && outputSequenceLength < 0) {
            throw new IllegalArgumentException(
                    "TextVectorization: output_sequence_length must not be negative, got " + outputSequenceLength);
        } else if (split != null && lookup.outputMode() == CategoryMode.ONE_HOT) {
            throw new IllegalArgumentException("TextVectorization: output_mode 'one_hot' after splitting gives a ragged"
                    + " tensor in Keras, which no layer takes; use 'int' and a CategoryEncoding");
        }
        widths(ngrams);
    }

    static TextVectorization fromConfig(Config config, LayerRegistry registry) {
        if (config.flag("ragged", false)) {
            throw config.error("ragged", "expected false, found true: ragged tensors are not supported");
        }
        Value ngrams = config.value("ngrams");
        return new TextVectorization(
                word(config, "standardize", STANDARDIZATIONS),
                word(config, "split", SPLITS),
                ngrams == null ? Value.Nothing.NULL : ngrams,
                config.has("output_sequence_length") ? Integer.valueOf(config.integer("output_sequence_length")) : null,
                IndexLookup.ofText(config));
    }

    /** One of the known words, the first where the key is absent, null where it is None. */
    private static @Nullable String word(Config config, String key, List<String> known) {
        Value value = config.value(key);
        if (value == null) {
            return config.fields().get(key) == null ? known.get(0) : null;
        }
        if (value instanceof Value.Text t && known.contains(t.text())) {
            return t.text();
        }
        throw config.error(
                key,
                "expected null or one of " + known + ", found "
                        + (value instanceof Value.Text ? value : "a Python function, which is never run"));
    }

    private static int[] widths(Value ngrams) {
        int[] widths;
        if (ngrams instanceof Value.Int n) {
            widths = new int[(int) Math.max(0, Math.min(n.number(), 1 << 16))];
            Arrays.setAll(widths, i -> i + 1);
        } else if (ngrams instanceof Value.Items list) {
            widths = list.items().stream()
                    .mapToInt(v -> v instanceof Value.Int n ? (int) n.number() : 0)
                    .toArray();
        } else {
            return new int[] {1};
        }
        if (widths.length == 0 || Arrays.stream(widths).anyMatch(w -> w < 1)) {
            throw new IllegalArgumentException(
                    "TextVectorization: ngrams must be a positive integer or a list of them, got " + ngrams);
        }
        return widths;
    }

    @Override
    public String className() {
        return "TextVectorization";
    }

    /** The words of a text that is split already: how many n-grams they make. */
    private int grams(int words) {
        if (words == Shape.NONE) {
            return words;
        }
        int grams = 0;
        for (int width : widths(ngrams)) {
            grams += Math.max(0, words - width + 1);
        }
        return grams;
    }

    /** The axes of the texts, one text each. */
    private Shape texts(Shape input) {
        if (split == null) {
            if (input.rank() < 2) {
                throw new ShapeException(
                        "TextVectorization without split takes samples of words (B, N), found " + input);
            }
            return input.slice(0, input.rank() - 1);
        } else if (input.rank() > 1 && input.last() != 1) {
            throw new ShapeException("TextVectorization takes texts of shape (B) or (B, 1) to split, found " + input);
        }
        return input.rank() > 1 ? input.slice(0, input.rank() - 1) : input;
    }

    private boolean ints() {
        return lookup.outputMode() == CategoryMode.INT;
    }

    @Override
    public Shape outputShape(Shape input) {
        Shape texts = texts(input);
        CategoryMode mode = lookup.outputMode();
        if (outputSequenceLength != null) {
            return texts.concat(Shape.of(outputSequenceLength));
        } else if (split == null && (ints() || mode == CategoryMode.ONE_HOT)) {
            return mode.shape(className(), texts.concat(Shape.of(grams(input.last()))), lookup.depth());
        } else if (ints()) {
            return texts.concat(Shape.of(Shape.NONE));
        } else if (texts.rank() > 1) {
            throw new ShapeException("TextVectorization: output_mode '" + mode.kerasName()
                    + "' takes one text or one list of words a sample, found " + input);
        }
        return texts.concat(Shape.of(lookup.depth()));
    }

    /** Without outputSequenceLength every text is filled up to the longest of its batch. */
    @Override
    public boolean shapedByContent() {
        return split != null && ints() && outputSequenceLength == null;
    }

    @Override
    public boolean mixesSamples(List<Shape> inputs) {
        return shapedByContent();
    }

    @Override
    public List<Shape> outputShapesOf(List<Tensor> inputs) {
        Tensor x = inputs.get(0);
        Shape shape = outputShape(x.shape());
        if (!shapedByContent()) {
            return List.of(shape);
        }
        int texts = x.size();
        int longest = 0;
        List<String> words = new ArrayList<>();
        for (int t = 0; t < texts; t++) {
            words(x, t, texts, words);
            longest = Math.max(longest, words.size());
        }
        return List.of(shape.with(-1, longest));
    }

    @Override
    public DType outputDType(DType input) {
        if (input != DType.STRING) {
            throw new ShapeException("TextVectorization takes text, found " + input.kerasName());
        }
        return lookup.outputMode().dtype();
    }

    @Override
    public boolean takesIntegers() {
        return true;
    }

    @Override
    public Value.Fields config() {
        return lookup.withSize(Value.fields(
                "max_tokens", lookup.maxTokens(),
                "standardize", standardize,
                "split", split,
                "ngrams", ngrams,
                "output_mode", lookup.outputMode().kerasName(),
                "output_sequence_length", outputSequenceLength,
                "pad_to_max_tokens", lookup.padToMaxTokens(),
                "sparse", lookup.sparse(),
                "ragged", false,
                "vocabulary", lookup.vocabulary(),
                "idf_weights", lookup.idfWeights(),
                "encoding", lookup.encoding()));
    }

    @Override
    public Layer bind(Binding binding) {
        IndexLookup.TextTable table = new IndexLookup.TextTable(lookup);
        float[] idf = lookup.idf();
        return call -> ints() ? indices(call, table) : rows(call, table, idf);
    }

    private Step indices(Call call, IndexLookup.TextTable table) {
        Tensor x = call.input();
        int[] y = call.output().ints();
        int length = call.output().shape().last();
        int texts = texts(x.shape()).length();
        Utf8 buffer = new Utf8();
        List<String> words = new ArrayList<>();
        return () -> {
            for (int t = 0; t < texts; t++) {
                words(x, t, texts, words);
                if (words.size() > length && shapedByContent()) {
                    throw new ShapeException(
                            "TextVectorization without output_sequence_length takes texts that are an input"
                                    + " of the model, in a model without state");
                }
                for (int i = 0; i < length; i++) {
                    y[t * length + i] = i < words.size() ? table.index(words.get(i), buffer) : 0;
                }
            }
        };
    }

    private Step rows(Call call, IndexLookup.TextTable table, float @Nullable [] idf) {
        Tensor x = call.input();
        float[] y = call.output().floats();
        int n = call.output().size();
        int texts = texts(x.shape()).length();
        int depth = lookup.depth();
        CategoryMode mode = lookup.outputMode();
        Utf8 buffer = new Utf8();
        List<String> words = new ArrayList<>();
        return () -> {
            Arrays.fill(y, 0, n, 0);
            for (int t = 0; t < texts; t++) {
                words(x, t, texts, words);
                for (int i = 0; i < words.size(); i++) {
                    int row = mode == CategoryMode.ONE_HOT ? t * words.size() + i : t;
                    int id = table.index(words.get(i), buffer);
                    if (id < depth) {
                        float before =
                                mode == CategoryMode.COUNT || mode == CategoryMode.TF_IDF ? y[row * depth + id] : 0;
                        y[row * depth + id] = before + 1;
                    }
                }
            }
            for (int i = 0; idf != null && i < n; i++) {
                y[i] *= idf[i % depth];
            }
        };
    }

    /** The n-grams of text {@code t}, or of the words that it is split into already. */
    private void words(Tensor x, int t, int texts, List<String> grams) {
        List<String> words = new ArrayList<>();
        if (split == null) {
            int each = x.size() / texts;
            for (int i = t * each; i < (t + 1) * each; i++) {
                words.add(standardized(x.strings()[i]));
            }
        } else {
            split(standardized(x.strings()[t]), words);
        }
        grams.clear();
        for (int width : widths(ngrams)) {
            for (int i = 0; i + width <= words.size(); i++) {
                grams.add(width == 1 ? words.get(i) : String.join(" ", words.subList(i, i + width)));
            }
        }
    }

    private String standardized(String text) {
        if (standardize == null) {
            return text;
        }
        boolean lower = !standardize.equals("strip_punctuation");
        boolean strip = !standardize.equals("lower");
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!strip || PUNCTUATION.indexOf(c) < 0) {
                out.append(lower && c >= 'A' && c <= 'Z' ? (char) (c + 'a' - 'A') : c);
            }
        }
        return out.toString();
    }

    private void split(String text, List<String> words) {
        if (SPLITS.get(1).equals(split)) {
            text.codePoints().forEach(c -> words.add(Character.toString(c)));
            return;
        }
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || isSpace(text.charAt(i))) {
                if (i > start) {
                    words.add(text.substring(start, i));
                }
                start = i + 1;
            }
        }
    }

    /** C's {@code isspace}. */
    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }
}
