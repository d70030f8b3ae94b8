/**
 * Small complete programs, each a class with {@code main}:
 *
 * <ul>
 *   <li>{@link io.keratin.examples.PredictCo2}: load a model and predict;
 *   <li>{@link io.keratin.examples.ClassifyDigits}: a legacy {@code .h5} file, and classes from probabilities;
 *   <li>{@link io.keratin.examples.ActionLstm}: write a model in Java, line by line like the Keras script, and give it weights
 *       from a file;
 *   <li>{@link io.keratin.examples.StreamWithOneStatePerKey}: many live sequences, one model, one small state each;
 *   <li>{@link io.keratin.examples.PaddedBatch}: sequences of different lengths in one batch;
 *   <li>{@link io.keratin.examples.ParameterCounts}: where a model's parameters come from.
 * </ul>
 *
 * <p>Those that read a model find it in {@code examples/models}, or in the folder that is their first argument.
 */
package io.keratin.examples;
