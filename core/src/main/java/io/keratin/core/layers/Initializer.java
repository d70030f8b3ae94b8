package io.keratin.core.layers;

import io.keratin.core.tensor.Shape;
import java.util.SplittableRandom;

/** How a new model fills a weight. */
@FunctionalInterface
public interface Initializer {

    /** Values for a weight of this shape. */
    float[] create(Shape shape, SplittableRandom random);
}
