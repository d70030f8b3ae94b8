/**
 * The kernels on the Vector API (incubator module {@code jdk.incubator.vector}).
 *
 * <p>Every product runs on register tiles ({@link io.keratin.vector.Tile4}, {@link io.keratin.vector.Tile3}) over weights
 * packed in blocks ({@link io.keratin.vector.Panels}): float32, or bfloat16 and bytes that are decoded in registers. The
 * recurrent steps let a tile's result stay in the L1 cache and run the gates over it. Four rules keep C2 from boxing
 * vectors, which would cost a factor of ten without any error: a vector is always a local variable, no vector is an argument
 * or a result, a method has at most about 90 vector operations, and one with a loop of them is of more than 325 bytes, for
 * smaller ones are inlined into each other, however deep. So even an activation inside a gate is a loop of its own over a
 * small array. {@code VectorMethodsTest} reads the rules off the compiled methods.
 *
 * <p>Letters: L lanes of a vector, m rows, k inner length, H units.
 */
package io.keratin.vector;
