package io.keratin.benchmarks.roofline;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What several threads are worth just now. The processors of a virtual machine may share a core with somebody else's, and
 * then two threads that wait for each other do hardly more than one. Arithmetic on a few values in the L1 cache shows it.
 */
public final class Processors implements AutoCloseable {

    private static final int VALUES = 2048;
    private static final int ROUNDS = 5000;

    private final int threads;
    private final ExecutorService helpers;

    /** For so many threads. */
    public Processors(int threads) {
        this.threads = threads;
        this.helpers = Executors.newFixedThreadPool(threads);
    }

    /** Work done in step by all threads, the slowest setting the pace, / work of one thread alone in the same time. */
    public double worth() {
        if (threads == 1) {
            return 1;
        }
        double alone = timed();
        CyclicBarrier start = new CyclicBarrier(threads);
        List<Future<Double>> together = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            together.add(helpers.submit(() -> {
                start.await();
                return timed();
            }));
        }
        double slowest = 0;
        for (Future<Double> time : together) {
            try {
                slowest = Math.max(slowest, time.get());
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
        return threads * alone / slowest;
    }

    private static double timed() {
        float[] values = new float[VALUES];
        long start = System.nanoTime();
        for (int i = 0; i < ROUNDS; i++) {
            multiplyAdd(values);
        }
        long nanos = System.nanoTime() - start;
        Stopwatch.sink = values[0];
        return nanos;
    }

    /** Vectors that the compiler finds by itself: what it learns of the Vector API here could harm the kernels. */
    private static void multiplyAdd(float[] values) {
        for (int i = 0; i < values.length; i++) {
            float x = values[i];
            x = Math.fma(x, 0.5f, 1);
            x = Math.fma(x, 0.5f, 1);
            x = Math.fma(x, 0.5f, 1);
            x = Math.fma(x, 0.5f, 1);
            x = Math.fma(x, 0.5f, 1);
            x = Math.fma(x, 0.5f, 1);
            x = Math.fma(x, 0.5f, 1);
            x = Math.fma(x, 0.5f, 1);
            values[i] = x;
        }
    }

    @Override
    public void close() {
        helpers.shutdownNow();
    }
}
