package io.keratin.dsl;

import java.util.concurrent.atomic.AtomicLong;

/** The order in which a program writes down inputs, layers and calls: Keras names and sorts them by it. */
final class Creation {

    private static final AtomicLong COUNT = new AtomicLong();

    private Creation() {}

    static long next() {
        return COUNT.getAndIncrement();
    }
}
