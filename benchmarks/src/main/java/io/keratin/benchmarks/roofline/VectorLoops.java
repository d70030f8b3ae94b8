package io.keratin.benchmarks.roofline;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Loops that do one thing as fast as the machine can. All sums are local variables, for C2 keeps no array in registers. */
final class VectorLoops {

    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final int L = F.length();

    /** Independent chains: more than latency times throughput of any machine, fewer than the 16 registers of AVX2. */
    private static final int CHAINS = 12;

    /** Floating-point operations in one round of {@link #multiplyAdd}. */
    static final double FLOPS = 2.0 * CHAINS * L;

    private VectorLoops() {}

    /** Fused multiply-adds in registers, {@link #FLOPS} in each round. The chains differ, or the compiler could merge them. */
    static float multiplyAdd(int rounds) {
        FloatVector x = FloatVector.broadcast(F, 0.5f);
        FloatVector y = FloatVector.broadcast(F, 1);
        FloatVector a = FloatVector.broadcast(F, 1);
        FloatVector b = FloatVector.broadcast(F, 2);
        FloatVector c = FloatVector.broadcast(F, 3);
        FloatVector d = FloatVector.broadcast(F, 4);
        FloatVector e = FloatVector.broadcast(F, 5);
        FloatVector f = FloatVector.broadcast(F, 6);
        FloatVector g = FloatVector.broadcast(F, 7);
        FloatVector h = FloatVector.broadcast(F, 8);
        FloatVector i = FloatVector.broadcast(F, 9);
        FloatVector j = FloatVector.broadcast(F, 10);
        FloatVector k = FloatVector.broadcast(F, 11);
        FloatVector l = FloatVector.broadcast(F, 12);
        for (int round = 0; round < rounds; round++) {
            a = a.fma(x, y);
            b = b.fma(x, y);
            c = c.fma(x, y);
            d = d.fma(x, y);
            e = e.fma(x, y);
            f = f.fma(x, y);
            g = g.fma(x, y);
            h = h.fma(x, y);
            i = i.fma(x, y);
            j = j.fma(x, y);
            k = k.fma(x, y);
            l = l.fma(x, y);
        }
        FloatVector first = a.add(b).add(c).add(d).add(e).add(f);
        return first.add(g).add(h).add(i).add(j).add(k).add(l).reduceLanes(VectorOperators.ADD);
    }

    /** Reads the values from (inclusive) to (exclusive), whole groups of eight vectors. */
    static float sum(float[] x, int from, int to) {
        FloatVector a = FloatVector.zero(F);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        FloatVector e = a;
        FloatVector f = a;
        FloatVector g = a;
        FloatVector h = a;
        for (int i = from; i <= to - 8 * L; i += 8 * L) {
            a = a.add(FloatVector.fromArray(F, x, i));
            b = b.add(FloatVector.fromArray(F, x, i + L));
            c = c.add(FloatVector.fromArray(F, x, i + 2 * L));
            d = d.add(FloatVector.fromArray(F, x, i + 3 * L));
            e = e.add(FloatVector.fromArray(F, x, i + 4 * L));
            f = f.add(FloatVector.fromArray(F, x, i + 5 * L));
            g = g.add(FloatVector.fromArray(F, x, i + 6 * L));
            h = h.add(FloatVector.fromArray(F, x, i + 7 * L));
        }
        return a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).reduceLanes(VectorOperators.ADD);
    }
}
