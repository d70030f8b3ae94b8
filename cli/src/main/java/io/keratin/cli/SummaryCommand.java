package io.keratin.cli;

import io.keratin.core.summary.Summary;
import io.keratin.core.summary.SummaryOptions;
import io.keratin.keras.LoadedModel;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints the table that Keras's {@code model.summary()} prints. */
@Command(
        name = "summary",
        description = "Print Keras's own summary table.",
        footer = {"", "The terminal's width is taken from the environment variable COLUMNS, else it is 80."})
final class SummaryCommand implements Callable<Integer> {

    private final Console console;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Option(names = "--line-length", paramLabel = "N", description = "Width of the table.")
    private @Nullable Integer lineLength;

    @Option(names = "--expand-nested", description = "Show the layers of nested models.")
    private boolean expandNested;

    @Option(names = "--show-trainable", description = "Show which layers are trainable.")
    private boolean showTrainable;

    @Option(names = "--ascii", description = "Draw the table with plain characters.")
    private boolean ascii;

    SummaryCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (lineLength != null && lineLength < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--line-length: expected a positive number, found " + lineLength);
        }
        LoadedModel opened = model.source().open(console);
        SummaryOptions options = SummaryOptions.ofEnvironment()
                .withLineLength(lineLength)
                .withExpandNested(expandNested)
                .withShowTrainable(showTrainable)
                .withAscii(ascii);
        print(opened, options);
        console.tellWarnings();
        return 0;
    }

    /** Keras's own complaint about a line that is too short for its columns is one about the command line. */
    private void print(LoadedModel opened, SummaryOptions options) {
        try {
            if (opened.hasModel()) {
                opened.model().summary(options, console.out()::print);
            } else {
                console.out().print(Summary.text(opened.spec(), options));
            }
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--line-length: " + e.getMessage(), e);
        }
    }
}
