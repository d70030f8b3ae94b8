package io.keratin.cli;

import io.keratin.core.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Predicts: one model and its inputs, or a file of jobs. */
@Command(
        name = "predict",
        description = "Predict, from .npy files to .npy files.",
        customSynopsis = {
            "keratin predict [--weights FILE] [--batch-size N] [--threads N] MODEL",
            "                       -i [NAME=]FILE... -o OUT",
            "       keratin predict [--batch-size N] [--threads N] --jobs FILE.jsonl"
        },
        footer = {
            "",
            "A job is one line of JSON:",
            "  {\"id\": \"a\", \"model\": \"m.keras\", \"inputs\": [\"x.npy\"], \"outputs\": [\"y.npy\"]}",
            "\"weights\" may name a file too; inputs and outputs may be objects by name,",
            "outputs one folder; \"state\": \"keep\" goes on from the state that the last job",
            "of the same model left. File names are relative to the current directory.",
            "For every job one line of JSON goes to standard output as it finishes:",
            "  {\"id\": \"a\", \"ok\": true, \"millis\": 3.1}",
            "  {\"id\": \"a\", \"ok\": false, \"error\": \"x.npy: ...\"}",
            "A failing job does not stop the others; the exit status is then 1."
        })
final class PredictCommand implements Callable<Integer> {

    private final Console console;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "0..1", paramLabel = "MODEL", description = ModelOptions.MODEL)
    private @Nullable Path model;

    @Option(names = "--weights", paramLabel = "FILE", description = ModelOptions.WEIGHTS)
    private @Nullable Path weights;

    @Option(
            names = {"-i", "--input"},
            paramLabel = "[NAME=]FILE",
            parameterConsumer = ArrayFileWords.class,
            description = "An input, .npy, .npz, or .txt with one text a line: in the model's order, or by name.")
    private List<ArrayFile> inputs = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description =
                    "An .npy file for a model with one output, else a folder, made if absent, for output_0.npy, ...")
    private @Nullable Path output;

    @Option(names = "--jobs", paramLabel = "FILE.jsonl", description = "Run the jobs in this file, one a line.")
    private @Nullable Path jobs;

    @Mixin
    private ComputeOptions compute = new ComputeOptions();

    PredictCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (jobs != null) {
            if (model != null || weights != null || output != null || !inputs.isEmpty()) {
                throw usage("--jobs stands alone: models, inputs and outputs are named in the jobs");
            }
            return new JobRunner(console, compute).run(jobs) ? 0 : 1;
        }
        if (model == null || output == null || inputs.isEmpty()) {
            throw usage("expected MODEL, -i FILE and -o OUT, or --jobs FILE.jsonl");
        }
        Predictor predictor = compute.predictor(new ModelSource(model, weights).load(console));
        List<Path> files = OutputFiles.at(output, predictor.outputNames().size());
        long start = System.nanoTime();
        List<Tensor> outputs = predictor.predict(inputs, false);
        long nanos = System.nanoTime() - start;
        OutputFiles.write(files, outputs);
        OutputFiles.describe(files, outputs).forEach(console::progress);
        console.progress(String.format(
                java.util.Locale.ROOT,
                "predicted in %.1f ms, %s kernels",
                nanos / 1e6,
                predictor.model().kernels().name()));
        console.tellWarnings();
        return 0;
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
