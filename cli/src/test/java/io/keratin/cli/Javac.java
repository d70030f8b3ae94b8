package io.keratin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The JDK's compiler, for programs that tests write. */
final class Javac {

    private Javac() {}

    /** Compiles files of a folder into that folder; fails with the compiler's messages. */
    static void compile(Path folder, List<String> programs) {
        String path = Stream.of("java.class.path", "jdk.module.path")
                .map(System::getProperty)
                .filter(p -> p != null && !p.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
        List<String> arguments =
                new ArrayList<>(List.of("-cp", path, "-d", folder.toString(), "-proc:none", "-Xmaxerrs", "1000"));
        programs.forEach(p -> arguments.add(folder.resolve(p).toString()));
        StringWriter messages = new StringWriter();
        PrintWriter out = new PrintWriter(messages);
        ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
        assertThat(javac.run(out, out, arguments.toArray(String[]::new)))
                .as(messages.toString())
                .isZero();
    }
}
