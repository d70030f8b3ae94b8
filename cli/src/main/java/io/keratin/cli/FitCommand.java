package io.keratin.cli;

import io.keratin.core.config.Value;
import io.keratin.core.error.KeratinException;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Tensor;
import io.keratin.core.training.CompiledModel;
import io.keratin.core.training.FitOptions;
import io.keratin.core.training.History;
import io.keratin.keras.KerasModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains a model. */
@Command(
        name = "fit",
        description = {
            "Train a model, from .npy files.",
            "Loss, optimizer and metrics are those that the model was compiled with, unless they are given here; the optimizer goes on"
                    + " where the file says it is."
        })
final class FitCommand implements Callable<Integer> {

    /** Weights times samples of a batch from which on other threads are worth waking. */
    private static final long MIN_SHARED_WORK = 2_000_000;

    private final Console console;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Mixin
    private SampleFiles files = new SampleFiles();

    @Mixin
    private CompileWords words = new CompileWords();

    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            description = "An optimizer by Keras's name, or what Keras writes of it as JSON:"
                    + " '{\"class_name\": \"Adam\", \"config\": {\"learning_rate\": 0.01}}'.")
    private @Nullable String optimizer;

    @Option(names = "--epochs", paramLabel = "N", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
    private int epochs;

    @Option(names = "--batch-size", paramLabel = "N", defaultValue = "32", description = "Default: ${DEFAULT-VALUE}.")
    private int batchSize;

    @Option(names = "--no-shuffle", description = "Take the samples in their order.")
    private boolean noShuffle;

    @Option(names = "--sample-weight", paramLabel = "FILE", description = "What each sample counts, .npy.")
    private @Nullable Path sampleWeight;

    @Option(
            names = "--class-weight",
            paramLabel = "0=1,1=2.5",
            description = "What samples of a class count; 1 for a class that is not named.")
    private @Nullable String classWeight;

    @Option(
            names = "--validation-split",
            paramLabel = "F",
            defaultValue = "0",
            description =
                    "The part of the samples, from their end, that is judged after each epoch and not trained on.")
    private double validationSplit;

    @Option(
            names = "--validation-x",
            paramLabel = "[NAME=]FILE",
            parameterConsumer = ArrayFileWords.class,
            description = "Inputs that are judged after each epoch.")
    private List<ArrayFile> validationX = new ArrayList<>();

    @Option(
            names = "--validation-y",
            paramLabel = "[NAME=]FILE",
            parameterConsumer = ArrayFileWords.class,
            description = "What the outputs for them should be.")
    private List<ArrayFile> validationY = new ArrayList<>();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Decides the order of samples and what layers draw (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--history", paramLabel = "FILE", description = "Write Keras's History.history as JSON.")
    private @Nullable Path history;

    @Option(
            names = "--verbose",
            paramLabel = "0,1,2",
            description = "0 silent, 1 a progress bar, 2 a line for each epoch (default: 1 on a terminal, else 2).")
    private @Nullable Integer verbose;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "Save the trained model with its optimizer as .keras, or its weights as .weights.h5.")
    private @Nullable Path output;

    FitCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (validationX.isEmpty() != validationY.isEmpty()) {
            throw usage("--validation-x and --validation-y go together");
        }
        Map<Integer, Double> classes = classWeights();
        if (output != null && !output.toString().matches("(?i).*\\.(keras|weights\\.h5)")) {
            throw new KeratinException(
                    output + ": expected a name that ends in .keras or .weights.h5; nothing was trained");
        }
        CompiledModel compiled = words.compile(model.source(), console, optimizer);
        SampleFiles.Samples samples = files.read(compiled);
        SampleFiles.Samples judged =
                validationX.isEmpty() ? null : SampleFiles.read(compiled, validationX, validationY);
        Tensor weights = sampleWeight == null
                ? null
                : Tensors.of(
                        ArrayReader.read(
                                        List.of(ArrayFile.parse(sampleWeight.toString())),
                                        List.of("weights"),
                                        "sample weight")
                                .get(0),
                        DType.FLOAT32);
        History logged = Failures.in(
                files.first(),
                () -> Failures.misuse(() -> compiled.fit(samples.x(), samples.y(), fit -> {
                    options(fit, compiled).classWeight(classes);
                    if (judged != null) {
                        fit.validationData(judged.x(), judged.y());
                    }
                    if (weights != null) {
                        fit.sampleWeight(weights);
                    }
                })));
        if (history != null) {
            String json = KerasModel.toJson(json(logged));
            OutputFiles.write(history, out -> out.write((json + "\n").getBytes(StandardCharsets.UTF_8)));
        }
        Path saved = output;
        if (saved != null) {
            Failures.in(saved, () -> {
                KerasModel.save(compiled, saved);
                return saved;
            });
            console.progress(saved + ": saved");
        }
        console.tellWarnings();
        return 0;
    }

    private FitOptions options(FitOptions fit, CompiledModel compiled) {
        boolean shared = compiled.model().countParams() * batchSize >= MIN_SHARED_WORK;
        int threads = shared ? Math.min(4, Runtime.getRuntime().availableProcessors()) : 1;
        if (console.isQuiet() || verbose != null) {
            fit.verbose(console.isQuiet() || verbose == null ? 0 : verbose);
        }
        return fit.epochs(epochs)
                .batchSize(batchSize)
                .shuffle(!noShuffle)
                .validationSplit(validationSplit)
                .seed(seed)
                .threads(threads)
                .out(console.err());
    }

    private static Value json(History history) {
        Map<String, Value> fields = new LinkedHashMap<>();
        history.history().forEach((name, values) -> fields.put(name, Value.of(values)));
        return new Value.Fields(fields);
    }

    private Map<Integer, Double> classWeights() {
        Map<Integer, Double> weights = new HashMap<>();
        for (String pair : classWeight == null ? new String[0] : classWeight.split(",", -1)) {
            try {
                int at = pair.indexOf('=');
                weights.put(
                        Integer.valueOf(pair.substring(0, Math.max(0, at)).strip()),
                        Double.valueOf(pair.substring(at + 1)));
            } catch (NumberFormatException e) {
                throw usage("--class-weight: expected CLASS=WEIGHT,CLASS=WEIGHT, found '" + classWeight + "'");
            }
        }
        return weights;
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
