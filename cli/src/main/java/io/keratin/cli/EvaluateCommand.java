package io.keratin.cli;

import io.keratin.core.config.Value;
import io.keratin.core.training.CompiledModel;
import io.keratin.keras.KerasModel;
import java.util.LinkedHashMap;
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

    @Mixin
    private SampleFiles files = new SampleFiles();

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
        SampleFiles.Samples samples = files.read(compiled);
        Map<String, Double> scores = Failures.in(
                files.first(),
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
