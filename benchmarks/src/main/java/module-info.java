/** JMH benchmarks, the comparison with other libraries, growth curves; never published. */
@org.jspecify.annotations.NullMarked
module io.keratin.benchmarks {
    requires static org.jspecify;
    requires io.keratin.core;
    requires io.keratin.dsl;
    requires io.keratin.keras;
    requires java.management;
    requires jdk.incubator.vector;
    requires jmh.core;
    requires jdk.unsupported;
}
