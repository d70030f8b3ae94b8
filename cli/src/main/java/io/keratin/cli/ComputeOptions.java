package io.keratin.cli;

import io.keratin.core.Model;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How a prediction is computed; the numbers are the same for any choice. */
final class ComputeOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    private int batchSize = Model.DEFAULT_BATCH_SIZE;
    private int threads = 1;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "" + Model.DEFAULT_BATCH_SIZE,
            description = "Samples computed together (default: ${DEFAULT-VALUE}).")
    void batchSize(int n) {
        batchSize = positive("--batch-size", n);
    }

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "Threads that share the samples (default: ${DEFAULT-VALUE}).")
    void threads(int n) {
        threads = positive("--threads", n);
    }

    Predictor predictor(Model model) {
        return new Predictor(model, batchSize, threads);
    }

    private int positive(String option, int n) {
        if (n < 1) {
            throw new ParameterException(command.commandLine(), option + ": expected a positive number, found " + n);
        }
        return n;
    }
}
