package io.keratin.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The vectors of this machine, and the register tiles that suit it. */
final class Lanes {

    /** The machine's own vector shape, but no longer than 512 bits: the work arrays are made for that. */
    static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED.length() > 16
            ? VectorSpecies.of(float.class, VectorShape.S_512_BIT)
            : FloatVector.SPECIES_PREFERRED;

    /** Vectors of the same shape with weights of reduced precision, before they are decoded. */
    static final VectorSpecies<Integer> I = VectorSpecies.of(int.class, F.vectorShape());

    /** Floats in a vector. */
    static final int L = F.length();

    /**
     * Rows of the largest register tile: with 4 vectors a row, 5 rows fill 20 of the 32 registers that AVX-512 and ARM
     * have; 6 were nowhere faster, and up to a fifth slower for seconds at a time. Of 16 registers, 2 rows use half; with 3,
     * C2 spills and was never faster (measured with UseAVX=2).
     */
    private static final int TILE_ROWS =
            L >= 16 || System.getProperty("os.arch").equals("aarch64") ? 5 : 2;

    /** Tiles of 1 and 2 vectors keep several sums of every element, so they are lower. */
    private static final int NARROW_ROWS = Math.min(4, TILE_ROWS);

    private Lanes() {}

    /** Number of tiles for m rows and so many vectors. */
    static int tiles(int m, int vectors) {
        int rows = vectors <= 2 ? NARROW_ROWS : TILE_ROWS;
        return (m + rows - 1) / rows;
    }

    /** The row that tile t of {@code tiles} over m rows begins with. */
    static int tileStart(int t, int tiles, int m) {
        return (int) ((long) m * t / tiles);
    }
}
