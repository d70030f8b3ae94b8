package io.keratin.core.ops;

import java.util.List;

/** What an operation of Keras makes of its arguments. */
@FunctionalInterface
public interface Operation {

    /**
     * Its results.
     *
     * @throws io.keratin.core.error.ShapeException if the arguments do not fit
     */
    List<Symbol> apply(Given given);
}
