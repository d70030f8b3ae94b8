package io.keratin.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code keratin} itself: the options that every command has. */
@Command(
        name = "keratin",
        description = "Keras models on the JVM.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "Exit status: 0 all well, 1 the model or the data is wrong, 2 the command line is wrong, 3 a bug of keratin.",
            "Options for the JVM go into the environment variable KERATIN_OPTS."
        })
final class KeratinCommand implements Runnable {

    private final Console console;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    KeratinCommand(Console console) {
        this.console = console;
    }

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "No progress on standard error.")
    void quiet(boolean quiet) {
        console.quiet(quiet);
    }

    @Option(names = "--stacktrace", scope = ScopeType.INHERIT, description = "Show where in the code an error arose.")
    void stacktrace(boolean stacktrace) {
        console.stacktrace(stacktrace);
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing");
    }
}
