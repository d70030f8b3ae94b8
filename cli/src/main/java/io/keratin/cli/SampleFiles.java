package io.keratin.cli;

import io.keratin.core.Model;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Tensor;
import io.keratin.core.training.CompiledModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The words that name the files of samples. */
final class SampleFiles {

    /**
     * Inputs and labels.
     *
     * @param x by the names of the inputs
     * @param y by the names of the outputs
     */
    record Samples(Map<String, Tensor> x, Map<String, Tensor> y) {}

    @Option(
            names = "-x",
            required = true,
            paramLabel = "[NAME=]FILE",
            parameterConsumer = ArrayFileWords.class,
            description = "An input, .npy, .npz, or .txt with one text a line: in the model's order, or by name.")
    private List<ArrayFile> x = new ArrayList<>();

    @Option(
            names = "-y",
            required = true,
            paramLabel = "[NAME=]FILE",
            parameterConsumer = ArrayFileWords.class,
            description = "What an output should be, .npy or .npz: in the model's order, or by name.")
    private List<ArrayFile> y = new ArrayList<>();

    /** The file that an error about the samples names. */
    Path first() {
        return x.get(0).file();
    }

    Samples read(CompiledModel compiled) {
        return read(compiled, x, y);
    }

    static Samples read(CompiledModel compiled, List<ArrayFile> x, List<ArrayFile> y) {
        Model model = compiled.model();
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        List<NamedArray> given = ArrayReader.read(x, model.inputNames(), "input");
        for (int i = 0; i < given.size(); i++) {
            inputs.put(
                    given.get(i).name(),
                    Tensors.of(given.get(i), model.inputDTypes().get(i)));
        }
        Map<String, Tensor> labels = new LinkedHashMap<>();
        for (NamedArray array : ArrayReader.readSome(y, compiled.lossNames(), model.outputNames(), "output")) {
            labels.put(array.name(), Tensors.of(array, DType.FLOAT32));
        }
        return new Samples(inputs, labels);
    }
}
