package io.keratin.core.layers;

/**
 * Random numbers that layers draw in training. They follow from a seed, the layer's place in the model, the number of the pass and
 * the place in the array alone: whoever computes them, in whatever order, they are the same, and training that goes on from a
 * checkpoint draws what it would have drawn without a stop.
 *
 * <p>The generator is SplitMix64 (Steele, Lea and Flood 2014) over a counter.
 */
public final class Draws {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final float UNIT = 0x1p-24f;

    /** What all layers of a plan share: which pass it is. */
    public static final class Pass {

        private long key;

        /** The first pass of seed 0. */
        public Pass() {
            at(0, 0);
        }

        /** Moves to a pass of a training run. */
        public void at(long seed, long pass) {
            key = mix(mix(seed + GOLDEN) + pass);
        }
    }

    private final Pass pass;
    private final long layer;

    /** The numbers of the call with this number among those that draw. */
    public Draws(Pass pass, int layer) {
        this.pass = pass;
        this.layer = mix(GOLDEN * (layer + 1L));
    }

    /** Number {@code i} of this pass, evenly distributed over [0, 1). */
    public float uniform(int i) {
        return (bits(i) >>> 40) * UNIT;
    }

    /** Number {@code i} of this pass, normally distributed around 0 with standard deviation 1 (Box and Muller 1958). */
    public float normal(int i) {
        long bits = bits(i);
        double u = ((bits >>> 32) + 0.5) * 0x1p-32;
        double angle = 2 * Math.PI * (bits & 0xFFFFFFFFL) * 0x1p-32;
        return (float) (Math.sqrt(-2 * Math.log(u)) * Math.cos(angle));
    }

    private long bits(int i) {
        return mix((pass.key ^ layer) + GOLDEN * (i + 1L));
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }
}
