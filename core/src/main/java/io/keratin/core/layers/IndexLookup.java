package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.KeratinException;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks up the index of every term in a vocabulary, or with {@code invert} the term of every index: StringLookup and
 * IntegerLookup. The mask token, where there is one, has index 0, unknown terms have the next {@code numOovIndices}, then comes
 * the vocabulary.
 *
 * @param keys what the terms are
 * @param maxTokens the largest vocabulary that is allowed, special tokens included, or null
 * @param numOovIndices how many indices unknown terms share; with 0 an unknown term is an error
 * @param maskToken the term that stands for padding, or null
 * @param oovToken the term that unknown ones turn into
 * @param vocabulary the terms, with or without the special tokens in front; null as long as there are none
 * @param vocabularySize its size with the special tokens, where it is known without the terms
 * @param idfWeights weights for {@link CategoryMode#TF_IDF}, as many as terms
 * @param invert whether indices turn into terms
 * @param outputMode what is given for the indices
 * @param sparse whether Keras gives a sparse tensor; the numbers are the same
 * @param padToMaxTokens whether rows have maxTokens values
 * @param hashesIntegers whether unknown integers are spread by a hash and not by their remainder
 * @param salt two words that key the hash, or null
 * @param encoding of the terms in a file; always read as UTF-8
 */
public record IndexLookup(
        Keys keys,
        @Nullable Integer maxTokens,
        int numOovIndices,
        @Nullable Value maskToken,
        @Nullable Value oovToken,
        @Nullable List<Value> vocabulary,
        @Nullable Integer vocabularySize,
        @Nullable List<Double> idfWeights,
        boolean invert,
        CategoryMode outputMode,
        boolean sparse,
        boolean padToMaxTokens,
        boolean hashesIntegers,
        @Nullable List<Long> salt,
        String encoding)
        implements WeightlessLayer {

    /** What the terms of a vocabulary are. */
    public enum Keys {
        /** Texts. */
        STRING("StringLookup", "text"),
        /** Whole numbers. */
        INTEGER("IntegerLookup", "whole numbers");

        private final String className;
        private final String words;

        Keys(String className, String words) {
            this.className = className;
            this.words = words;
        }

        /** Keras's class name. */
        public String className() {
            return className;
        }

        /** Keras's default for the term that unknown ones turn into. */
        private Value oovToken() {
            return this == STRING ? Value.of("[UNK]") : Value.of(-1);
        }

        private boolean fits(@Nullable Value term) {
            return term == null || (this == STRING ? term instanceof Value.Text : term instanceof Value.Int);
        }
    }

    /** Checks the options and the vocabulary. */
    public IndexLookup {
        String layer = keys.className;
        if (maxTokens != null && maxTokens <= 1) {
            throw new IllegalArgumentException(layer + ": max_tokens must be greater than 1, got " + maxTokens);
        } else if (padToMaxTokens && maxTokens == null) {
            throw new IllegalArgumentException(layer + ": pad_to_max_tokens needs max_tokens");
        } else if (numOovIndices < 0) {
            throw new IllegalArgumentException(layer + ": num_oov_indices must not be negative, got " + numOovIndices);
        } else if (invert && (outputMode != CategoryMode.INT || oovToken == null)) {
            throw new IllegalArgumentException(layer + ": invert needs output_mode 'int' and an oov_token");
        } else if (sparse && outputMode == CategoryMode.INT) {
            throw new IllegalArgumentException(layer + ": sparse does not go with output_mode 'int'");
        } else if (salt != null && keys == Keys.INTEGER && !hashesIntegers) {
            throw new IllegalArgumentException(layer + ": salt needs oov_method 'farmhash'");
        } else if (idfWeights != null && outputMode != CategoryMode.TF_IDF) {
            throw new IllegalArgumentException(layer + ": idf_weights need output_mode 'tf_idf'");
        }
        vocabulary = vocabulary == null ? null : List.copyOf(vocabulary);
        idfWeights = idfWeights == null ? null : List.copyOf(idfWeights);
        salt = salt == null ? null : List.copyOf(salt);
        checkTerms(keys, maskToken, oovToken, vocabulary);
    }

    private static void checkTerms(
            Keys keys, @Nullable Value mask, @Nullable Value oov, @Nullable List<Value> vocabulary) {
        List<@Nullable Value> all = new ArrayList<>(Arrays.asList(mask, oov));
        all.addAll(vocabulary == null ? List.of() : vocabulary);
        for (Value term : all) {
            if (!keys.fits(term)) {
                throw new IllegalArgumentException(keys.className + ": terms must be " + keys.words + ", got " + term);
            }
        }
        if (vocabulary != null && vocabulary.isEmpty()) {
            throw new IllegalArgumentException(keys.className + ": the vocabulary is empty");
        }
    }

    static IndexLookup fromConfig(Keys keys, Config config) {
        config.text("vocabulary_dtype", "int64");
        String method = config.text("oov_method", "floormod");
        if (!method.equals("floormod") && !method.equals("farmhash")) {
            throw config.error("oov_method", "expected \"floormod\" or \"farmhash\", found \"" + method + '"');
        }
        Value oov = config.value("oov_token");
        boolean given = config.fields().get("oov_token") != null;
        return read(
                keys,
                config,
                config.integer("num_oov_indices", 1),
                config.value("mask_token"),
                given ? oov : keys.oovToken(),
                config.flag("invert", false),
                method.equals("farmhash"),
                Hashing.salt(config));
    }

    /** The lookup inside a TextVectorization. */
    static IndexLookup ofText(Config config) {
        return read(Keys.STRING, config, 1, Value.of(""), Keys.STRING.oovToken(), false, false, null);
    }

    private static IndexLookup read(
            Keys keys,
            Config config,
            int numOovIndices,
            @Nullable Value maskToken,
            @Nullable Value oovToken,
            boolean invert,
            boolean hashesIntegers,
            @Nullable List<Long> salt) {
        if (config.value("vocabulary") instanceof Value.Text file) {
            throw config.error(
                    "vocabulary",
                    "expected a list of terms, found " + file
                            + ": a model never opens another file; save the model anew");
        }
        IndexLookup read = new IndexLookup(
                keys,
                config.has("max_tokens") ? Integer.valueOf(config.integer("max_tokens")) : null,
                numOovIndices,
                maskToken,
                oovToken,
                config.values("vocabulary"),
                config.has("vocabulary_size") ? Integer.valueOf(config.integer("vocabulary_size")) : null,
                config.reals("idf_weights"),
                invert,
                CategoryMode.read(config, CategoryMode.INT, CategoryMode.values()),
                config.flag("sparse", false),
                config.flag("pad_to_max_tokens", false),
                hashesIntegers,
                salt,
                config.text("encoding", "utf-8"));
        read.checkVocabulary();
        return read;
    }

    @Override
    public String className() {
        return keys.className;
    }

    private int oovStart() {
        return maskToken != null && outputMode == CategoryMode.INT ? 1 : 0;
    }

    private int tokenStart() {
        return oovStart() + numOovIndices;
    }

    private boolean hasSpecialTokens(List<Value> terms) {
        List<@Nullable Value> special = new ArrayList<>(Collections.nCopies(oovStart(), maskToken));
        special.addAll(Collections.nCopies(numOovIndices, oovToken));
        return terms.size() >= special.size()
                && terms.subList(0, special.size()).equals(special);
    }

    /** The vocabulary without special tokens; the first has the index {@link #tokenStart()}. */
    private List<Value> tokens() {
        if (vocabulary == null) {
            throw new IllegalArgumentException(
                    className() + " has no vocabulary: neither its configuration nor the archive's assets hold one");
        }
        return hasSpecialTokens(vocabulary) ? vocabulary.subList(tokenStart(), vocabulary.size()) : vocabulary;
    }

    private void checkVocabulary() {
        Set<Value> once = new HashSet<>();
        for (Value token : vocabulary == null ? List.<Value>of() : tokens()) {
            if (!once.add(token)) {
                throw new IllegalArgumentException(className() + ": the vocabulary has " + token + " twice");
            } else if (token.equals(maskToken) || (invert && token.equals(oovToken))) {
                throw new IllegalArgumentException(className() + ": the vocabulary has the special token " + token
                        + " among its terms; special tokens stand in front or are left out");
            }
        }
        int size = tokenStart() + once.size();
        if (vocabulary != null && maxTokens != null && size > maxTokens) {
            throw new IllegalArgumentException(
                    className() + ": the vocabulary has " + size + " terms, max_tokens is " + maxTokens);
        }
    }

    /** Number of indices, special tokens included; open as long as nobody knows. */
    int depth() {
        if (padToMaxTokens && maxTokens != null) {
            return maxTokens;
        } else if (vocabulary == null) {
            return vocabularySize == null ? Shape.NONE : vocabularySize;
        }
        return tokenStart() + tokens().size();
    }

    @Override
    public Shape outputShape(Shape input) {
        return outputMode.shape(className(), input, depth());
    }

    @Override
    public DType outputDType(DType input) {
        if ((input == DType.STRING) != (keys == Keys.STRING && !invert)) {
            throw new ShapeException(
                    className() + " takes " + (invert ? "indices" : keys.words) + ", found " + input.kerasName());
        }
        return invert && keys == Keys.STRING ? DType.STRING : outputMode.dtype();
    }

    @Override
    public boolean takesIntegers() {
        return true;
    }

    @Override
    public Value.Fields config() {
        Value.Fields all = Value.fields(
                "invert", invert,
                "max_tokens", maxTokens,
                "num_oov_indices", numOovIndices,
                "oov_token", oovToken,
                "mask_token", maskToken,
                "output_mode", outputMode.kerasName(),
                "sparse", sparse,
                "pad_to_max_tokens", padToMaxTokens,
                "idf_weights", idfWeights,
                "vocabulary", vocabulary,
                "oov_method", hashesIntegers ? "farmhash" : "floormod",
                "salt", salt);
        all = withSize(all);
        return keys == Keys.STRING
                ? all.with("encoding", Value.of(encoding))
                : all.with("vocabulary_dtype", Value.of("int64"));
    }

    /** A configuration with the vocabulary's size, where it is known without the terms. */
    Value.Fields withSize(Value.Fields config) {
        return vocabularySize == null ? config : config.with("vocabulary_size", Value.of(vocabularySize));
    }

    /** The weights of all indices, null if there are none; those of special tokens are the mean where nobody gave them. */
    public float @Nullable [] idf() {
        if (outputMode != CategoryMode.TF_IDF) {
            return null;
        }
        List<Value> terms = vocabulary == null ? List.of() : vocabulary;
        if (idfWeights == null || idfWeights.isEmpty()) {
            throw new IllegalArgumentException(className() + ": output_mode 'tf_idf' needs idf_weights");
        }
        int front = hasSpecialTokens(terms) ? 0 : tokenStart();
        int padded = front + terms.size();
        if (idfWeights.size() != terms.size() && idfWeights.size() != depth()) {
            throw new IllegalArgumentException(className() + ": idf_weights must be as many as terms, " + terms.size()
                    + ", got " + idfWeights.size());
        }
        float[] all = new float[Math.max(depth(), padded)];
        double mean = idfWeights.stream().mapToDouble(w -> w).average().orElse(0);
        Arrays.fill(all, 0, front, (float) mean);
        for (int i = 0; i < Math.min(idfWeights.size(), all.length - front); i++) {
            all[front + i] = idfWeights.get(i).floatValue();
        }
        return all;
    }

    @Override
    public Layer bind(Binding binding) {
        if (invert) {
            return inverse();
        }
        float[] idf = idf();
        if (keys == Keys.STRING) {
            TextTable table = new TextTable(this);
            return call -> {
                Tensor x = call.input();
                Utf8 buffer = new Utf8();
                return outputMode.plan(call, depth(), idf, ids -> {
                    for (int i = 0; i < x.size(); i++) {
                        ids[i] = table.index(x.strings()[i], buffer);
                    }
                });
            };
        }
        return integers(idf);
    }

    private Layer integers(float @Nullable [] idf) {
        List<Value> tokens = tokens();
        long[] sorted = new long[tokens.size()];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = ((Value.Int) tokens.get(i)).number();
        }
        long[] unsorted = sorted.clone();
        Arrays.sort(sorted);
        int[] indices = new int[sorted.length];
        for (int i = 0; i < unsorted.length; i++) {
            indices[Arrays.binarySearch(sorted, unsorted[i])] = tokenStart() + i;
        }
        return call -> {
            Tensor x = call.input();
            Utf8 buffer = new Utf8();
            return outputMode.plan(call, depth(), idf, ids -> {
                for (int i = 0; i < x.size(); i++) {
                    int term = CategoryMode.id(x, i);
                    int at = Arrays.binarySearch(sorted, term);
                    ids[i] = maskToken instanceof Value.Int m && m.number() == term
                            ? masked()
                            : at >= 0 ? indices[at] : unknown(term, buffer);
                }
            });
        };
    }

    /** The index of the mask token. */
    int masked() {
        return outputMode == CategoryMode.INT ? 0 : CategoryMode.NOTHING;
    }

    private int unknown(int term, Utf8 buffer) {
        if (numOovIndices > 1 && !hashesIntegers) {
            return oovStart() + Math.floorMod(term, numOovIndices);
        }
        buffer.set(term);
        return unknown(buffer, term);
    }

    /** The index of a term that is not in the vocabulary. */
    int unknown(Utf8 bytes, Object term) {
        if (numOovIndices == 0) {
            throw new KeratinException(className() + ": '" + term
                    + "' is not in the vocabulary, and num_oov_indices is 0; with 1 there is an index for such terms");
        }
        return oovStart() + (numOovIndices == 1 ? 0 : Hashing.bucket(bytes, numOovIndices, salt));
    }

    private Layer inverse() {
        List<Value> tokens = tokens();
        int start = tokenStart();
        Value[] terms = new Value[start + tokens.size() + 1];
        Value oov = oovToken == null ? keys.oovToken() : oovToken;
        Arrays.fill(terms, oov);
        for (int i = 0; i < tokens.size(); i++) {
            terms[start + i] = tokens.get(i);
        }
        if (maskToken != null) {
            terms[0] = maskToken;
        }
        int last = terms.length - 1; // stands for all other indices
        return keys == Keys.STRING ? texts(terms, last) : numbers(terms, last);
    }

    private static Layer texts(Value[] terms, int last) {
        String[] words = new String[terms.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = ((Value.Text) terms[i]).text();
        }
        return call -> {
            Tensor x = call.input();
            String[] y = call.output().strings();
            return () -> {
                for (int i = 0; i < x.size(); i++) {
                    int id = CategoryMode.id(x, i);
                    y[i] = words[id < 0 || id > last ? last : id];
                }
            };
        };
    }

    private Layer numbers(Value[] terms, int last) {
        int[] numbers = new int[terms.length];
        for (int i = 0; i < numbers.length; i++) {
            long number = ((Value.Int) terms[i]).number();
            numbers[i] = (int) number;
            if (numbers[i] != number) {
                throw new IllegalArgumentException(
                        className() + ": with invert, terms must be integers of 32 bits, got " + number);
            }
        }
        return call -> {
            Tensor x = call.input();
            int[] y = call.output().ints();
            return () -> {
                for (int i = 0; i < x.size(); i++) {
                    int id = CategoryMode.id(x, i);
                    y[i] = numbers[id < 0 || id > last ? last : id];
                }
            };
        };
    }

    /** The indices of texts; holds nothing that changes. */
    static final class TextTable {

        private final IndexLookup lookup;
        private final Map<String, Integer> indices = new HashMap<>();

        TextTable(IndexLookup lookup) {
            this.lookup = lookup;
            for (Value token : lookup.tokens()) {
                indices.put(((Value.Text) token).text(), lookup.tokenStart() + indices.size());
            }
            if (lookup.maskToken instanceof Value.Text mask) {
                indices.put(mask.text(), lookup.masked());
            }
        }

        /** The index of a term; the buffer is used where it is unknown. */
        int index(String term, Utf8 buffer) {
            Integer known = indices.get(term);
            if (known != null) {
                return known;
            }
            if (lookup.numOovIndices > 1) {
                buffer.set(term);
            }
            return lookup.unknown(buffer, term);
        }
    }
}
