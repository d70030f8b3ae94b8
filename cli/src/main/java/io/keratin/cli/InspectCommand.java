package io.keratin.cli;

import io.keratin.core.config.Value;
import io.keratin.keras.KerasModel;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what is in a container. */
@Command(
        name = "inspect",
        description = "Show what is in a model file: members, HDF5 tree, shapes, types, versions, import rules.")
final class InspectCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(paramLabel = "FILE", description = "A model file or folder, or a file of weights.")
    private Path file = Path.of("");

    @Option(names = "--json", description = "As JSON, in one line.")
    private boolean json;

    InspectCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Value.Fields content = Failures.in(file, () -> KerasModel.inspect(file));
        if (json) {
            console.result(KerasModel.toJson(content));
        } else {
            StringBuilder text = new StringBuilder();
            fields(content, "", text);
            console.out().print(text);
        }
        return 0;
    }

    /** A field a line; what is inside stands two columns to the right. */
    private static void fields(Value.Fields fields, String indent, StringBuilder text) {
        fields.fields().forEach((key, value) -> {
            text.append(indent).append(key).append(':');
            inside(value, indent + "  ", text);
        });
    }

    private static void inside(Value value, String indent, StringBuilder text) {
        if (value instanceof Value.Fields f && !f.fields().isEmpty()) {
            text.append('\n');
            fields(f, indent, text);
        } else if (value instanceof Value.Items list && !list.items().isEmpty()) {
            text.append('\n');
            for (Value item : list.items()) {
                text.append(indent).append('-');
                inside(item, indent + "  ", text);
            }
        } else {
            text.append(' ').append(plain(value)).append('\n');
        }
    }

    private static String plain(Value value) {
        if (value instanceof Value.Text t) {
            return t.text().replaceAll("\\p{Cntrl}", "?");
        } else if (value instanceof Value.Items || value instanceof Value.Fields || value == Value.Nothing.NULL) {
            return "none";
        }
        return value.toString();
    }
}
