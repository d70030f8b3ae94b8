package io.keratin.core.layers;

/** One step of a plan: reads and writes the arrays that it was laid out over. Belongs to one thread at a time. */
@FunctionalInterface
public interface Step {

    /** Computes the outputs from the inputs. Allocates nothing. */
    void forward();
}
