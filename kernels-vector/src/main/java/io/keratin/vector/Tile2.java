package io.keratin.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of 1 to 4 rows with a block of 2 vectors, all sums in registers. Written by
 * {@code src/main/python/tiles.py}; see {@link Panels#product} for the arguments.
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
        FloatVector c00 = FloatVector.fromArray(F, s, so);
        FloatVector c00a = FloatVector.zero(F);
        FloatVector c01 = FloatVector.fromArray(F, s, so + sv);
        FloatVector c01a = FloatVector.zero(F);
        int i = 0;
        for (; i <= k - 2; i += 2) {
            int q = bo + i * (2 * L);
            FloatVector b0 = FloatVector.fromArray(F, b, q);
            FloatVector b1 = FloatVector.fromArray(F, b, q + L);
            FloatVector x0 = FloatVector.broadcast(F, a[ao + i]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            FloatVector b0a = FloatVector.fromArray(F, b, q + 2 * L);
            FloatVector b1a = FloatVector.fromArray(F, b, q + 3 * L);
            FloatVector x0a = FloatVector.broadcast(F, a[ao + i + 1]);
            c00a = x0a.fma(b0a, c00a);
            c01a = x0a.fma(b1a, c01a);
        }
        for (; i < k; i++) {
            int q = bo + i * (2 * L);
            FloatVector b0 = FloatVector.fromArray(F, b, q);
            FloatVector b1 = FloatVector.fromArray(F, b, q + L);
            FloatVector x0 = FloatVector.broadcast(F, a[ao + i]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
        }
        c00.add(c00a).intoArray(d, dOffset);
        c01.add(c01a).intoArray(d, dOffset + dv);
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
        FloatVector c00a = FloatVector.zero(F);
        FloatVector c01 = FloatVector.fromArray(F, s, so + sv);
        FloatVector c01a = FloatVector.zero(F);
        FloatVector c10 = FloatVector.fromArray(F, s, s1);
        FloatVector c10a = FloatVector.zero(F);
        FloatVector c11 = FloatVector.fromArray(F, s, s1 + sv);
        FloatVector c11a = FloatVector.zero(F);
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
            c00a = x0a.fma(b0a, c00a);
            c01a = x0a.fma(b1a, c01a);
            FloatVector x1a = FloatVector.broadcast(F, a[a1 + i + 1]);
            c10a = x1a.fma(b0a, c10a);
            c11a = x1a.fma(b1a, c11a);
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
        c00.add(c00a).intoArray(d, dOffset);
        c01.add(c01a).intoArray(d, dOffset + dv);
        c10.add(c10a).intoArray(d, d1);
        c11.add(c11a).intoArray(d, d1 + dv);
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
        FloatVector c00a = FloatVector.zero(F);
        FloatVector c01 = FloatVector.fromArray(F, s, so + sv);
        FloatVector c01a = FloatVector.zero(F);
        FloatVector c10 = FloatVector.fromArray(F, s, s1);
        FloatVector c10a = FloatVector.zero(F);
        FloatVector c11 = FloatVector.fromArray(F, s, s1 + sv);
        FloatVector c11a = FloatVector.zero(F);
        FloatVector c20 = FloatVector.fromArray(F, s, s2);
        FloatVector c20a = FloatVector.zero(F);
        FloatVector c21 = FloatVector.fromArray(F, s, s2 + sv);
        FloatVector c21a = FloatVector.zero(F);
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
            FloatVector x2 = FloatVector.broadcast(F, a[a2 + i]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            FloatVector b0a = FloatVector.fromArray(F, b, q + 2 * L);
            FloatVector b1a = FloatVector.fromArray(F, b, q + 3 * L);
            FloatVector x0a = FloatVector.broadcast(F, a[ao + i + 1]);
            c00a = x0a.fma(b0a, c00a);
            c01a = x0a.fma(b1a, c01a);
            FloatVector x1a = FloatVector.broadcast(F, a[a1 + i + 1]);
            c10a = x1a.fma(b0a, c10a);
            c11a = x1a.fma(b1a, c11a);
            FloatVector x2a = FloatVector.broadcast(F, a[a2 + i + 1]);
            c20a = x2a.fma(b0a, c20a);
            c21a = x2a.fma(b1a, c21a);
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
            FloatVector x2 = FloatVector.broadcast(F, a[a2 + i]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
        }
        c00.add(c00a).intoArray(d, dOffset);
        c01.add(c01a).intoArray(d, dOffset + dv);
        c10.add(c10a).intoArray(d, d1);
        c11.add(c11a).intoArray(d, d1 + dv);
        c20.add(c20a).intoArray(d, d2);
        c21.add(c21a).intoArray(d, d2 + dv);
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
        FloatVector c00a = FloatVector.zero(F);
        FloatVector c01 = FloatVector.fromArray(F, s, so + sv);
        FloatVector c01a = FloatVector.zero(F);
        FloatVector c10 = FloatVector.fromArray(F, s, s1);
        FloatVector c10a = FloatVector.zero(F);
        FloatVector c11 = FloatVector.fromArray(F, s, s1 + sv);
        FloatVector c11a = FloatVector.zero(F);
        FloatVector c20 = FloatVector.fromArray(F, s, s2);
        FloatVector c20a = FloatVector.zero(F);
        FloatVector c21 = FloatVector.fromArray(F, s, s2 + sv);
        FloatVector c21a = FloatVector.zero(F);
        FloatVector c30 = FloatVector.fromArray(F, s, s3);
        FloatVector c30a = FloatVector.zero(F);
        FloatVector c31 = FloatVector.fromArray(F, s, s3 + sv);
        FloatVector c31a = FloatVector.zero(F);
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
            FloatVector x2 = FloatVector.broadcast(F, a[a2 + i]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            FloatVector x3 = FloatVector.broadcast(F, a[a3 + i]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
            FloatVector b0a = FloatVector.fromArray(F, b, q + 2 * L);
            FloatVector b1a = FloatVector.fromArray(F, b, q + 3 * L);
            FloatVector x0a = FloatVector.broadcast(F, a[ao + i + 1]);
            c00a = x0a.fma(b0a, c00a);
            c01a = x0a.fma(b1a, c01a);
            FloatVector x1a = FloatVector.broadcast(F, a[a1 + i + 1]);
            c10a = x1a.fma(b0a, c10a);
            c11a = x1a.fma(b1a, c11a);
            FloatVector x2a = FloatVector.broadcast(F, a[a2 + i + 1]);
            c20a = x2a.fma(b0a, c20a);
            c21a = x2a.fma(b1a, c21a);
            FloatVector x3a = FloatVector.broadcast(F, a[a3 + i + 1]);
            c30a = x3a.fma(b0a, c30a);
            c31a = x3a.fma(b1a, c31a);
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
            FloatVector x2 = FloatVector.broadcast(F, a[a2 + i]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            FloatVector x3 = FloatVector.broadcast(F, a[a3 + i]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
        }
        c00.add(c00a).intoArray(d, dOffset);
        c01.add(c01a).intoArray(d, dOffset + dv);
        c10.add(c10a).intoArray(d, d1);
        c11.add(c11a).intoArray(d, d1 + dv);
        c20.add(c20a).intoArray(d, d2);
        c21.add(c21a).intoArray(d, d2 + dv);
        c30.add(c30a).intoArray(d, d3);
        c31.add(c31a).intoArray(d, d3 + dv);
    }
}
