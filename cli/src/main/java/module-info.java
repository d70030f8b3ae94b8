/** The command line: {@code keratin summary}, {@code predict}, {@code verify}, {@code convert}, {@code inspect}, {@code bench}, {@code version}. */
@org.jspecify.annotations.NullMarked
module io.keratin.cli {
    requires static transitive org.jspecify;
    requires io.keratin.core;
    requires io.keratin.dsl;
    requires io.keratin.keras;
    requires info.picocli;
    requires java.logging;

    opens io.keratin.cli to
            info.picocli;
}
