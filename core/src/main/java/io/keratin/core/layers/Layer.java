package io.keratin.core.layers;

/**
 * A layer that runs: holds only what never changes during a pass (packed weights), so any number of threads may share it.
 */
@FunctionalInterface
public interface Layer {

    /**
     * Lays the layer out for one call of known shapes: asks the call for its output and scratch arrays and returns the
     * step that computes them, again and again.
     */
    Step plan(Call call);
}
