package io.keratin.core.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Rows put together of pieces, for all lengths around the widths of vectors, up to the ends of the arrays. */
class CopyPiecesContractTest {

    private static final int BEFORE = 3;

    private final Kernels kernels = KernelSelection.current();

    @Test
    void rows_are_their_pieces_one_after_another_and_nothing_else_is_written() {
        for (int n : new int[] {0, 1, 2, 3, 4, 7, 8, 9, 12, 15, 16, 17, 20, 27, 31, 32, 33}) {
            for (int pieces = 1; pieces <= 5; pieces++) {
                for (int rows : new int[] {0, 1, 2, 3, 5, 16, 31}) {
                    copies(n, pieces, rows, 2, 40, 0);
                    copies(n, pieces, rows, n, 100, 0);
                    copies(n, pieces, rows, 3, n, 50);
                }
            }
        }
    }

    /** With so many values of the input behind the last piece. */
    private void copies(int n, int pieces, int rows, int stride, int apart, int behind) {
        float[] x = new float[5 + Math.max(0, rows - 1) * stride + (pieces - 1) * apart + n + behind];
        for (int i = 0; i < x.length; i++) {
            x[i] = i;
        }
        float[] d = new float[BEFORE + rows * pieces * n + 2];
        Arrays.fill(d, -1);
        float[] expected = d.clone();
        for (int i = 0; i < rows * pieces * n; i++) {
            expected[BEFORE + i] = x[5 + i / n / pieces * stride + i / n % pieces * apart + i % n];
        }
        kernels.copyPieces(x, 5, stride, apart, rows, pieces, n, d, BEFORE);
        assertThat(d)
                .as("n %s, pieces %s, rows %s, stride %s", n, pieces, rows, stride)
                .containsExactly(expected);
    }
}
