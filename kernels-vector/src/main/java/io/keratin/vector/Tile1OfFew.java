package io.keratin.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of 1 to 8 rows with a block of 1 vector, one sum of every element, in registers.
 * Written by {@code src/main/python/tiles.py}; see {@link Panels#product} for the arguments.
 */
final class Tile1OfFew {
    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int L = Lanes.L;

    private Tile1OfFew() {}

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
            case 4 -> rows4(k, a, ao, lda, b, bo, s, so, lds, sv, d, dOffset, ldd, dv);
            case 5 -> rows5(k, a, ao, lda, b, bo, s, so, lds, sv, d, dOffset, ldd, dv);
            case 6 -> rows6(k, a, ao, lda, b, bo, s, so, lds, sv, d, dOffset, ldd, dv);
            case 7 -> rows7(k, a, ao, lda, b, bo, s, so, lds, sv, d, dOffset, ldd, dv);
            default -> rows8(k, a, ao, lda, b, bo, s, so, lds, sv, d, dOffset, ldd, dv);
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
        FloatVector c00 = FloatVector.fromArray(F, s, so);
        int i = 0;
        for (; i <= k - 8; i += 8) {
            int q = bo + i * (1 * L);
            FloatVector b0 = FloatVector.fromArray(F, b, q);
            FloatVector x0 = FloatVector.broadcast(F, a[ao + i]);
            c00 = x0.fma(b0, c00);
            FloatVector b0a = FloatVector.fromArray(F, b, q + L);
            FloatVector x0a = FloatVector.broadcast(F, a[ao + i + 1]);
            c00 = x0a.fma(b0a, c00);
            FloatVector b0b = FloatVector.fromArray(F, b, q + 2 * L);
            FloatVector x0b = FloatVector.broadcast(F, a[ao + i + 2]);
            c00 = x0b.fma(b0b, c00);
            FloatVector b0c = FloatVector.fromArray(F, b, q + 3 * L);
            FloatVector x0c = FloatVector.broadcast(F, a[ao + i + 3]);
            c00 = x0c.fma(b0c, c00);
            FloatVector b0d = FloatVector.fromArray(F, b, q + 4 * L);
            FloatVector x0d = FloatVector.broadcast(F, a[ao + i + 4]);
            c00 = x0d.fma(b0d, c00);
            FloatVector b0e = FloatVector.fromArray(F, b, q + 5 * L);
            FloatVector x0e = FloatVector.broadcast(F, a[ao + i + 5]);
            c00 = x0e.fma(b0e, c00);
            FloatVector b0f = FloatVector.fromArray(F, b, q + 6 * L);
            FloatVector x0f = FloatVector.broadcast(F, a[ao + i + 6]);
            c00 = x0f.fma(b0f, c00);
            FloatVector b0g = FloatVector.fromArray(F, b, q + 7 * L);
            FloatVector x0g = FloatVector.broadcast(F, a[ao + i + 7]);
            c00 = x0g.fma(b0g, c00);
        }
        for (; i < k; i++) {
            int q = bo + i * (1 * L);
            FloatVector b0 = FloatVector.fromArray(F, b, q);
            FloatVector x0 = FloatVector.broadcast(F, a[ao + i]);
            c00 = x0.fma(b0, c00);
        }
        c00.intoArray(d, dOffset);
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
        FloatVector c00 = FloatVector.fromArray(F, s, so);
        FloatVector c10 = FloatVector.fromArray(F, s, s1);
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
            c00 = x0a.fma(b0a, c00);
            FloatVector x1a = FloatVector.broadcast(F, a[a1 + i + 1]);
            c10 = x1a.fma(b0a, c10);
            FloatVector b0b = FloatVector.fromArray(F, b, q + 2 * L);
            FloatVector x0b = FloatVector.broadcast(F, a[ao + i + 2]);
            c00 = x0b.fma(b0b, c00);
            FloatVector x1b = FloatVector.broadcast(F, a[a1 + i + 2]);
            c10 = x1b.fma(b0b, c10);
            FloatVector b0c = FloatVector.fromArray(F, b, q + 3 * L);
            FloatVector x0c = FloatVector.broadcast(F, a[ao + i + 3]);
            c00 = x0c.fma(b0c, c00);
            FloatVector x1c = FloatVector.broadcast(F, a[a1 + i + 3]);
            c10 = x1c.fma(b0c, c10);
        }
        for (; i < k; i++) {
            int q = bo + i * (1 * L);
            FloatVector b0 = FloatVector.fromArray(F, b, q);
            FloatVector x0 = FloatVector.broadcast(F, a[ao + i]);
            c00 = x0.fma(b0, c00);
            FloatVector x1 = FloatVector.broadcast(F, a[a1 + i]);
            c10 = x1.fma(b0, c10);
        }
        c00.intoArray(d, dOffset);
        c10.intoArray(d, d1);
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
        FloatVector c00 = FloatVector.fromArray(F, s, so);
        FloatVector c10 = FloatVector.fromArray(F, s, s1);
        FloatVector c20 = FloatVector.fromArray(F, s, s2);
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
            c00 = x0a.fma(b0a, c00);
            FloatVector x1a = FloatVector.broadcast(F, a[a1 + i + 1]);
            c10 = x1a.fma(b0a, c10);
            FloatVector x2a = FloatVector.broadcast(F, a[a2 + i + 1]);
            c20 = x2a.fma(b0a, c20);
            FloatVector b0b = FloatVector.fromArray(F, b, q + 2 * L);
            FloatVector x0b = FloatVector.broadcast(F, a[ao + i + 2]);
            c00 = x0b.fma(b0b, c00);
            FloatVector x1b = FloatVector.broadcast(F, a[a1 + i + 2]);
            c10 = x1b.fma(b0b, c10);
            FloatVector x2b = FloatVector.broadcast(F, a[a2 + i + 2]);
            c20 = x2b.fma(b0b, c20);
            FloatVector b0c = FloatVector.fromArray(F, b, q + 3 * L);
            FloatVector x0c = FloatVector.broadcast(F, a[ao + i + 3]);
            c00 = x0c.fma(b0c, c00);
            FloatVector x1c = FloatVector.broadcast(F, a[a1 + i + 3]);
            c10 = x1c.fma(b0c, c10);
            FloatVector x2c = FloatVector.broadcast(F, a[a2 + i + 3]);
            c20 = x2c.fma(b0c, c20);
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
        c00.intoArray(d, dOffset);
        c10.intoArray(d, d1);
        c20.intoArray(d, d2);
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
        FloatVector c00 = FloatVector.fromArray(F, s, so);
        FloatVector c10 = FloatVector.fromArray(F, s, s1);
        FloatVector c20 = FloatVector.fromArray(F, s, s2);
        FloatVector c30 = FloatVector.fromArray(F, s, s3);
        int i = 0;
        for (; i <= k - 2; i += 2) {
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
            c00 = x0a.fma(b0a, c00);
            FloatVector x1a = FloatVector.broadcast(F, a[a1 + i + 1]);
            c10 = x1a.fma(b0a, c10);
            FloatVector x2a = FloatVector.broadcast(F, a[a2 + i + 1]);
            c20 = x2a.fma(b0a, c20);
            FloatVector x3a = FloatVector.broadcast(F, a[a3 + i + 1]);
            c30 = x3a.fma(b0a, c30);
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
        c00.intoArray(d, dOffset);
        c10.intoArray(d, d1);
        c20.intoArray(d, d2);
        c30.intoArray(d, d3);
    }

    static void rows5(
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
        int a4 = ao + 4 * lda;
        int s4 = so + 4 * lds;
        int d4 = dOffset + 4 * ldd;
        FloatVector c00 = FloatVector.fromArray(F, s, so);
        FloatVector c10 = FloatVector.fromArray(F, s, s1);
        FloatVector c20 = FloatVector.fromArray(F, s, s2);
        FloatVector c30 = FloatVector.fromArray(F, s, s3);
        FloatVector c40 = FloatVector.fromArray(F, s, s4);

        for (int i = 0; i < k; i++) {
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
            FloatVector x4 = FloatVector.broadcast(F, a[a4 + i]);
            c40 = x4.fma(b0, c40);
        }
        c00.intoArray(d, dOffset);
        c10.intoArray(d, d1);
        c20.intoArray(d, d2);
        c30.intoArray(d, d3);
        c40.intoArray(d, d4);
    }

    static void rows6(
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
        int a4 = ao + 4 * lda;
        int s4 = so + 4 * lds;
        int d4 = dOffset + 4 * ldd;
        int a5 = ao + 5 * lda;
        int s5 = so + 5 * lds;
        int d5 = dOffset + 5 * ldd;
        FloatVector c00 = FloatVector.fromArray(F, s, so);
        FloatVector c10 = FloatVector.fromArray(F, s, s1);
        FloatVector c20 = FloatVector.fromArray(F, s, s2);
        FloatVector c30 = FloatVector.fromArray(F, s, s3);
        FloatVector c40 = FloatVector.fromArray(F, s, s4);
        FloatVector c50 = FloatVector.fromArray(F, s, s5);

        for (int i = 0; i < k; i++) {
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
            FloatVector x4 = FloatVector.broadcast(F, a[a4 + i]);
            c40 = x4.fma(b0, c40);
            FloatVector x5 = FloatVector.broadcast(F, a[a5 + i]);
            c50 = x5.fma(b0, c50);
        }
        c00.intoArray(d, dOffset);
        c10.intoArray(d, d1);
        c20.intoArray(d, d2);
        c30.intoArray(d, d3);
        c40.intoArray(d, d4);
        c50.intoArray(d, d5);
    }

    static void rows7(
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
        int a4 = ao + 4 * lda;
        int s4 = so + 4 * lds;
        int d4 = dOffset + 4 * ldd;
        int a5 = ao + 5 * lda;
        int s5 = so + 5 * lds;
        int d5 = dOffset + 5 * ldd;
        int a6 = ao + 6 * lda;
        int s6 = so + 6 * lds;
        int d6 = dOffset + 6 * ldd;
        FloatVector c00 = FloatVector.fromArray(F, s, so);
        FloatVector c10 = FloatVector.fromArray(F, s, s1);
        FloatVector c20 = FloatVector.fromArray(F, s, s2);
        FloatVector c30 = FloatVector.fromArray(F, s, s3);
        FloatVector c40 = FloatVector.fromArray(F, s, s4);
        FloatVector c50 = FloatVector.fromArray(F, s, s5);
        FloatVector c60 = FloatVector.fromArray(F, s, s6);

        for (int i = 0; i < k; i++) {
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
            FloatVector x4 = FloatVector.broadcast(F, a[a4 + i]);
            c40 = x4.fma(b0, c40);
            FloatVector x5 = FloatVector.broadcast(F, a[a5 + i]);
            c50 = x5.fma(b0, c50);
            FloatVector x6 = FloatVector.broadcast(F, a[a6 + i]);
            c60 = x6.fma(b0, c60);
        }
        c00.intoArray(d, dOffset);
        c10.intoArray(d, d1);
        c20.intoArray(d, d2);
        c30.intoArray(d, d3);
        c40.intoArray(d, d4);
        c50.intoArray(d, d5);
        c60.intoArray(d, d6);
    }

    static void rows8(
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
        int a4 = ao + 4 * lda;
        int s4 = so + 4 * lds;
        int d4 = dOffset + 4 * ldd;
        int a5 = ao + 5 * lda;
        int s5 = so + 5 * lds;
        int d5 = dOffset + 5 * ldd;
        int a6 = ao + 6 * lda;
        int s6 = so + 6 * lds;
        int d6 = dOffset + 6 * ldd;
        int a7 = ao + 7 * lda;
        int s7 = so + 7 * lds;
        int d7 = dOffset + 7 * ldd;
        FloatVector c00 = FloatVector.fromArray(F, s, so);
        FloatVector c10 = FloatVector.fromArray(F, s, s1);
        FloatVector c20 = FloatVector.fromArray(F, s, s2);
        FloatVector c30 = FloatVector.fromArray(F, s, s3);
        FloatVector c40 = FloatVector.fromArray(F, s, s4);
        FloatVector c50 = FloatVector.fromArray(F, s, s5);
        FloatVector c60 = FloatVector.fromArray(F, s, s6);
        FloatVector c70 = FloatVector.fromArray(F, s, s7);

        for (int i = 0; i < k; i++) {
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
            FloatVector x4 = FloatVector.broadcast(F, a[a4 + i]);
            c40 = x4.fma(b0, c40);
            FloatVector x5 = FloatVector.broadcast(F, a[a5 + i]);
            c50 = x5.fma(b0, c50);
            FloatVector x6 = FloatVector.broadcast(F, a[a6 + i]);
            c60 = x6.fma(b0, c60);
            FloatVector x7 = FloatVector.broadcast(F, a[a7 + i]);
            c70 = x7.fma(b0, c70);
        }
        c00.intoArray(d, dOffset);
        c10.intoArray(d, d1);
        c20.intoArray(d, d2);
        c30.intoArray(d, d3);
        c40.intoArray(d, d4);
        c50.intoArray(d, d5);
        c60.intoArray(d, d6);
        c70.intoArray(d, d7);
    }
}
