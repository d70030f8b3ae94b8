/** Small complete programs; each is a class with {@code main} that can be read from top to bottom. */
@org.jspecify.annotations.NullMarked
module io.keratin.examples {
    requires static transitive org.jspecify;
    requires io.keratin.core;
    requires io.keratin.dsl;
    requires io.keratin.keras;

    exports io.keratin.examples;
}
