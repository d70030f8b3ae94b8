package io.keratin.benchmarks.growth;

/**
 * What a model of one size costs.
 *
 * @param seconds median time of a prediction
 * @param bytes memory that model and plan hold, weights as Keras has them and as the kernels want them
 * @param arithmetic seconds of its products at the peak of the processor
 * @param bound seconds under the roofline
 */
record Cost(double seconds, double bytes, double arithmetic, double bound) {}
