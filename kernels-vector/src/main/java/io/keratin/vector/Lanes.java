package io.keratin.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The vectors of this machine. */
final class Lanes {

    /** The machine's own vector shape, but no longer than 512 bits: the work arrays are made for that. */
    static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED.length() > 16
            ? VectorSpecies.of(float.class, VectorShape.S_512_BIT)
            : FloatVector.SPECIES_PREFERRED;

    /** Floats in a vector. */
    static final int L = F.length();

    /**
     * Rows of the largest register tile: with 4 vectors a row, 6 rows fill 24 of the 32 registers that AVX-512 and ARM
     * have. Of 16 registers, 2 rows use half; with 3, C2 spills and was never faster (measured with UseAVX=2).
     */
    static final int TILE_ROWS = L >= 16 || System.getProperty("os.arch").equals("aarch64") ? 6 : 2;

    private Lanes() {}
}
