package io.keratin.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;

/**
 * The entry point. Exit status: 0 all well, 1 the model or the data is wrong, 2 the command line is wrong, 3 a bug of
 * ours.
 */
public final class Main {

    /** Commands of the plan that are not built yet: each says so instead of being an unknown word. */
    private static final List<String> LATER = List.of("plot");

    /** Held, for a logger that nobody holds forgets its level. Which kernels run, {@code keratin version} tells. */
    private static final Logger LOG = Logger.getLogger("io.keratin");

    private Main() {}

    /** Runs a command and ends the JVM with its status. */
    public static void main(String[] args) {
        PrintStream out = utf8(FileDescriptor.out);
        int status = run(args, out, utf8(FileDescriptor.err));
        out.flush();
        System.exit(status);
    }

    /** Runs a command and gives its exit status. */
    public static int run(String[] args, PrintStream out, PrintStream err) {
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        LOG.setLevel(Level.WARNING);
        Console console = new Console(out, err);
        try {
            return commandLine(console).execute(args);
        } catch (RuntimeException | Error e) {
            return Failures.report(e, console);
        } finally {
            out.flush();
            err.flush();
        }
    }

    private static CommandLine commandLine(Console console) {
        CommandLine all = withHelp(new KeratinCommand(console))
                .addSubcommand(withHelp(new SummaryCommand(console)))
                .addSubcommand(withHelp(new PredictCommand(console)))
                .addSubcommand(withHelp(new VerifyCommand(console)))
                .addSubcommand(withHelp(new EvaluateCommand(console)))
                .addSubcommand(withHelp(new FitCommand(console)))
                .addSubcommand(withHelp(new ConvertCommand(console)))
                .addSubcommand(withHelp(new InspectCommand(console)))
                .addSubcommand(withHelp(new BenchCommand(console)))
                .addSubcommand(withHelp(new VersionCommand(console)))
                .addSubcommand(new CommandLine.HelpCommand());
        for (String name : LATER) {
            all.addSubcommand(name, new CommandLine(new LaterCommand(name)).setUnmatchedArgumentsAllowed(true));
        }
        return all.setOut(console.outWriter())
                .setErr(console.errWriter())
                .setParameterExceptionHandler((e, args) -> {
                    console.error(e.getMessage() + " (keratin help shows how)");
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((e, command, result) -> Failures.report(e, console));
    }

    private static CommandLine withHelp(Object command) {
        CommandLine line = new CommandLine(command);
        line.getCommandSpec()
                .addOption(CommandLine.Model.OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this help.")
                        .build());
        return line;
    }

    /** Text goes out as UTF-8 whatever the locale is, as Python does in the C locale. */
    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
