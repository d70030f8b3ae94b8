package io.keratin.core.summary;

import java.util.Collection;
import java.util.Locale;

/**
 * How much there is of something that has values.
 *
 * @param count number of values
 * @param bytes the memory that they take
 */
record WeightTotal(long count, long bytes) {

    static WeightTotal of(Collection<ModelWeight> weights) {
        return new WeightTotal(
                weights.stream().mapToLong(ModelWeight::count).sum(),
                weights.stream().mapToLong(ModelWeight::bytes).sum());
    }

    WeightTotal plus(WeightTotal other) {
        return new WeightTotal(count + other.count, bytes + other.bytes);
    }

    /** {@code 203,459 (794.76 KB)}. */
    String text() {
        return String.format(Locale.ROOT, "%,d", count) + " (" + MemorySize.text(bytes) + ")";
    }
}
