package io.keratin.cli;

import io.keratin.core.error.KeratinException;
import io.keratin.core.layers.NamedLayer;
import io.keratin.dsl.source.JavaProgram;
import io.keratin.dsl.source.PythonScript;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Writes a model in another form. */
@Command(name = "convert", description = "Write a model as the program that makes it; the extension of OUT chooses.")
final class ConvertCommand implements Callable<Integer> {

    private static final String JAVA = ".java";
    private static final String PYTHON = ".py";

    private final Console console;

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Parameters(
            paramLabel = "OUT",
            description = "NAME.java: a program with this library's DSL. NAME.py: a Keras script.")
    private Path out = Path.of("");

    ConvertCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        String name = String.valueOf(out.getFileName());
        if (!name.endsWith(JAVA) && !name.endsWith(PYTHON)) {
            throw new KeratinException(out + ": this version writes models as .java or .py");
        }
        ModelSource source = model.source();
        NamedLayer spec = source.open(console).spec();
        String program = Failures.in(
                out,
                () -> name.endsWith(JAVA)
                        ? JavaProgram.of(spec, className(name))
                        : PythonScript.of(spec, source.parameters().toString()));
        OutputFiles.write(out, stream -> stream.write(program.getBytes(StandardCharsets.UTF_8)));
        console.progress(out + ": " + program.lines().count() + " lines");
        return 0;
    }

    private static String className(String file) {
        String name = file.substring(0, file.length() - JAVA.length());
        if (!JavaProgram.isClassName(name)) {
            throw new KeratinException("expected the name of a Java class before .java, found '" + name + "'");
        }
        return name;
    }
}
