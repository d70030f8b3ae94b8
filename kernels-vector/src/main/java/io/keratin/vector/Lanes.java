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

    /** Whether there are 32 registers, as AVX-512 and ARM have, or 16. */
    private static final boolean MANY_REGISTERS =
            L >= 16 || System.getProperty("os.arch").equals("aarch64");

    /**
     * Rows of the largest register tiles of 3 and 4 vectors: 5 rows of 4 fill 20 of 32 registers; 6 were nowhere faster, and up to a
     * fifth slower for seconds at a time. Of 16 registers, 2 rows use half; with 3, C2 spills and was never faster (measured with
     * UseAVX=2).
     */
    private static final int TILE_ROWS = MANY_REGISTERS ? 5 : 2;

    /** With 2 vectors a row: so many that fewer values of A are read than there are multiply-adds. */
    private static final int ROWS_OF_TWO = MANY_REGISTERS ? 8 : 4;

    /** With one vector: the tile keeps several sums of every element, so it is lower. */
    private static final int ROWS_OF_ONE = MANY_REGISTERS ? 4 : 2;

    private Lanes() {}

    /** Number of tiles for m rows and so many vectors. */
    static int tiles(int m, int vectors) {
        int rows = vectors == 1 ? ROWS_OF_ONE : vectors == 2 ? ROWS_OF_TWO : TILE_ROWS;
        return (m + rows - 1) / rows;
    }

    /** The row that tile t of {@code tiles} over m rows begins with. */
    static int tileStart(int t, int tiles, int m) {
        return (int) ((long) m * t / tiles);
    }
}
