/** The fluent, Keras-like way to write a model; thin: every call ends in a record of core. */
@org.jspecify.annotations.NullMarked
module io.keratin.dsl {
    requires static transitive org.jspecify;
    requires transitive io.keratin.core;

    exports io.keratin.dsl;
    exports io.keratin.dsl.source;
}
