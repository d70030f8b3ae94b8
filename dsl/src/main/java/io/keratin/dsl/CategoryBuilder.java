package io.keratin.dsl;

import java.util.Arrays;

/** A layer that puts values into categories, or writes categories as rows, that is being written down. */
public final class CategoryBuilder extends OptionBuilder<CategoryBuilder> {

    CategoryBuilder(String className) {
        super(className);
    }

    /** {@code int}, {@code one_hot}, {@code multi_hot} or {@code count}, as far as the layer has it. */
    public CategoryBuilder outputMode(String value) {
        return set("output_mode", value);
    }

    /** Whether Keras gives a sparse tensor; the numbers are the same. */
    public CategoryBuilder sparse(boolean value) {
        return set("sparse", value);
    }

    /** Discretization: where intervals begin, ascending. */
    public CategoryBuilder binBoundaries(double... values) {
        return set("bin_boundaries", Arrays.stream(values).boxed().toList());
    }

    /** Discretization: how many intervals {@code adapt} makes. */
    public CategoryBuilder numBins(int value) {
        return set("num_bins", value);
    }

    /** Discretization: the error that {@code adapt} allows itself. */
    public CategoryBuilder epsilon(double value) {
        return set("epsilon", value);
    }

    /** Hashing: the text that has bin 0 to itself. */
    public CategoryBuilder maskValue(String value) {
        return set("mask_value", value);
    }

    /** Hashing: the number that has bin 0 to itself. */
    public CategoryBuilder maskValue(int value) {
        return set("mask_value", value);
    }

    /** Hashing: the two words that key the hash; one stands for two equal ones. */
    public CategoryBuilder salt(long... words) {
        return set("salt", Arrays.stream(words).boxed().toList());
    }
}
