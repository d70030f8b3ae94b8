package io.keratin.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of 1 to 5 rows with a block of 4 vectors, one sum of every element, in registers.
 * Written by {@code src/main/python/tiles.py}; see {@link Panels#product} for the arguments.
 */
final class Tile4 {
    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int L = Lanes.L;

    private Tile4() {}

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
            default -> rows5(k, a, ao, lda, b, bo, s, so, lds, sv, d, dOffset, ldd, dv);
        }
    }

    /** One row times {@code blocks} blocks, their start values {@code ss} and their results {@code ds} apart. */
    static void row(
            int blocks,
            int k,
            float[] a,
            int ao,
            float[] b,
            int bo,
            int blockRows,
            float[] s,
            int so,
            int ss,
            int sv,
            float[] d,
            int dOffset,
            int ds,
            int dv) {
        for (int p = 0; p < blocks; p++) {
            int from = bo + p * blockRows * (4 * L);
            int start = so + p * ss;
            int to = dOffset + p * ds;
            FloatVector c00 = FloatVector.fromArray(F, s, start);
            FloatVector c01 = FloatVector.fromArray(F, s, start + sv);
            FloatVector c02 = FloatVector.fromArray(F, s, start + 2 * sv);
            FloatVector c03 = FloatVector.fromArray(F, s, start + 3 * sv);
            int i = 0;
            for (; i <= k - 2; i += 2) {
                int q = from + i * (4 * L);
                FloatVector b0 = FloatVector.fromArray(F, b, q);
                FloatVector b1 = FloatVector.fromArray(F, b, q + L);
                FloatVector b2 = FloatVector.fromArray(F, b, q + 2 * L);
                FloatVector b3 = FloatVector.fromArray(F, b, q + 3 * L);
                FloatVector x0 = FloatVector.broadcast(F, a[ao + i]);
                c00 = x0.fma(b0, c00);
                c01 = x0.fma(b1, c01);
                c02 = x0.fma(b2, c02);
                c03 = x0.fma(b3, c03);
                FloatVector b0a = FloatVector.fromArray(F, b, q + 4 * L);
                FloatVector b1a = FloatVector.fromArray(F, b, q + 5 * L);
                FloatVector b2a = FloatVector.fromArray(F, b, q + 6 * L);
                FloatVector b3a = FloatVector.fromArray(F, b, q + 7 * L);
                FloatVector x0a = FloatVector.broadcast(F, a[ao + i + 1]);
                c00 = x0a.fma(b0a, c00);
                c01 = x0a.fma(b1a, c01);
                c02 = x0a.fma(b2a, c02);
                c03 = x0a.fma(b3a, c03);
            }
            for (; i < k; i++) {
                int q = from + i * (4 * L);
                FloatVector b0 = FloatVector.fromArray(F, b, q);
                FloatVector b1 = FloatVector.fromArray(F, b, q + L);
                FloatVector b2 = FloatVector.fromArray(F, b, q + 2 * L);
                FloatVector b3 = FloatVector.fromArray(F, b, q + 3 * L);
                FloatVector x0 = FloatVector.broadcast(F, a[ao + i]);
                c00 = x0.fma(b0, c00);
                c01 = x0.fma(b1, c01);
                c02 = x0.fma(b2, c02);
                c03 = x0.fma(b3, c03);
            }
            c00.intoArray(d, to);
            c01.intoArray(d, to + dv);
            c02.intoArray(d, to + 2 * dv);
            c03.intoArray(d, to + 3 * dv);
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
        FloatVector c02 = FloatVector.fromArray(F, s, so + 2 * sv);
        FloatVector c03 = FloatVector.fromArray(F, s, so + 3 * sv);
        int i = 0;
        for (; i <= k - 2; i += 2) {
            int q = bo + i * (4 * L);
            FloatVector b0 = FloatVector.fromArray(F, b, q);
            FloatVector b1 = FloatVector.fromArray(F, b, q + L);
            FloatVector b2 = FloatVector.fromArray(F, b, q + 2 * L);
            FloatVector b3 = FloatVector.fromArray(F, b, q + 3 * L);
            FloatVector x0 = FloatVector.broadcast(F, a[ao + i]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            c02 = x0.fma(b2, c02);
            c03 = x0.fma(b3, c03);
            FloatVector b0a = FloatVector.fromArray(F, b, q + 4 * L);
            FloatVector b1a = FloatVector.fromArray(F, b, q + 5 * L);
            FloatVector b2a = FloatVector.fromArray(F, b, q + 6 * L);
            FloatVector b3a = FloatVector.fromArray(F, b, q + 7 * L);
            FloatVector x0a = FloatVector.broadcast(F, a[ao + i + 1]);
            c00 = x0a.fma(b0a, c00);
            c01 = x0a.fma(b1a, c01);
            c02 = x0a.fma(b2a, c02);
            c03 = x0a.fma(b3a, c03);
        }
        for (; i < k; i++) {
            int q = bo + i * (4 * L);
            FloatVector b0 = FloatVector.fromArray(F, b, q);
            FloatVector b1 = FloatVector.fromArray(F, b, q + L);
            FloatVector b2 = FloatVector.fromArray(F, b, q + 2 * L);
            FloatVector b3 = FloatVector.fromArray(F, b, q + 3 * L);
            FloatVector x0 = FloatVector.broadcast(F, a[ao + i]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            c02 = x0.fma(b2, c02);
            c03 = x0.fma(b3, c03);
        }
        c00.intoArray(d, dOffset);
        c01.intoArray(d, dOffset + dv);
        c02.intoArray(d, dOffset + 2 * dv);
        c03.intoArray(d, dOffset + 3 * dv);
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
        FloatVector c02 = FloatVector.fromArray(F, s, so + 2 * sv);
        FloatVector c03 = FloatVector.fromArray(F, s, so + 3 * sv);
        FloatVector c10 = FloatVector.fromArray(F, s, s1);
        FloatVector c11 = FloatVector.fromArray(F, s, s1 + sv);
        FloatVector c12 = FloatVector.fromArray(F, s, s1 + 2 * sv);
        FloatVector c13 = FloatVector.fromArray(F, s, s1 + 3 * sv);
        int i = 0;
        for (; i <= k - 2; i += 2) {
            int q = bo + i * (4 * L);
            FloatVector b0 = FloatVector.fromArray(F, b, q);
            FloatVector b1 = FloatVector.fromArray(F, b, q + L);
            FloatVector b2 = FloatVector.fromArray(F, b, q + 2 * L);
            FloatVector b3 = FloatVector.fromArray(F, b, q + 3 * L);
            FloatVector x0 = FloatVector.broadcast(F, a[ao + i]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            c02 = x0.fma(b2, c02);
            c03 = x0.fma(b3, c03);
            FloatVector x1 = FloatVector.broadcast(F, a[a1 + i]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            c12 = x1.fma(b2, c12);
            c13 = x1.fma(b3, c13);
            FloatVector b0a = FloatVector.fromArray(F, b, q + 4 * L);
            FloatVector b1a = FloatVector.fromArray(F, b, q + 5 * L);
            FloatVector b2a = FloatVector.fromArray(F, b, q + 6 * L);
            FloatVector b3a = FloatVector.fromArray(F, b, q + 7 * L);
            FloatVector x0a = FloatVector.broadcast(F, a[ao + i + 1]);
            c00 = x0a.fma(b0a, c00);
            c01 = x0a.fma(b1a, c01);
            c02 = x0a.fma(b2a, c02);
            c03 = x0a.fma(b3a, c03);
            FloatVector x1a = FloatVector.broadcast(F, a[a1 + i + 1]);
            c10 = x1a.fma(b0a, c10);
            c11 = x1a.fma(b1a, c11);
            c12 = x1a.fma(b2a, c12);
            c13 = x1a.fma(b3a, c13);
        }
        for (; i < k; i++) {
            int q = bo + i * (4 * L);
            FloatVector b0 = FloatVector.fromArray(F, b, q);
            FloatVector b1 = FloatVector.fromArray(F, b, q + L);
            FloatVector b2 = FloatVector.fromArray(F, b, q + 2 * L);
            FloatVector b3 = FloatVector.fromArray(F, b, q + 3 * L);
            FloatVector x0 = FloatVector.broadcast(F, a[ao + i]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            c02 = x0.fma(b2, c02);
            c03 = x0.fma(b3, c03);
            FloatVector x1 = FloatVector.broadcast(F, a[a1 + i]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            c12 = x1.fma(b2, c12);
            c13 = x1.fma(b3, c13);
        }
        c00.intoArray(d, dOffset);
        c01.intoArray(d, dOffset + dv);
        c02.intoArray(d, dOffset + 2 * dv);
        c03.intoArray(d, dOffset + 3 * dv);
        c10.intoArray(d, d1);
        c11.intoArray(d, d1 + dv);
        c12.intoArray(d, d1 + 2 * dv);
        c13.intoArray(d, d1 + 3 * dv);
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
        FloatVector c02 = FloatVector.fromArray(F, s, so + 2 * sv);
        FloatVector c03 = FloatVector.fromArray(F, s, so + 3 * sv);
        FloatVector c10 = FloatVector.fromArray(F, s, s1);
        FloatVector c11 = FloatVector.fromArray(F, s, s1 + sv);
        FloatVector c12 = FloatVector.fromArray(F, s, s1 + 2 * sv);
        FloatVector c13 = FloatVector.fromArray(F, s, s1 + 3 * sv);
        FloatVector c20 = FloatVector.fromArray(F, s, s2);
        FloatVector c21 = FloatVector.fromArray(F, s, s2 + sv);
        FloatVector c22 = FloatVector.fromArray(F, s, s2 + 2 * sv);
        FloatVector c23 = FloatVector.fromArray(F, s, s2 + 3 * sv);

        for (int i = 0; i < k; i++) {
            int q = bo + i * (4 * L);
            FloatVector b0 = FloatVector.fromArray(F, b, q);
            FloatVector b1 = FloatVector.fromArray(F, b, q + L);
            FloatVector b2 = FloatVector.fromArray(F, b, q + 2 * L);
            FloatVector b3 = FloatVector.fromArray(F, b, q + 3 * L);
            FloatVector x0 = FloatVector.broadcast(F, a[ao + i]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            c02 = x0.fma(b2, c02);
            c03 = x0.fma(b3, c03);
            FloatVector x1 = FloatVector.broadcast(F, a[a1 + i]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            c12 = x1.fma(b2, c12);
            c13 = x1.fma(b3, c13);
            FloatVector x2 = FloatVector.broadcast(F, a[a2 + i]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            c22 = x2.fma(b2, c22);
            c23 = x2.fma(b3, c23);
        }
        c00.intoArray(d, dOffset);
        c01.intoArray(d, dOffset + dv);
        c02.intoArray(d, dOffset + 2 * dv);
        c03.intoArray(d, dOffset + 3 * dv);
        c10.intoArray(d, d1);
        c11.intoArray(d, d1 + dv);
        c12.intoArray(d, d1 + 2 * dv);
        c13.intoArray(d, d1 + 3 * dv);
        c20.intoArray(d, d2);
        c21.intoArray(d, d2 + dv);
        c22.intoArray(d, d2 + 2 * dv);
        c23.intoArray(d, d2 + 3 * dv);
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
        FloatVector c02 = FloatVector.fromArray(F, s, so + 2 * sv);
        FloatVector c03 = FloatVector.fromArray(F, s, so + 3 * sv);
        FloatVector c10 = FloatVector.fromArray(F, s, s1);
        FloatVector c11 = FloatVector.fromArray(F, s, s1 + sv);
        FloatVector c12 = FloatVector.fromArray(F, s, s1 + 2 * sv);
        FloatVector c13 = FloatVector.fromArray(F, s, s1 + 3 * sv);
        FloatVector c20 = FloatVector.fromArray(F, s, s2);
        FloatVector c21 = FloatVector.fromArray(F, s, s2 + sv);
        FloatVector c22 = FloatVector.fromArray(F, s, s2 + 2 * sv);
        FloatVector c23 = FloatVector.fromArray(F, s, s2 + 3 * sv);
        FloatVector c30 = FloatVector.fromArray(F, s, s3);
        FloatVector c31 = FloatVector.fromArray(F, s, s3 + sv);
        FloatVector c32 = FloatVector.fromArray(F, s, s3 + 2 * sv);
        FloatVector c33 = FloatVector.fromArray(F, s, s3 + 3 * sv);

        for (int i = 0; i < k; i++) {
            int q = bo + i * (4 * L);
            FloatVector b0 = FloatVector.fromArray(F, b, q);
            FloatVector b1 = FloatVector.fromArray(F, b, q + L);
            FloatVector b2 = FloatVector.fromArray(F, b, q + 2 * L);
            FloatVector b3 = FloatVector.fromArray(F, b, q + 3 * L);
            FloatVector x0 = FloatVector.broadcast(F, a[ao + i]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            c02 = x0.fma(b2, c02);
            c03 = x0.fma(b3, c03);
            FloatVector x1 = FloatVector.broadcast(F, a[a1 + i]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            c12 = x1.fma(b2, c12);
            c13 = x1.fma(b3, c13);
            FloatVector x2 = FloatVector.broadcast(F, a[a2 + i]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            c22 = x2.fma(b2, c22);
            c23 = x2.fma(b3, c23);
            FloatVector x3 = FloatVector.broadcast(F, a[a3 + i]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
            c32 = x3.fma(b2, c32);
            c33 = x3.fma(b3, c33);
        }
        c00.intoArray(d, dOffset);
        c01.intoArray(d, dOffset + dv);
        c02.intoArray(d, dOffset + 2 * dv);
        c03.intoArray(d, dOffset + 3 * dv);
        c10.intoArray(d, d1);
        c11.intoArray(d, d1 + dv);
        c12.intoArray(d, d1 + 2 * dv);
        c13.intoArray(d, d1 + 3 * dv);
        c20.intoArray(d, d2);
        c21.intoArray(d, d2 + dv);
        c22.intoArray(d, d2 + 2 * dv);
        c23.intoArray(d, d2 + 3 * dv);
        c30.intoArray(d, d3);
        c31.intoArray(d, d3 + dv);
        c32.intoArray(d, d3 + 2 * dv);
        c33.intoArray(d, d3 + 3 * dv);
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
        FloatVector c02 = FloatVector.fromArray(F, s, so + 2 * sv);
        FloatVector c03 = FloatVector.fromArray(F, s, so + 3 * sv);
        FloatVector c10 = FloatVector.fromArray(F, s, s1);
        FloatVector c11 = FloatVector.fromArray(F, s, s1 + sv);
        FloatVector c12 = FloatVector.fromArray(F, s, s1 + 2 * sv);
        FloatVector c13 = FloatVector.fromArray(F, s, s1 + 3 * sv);
        FloatVector c20 = FloatVector.fromArray(F, s, s2);
        FloatVector c21 = FloatVector.fromArray(F, s, s2 + sv);
        FloatVector c22 = FloatVector.fromArray(F, s, s2 + 2 * sv);
        FloatVector c23 = FloatVector.fromArray(F, s, s2 + 3 * sv);
        FloatVector c30 = FloatVector.fromArray(F, s, s3);
        FloatVector c31 = FloatVector.fromArray(F, s, s3 + sv);
        FloatVector c32 = FloatVector.fromArray(F, s, s3 + 2 * sv);
        FloatVector c33 = FloatVector.fromArray(F, s, s3 + 3 * sv);
        FloatVector c40 = FloatVector.fromArray(F, s, s4);
        FloatVector c41 = FloatVector.fromArray(F, s, s4 + sv);
        FloatVector c42 = FloatVector.fromArray(F, s, s4 + 2 * sv);
        FloatVector c43 = FloatVector.fromArray(F, s, s4 + 3 * sv);

        for (int i = 0; i < k; i++) {
            int q = bo + i * (4 * L);
            FloatVector b0 = FloatVector.fromArray(F, b, q);
            FloatVector b1 = FloatVector.fromArray(F, b, q + L);
            FloatVector b2 = FloatVector.fromArray(F, b, q + 2 * L);
            FloatVector b3 = FloatVector.fromArray(F, b, q + 3 * L);
            FloatVector x0 = FloatVector.broadcast(F, a[ao + i]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            c02 = x0.fma(b2, c02);
            c03 = x0.fma(b3, c03);
            FloatVector x1 = FloatVector.broadcast(F, a[a1 + i]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            c12 = x1.fma(b2, c12);
            c13 = x1.fma(b3, c13);
            FloatVector x2 = FloatVector.broadcast(F, a[a2 + i]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            c22 = x2.fma(b2, c22);
            c23 = x2.fma(b3, c23);
            FloatVector x3 = FloatVector.broadcast(F, a[a3 + i]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
            c32 = x3.fma(b2, c32);
            c33 = x3.fma(b3, c33);
            FloatVector x4 = FloatVector.broadcast(F, a[a4 + i]);
            c40 = x4.fma(b0, c40);
            c41 = x4.fma(b1, c41);
            c42 = x4.fma(b2, c42);
            c43 = x4.fma(b3, c43);
        }
        c00.intoArray(d, dOffset);
        c01.intoArray(d, dOffset + dv);
        c02.intoArray(d, dOffset + 2 * dv);
        c03.intoArray(d, dOffset + 3 * dv);
        c10.intoArray(d, d1);
        c11.intoArray(d, d1 + dv);
        c12.intoArray(d, d1 + 2 * dv);
        c13.intoArray(d, d1 + 3 * dv);
        c20.intoArray(d, d2);
        c21.intoArray(d, d2 + dv);
        c22.intoArray(d, d2 + 2 * dv);
        c23.intoArray(d, d2 + 3 * dv);
        c30.intoArray(d, d3);
        c31.intoArray(d, d3 + dv);
        c32.intoArray(d, d3 + 2 * dv);
        c33.intoArray(d, d3 + 3 * dv);
        c40.intoArray(d, d4);
        c41.intoArray(d, d4 + dv);
        c42.intoArray(d, d4 + 2 * dv);
        c43.intoArray(d, d4 + 3 * dv);
    }
}
