package io.keratin.cli;

import io.keratin.core.config.Value;
import io.keratin.core.training.CompiledModel;
import io.keratin.keras.KerasModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Judges a model. */
@Command(name = "evaluate", description = "Loss and metrics of a model, from .npy files.")
final class EvaluateCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private ModelOptions model = new ModelOptions();

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

    @Mixin
    private CompileWords words = new CompileWords();

    @Option(names = "--json", description = "One line of JSON.")
    private boolean json;

    EvaluateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        CompiledModel compiled = words.compile(model.source(), console, null);
        Samples samples = Samples.read(compiled, x, y);
        Map<String, Double> scores = Failures.in(
                x.get(0).file(),
                () -> Failures.misuse(() -> compiled.evaluate(
                        samples.x(), samples.y(), evaluate -> evaluate.verbose(console.isQuiet() ? 0 : 2)
                                .out(console.err()))));
        if (json) {
            Map<String, Value> fields = new LinkedHashMap<>();
            scores.forEach((name, value) -> fields.put(name, Value.of(value)));
            console.result(KerasModel.toJson(new Value.Fields(fields)));
        } else {
            scores.forEach((name, value) -> console.result(name + ": " + value));
        }
        console.tellWarnings();
        return 0;
    }
}
