"""Writes Tile3.java and Tile4.java: the register tiles of the matrix product.

A tile of R rows and V vectors keeps R x V sums in registers. C2 neither unrolls a loop over an array of vectors nor keeps
such an array in registers, so every sum has to be a local variable with a name of its own; hence a generator.

    python3 kernels-vector/src/main/python/tiles.py && mvn -pl kernels-vector spotless:apply
"""

import pathlib

ROWS = range(1, 7)
PACKAGE = pathlib.Path(__file__).parents[1] / "java/io/keratin/vector"
SIGNATURE = (
    "int k, float[] a, int ao, int lda, float[] b, int bo,"
    " float[] s, int so, int lds, int sv, float[] d, int dOffset, int ldd, int dv"
)
ARGUMENTS = "k, a, ao, lda, b, bo, s, so, lds, sv, d, dOffset, ldd, dv"


def plus(start, factor, stride):
    return [start, f"{start} + {stride}", f"{start} + {factor} * {stride}"][min(factor, 2)]


def tile(rows, vectors):
    yield f"static void rows{rows}({SIGNATURE}) {{"
    for r in range(rows):
        if r:
            yield f"int a{r} = {plus('ao', r, 'lda')};"
            yield f"int s{r} = {plus('so', r, 'lds')};"
            yield f"int d{r} = {plus('dOffset', r, 'ldd')};"
    start = lambda r, name: f"{name}{r}" if r else {"a": "ao", "s": "so", "d": "dOffset"}[name]
    for r in range(rows):
        for v in range(vectors):
            yield f"FloatVector c{r}{v} = FloatVector.fromArray(F, s, {plus(start(r, 's'), v, 'sv')});"
    yield "for (int i = 0; i < k; i++) {"
    yield f"int q = bo + i * ({vectors} * L);"
    for v in range(vectors):
        yield f"FloatVector b{v} = FloatVector.fromArray(F, b, {plus('q', v, 'L')});"
    for r in range(rows):
        yield f"FloatVector x{r} = FloatVector.broadcast(F, a[{start(r, 'a')} + i]);"
        for v in range(vectors):
            yield f"c{r}{v} = x{r}.fma(b{v}, c{r}{v});"
    yield "}"
    for r in range(rows):
        for v in range(vectors):
            yield f"c{r}{v}.intoArray(d, {plus(start(r, 'd'), v, 'dv')});"
    yield "}"


def tiles(vectors):
    yield "package io.keratin.vector;"
    yield "import jdk.incubator.vector.FloatVector;"
    yield "import jdk.incubator.vector.VectorSpecies;"
    yield "/**"
    yield f" * Products of 1 to {max(ROWS)} rows with a block of {vectors} vectors, all sums in registers. Written by"
    yield " * {@code src/main/python/tiles.py}; see {@link Panels#product} for the arguments."
    yield " */"
    yield f"final class Tile{vectors} {{"
    yield "private static final VectorSpecies<Float> F = Lanes.F;"
    yield "private static final int L = Lanes.L;"
    yield f"private Tile{vectors}() {{}}"
    yield f"static void rows(int rows, {SIGNATURE}) {{"
    yield "switch (rows) {"
    for rows in ROWS:
        case = "default" if rows == max(ROWS) else f"case {rows}"
        yield f"{case} -> rows{rows}({ARGUMENTS});"
    yield "}"
    yield "}"
    for rows in ROWS:
        yield ""
        yield from tile(rows, vectors)
    yield "}"


for width in (3, 4):
    (PACKAGE / f"Tile{width}.java").write_text("\n".join(tiles(width)) + "\n")
