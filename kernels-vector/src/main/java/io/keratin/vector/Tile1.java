package io.keratin.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of 1 to 4 rows with a block of 1 vector, 4 sums of every element, in registers.
 * Written by {@code src/main/python/tiles.py}; see {@link Panels#product} for the arguments.
 */
final class Tile1 {
    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int L = Lanes.L;

    private Tile1() {}

    static void rows(
            int rows,
            int k,
            float[] a,
            int ao,
            int lda,
            float[] b,
            int bo,
            float[] s,
            int so,
            int lds,
            int sv,
            float[] d,
            int dOffset,
            int ldd,
            int dv) {
        switch (rows) {
            case 1 -> rows1(k, a, ao, lda, b, bo, s, so, lds, sv, d, dOffset, ldd, dv);
            case 2 -> rows2(k, a, ao, lda, b, bo, s, so, lds, sv, d, dOffset, ldd, dv);
            case 3 -> rows3(k, a, ao, lda, b, bo, s, so, lds, sv, d, dOffset, ldd, dv);
            default -> rows4(k, a, ao, lda, b, bo, s, so, lds, sv, d, dOffset, ldd, dv);
        }
    }

    static void rows1(
            int k,
            float[] a,
            int ao,
            int lda,
            float[] b,
            int bo,
            float[] s,
            int so,
            int lds,
            int sv,
            float[] d,
            int dOffset,
            int ldd,
            int dv) {
        FloatVector zero = FloatVector.zero(F);
        FloatVector c00 = FloatVector.fromArray(F, s, so);
        FloatVector c00a = zero;
        FloatVector c00b = zero;
        FloatVector c00c = zero;
        int i = 0;
        for (; i <= k - 8; i += 8) {
            int q = bo + i * (1 * L);
            FloatVector b0 = FloatVector.fromArray(F, b, q);
            FloatVector x0 = FloatVector.broadcast(F, a[ao + i]);
            c00 = x0.fma(b0, c00);
            FloatVector b0a = FloatVector.fromArray(F, b, q + L);
            FloatVector x0a = FloatVector.broadcast(F, a[ao + i + 1]);
            c00a = x0a.fma(b0a, c00a);
            FloatVector b0b = FloatVector.fromArray(F, b, q + 2 * L);
            FloatVector x0b = FloatVector.broadcast(F, a[ao + i + 2]);
            c00b = x0b.fma(b0b, c00b);
            FloatVector b0c = FloatVector.fromArray(F, b, q + 3 * L);
            FloatVector x0c = FloatVector.broadcast(F, a[ao + i + 3]);
            c00c = x0c.fma(b0c, c00c);
            FloatVector b0d = FloatVector.fromArray(F, b, q + 4 * L);
            FloatVector x0d = FloatVector.broadcast(F, a[ao + i + 4]);
            c00 = x0d.fma(b0d, c00);
            FloatVector b0e = FloatVector.fromArray(F, b, q + 5 * L);
            FloatVector x0e = FloatVector.broadcast(F, a[ao + i + 5]);
            c00a = x0e.fma(b0e, c00a);
            FloatVector b0f = FloatVector.fromArray(F, b, q + 6 * L);
            FloatVector x0f = FloatVector.broadcast(F, a[ao + i + 6]);
            c00b = x0f.fma(b0f, c00b);
            FloatVector b0g = FloatVector.fromArray(F, b, q + 7 * L);
            FloatVector x0g = FloatVector.broadcast(F, a[ao + i + 7]);
            c00c = x0g.fma(b0g, c00c);
        }
        for (; i <= k - 4; i += 4) {
            int q = bo + i * (1 * L);
            FloatVector b0 = FloatVector.fromArray(F, b, q);
            FloatVector x0 = FloatVector.broadcast(F, a[ao + i]);
            c00 = x0.fma(b0, c00);
            FloatVector b0a = FloatVector.fromArray(F, b, q + L);
            FloatVector x0a = FloatVector.broadcast(F, a[ao + i + 1]);
            c00a = x0a.fma(b0a, c00a);
            FloatVector b0b = FloatVector.fromArray(F, b, q + 2 * L);
            FloatVector x0b = FloatVector.broadcast(F, a[ao + i + 2]);
            c00b = x0b.fma(b0b, c00b);
            FloatVector b0c = FloatVector.fromArray(F, b, q + 3 * L);
            FloatVector x0c = FloatVector.broadcast(F, a[ao + i + 3]);
            c00c = x0c.fma(b0c, c00c);
        }
        for (; i < k; i++) {
            int q = bo + i * (1 * L);
            FloatVector b0 = FloatVector.fromArray(F, b, q);
            FloatVector x0 = FloatVector.broadcast(F, a[ao + i]);
            c00 = x0.fma(b0, c00);
        }
        c00.add(c00a).add(c00b.add(c00c)).intoArray(d, dOffset);
    }

    static void rows2(
            int k,
            float[] a,
            int ao,
            int lda,
            float[] b,
            int bo,
            float[] s,
            int so,
            int lds,
            int sv,
            float[] d,
            int dOffset,
            int ldd,
            int dv) {
        int a1 = ao + lda;
        int s1 = so + lds;
        int d1 = dOffset + ldd;
        FloatVector zero = FloatVector.zero(F);
        FloatVector c00 = FloatVector.fromArray(F, s, so);
        FloatVector c00a = zero;
        FloatVector c00b = zero;
        FloatVector c00c = zero;
        FloatVector c10 = FloatVector.fromArray(F, s, s1);
        FloatVector c10a = zero;
        FloatVector c10b = zero;
        FloatVector c10c = zero;
        int i = 0;
        for (; i <= k - 4; i += 4) {
            int q = bo + i * (1 * L);
            FloatVector b0 = FloatVector.fromArray(F, b, q);
            FloatVector x0 = FloatVector.broadcast(F, a[ao + i]);
            c00 = x0.fma(b0, c00);
            FloatVector x1 = FloatVector.broadcast(F, a[a1 + i]);
            c10 = x1.fma(b0, c10);
            FloatVector b0a = FloatVector.fromArray(F, b, q + L);
            FloatVector x0a = FloatVector.broadcast(F, a[ao + i + 1]);
            c00a = x0a.fma(b0a, c00a);
            FloatVector x1a = FloatVector.broadcast(F, a[a1 + i + 1]);
            c10a = x1a.fma(b0a, c10a);
            FloatVector b0b = FloatVector.fromArray(F, b, q + 2 * L);
            FloatVector x0b = FloatVector.broadcast(F, a[ao + i + 2]);
            c00b = x0b.fma(b0b, c00b);
            FloatVector x1b = FloatVector.broadcast(F, a[a1 + i + 2]);
            c10b = x1b.fma(b0b, c10b);
            FloatVector b0c = FloatVector.fromArray(F, b, q + 3 * L);
            FloatVector x0c = FloatVector.broadcast(F, a[ao + i + 3]);
            c00c = x0c.fma(b0c, c00c);
            FloatVector x1c = FloatVector.broadcast(F, a[a1 + i + 3]);
            c10c = x1c.fma(b0c, c10c);
        }
        for (; i < k; i++) {
            int q = bo + i * (1 * L);
            FloatVector b0 = FloatVector.fromArray(F, b, q);
            FloatVector x0 = FloatVector.broadcast(F, a[ao + i]);
            c00 = x0.fma(b0, c00);
            FloatVector x1 = FloatVector.broadcast(F, a[a1 + i]);
            c10 = x1.fma(b0, c10);
        }
        c00.add(c00a).add(c00b.add(c00c)).intoArray(d, dOffset);
        c10.add(c10a).add(c10b.add(c10c)).intoArray(d, d1);
    }

    static void rows3(
            int k,
            float[] a,
            int ao,
            int lda,
            float[] b,
            int bo,
            float[] s,
            int so,
            int lds,
            int sv,
            float[] d,
            int dOffset,
            int ldd,
            int dv) {
        int a1 = ao + lda;
        int s1 = so + lds;
        int d1 = dOffset + ldd;
        int a2 = ao + 2 * lda;
        int s2 = so + 2 * lds;
        int d2 = dOffset + 2 * ldd;
        FloatVector zero = FloatVector.zero(F);
        FloatVector c00 = FloatVector.fromArray(F, s, so);
        FloatVector c00a = zero;
        FloatVector c00b = zero;
        FloatVector c00c = zero;
        FloatVector c10 = FloatVector.fromArray(F, s, s1);
        FloatVector c10a = zero;
        FloatVector c10b = zero;
        FloatVector c10c = zero;
        FloatVector c20 = FloatVector.fromArray(F, s, s2);
        FloatVector c20a = zero;
        FloatVector c20b = zero;
        FloatVector c20c = zero;
        int i = 0;
        for (; i <= k - 4; i += 4) {
            int q = bo + i * (1 * L);
            FloatVector b0 = FloatVector.fromArray(F, b, q);
            FloatVector x0 = FloatVector.broadcast(F, a[ao + i]);
            c00 = x0.fma(b0, c00);
            FloatVector x1 = FloatVector.broadcast(F, a[a1 + i]);
            c10 = x1.fma(b0, c10);
            FloatVector x2 = FloatVector.broadcast(F, a[a2 + i]);
            c20 = x2.fma(b0, c20);
            FloatVector b0a = FloatVector.fromArray(F, b, q + L);
            FloatVector x0a = FloatVector.broadcast(F, a[ao + i + 1]);
            c00a = x0a.fma(b0a, c00a);
            FloatVector x1a = FloatVector.broadcast(F, a[a1 + i + 1]);
            c10a = x1a.fma(b0a, c10a);
            FloatVector x2a = FloatVector.broadcast(F, a[a2 + i + 1]);
            c20a = x2a.fma(b0a, c20a);
            FloatVector b0b = FloatVector.fromArray(F, b, q + 2 * L);
            FloatVector x0b = FloatVector.broadcast(F, a[ao + i + 2]);
            c00b = x0b.fma(b0b, c00b);
            FloatVector x1b = FloatVector.broadcast(F, a[a1 + i + 2]);
            c10b = x1b.fma(b0b, c10b);
            FloatVector x2b = FloatVector.broadcast(F, a[a2 + i + 2]);
            c20b = x2b.fma(b0b, c20b);
            FloatVector b0c = FloatVector.fromArray(F, b, q + 3 * L);
            FloatVector x0c = FloatVector.broadcast(F, a[ao + i + 3]);
            c00c = x0c.fma(b0c, c00c);
            FloatVector x1c = FloatVector.broadcast(F, a[a1 + i + 3]);
            c10c = x1c.fma(b0c, c10c);
            FloatVector x2c = FloatVector.broadcast(F, a[a2 + i + 3]);
            c20c = x2c.fma(b0c, c20c);
        }
        for (; i < k; i++) {
            int q = bo + i * (1 * L);
            FloatVector b0 = FloatVector.fromArray(F, b, q);
            FloatVector x0 = FloatVector.broadcast(F, a[ao + i]);
            c00 = x0.fma(b0, c00);
            FloatVector x1 = FloatVector.broadcast(F, a[a1 + i]);
            c10 = x1.fma(b0, c10);
            FloatVector x2 = FloatVector.broadcast(F, a[a2 + i]);
            c20 = x2.fma(b0, c20);
        }
        c00.add(c00a).add(c00b.add(c00c)).intoArray(d, dOffset);
        c10.add(c10a).add(c10b.add(c10c)).intoArray(d, d1);
        c20.add(c20a).add(c20b.add(c20c)).intoArray(d, d2);
    }

    static void rows4(
            int k,
            float[] a,
            int ao,
            int lda,
            float[] b,
            int bo,
            float[] s,
            int so,
            int lds,
            int sv,
            float[] d,
            int dOffset,
            int ldd,
            int dv) {
        int a1 = ao + lda;
        int s1 = so + lds;
        int d1 = dOffset + ldd;
        int a2 = ao + 2 * lda;
        int s2 = so + 2 * lds;
        int d2 = dOffset + 2 * ldd;
        int a3 = ao + 3 * lda;
        int s3 = so + 3 * lds;
        int d3 = dOffset + 3 * ldd;
        FloatVector zero = FloatVector.zero(F);
        FloatVector c00 = FloatVector.fromArray(F, s, so);
        FloatVector c00a = zero;
        FloatVector c00b = zero;
        FloatVector c00c = zero;
        FloatVector c10 = FloatVector.fromArray(F, s, s1);
        FloatVector c10a = zero;
        FloatVector c10b = zero;
        FloatVector c10c = zero;
        FloatVector c20 = FloatVector.fromArray(F, s, s2);
        FloatVector c20a = zero;
        FloatVector c20b = zero;
        FloatVector c20c = zero;
        FloatVector c30 = FloatVector.fromArray(F, s, s3);
        FloatVector c30a = zero;
        FloatVector c30b = zero;
        FloatVector c30c = zero;
        int i = 0;
        for (; i <= k - 4; i += 4) {
            int q = bo + i * (1 * L);
            FloatVector b0 = FloatVector.fromArray(F, b, q);
            FloatVector x0 = FloatVector.broadcast(F, a[ao + i]);
            c00 = x0.fma(b0, c00);
            FloatVector x1 = FloatVector.broadcast(F, a[a1 + i]);
            c10 = x1.fma(b0, c10);
            FloatVector x2 = FloatVector.broadcast(F, a[a2 + i]);
            c20 = x2.fma(b0, c20);
            FloatVector x3 = FloatVector.broadcast(F, a[a3 + i]);
            c30 = x3.fma(b0, c30);
            FloatVector b0a = FloatVector.fromArray(F, b, q + L);
            FloatVector x0a = FloatVector.broadcast(F, a[ao + i + 1]);
            c00a = x0a.fma(b0a, c00a);
            FloatVector x1a = FloatVector.broadcast(F, a[a1 + i + 1]);
            c10a = x1a.fma(b0a, c10a);
            FloatVector x2a = FloatVector.broadcast(F, a[a2 + i + 1]);
            c20a = x2a.fma(b0a, c20a);
            FloatVector x3a = FloatVector.broadcast(F, a[a3 + i + 1]);
            c30a = x3a.fma(b0a, c30a);
            FloatVector b0b = FloatVector.fromArray(F, b, q + 2 * L);
            FloatVector x0b = FloatVector.broadcast(F, a[ao + i + 2]);
            c00b = x0b.fma(b0b, c00b);
            FloatVector x1b = FloatVector.broadcast(F, a[a1 + i + 2]);
            c10b = x1b.fma(b0b, c10b);
            FloatVector x2b = FloatVector.broadcast(F, a[a2 + i + 2]);
            c20b = x2b.fma(b0b, c20b);
            FloatVector x3b = FloatVector.broadcast(F, a[a3 + i + 2]);
            c30b = x3b.fma(b0b, c30b);
            FloatVector b0c = FloatVector.fromArray(F, b, q + 3 * L);
            FloatVector x0c = FloatVector.broadcast(F, a[ao + i + 3]);
            c00c = x0c.fma(b0c, c00c);
            FloatVector x1c = FloatVector.broadcast(F, a[a1 + i + 3]);
            c10c = x1c.fma(b0c, c10c);
            FloatVector x2c = FloatVector.broadcast(F, a[a2 + i + 3]);
            c20c = x2c.fma(b0c, c20c);
            FloatVector x3c = FloatVector.broadcast(F, a[a3 + i + 3]);
            c30c = x3c.fma(b0c, c30c);
        }
        for (; i < k; i++) {
            int q = bo + i * (1 * L);
            FloatVector b0 = FloatVector.fromArray(F, b, q);
            FloatVector x0 = FloatVector.broadcast(F, a[ao + i]);
            c00 = x0.fma(b0, c00);
            FloatVector x1 = FloatVector.broadcast(F, a[a1 + i]);
            c10 = x1.fma(b0, c10);
            FloatVector x2 = FloatVector.broadcast(F, a[a2 + i]);
            c20 = x2.fma(b0, c20);
            FloatVector x3 = FloatVector.broadcast(F, a[a3 + i]);
            c30 = x3.fma(b0, c30);
        }
        c00.add(c00a).add(c00b.add(c00c)).intoArray(d, dOffset);
        c10.add(c10a).add(c10b.add(c10c)).intoArray(d, d1);
        c20.add(c20a).add(c20b.add(c20c)).intoArray(d, d2);
        c30.add(c30a).add(c30b.add(c30c)).intoArray(d, d3);
    }
}
