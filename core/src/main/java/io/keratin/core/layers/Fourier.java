package io.keratin.core.layers;

/**
 * The discrete Fourier transform of a fixed length, in double precision: in log n passes where it is a power of two (Cooley,
 * Tukey 1965), else by its definition.
 */
final class Fourier {

    private final int n;
    private final double[] cos;
    private final double[] sin;

    Fourier(int n) {
        this.n = n;
        this.cos = new double[n];
        this.sin = new double[n];
        for (int i = 0; i < n; i++) {
            cos[i] = Math.cos(2 * Math.PI * i / n);
            sin[i] = -Math.sin(2 * Math.PI * i / n);
        }
    }

    /**
     * Transforms in place.
     *
     * @param re real parts (n); modified
     * @param im imaginary parts (n); modified
     * @param spare at least 2 n values; modified
     */
    void transform(double[] re, double[] im, double[] spare) {
        if (Integer.bitCount(n) == 1) {
            reorder(re, im);
            for (int half = 1; half < n; half *= 2) {
                pass(re, im, half);
            }
            return;
        }
        System.arraycopy(re, 0, spare, 0, n);
        System.arraycopy(im, 0, spare, n, n);
        for (int k = 0; k < n; k++) {
            double sumRe = 0;
            double sumIm = 0;
            int at = 0;
            for (int i = 0; i < n; i++) {
                sumRe += spare[i] * cos[at] - spare[n + i] * sin[at];
                sumIm += spare[i] * sin[at] + spare[n + i] * cos[at];
                at = at + k < n ? at + k : at + k - n;
            }
            re[k] = sumRe;
            im[k] = sumIm;
        }
    }

    private void reorder(double[] re, double[] im) {
        int shift = Integer.numberOfLeadingZeros(n) + 1;
        for (int i = 1; i < n - 1; i++) {
            int j = Integer.reverse(i) >>> shift;
            if (i < j) {
                double r = re[i];
                re[i] = re[j];
                re[j] = r;
                double m = im[i];
                im[i] = im[j];
                im[j] = m;
            }
        }
    }

    private void pass(double[] re, double[] im, int half) {
        int turn = n / (2 * half);
        for (int start = 0; start < n; start += 2 * half) {
            for (int i = 0; i < half; i++) {
                int a = start + i;
                int b = a + half;
                double c = cos[i * turn];
                double s = sin[i * turn];
                double r = re[b] * c - im[b] * s;
                double m = re[b] * s + im[b] * c;
                re[b] = re[a] - r;
                im[b] = im[a] - m;
                re[a] += r;
                im[a] += m;
            }
        }
    }
}
