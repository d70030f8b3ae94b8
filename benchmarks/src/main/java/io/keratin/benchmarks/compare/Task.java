package io.keratin.benchmarks.compare;

import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.nio.file.Path;

/**
 * What all contenders compute.
 *
 * @param model path of the model's files without their ending: {@code models/W2} for {@code models/W2.keras}
 * @param input a batch of samples; the steps of one sequence if this is a stream
 * @param output shape of the answer to {@code input}
 * @param stream whether each row of the input is one step, to be answered before the next one is seen
 * @param threads threads that may compute
 */
public record Task(Path model, Tensor input, Shape output, boolean stream, int threads) {

    /** The model's file with this ending. */
    public Path file(String ending) {
        return model.resolveSibling(model.getFileName() + ending);
    }

    /** Calls that one run makes: one, or one for each step of a stream. */
    public int calls() {
        return stream ? input.shape().dim(0) : 1;
    }
}
