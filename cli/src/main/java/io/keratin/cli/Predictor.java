package io.keratin.cli;

import io.keratin.core.Model;
import io.keratin.core.ModelSession;
import io.keratin.core.error.KeratinException;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A model as the command line sees it: named inputs, named outputs, and a state that one call may take over from the last.
 * Errors carry the name of the file that the input came from.
 */
final class Predictor {

    private final Model model;
    private final int batchSize;
    private final int threads;
    private ModelSession session;

    Predictor(Model model, int batchSize, int threads) {
        this.model = model;
        this.batchSize = batchSize;
        this.threads = threads;
        this.session = model.session();
    }

    Model model() {
        return model;
    }

    List<String> inputNames() {
        return List.of(model.inputName());
    }

    List<String> outputNames() {
        int n = model.outputShapes().size();
        return n == 1
                ? List.of(model.outputName())
                : IntStream.range(0, n).mapToObj(i -> "output_" + i).toList();
    }

    /**
     * Predicts.
     *
     * @param files the inputs
     * @param keepState whether stateful layers go on from where the last call left them, instead of starting from zero
     */
    List<Tensor> predict(List<ArrayFile> files, boolean keepState) {
        NamedArray given = ArrayReader.read(files, inputNames(), "input").get(0);
        Tensor x = Tensors.of(given, model.inputDType());
        return Failures.in(given.file(), () -> {
            checkSize(x.shape());
            if (!model.isStateful()) {
                return model.predictAll(x, batchSize, threads);
            }
            if (!keepState) {
                session = model.session();
            }
            return session.predictAll(x);
        });
    }

    /** Java arrays have at most 2^31 - 1 values; the model's own check of the input comes first. */
    private void checkSize(Shape in) {
        if (!model.inputShape().with(0, Shape.NONE).accepts(in)) {
            return;
        }
        long size = model.outputShape(in).size();
        if (size > Integer.MAX_VALUE - 8) {
            throw new KeratinException("the output for an input of shape " + in + " has " + size
                    + " values, more than an array holds; predict fewer samples at a time");
        }
    }
}
