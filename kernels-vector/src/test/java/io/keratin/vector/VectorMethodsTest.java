package io.keratin.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * The rules of {@code package-info} that keep C2 from boxing vectors, read off the compiled methods: what breaks one of them gives
 * the right numbers, and may be as fast as before on the machine and the JDK where it is tried first.
 */
class VectorMethodsTest {

    /** C2 inlines methods up to this size into each other, however deep ({@code FreqInlineSize}). */
    private static final int INLINED_BYTES = 325;

    private static final int MOST_OPERATIONS = 90;

    /** Its loops are called by methods that have no vectors of their own; {@link AllocationTest} watches them. */
    private static final String SMALL_ON_PURPOSE = "Remainders";

    private static final Pattern CLASS =
            Pattern.compile("^\\S.* (?:class|enum|record) io\\.keratin\\.vector\\.(\\S+) .*");
    private static final Pattern METHOD = Pattern.compile("^ {2}(\\S.*\\)|static \\{\\})( throws .*)?;$");
    private static final Pattern INSTRUCTION = Pattern.compile("^ +(\\d+): (\\w+) *(.*)$");
    private static final String VECTOR = "jdk/incubator/vector/";

    /** What one method does with vectors. */
    private static final class Code {

        final String owner;
        final String signature;
        int bytes;
        int operations;
        boolean loops;

        Code(String owner, String signature) {
            this.owner = owner;
            this.signature = signature;
        }

        void add(int at, String instruction, String operands) {
            bytes = at + 1;
            if (instruction.startsWith("invoke") && operands.contains("Method " + VECTOR)) {
                operations++;
            } else if (instruction.equals("goto") || instruction.startsWith("if")) {
                loops |= Integer.parseInt(operands) <= at;
            }
        }

        @Override
        public String toString() {
            return owner + ": " + signature + ", " + bytes + " bytes, " + operations + " vector operations";
        }
    }

    @Test
    void a_loop_of_vectors_is_a_method_too_large_to_be_inlined() throws URISyntaxException {
        List<Code> loops = methods().stream()
                .filter(m -> m.loops && m.operations > 0 && !m.owner.equals(SMALL_ON_PURPOSE))
                .toList();

        assertThat(loops).hasSizeGreaterThan(20).allMatch(m -> m.bytes > INLINED_BYTES);
    }

    @Test
    void a_method_has_no_more_vector_operations_than_c2_optimises() throws URISyntaxException {
        assertThat(methods()).allMatch(m -> m.operations <= MOST_OPERATIONS);
    }

    @Test
    void no_vector_is_an_argument_or_a_result() throws URISyntaxException {
        assertThat(methods()).noneMatch(m -> m.signature.matches(".*jdk\\.incubator\\.vector\\.\\w*Vector\\b.*"));
    }

    /** All methods of the module, as the JDK's own tool prints them. */
    private static List<Code> methods() throws URISyntaxException {
        List<Code> methods = new ArrayList<>();
        String owner = "";
        for (String line : disassembled().lines().toList()) {
            Matcher type = CLASS.matcher(line);
            Matcher method = METHOD.matcher(line);
            Matcher instruction = INSTRUCTION.matcher(line);
            if (type.matches()) {
                owner = type.group(1);
            } else if (method.matches()) {
                methods.add(new Code(owner, method.group(1)));
            } else if (instruction.matches() && !methods.isEmpty()) {
                Code last = methods.get(methods.size() - 1);
                last.add(Integer.parseInt(instruction.group(1)), instruction.group(2), instruction.group(3));
            }
        }
        return methods;
    }

    private static String disassembled() throws URISyntaxException {
        Path classes = Path.of(VectorKernels.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        String[] files = Objects.requireNonNull(
                classes.resolve("io/keratin/vector").toFile().list((folder, name) -> name.endsWith(".class")));
        List<String> arguments = new ArrayList<>(List.of("-c", "-p"));
        Arrays.stream(files)
                .map(file -> classes.resolve("io/keratin/vector/" + file).toString())
                .forEach(arguments::add);
        StringWriter out = new StringWriter();
        PrintWriter print = new PrintWriter(out);
        ToolProvider.findFirst("javap").orElseThrow().run(print, print, arguments.toArray(String[]::new));
        return out.toString();
    }
}
