/** JMH benchmarks; never published. */
@org.jspecify.annotations.NullMarked
module io.keratin.benchmarks {
    requires static org.jspecify;
    requires io.keratin.core;
    requires jmh.core;
    requires jdk.unsupported;
}
