package io.keratin.dsl;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A StringLookup, IntegerLookup or TextVectorization layer that is being written down. */
public final class LookupBuilder extends OptionBuilder<LookupBuilder> {

    LookupBuilder(String className) {
        super(className);
    }

    /** The terms, with or without special tokens in front. */
    public LookupBuilder vocabulary(String... terms) {
        return set("vocabulary", List.of(terms));
    }

    /** The terms of an IntegerLookup. */
    public LookupBuilder vocabulary(long... terms) {
        return set("vocabulary", Arrays.stream(terms).boxed().toList());
    }

    /** Weights for {@code tf_idf}, as many as terms. */
    public LookupBuilder idfWeights(double... weights) {
        return set("idf_weights", Arrays.stream(weights).boxed().toList());
    }

    /** The largest vocabulary that is allowed, special tokens included. */
    public LookupBuilder maxTokens(int value) {
        return set("max_tokens", value);
    }

    /** How many indices unknown terms share. */
    public LookupBuilder numOovIndices(int value) {
        return set("num_oov_indices", value);
    }

    /** The text that stands for padding. */
    public LookupBuilder maskToken(String value) {
        return set("mask_token", value);
    }

    /** The number that stands for padding. */
    public LookupBuilder maskToken(long value) {
        return set("mask_token", value);
    }

    /** The text that unknown terms turn into. */
    public LookupBuilder oovToken(String value) {
        return set("oov_token", value);
    }

    /** The number that unknown terms turn into. */
    public LookupBuilder oovToken(long value) {
        return set("oov_token", value);
    }

    /** Whether indices turn into terms. */
    public LookupBuilder invert(boolean value) {
        return set("invert", value);
    }

    /** {@code int}, {@code one_hot}, {@code multi_hot}, {@code count} or {@code tf_idf}. */
    public LookupBuilder outputMode(String value) {
        return set("output_mode", value);
    }

    /** Whether Keras gives a sparse tensor; the numbers are the same. */
    public LookupBuilder sparse(boolean value) {
        return set("sparse", value);
    }

    /** Whether rows have maxTokens values. */
    public LookupBuilder padToMaxTokens(boolean value) {
        return set("pad_to_max_tokens", value);
    }

    /** How unknown integers are spread: {@code floormod} or {@code farmhash}. */
    public LookupBuilder oovMethod(String value) {
        return set("oov_method", value);
    }

    /** The two words that key the hash; one stands for two equal ones. */
    public LookupBuilder salt(long... words) {
        return set("salt", Arrays.stream(words).boxed().toList());
    }

    /** The encoding of the terms. */
    public LookupBuilder encoding(String value) {
        return set("encoding", value);
    }

    /** TextVectorization: {@code lower}, {@code strip_punctuation}, {@code lower_and_strip_punctuation}, or null. */
    public LookupBuilder standardize(@Nullable String value) {
        return set("standardize", value);
    }

    /** TextVectorization: {@code whitespace}, {@code character}, or null. */
    public LookupBuilder split(@Nullable String value) {
        return set("split", value);
    }

    /** TextVectorization: the length of the longest n-grams. */
    public LookupBuilder ngrams(int longest) {
        return set("ngrams", longest);
    }

    /** TextVectorization: the lengths of the n-grams. */
    public LookupBuilder ngrams(int... lengths) {
        return set("ngrams", lengths);
    }

    /** TextVectorization: to how many indices a text is cut or filled up. */
    public LookupBuilder outputSequenceLength(int value) {
        return set("output_sequence_length", value);
    }
}
