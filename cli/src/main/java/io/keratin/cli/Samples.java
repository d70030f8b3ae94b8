package io.keratin.cli;

import io.keratin.core.Model;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Tensor;
import io.keratin.core.training.CompiledModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Inputs and labels from files.
 *
 * @param x by the names of the inputs
 * @param y by the names of the outputs
 */
record Samples(Map<String, Tensor> x, Map<String, Tensor> y) {

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
