package io.keratin.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of 1 to 3 rows with a block of 3 vectors of {@link BfloatPanels}, decoded in registers; rows that do not
 * fill a lane are left out. Written by {@code src/main/python/tiles.py}; see {@link Panels#product} for the arguments.
 */
final class Bfloat3 {
    /** Most rows of a tile. */
    static final int ROWS = 3;

    private static final VectorSpecies<Float> F = Lanes.F;
    private static final VectorSpecies<Integer> I = Lanes.I;
    private static final int L = Lanes.L;

    private Bfloat3() {}

    static void rows(
            int rows,
            int k,
            float[] a,
            int ao,
            int lda,
            int[] b,
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
            default -> rows3(k, a, ao, lda, b, bo, s, so, lds, sv, d, dOffset, ldd, dv);
        }
    }

    /** One row times {@code blocks} blocks, the start values {@code ss} and the results {@code ds} apart. */
    static void row(
            int blocks,
            int k,
            float[] a,
            int ao,
            int[] b,
            int bo,
            float[] s,
            int so,
            int ss,
            int sv,
            float[] d,
            int dOffset,
            int ds,
            int dv) {
        int length = (k + 1) / 2 * (3 * L);
        for (int p = 0; p < blocks; p++) {
            int start = so + p * ss;
            int to = dOffset + p * ds;
            int from = bo + p * length;
            FloatVector c00 = FloatVector.fromArray(F, s, start);
            FloatVector c01 = FloatVector.fromArray(F, s, start + sv);
            FloatVector c02 = FloatVector.fromArray(F, s, start + 2 * sv);
            for (int i = 0; i < k / 2; i++) {
                int q = from + i * (3 * L);
                IntVector q0 = IntVector.fromArray(I, b, q);
                IntVector q1 = IntVector.fromArray(I, b, q + L);
                IntVector q2 = IntVector.fromArray(I, b, q + 2 * L);
                FloatVector b00 = q0.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
                FloatVector b10 = q1.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
                FloatVector b20 = q2.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
                FloatVector x00 = FloatVector.broadcast(F, a[ao + 2 * i]);
                c00 = x00.fma(b00, c00);
                c01 = x00.fma(b10, c01);
                c02 = x00.fma(b20, c02);
                FloatVector b01 = q0.lanewise(VectorOperators.AND, 0xFFFF0000).reinterpretAsFloats();
                FloatVector b11 = q1.lanewise(VectorOperators.AND, 0xFFFF0000).reinterpretAsFloats();
                FloatVector b21 = q2.lanewise(VectorOperators.AND, 0xFFFF0000).reinterpretAsFloats();
                FloatVector x01 = FloatVector.broadcast(F, a[ao + 2 * i + 1]);
                c00 = x01.fma(b01, c00);
                c01 = x01.fma(b11, c01);
                c02 = x01.fma(b21, c02);
            }
            c00.intoArray(d, to);
            c01.intoArray(d, to + dv);
            c02.intoArray(d, to + 2 * dv);
        }
    }

    static void rows1(
            int k,
            float[] a,
            int ao,
            int lda,
            int[] b,
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
        for (int i = 0; i < k / 2; i++) {
            int q = bo + i * (3 * L);
            IntVector q0 = IntVector.fromArray(I, b, q);
            IntVector q1 = IntVector.fromArray(I, b, q + L);
            IntVector q2 = IntVector.fromArray(I, b, q + 2 * L);
            FloatVector b00 = q0.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
            FloatVector b10 = q1.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
            FloatVector b20 = q2.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
            FloatVector x00 = FloatVector.broadcast(F, a[ao + 2 * i]);
            c00 = x00.fma(b00, c00);
            c01 = x00.fma(b10, c01);
            c02 = x00.fma(b20, c02);
            FloatVector b01 = q0.lanewise(VectorOperators.AND, 0xFFFF0000).reinterpretAsFloats();
            FloatVector b11 = q1.lanewise(VectorOperators.AND, 0xFFFF0000).reinterpretAsFloats();
            FloatVector b21 = q2.lanewise(VectorOperators.AND, 0xFFFF0000).reinterpretAsFloats();
            FloatVector x01 = FloatVector.broadcast(F, a[ao + 2 * i + 1]);
            c00 = x01.fma(b01, c00);
            c01 = x01.fma(b11, c01);
            c02 = x01.fma(b21, c02);
        }
        c00.intoArray(d, dOffset);
        c01.intoArray(d, dOffset + dv);
        c02.intoArray(d, dOffset + 2 * dv);
    }

    static void rows2(
            int k,
            float[] a,
            int ao,
            int lda,
            int[] b,
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
        FloatVector c10 = FloatVector.fromArray(F, s, s1);
        FloatVector c11 = FloatVector.fromArray(F, s, s1 + sv);
        FloatVector c12 = FloatVector.fromArray(F, s, s1 + 2 * sv);
        for (int i = 0; i < k / 2; i++) {
            int q = bo + i * (3 * L);
            IntVector q0 = IntVector.fromArray(I, b, q);
            IntVector q1 = IntVector.fromArray(I, b, q + L);
            IntVector q2 = IntVector.fromArray(I, b, q + 2 * L);
            FloatVector b00 = q0.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
            FloatVector b10 = q1.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
            FloatVector b20 = q2.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
            FloatVector x00 = FloatVector.broadcast(F, a[ao + 2 * i]);
            c00 = x00.fma(b00, c00);
            c01 = x00.fma(b10, c01);
            c02 = x00.fma(b20, c02);
            FloatVector x10 = FloatVector.broadcast(F, a[a1 + 2 * i]);
            c10 = x10.fma(b00, c10);
            c11 = x10.fma(b10, c11);
            c12 = x10.fma(b20, c12);
            FloatVector b01 = q0.lanewise(VectorOperators.AND, 0xFFFF0000).reinterpretAsFloats();
            FloatVector b11 = q1.lanewise(VectorOperators.AND, 0xFFFF0000).reinterpretAsFloats();
            FloatVector b21 = q2.lanewise(VectorOperators.AND, 0xFFFF0000).reinterpretAsFloats();
            FloatVector x01 = FloatVector.broadcast(F, a[ao + 2 * i + 1]);
            c00 = x01.fma(b01, c00);
            c01 = x01.fma(b11, c01);
            c02 = x01.fma(b21, c02);
            FloatVector x11 = FloatVector.broadcast(F, a[a1 + 2 * i + 1]);
            c10 = x11.fma(b01, c10);
            c11 = x11.fma(b11, c11);
            c12 = x11.fma(b21, c12);
        }
        c00.intoArray(d, dOffset);
        c01.intoArray(d, dOffset + dv);
        c02.intoArray(d, dOffset + 2 * dv);
        c10.intoArray(d, d1);
        c11.intoArray(d, d1 + dv);
        c12.intoArray(d, d1 + 2 * dv);
    }

    static void rows3(
            int k,
            float[] a,
            int ao,
            int lda,
            int[] b,
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
        FloatVector c10 = FloatVector.fromArray(F, s, s1);
        FloatVector c11 = FloatVector.fromArray(F, s, s1 + sv);
        FloatVector c12 = FloatVector.fromArray(F, s, s1 + 2 * sv);
        FloatVector c20 = FloatVector.fromArray(F, s, s2);
        FloatVector c21 = FloatVector.fromArray(F, s, s2 + sv);
        FloatVector c22 = FloatVector.fromArray(F, s, s2 + 2 * sv);
        for (int i = 0; i < k / 2; i++) {
            int q = bo + i * (3 * L);
            IntVector q0 = IntVector.fromArray(I, b, q);
            IntVector q1 = IntVector.fromArray(I, b, q + L);
            IntVector q2 = IntVector.fromArray(I, b, q + 2 * L);
            FloatVector b00 = q0.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
            FloatVector b10 = q1.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
            FloatVector b20 = q2.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
            FloatVector x00 = FloatVector.broadcast(F, a[ao + 2 * i]);
            c00 = x00.fma(b00, c00);
            c01 = x00.fma(b10, c01);
            c02 = x00.fma(b20, c02);
            FloatVector x10 = FloatVector.broadcast(F, a[a1 + 2 * i]);
            c10 = x10.fma(b00, c10);
            c11 = x10.fma(b10, c11);
            c12 = x10.fma(b20, c12);
            FloatVector x20 = FloatVector.broadcast(F, a[a2 + 2 * i]);
            c20 = x20.fma(b00, c20);
            c21 = x20.fma(b10, c21);
            c22 = x20.fma(b20, c22);
            FloatVector b01 = q0.lanewise(VectorOperators.AND, 0xFFFF0000).reinterpretAsFloats();
            FloatVector b11 = q1.lanewise(VectorOperators.AND, 0xFFFF0000).reinterpretAsFloats();
            FloatVector b21 = q2.lanewise(VectorOperators.AND, 0xFFFF0000).reinterpretAsFloats();
            FloatVector x01 = FloatVector.broadcast(F, a[ao + 2 * i + 1]);
            c00 = x01.fma(b01, c00);
            c01 = x01.fma(b11, c01);
            c02 = x01.fma(b21, c02);
            FloatVector x11 = FloatVector.broadcast(F, a[a1 + 2 * i + 1]);
            c10 = x11.fma(b01, c10);
            c11 = x11.fma(b11, c11);
            c12 = x11.fma(b21, c12);
            FloatVector x21 = FloatVector.broadcast(F, a[a2 + 2 * i + 1]);
            c20 = x21.fma(b01, c20);
            c21 = x21.fma(b11, c21);
            c22 = x21.fma(b21, c22);
        }
        c00.intoArray(d, dOffset);
        c01.intoArray(d, dOffset + dv);
        c02.intoArray(d, dOffset + 2 * dv);
        c10.intoArray(d, d1);
        c11.intoArray(d, d1 + dv);
        c12.intoArray(d, d1 + 2 * dv);
        c20.intoArray(d, d2);
        c21.intoArray(d, d2 + dv);
        c22.intoArray(d, d2 + 2 * dv);
    }
}
