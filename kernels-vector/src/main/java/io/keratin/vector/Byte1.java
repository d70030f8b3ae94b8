package io.keratin.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of 1 to 2 rows with a strip of 1 vector of {@link BytePanels}, decoded in registers; rows that do not
 * fill a lane are left out. Written by {@code src/main/python/tiles.py}; see {@link Panels#product} for the arguments.
 */
final class Byte1 {
    /** Most rows of a tile. */
    static final int ROWS = 2;

    private static final VectorSpecies<Float> F = Lanes.F;
    private static final VectorSpecies<Integer> I = Lanes.I;
    private static final int L = Lanes.L;

    private Byte1() {}

    static void rows(
            int rows,
            int k,
            float[] a,
            int ao,
            int lda,
            int[] b,
            int bo,
            float[] scales,
            int scale,
            float[] s,
            int so,
            int lds,
            int sv,
            float[] d,
            int dOffset,
            int ldd,
            int dv) {
        if (rows == 1) {
            rows1(k, a, ao, lda, b, bo, scales, scale, s, so, lds, sv, d, dOffset, ldd, dv);
        } else {
            rows2(k, a, ao, lda, b, bo, scales, scale, s, so, lds, sv, d, dOffset, ldd, dv);
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
            float[] scales,
            int scale,
            float[] s,
            int so,
            int ss,
            int sv,
            float[] d,
            int dOffset,
            int ds,
            int dv) {
        int length = (k + 3) / 4 * (1 * L);
        for (int p = 0; p < 3 * blocks; p++) {
            int start = so + p / 3 * ss + p % 3 * 1 * sv;
            int to = dOffset + p / 3 * ds + p % 3 * 1 * dv;
            int from = bo + p * length;
            int at = scale + p * (1 * L);
            FloatVector c00 = FloatVector.zero(F);
            FloatVector c00a = FloatVector.zero(F);
            FloatVector c00b = FloatVector.zero(F);
            FloatVector c00c = FloatVector.zero(F);
            for (int i = 0; i < k / 4; i++) {
                int q = from + i * (1 * L);
                IntVector q0 = IntVector.fromArray(I, b, q);
                FloatVector b00 = (FloatVector) q0.lanewise(VectorOperators.LSHL, 24)
                        .lanewise(VectorOperators.ASHR, 24)
                        .convert(VectorOperators.I2F, 0);
                FloatVector x00 = FloatVector.broadcast(F, a[ao + 4 * i]);
                c00 = x00.fma(b00, c00);
                FloatVector b01 = (FloatVector) q0.lanewise(VectorOperators.LSHL, 16)
                        .lanewise(VectorOperators.ASHR, 24)
                        .convert(VectorOperators.I2F, 0);
                FloatVector x01 = FloatVector.broadcast(F, a[ao + 4 * i + 1]);
                c00a = x01.fma(b01, c00a);
                FloatVector b02 = (FloatVector) q0.lanewise(VectorOperators.LSHL, 8)
                        .lanewise(VectorOperators.ASHR, 24)
                        .convert(VectorOperators.I2F, 0);
                FloatVector x02 = FloatVector.broadcast(F, a[ao + 4 * i + 2]);
                c00b = x02.fma(b02, c00b);
                FloatVector b03 =
                        (FloatVector) q0.lanewise(VectorOperators.ASHR, 24).convert(VectorOperators.I2F, 0);
                FloatVector x03 = FloatVector.broadcast(F, a[ao + 4 * i + 3]);
                c00c = x03.fma(b03, c00c);
            }
            FloatVector f0 = FloatVector.fromArray(F, scales, at);
            c00.add(c00a)
                    .add(c00b.add(c00c))
                    .fma(f0, FloatVector.fromArray(F, s, start))
                    .intoArray(d, to);
        }
    }

    static void rows1(
            int k,
            float[] a,
            int ao,
            int lda,
            int[] b,
            int bo,
            float[] scales,
            int scale,
            float[] s,
            int so,
            int lds,
            int sv,
            float[] d,
            int dOffset,
            int ldd,
            int dv) {
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c00a = FloatVector.zero(F);
        FloatVector c00b = FloatVector.zero(F);
        FloatVector c00c = FloatVector.zero(F);
        for (int i = 0; i < k / 4; i++) {
            int q = bo + i * (1 * L);
            IntVector q0 = IntVector.fromArray(I, b, q);
            FloatVector b00 = (FloatVector) q0.lanewise(VectorOperators.LSHL, 24)
                    .lanewise(VectorOperators.ASHR, 24)
                    .convert(VectorOperators.I2F, 0);
            FloatVector x00 = FloatVector.broadcast(F, a[ao + 4 * i]);
            c00 = x00.fma(b00, c00);
            FloatVector b01 = (FloatVector) q0.lanewise(VectorOperators.LSHL, 16)
                    .lanewise(VectorOperators.ASHR, 24)
                    .convert(VectorOperators.I2F, 0);
            FloatVector x01 = FloatVector.broadcast(F, a[ao + 4 * i + 1]);
            c00a = x01.fma(b01, c00a);
            FloatVector b02 = (FloatVector) q0.lanewise(VectorOperators.LSHL, 8)
                    .lanewise(VectorOperators.ASHR, 24)
                    .convert(VectorOperators.I2F, 0);
            FloatVector x02 = FloatVector.broadcast(F, a[ao + 4 * i + 2]);
            c00b = x02.fma(b02, c00b);
            FloatVector b03 =
                    (FloatVector) q0.lanewise(VectorOperators.ASHR, 24).convert(VectorOperators.I2F, 0);
            FloatVector x03 = FloatVector.broadcast(F, a[ao + 4 * i + 3]);
            c00c = x03.fma(b03, c00c);
        }
        FloatVector f0 = FloatVector.fromArray(F, scales, scale);
        c00.add(c00a)
                .add(c00b.add(c00c))
                .fma(f0, FloatVector.fromArray(F, s, so))
                .intoArray(d, dOffset);
    }

    static void rows2(
            int k,
            float[] a,
            int ao,
            int lda,
            int[] b,
            int bo,
            float[] scales,
            int scale,
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
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c00a = FloatVector.zero(F);
        FloatVector c00b = FloatVector.zero(F);
        FloatVector c00c = FloatVector.zero(F);
        FloatVector c10 = FloatVector.zero(F);
        FloatVector c10a = FloatVector.zero(F);
        FloatVector c10b = FloatVector.zero(F);
        FloatVector c10c = FloatVector.zero(F);
        for (int i = 0; i < k / 4; i++) {
            int q = bo + i * (1 * L);
            IntVector q0 = IntVector.fromArray(I, b, q);
            FloatVector b00 = (FloatVector) q0.lanewise(VectorOperators.LSHL, 24)
                    .lanewise(VectorOperators.ASHR, 24)
                    .convert(VectorOperators.I2F, 0);
            FloatVector x00 = FloatVector.broadcast(F, a[ao + 4 * i]);
            c00 = x00.fma(b00, c00);
            FloatVector x10 = FloatVector.broadcast(F, a[a1 + 4 * i]);
            c10 = x10.fma(b00, c10);
            FloatVector b01 = (FloatVector) q0.lanewise(VectorOperators.LSHL, 16)
                    .lanewise(VectorOperators.ASHR, 24)
                    .convert(VectorOperators.I2F, 0);
            FloatVector x01 = FloatVector.broadcast(F, a[ao + 4 * i + 1]);
            c00a = x01.fma(b01, c00a);
            FloatVector x11 = FloatVector.broadcast(F, a[a1 + 4 * i + 1]);
            c10a = x11.fma(b01, c10a);
            FloatVector b02 = (FloatVector) q0.lanewise(VectorOperators.LSHL, 8)
                    .lanewise(VectorOperators.ASHR, 24)
                    .convert(VectorOperators.I2F, 0);
            FloatVector x02 = FloatVector.broadcast(F, a[ao + 4 * i + 2]);
            c00b = x02.fma(b02, c00b);
            FloatVector x12 = FloatVector.broadcast(F, a[a1 + 4 * i + 2]);
            c10b = x12.fma(b02, c10b);
            FloatVector b03 =
                    (FloatVector) q0.lanewise(VectorOperators.ASHR, 24).convert(VectorOperators.I2F, 0);
            FloatVector x03 = FloatVector.broadcast(F, a[ao + 4 * i + 3]);
            c00c = x03.fma(b03, c00c);
            FloatVector x13 = FloatVector.broadcast(F, a[a1 + 4 * i + 3]);
            c10c = x13.fma(b03, c10c);
        }
        FloatVector f0 = FloatVector.fromArray(F, scales, scale);
        c00.add(c00a)
                .add(c00b.add(c00c))
                .fma(f0, FloatVector.fromArray(F, s, so))
                .intoArray(d, dOffset);
        c10.add(c10a)
                .add(c10b.add(c10c))
                .fma(f0, FloatVector.fromArray(F, s, s1))
                .intoArray(d, d1);
    }
}
