package io.keratin.cli;

import io.keratin.core.Model;
import io.keratin.core.ModelSession;
import io.keratin.core.error.KeratinException;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
        return model.inputNames();
    }

    List<String> outputNames() {
        List<String> names = model.outputNames();
        return Set.copyOf(names).size() == names.size()
                ? names
                : IntStream.range(0, names.size()).mapToObj(i -> "output_" + i).toList();
    }

    /**
     * Predicts.
     *
     * @param files the inputs
     * @param keepState whether stateful layers go on from where the last call left them, instead of starting from zero
     */
    List<Tensor> predict(List<ArrayFile> files, boolean keepState) {
        List<NamedArray> given = ArrayReader.read(files, inputNames(), "input");
        List<Tensor> x = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            x.add(Tensors.of(given.get(i), model.inputDTypes().get(i)));
        }
        return Failures.in(given.get(0).file(), () -> {
            checkSize(x.stream().map(Tensor::shape).toList());
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
    private void checkSize(List<Shape> in) {
        for (int i = 0; i < in.size(); i++) {
            if (!model.inputShapes().get(i).acceptsSamples(in.get(i))) {
                return;
            }
        }
        for (Shape out : model.outputShapes(in)) {
            if (out.size() > Integer.MAX_VALUE - 8) {
                throw new KeratinException("the output for inputs of shapes " + in + " has " + out.size()
                        + " values, more than an array holds; predict fewer samples at a time");
            }
        }
    }
}
