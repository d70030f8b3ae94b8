package io.keratin.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of 1 to 8 rows with a block of 2 vectors, one sum of every element, in registers.
 * Written by {@code src/main/python/tiles.py}; see {@link Panels#product} for the arguments.
 */
final class Tile2 {
    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int L = Lanes.L;

    private Tile2() {}

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
        FloatVector c01 = FloatVector.fromArray(F, s, so + sv);
        int i = 0;
        for (; i <= k - 4; i += 4) {
            int q = bo + i * (2 * L);
            FloatVector b0 = FloatVector.fromArray(F, b, q);
            FloatVector b1 = FloatVector.fromArray(F, b, q + L);
            FloatVector x0 = FloatVector.broadcast(F, a[ao + i]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            FloatVector b0a = FloatVector.fromArray(F, b, q + 2 * L);
            FloatVector b1a = FloatVector.fromArray(F, b, q + 3 * L);
            FloatVector x0a = FloatVector.broadcast(F, a[ao + i + 1]);
            c00 = x0a.fma(b0a, c00);
            c01 = x0a.fma(b1a, c01);
            FloatVector b0b = FloatVector.fromArray(F, b, q + 4 * L);
            FloatVector b1b = FloatVector.fromArray(F, b, q + 5 * L);
            FloatVector x0b = FloatVector.broadcast(F, a[ao + i + 2]);
            c00 = x0b.fma(b0b, c00);
            c01 = x0b.fma(b1b, c01);
            FloatVector b0c = FloatVector.fromArray(F, b, q + 6 * L);
            FloatVector b1c = FloatVector.fromArray(F, b, q + 7 * L);
            FloatVector x0c = FloatVector.broadcast(F, a[ao + i + 3]);
            c00 = x0c.fma(b0c, c00);
            c01 = x0c.fma(b1c, c01);
        }
        for (; i < k; i++) {
            int q = bo + i * (2 * L);
            FloatVector b0 = FloatVector.fromArray(F, b, q);
            FloatVector b1 = FloatVector.fromArray(F, b, q + L);
            FloatVector x0 = FloatVector.broadcast(F, a[ao + i]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
        }
        c00.intoArray(d, dOffset);
        c01.intoArray(d, dOffset + dv);
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
        FloatVector c01 = FloatVector.fromArray(F, s, so + sv);
        FloatVector c10 = FloatVector.fromArray(F, s, s1);
        FloatVector c11 = FloatVector.fromArray(F, s, s1 + sv);
        int i = 0;
        for (; i <= k - 2; i += 2) {
            int q = bo + i * (2 * L);
            FloatVector b0 = FloatVector.fromArray(F, b, q);
            FloatVector b1 = FloatVector.fromArray(F, b, q + L);
            FloatVector x0 = FloatVector.broadcast(F, a[ao + i]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            FloatVector x1 = FloatVector.broadcast(F, a[a1 + i]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            FloatVector b0a = FloatVector.fromArray(F, b, q + 2 * L);
            FloatVector b1a = FloatVector.fromArray(F, b, q + 3 * L);
            FloatVector x0a = FloatVector.broadcast(F, a[ao + i + 1]);
            c00 = x0a.fma(b0a, c00);
            c01 = x0a.fma(b1a, c01);
            FloatVector x1a = FloatVector.broadcast(F, a[a1 + i + 1]);
            c10 = x1a.fma(b0a, c10);
            c11 = x1a.fma(b1a, c11);
        }
        for (; i < k; i++) {
            int q = bo + i * (2 * L);
            FloatVector b0 = FloatVector.fromArray(F, b, q);
            FloatVector b1 = FloatVector.fromArray(F, b, q + L);
            FloatVector x0 = FloatVector.broadcast(F, a[ao + i]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            FloatVector x1 = FloatVector.broadcast(F, a[a1 + i]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
        }
        c00.intoArray(d, dOffset);
        c01.intoArray(d, dOffset + dv);
        c10.intoArray(d, d1);
        c11.intoArray(d, d1 + dv);
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
        FloatVector c01 = FloatVector.fromArray(F, s, so + sv);
        FloatVector c10 = FloatVector.fromArray(F, s, s1);
        FloatVector c11 = FloatVector.fromArray(F, s, s1 + sv);
        FloatVector c20 = FloatVector.fromArray(F, s, s2);
        FloatVector c21 = FloatVector.fromArray(F, s, s2 + sv);

        for (int i = 0; i < k; i++) {
            int q = bo + i * (2 * L);
            FloatVector b0 = FloatVector.fromArray(F, b, q);
            FloatVector b1 = FloatVector.fromArray(F, b, q + L);
            FloatVector x0 = FloatVector.broadcast(F, a[ao + i]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            FloatVector x1 = FloatVector.broadcast(F, a[a1 + i]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            FloatVector x2 = FloatVector.broadcast(F, a[a2 + i]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
        }
        c00.intoArray(d, dOffset);
        c01.intoArray(d, dOffset + dv);
        c10.intoArray(d, d1);
        c11.intoArray(d, d1 + dv);
        c20.intoArray(d, d2);
        c21.intoArray(d, d2 + dv);
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
        FloatVector c01 = FloatVector.fromArray(F, s, so + sv);
        FloatVector c10 = FloatVector.fromArray(F, s, s1);
        FloatVector c11 = FloatVector.fromArray(F, s, s1 + sv);
        FloatVector c20 = FloatVector.fromArray(F, s, s2);
        FloatVector c21 = FloatVector.fromArray(F, s, s2 + sv);
        FloatVector c30 = FloatVector.fromArray(F, s, s3);
        FloatVector c31 = FloatVector.fromArray(F, s, s3 + sv);

        for (int i = 0; i < k; i++) {
            int q = bo + i * (2 * L);
            FloatVector b0 = FloatVector.fromArray(F, b, q);
            FloatVector b1 = FloatVector.fromArray(F, b, q + L);
            FloatVector x0 = FloatVector.broadcast(F, a[ao + i]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            FloatVector x1 = FloatVector.broadcast(F, a[a1 + i]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            FloatVector x2 = FloatVector.broadcast(F, a[a2 + i]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            FloatVector x3 = FloatVector.broadcast(F, a[a3 + i]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
        }
        c00.intoArray(d, dOffset);
        c01.intoArray(d, dOffset + dv);
        c10.intoArray(d, d1);
        c11.intoArray(d, d1 + dv);
        c20.intoArray(d, d2);
        c21.intoArray(d, d2 + dv);
        c30.intoArray(d, d3);
        c31.intoArray(d, d3 + dv);
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
        FloatVector c01 = FloatVector.fromArray(F, s, so + sv);
        FloatVector c10 = FloatVector.fromArray(F, s, s1);
        FloatVector c11 = FloatVector.fromArray(F, s, s1 + sv);
        FloatVector c20 = FloatVector.fromArray(F, s, s2);
        FloatVector c21 = FloatVector.fromArray(F, s, s2 + sv);
        FloatVector c30 = FloatVector.fromArray(F, s, s3);
        FloatVector c31 = FloatVector.fromArray(F, s, s3 + sv);
        FloatVector c40 = FloatVector.fromArray(F, s, s4);
        FloatVector c41 = FloatVector.fromArray(F, s, s4 + sv);

        for (int i = 0; i < k; i++) {
            int q = bo + i * (2 * L);
            FloatVector b0 = FloatVector.fromArray(F, b, q);
            FloatVector b1 = FloatVector.fromArray(F, b, q + L);
            FloatVector x0 = FloatVector.broadcast(F, a[ao + i]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            FloatVector x1 = FloatVector.broadcast(F, a[a1 + i]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            FloatVector x2 = FloatVector.broadcast(F, a[a2 + i]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            FloatVector x3 = FloatVector.broadcast(F, a[a3 + i]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
            FloatVector x4 = FloatVector.broadcast(F, a[a4 + i]);
            c40 = x4.fma(b0, c40);
            c41 = x4.fma(b1, c41);
        }
        c00.intoArray(d, dOffset);
        c01.intoArray(d, dOffset + dv);
        c10.intoArray(d, d1);
        c11.intoArray(d, d1 + dv);
        c20.intoArray(d, d2);
        c21.intoArray(d, d2 + dv);
        c30.intoArray(d, d3);
        c31.intoArray(d, d3 + dv);
        c40.intoArray(d, d4);
        c41.intoArray(d, d4 + dv);
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
        FloatVector c01 = FloatVector.fromArray(F, s, so + sv);
        FloatVector c10 = FloatVector.fromArray(F, s, s1);
        FloatVector c11 = FloatVector.fromArray(F, s, s1 + sv);
        FloatVector c20 = FloatVector.fromArray(F, s, s2);
        FloatVector c21 = FloatVector.fromArray(F, s, s2 + sv);
        FloatVector c30 = FloatVector.fromArray(F, s, s3);
        FloatVector c31 = FloatVector.fromArray(F, s, s3 + sv);
        FloatVector c40 = FloatVector.fromArray(F, s, s4);
        FloatVector c41 = FloatVector.fromArray(F, s, s4 + sv);
        FloatVector c50 = FloatVector.fromArray(F, s, s5);
        FloatVector c51 = FloatVector.fromArray(F, s, s5 + sv);

        for (int i = 0; i < k; i++) {
            int q = bo + i * (2 * L);
            FloatVector b0 = FloatVector.fromArray(F, b, q);
            FloatVector b1 = FloatVector.fromArray(F, b, q + L);
            FloatVector x0 = FloatVector.broadcast(F, a[ao + i]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            FloatVector x1 = FloatVector.broadcast(F, a[a1 + i]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            FloatVector x2 = FloatVector.broadcast(F, a[a2 + i]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            FloatVector x3 = FloatVector.broadcast(F, a[a3 + i]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
            FloatVector x4 = FloatVector.broadcast(F, a[a4 + i]);
            c40 = x4.fma(b0, c40);
            c41 = x4.fma(b1, c41);
            FloatVector x5 = FloatVector.broadcast(F, a[a5 + i]);
            c50 = x5.fma(b0, c50);
            c51 = x5.fma(b1, c51);
        }
        c00.intoArray(d, dOffset);
        c01.intoArray(d, dOffset + dv);
        c10.intoArray(d, d1);
        c11.intoArray(d, d1 + dv);
        c20.intoArray(d, d2);
        c21.intoArray(d, d2 + dv);
        c30.intoArray(d, d3);
        c31.intoArray(d, d3 + dv);
        c40.intoArray(d, d4);
        c41.intoArray(d, d4 + dv);
        c50.intoArray(d, d5);
        c51.intoArray(d, d5 + dv);
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
        FloatVector c01 = FloatVector.fromArray(F, s, so + sv);
        FloatVector c10 = FloatVector.fromArray(F, s, s1);
        FloatVector c11 = FloatVector.fromArray(F, s, s1 + sv);
        FloatVector c20 = FloatVector.fromArray(F, s, s2);
        FloatVector c21 = FloatVector.fromArray(F, s, s2 + sv);
        FloatVector c30 = FloatVector.fromArray(F, s, s3);
        FloatVector c31 = FloatVector.fromArray(F, s, s3 + sv);
        FloatVector c40 = FloatVector.fromArray(F, s, s4);
        FloatVector c41 = FloatVector.fromArray(F, s, s4 + sv);
        FloatVector c50 = FloatVector.fromArray(F, s, s5);
        FloatVector c51 = FloatVector.fromArray(F, s, s5 + sv);
        FloatVector c60 = FloatVector.fromArray(F, s, s6);
        FloatVector c61 = FloatVector.fromArray(F, s, s6 + sv);

        for (int i = 0; i < k; i++) {
            int q = bo + i * (2 * L);
            FloatVector b0 = FloatVector.fromArray(F, b, q);
            FloatVector b1 = FloatVector.fromArray(F, b, q + L);
            FloatVector x0 = FloatVector.broadcast(F, a[ao + i]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            FloatVector x1 = FloatVector.broadcast(F, a[a1 + i]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            FloatVector x2 = FloatVector.broadcast(F, a[a2 + i]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            FloatVector x3 = FloatVector.broadcast(F, a[a3 + i]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
            FloatVector x4 = FloatVector.broadcast(F, a[a4 + i]);
            c40 = x4.fma(b0, c40);
            c41 = x4.fma(b1, c41);
            FloatVector x5 = FloatVector.broadcast(F, a[a5 + i]);
            c50 = x5.fma(b0, c50);
            c51 = x5.fma(b1, c51);
            FloatVector x6 = FloatVector.broadcast(F, a[a6 + i]);
            c60 = x6.fma(b0, c60);
            c61 = x6.fma(b1, c61);
        }
        c00.intoArray(d, dOffset);
        c01.intoArray(d, dOffset + dv);
        c10.intoArray(d, d1);
        c11.intoArray(d, d1 + dv);
        c20.intoArray(d, d2);
        c21.intoArray(d, d2 + dv);
        c30.intoArray(d, d3);
        c31.intoArray(d, d3 + dv);
        c40.intoArray(d, d4);
        c41.intoArray(d, d4 + dv);
        c50.intoArray(d, d5);
        c51.intoArray(d, d5 + dv);
        c60.intoArray(d, d6);
        c61.intoArray(d, d6 + dv);
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
        FloatVector c01 = FloatVector.fromArray(F, s, so + sv);
        FloatVector c10 = FloatVector.fromArray(F, s, s1);
        FloatVector c11 = FloatVector.fromArray(F, s, s1 + sv);
        FloatVector c20 = FloatVector.fromArray(F, s, s2);
        FloatVector c21 = FloatVector.fromArray(F, s, s2 + sv);
        FloatVector c30 = FloatVector.fromArray(F, s, s3);
        FloatVector c31 = FloatVector.fromArray(F, s, s3 + sv);
        FloatVector c40 = FloatVector.fromArray(F, s, s4);
        FloatVector c41 = FloatVector.fromArray(F, s, s4 + sv);
        FloatVector c50 = FloatVector.fromArray(F, s, s5);
        FloatVector c51 = FloatVector.fromArray(F, s, s5 + sv);
        FloatVector c60 = FloatVector.fromArray(F, s, s6);
        FloatVector c61 = FloatVector.fromArray(F, s, s6 + sv);
        FloatVector c70 = FloatVector.fromArray(F, s, s7);
        FloatVector c71 = FloatVector.fromArray(F, s, s7 + sv);

        for (int i = 0; i < k; i++) {
            int q = bo + i * (2 * L);
            FloatVector b0 = FloatVector.fromArray(F, b, q);
            FloatVector b1 = FloatVector.fromArray(F, b, q + L);
            FloatVector x0 = FloatVector.broadcast(F, a[ao + i]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            FloatVector x1 = FloatVector.broadcast(F, a[a1 + i]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            FloatVector x2 = FloatVector.broadcast(F, a[a2 + i]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            FloatVector x3 = FloatVector.broadcast(F, a[a3 + i]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
            FloatVector x4 = FloatVector.broadcast(F, a[a4 + i]);
            c40 = x4.fma(b0, c40);
            c41 = x4.fma(b1, c41);
            FloatVector x5 = FloatVector.broadcast(F, a[a5 + i]);
            c50 = x5.fma(b0, c50);
            c51 = x5.fma(b1, c51);
            FloatVector x6 = FloatVector.broadcast(F, a[a6 + i]);
            c60 = x6.fma(b0, c60);
            c61 = x6.fma(b1, c61);
            FloatVector x7 = FloatVector.broadcast(F, a[a7 + i]);
            c70 = x7.fma(b0, c70);
            c71 = x7.fma(b1, c71);
        }
        c00.intoArray(d, dOffset);
        c01.intoArray(d, dOffset + dv);
        c10.intoArray(d, d1);
        c11.intoArray(d, d1 + dv);
        c20.intoArray(d, d2);
        c21.intoArray(d, d2 + dv);
        c30.intoArray(d, d3);
        c31.intoArray(d, d3 + dv);
        c40.intoArray(d, d4);
        c41.intoArray(d, d4 + dv);
        c50.intoArray(d, d5);
        c51.intoArray(d, d5 + dv);
        c60.intoArray(d, d6);
        c61.intoArray(d, d6 + dv);
        c70.intoArray(d, d7);
        c71.intoArray(d, d7 + dv);
    }
}
