package io.keratin.core.layers;

import io.keratin.core.kernels.Kernels;
import java.util.Arrays;

/** What pooling makes of the values that it sees. */
public enum PoolKind {
    /** The largest number; a window passes over NaN, as TensorFlow does. */
    MAX("Max") {
        @Override
        void first(Kernels kernels, float[] x, int start, int rows, int n, Work work) {
            kernels.maxNumberOfRows(x, start, rows, n, work.result, work.row);
        }

        @Override
        void next(Kernels kernels, float[] x, int start, int rows, int n, Work work) {
            kernels.maxNumberOfRows(x, start, rows, n, work.line, work.row);
            raise(work.line, n, work.result);
        }

        @Override
        void finish(int count, int n, Work work) {}
    },

    /** The mean; padding does not count. */
    AVERAGE("Average") {
        @Override
        void first(Kernels kernels, float[] x, int start, int rows, int n, Work work) {
            Arrays.fill(work.result, 0, n, 0);
            next(kernels, x, start, rows, n, work);
        }

        @Override
        void next(Kernels kernels, float[] x, int start, int rows, int n, Work work) {
            kernels.addRows(x, start, rows, n, work.result, work.row);
        }

        @Override
        void finish(int count, int n, Work work) {
            for (int j = 0; j < n; j++) {
                work.result[j] /= count;
            }
        }
    };

    private final String word;

    PoolKind(String word) {
        this.word = word;
    }

    /** Keras's word for it in the names of classes. */
    String word() {
        return word;
    }

    /** result (n) = the rows of x, n values each, the first at {@code start}, as one. {@code work} modified. */
    abstract void first(Kernels kernels, float[] x, int start, int rows, int n, Work work);

    /** More rows go into the result. {@code work} modified. */
    abstract void next(Kernels kernels, float[] x, int start, int rows, int n, Work work);

    /** Ends a result of {@code count} rows. {@code work} modified. */
    abstract void finish(int count, int n, Work work);

    private static void raise(float[] line, int n, float[] result) {
        for (int j = 0; j < n; j++) {
            result[j] = Math.max(result[j], line[j]);
        }
    }

    /** Arrays to work in, one value for each channel; the result is the first. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared; written in inner loops.
    record Work(float[] result, float[] line, float[] row) {

        static Work of(Call call, int channels) {
            return new Work(call.scratch(channels), call.scratch(channels), call.scratch(channels));
        }
    }
}
