package io.keratin.benchmarks.compare;

/** A contender with model and input in place. Belongs to one thread. */
public interface Runner extends AutoCloseable {

    /** Computes the answer to the whole input; a stream goes on with the state that it has. */
    void run();

    /** The answer of the last run, row-major. */
    float[] answer();

    @Override
    void close();
}
