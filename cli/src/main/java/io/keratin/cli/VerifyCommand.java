package io.keratin.cli;

import io.keratin.core.error.KeratinException;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Predicts and compares with what Keras gave. */
@Command(
        name = "verify",
        description = {
            "Predict and compare with what Keras gave.",
            "Prints the largest differences of each output and where they are, then ok, or differs with exit status 1."
                    + " Values agree if |found - expected| <= atol + rtol * |expected|."
        })
final class VerifyCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Option(
            names = {"-i", "--input"},
            required = true,
            paramLabel = "[NAME=]FILE",
            parameterConsumer = ArrayFileWords.class,
            description = "An input, .npy, .npz, or .txt with one text a line: in the model's order, or by name.")
    private List<ArrayFile> inputs = new ArrayList<>();

    @Option(
            names = {"-e", "--expected"},
            required = true,
            paramLabel = "[NAME=]FILE",
            parameterConsumer = ArrayFileWords.class,
            description = "What Keras gave, .npy or .npz: in the model's order, or by name.")
    private List<ArrayFile> expected = new ArrayList<>();

    @Option(
            names = "--atol",
            paramLabel = "A",
            defaultValue = "1e-5",
            description = "Absolute tolerance (default: ${DEFAULT-VALUE}).")
    private double atol;

    @Option(
            names = "--rtol",
            paramLabel = "R",
            defaultValue = "1e-5",
            description = "Relative tolerance (default: ${DEFAULT-VALUE}).")
    private double rtol;

    @Mixin
    private ComputeOptions compute = new ComputeOptions();

    VerifyCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Predictor predictor = compute.predictor(model.source().load(console));
        List<NamedArray> wanted = ArrayReader.read(expected, predictor.outputNames(), "output");
        List<Tensor> outputs = predictor.predict(inputs, false);
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            problems.addAll(compare(wanted.get(i), outputs.get(i)));
        }
        console.result(problems.isEmpty() ? "ok" : "differs");
        if (!problems.isEmpty()) {
            throw new KeratinException(String.join("; ", problems));
        }
        console.tellWarnings();
        return 0;
    }

    /** Prints how an output compares; gives what is wrong with it, if anything. */
    private List<String> compare(NamedArray expected, Tensor found) {
        Shape shape = expected.array().shape();
        String where = expected.file() + ": output '" + expected.name() + "': ";
        if (!shape.equals(found.shape())) {
            console.result(expected.name() + ": expected shape " + shape + ", found " + found.shape());
            return List.of(where + "expected shape " + shape + ", found " + found.shape());
        }
        if (expected.array().isText() && found.dtype() == DType.STRING) {
            return compareTexts(where, expected, found);
        }
        double[] values = expected.array().toDoubles();
        float[] answer = found.toFloats();
        Difference d = Difference.of(answer, values, atol, rtol);
        console.result(expected.name() + " " + shape + ": " + d.describe(shape));
        if (d.agrees()) {
            return List.of();
        }
        return List.of(where + d.disagreeing() + " of " + values.length + " values differ by more than " + atol + " + "
                + rtol + " * |expected|, most at " + Tensors.place(shape, d.worstAt()) + ": expected "
                + (float) values[d.worstAt()] + ", found " + answer[d.worstAt()]);
    }

    private List<String> compareTexts(String where, NamedArray expected, Tensor found) {
        String[] wanted = expected.array().toTexts();
        int first = Arrays.mismatch(wanted, found.strings());
        console.result(expected.name() + " " + found.shape() + ": " + (first < 0 ? "the same texts" : "other texts"));
        return first < 0
                ? List.of()
                : List.of(where + "texts differ, first at " + Tensors.place(found.shape(), first) + ": expected '"
                        + wanted[first] + "', found '" + found.strings()[first] + "'");
    }
}
