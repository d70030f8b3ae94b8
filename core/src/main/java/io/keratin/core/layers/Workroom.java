package io.keratin.core.layers;

import java.util.HashMap;
import java.util.Map;

/** What the changes inside one layer share, for they are made one after another: its call, its random numbers, and arrays of a batch's size. */
final class Workroom {

    /** What an array is for. */
    enum Use {
        /** What {@link Blend} goes towards. */
        OTHER,
        /** What chains add up to in {@link ChainMixture}. */
        MIXTURE,
        /** What one of them gives. */
        CHANGED,
        /** What goes into the second change of a {@link Chain}, and the next. */
        BETWEEN,
        /** The gradients of these, in turns. */
        GRADIENTS
    }

    private record Key(Use use, int number) {}

    private final Call call;
    private final Draws draws;
    private final int values;
    private final Map<Key, float[]> arrays = new HashMap<>();

    /** Of batches of so many values. */
    Workroom(Call call, Draws draws, int values) {
        this.call = call;
        this.draws = draws;
        this.values = values;
    }

    Call call() {
        return call;
    }

    Draws draws() {
        return draws;
    }

    /** Values of a batch. */
    int values() {
        return values;
    }

    /** An array of this size, the same for the same use. */
    float[] array(Use use, int number) {
        return arrays.computeIfAbsent(new Key(use, number), key -> call.scratch(values));
    }
}
