package io.keratin.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The words with which a command is told which model to open. */
final class ModelOptions {

    static final String MODEL =
            "A Keras model: .keras archive or folder, .h5 file, or architecture .json with --weights."
                    + " The content decides, not the name.";
    static final String WEIGHTS = "Weights for an architecture: .weights.h5, or legacy .h5.";

    @Parameters(paramLabel = "MODEL", description = MODEL)
    private Path model = Path.of("");

    @Option(names = "--weights", paramLabel = "FILE", description = WEIGHTS)
    private @Nullable Path weights;

    ModelSource source() {
        return new ModelSource(model, weights);
    }
}
