/**
 * What the kernels and whole models cost, each on the portable and on the vector kernels.
 *
 * <pre>
 * mvn -B -q -pl benchmarks -am package -DskipTests
 * java -jar benchmarks/target/benchmarks.jar                          # everything, or a part of it:
 * java -jar benchmarks/target/benchmarks.jar Lstm -p kernels=vector
 * </pre>
 *
 * <p>The forked JVMs get the incubator module's flag by themselves. Compare within one run, and quote machine, JDK and
 * flags with every number.
 */
package io.keratin.benchmarks;
