/** Keras files to core models, behind one guarded door. */
@org.jspecify.annotations.NullMarked
module io.keratin.keras {
    requires static transitive org.jspecify;
    requires transitive io.keratin.core;
    requires io.jhdf;
    requires com.google.protobuf;
    requires com.fasterxml.jackson.core;

    exports io.keratin.keras;
    exports io.keratin.keras.callbacks;
    exports io.keratin.keras.numpy;
}
