package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How much is added to an axis or cut from it.
 *
 * @param before at its beginning
 * @param after at its end
 */
public record Sides(int before, int after) {

    /** Checks that neither is negative. */
    public Sides {
        if (before < 0 || after < 0) {
            throw new IllegalArgumentException("sides must not be negative, got " + before + " and " + after);
        }
    }

    /** Both sides together. */
    int sum() {
        return Math.addExact(before, after);
    }

    /**
     * The sides of some axes from as few numbers as Keras takes: one for all, one for each axis, or two for each axis, before
     * and after.
     */
    public static List<Sides> of(int axes, int... numbers) {
        if (numbers.length == 1) {
            return Collections.nCopies(axes, new Sides(numbers[0], numbers[0]));
        }
        if (numbers.length != axes && numbers.length != 2 * axes) {
            throw new IllegalArgumentException("expected 1, " + (axes == 1 ? "" : axes + " ") + "or " + 2 * axes
                    + " numbers, got " + numbers.length);
        }
        int each = numbers.length / axes;
        List<Sides> sides = new ArrayList<>();
        for (int i = 0; i < numbers.length; i += each) {
            sides.add(new Sides(numbers[i], numbers[i + each - 1]));
        }
        return sides;
    }

    static List<Sides> read(Config config, String key, List<Sides> absent) {
        Numbers numbers = Numbers.read(config, key);
        try {
            return numbers == null ? absent : of(absent.size(), numbers.integers());
        } catch (IllegalArgumentException e) {
            throw config.error(key, String.valueOf(e.getMessage()));
        }
    }

    /** As Keras writes them: a pair for each axis, for a single axis the pair alone. */
    static Value value(List<Sides> sides) {
        List<Value> pairs =
                sides.stream().map(s -> Value.of(List.of(s.before, s.after))).toList();
        return pairs.size() == 1 ? pairs.get(0) : new Value.Items(pairs);
    }
}
