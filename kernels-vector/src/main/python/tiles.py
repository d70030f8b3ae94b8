"""Writes Tile1.java to Tile4.java: the register tiles of the matrix product.

A tile of R rows and V vectors keeps its sums in registers. C2 neither unrolls a loop over an array of vectors nor keeps
such an array in registers, so every sum has to be a local variable with a name of its own; hence a generator.

A multiply-add takes four cycles, so a core has to have at least four independent ones under way. Tiles of 3 and 4 vectors
have enough even in one row; narrower ones keep several sums of every element, over every second or fourth k, which are
added in the end. C2 stops inlining vector operations in methods with more than about 90: hence fewer rows there.

    python3 kernels-vector/src/main/python/tiles.py && mvn -pl kernels-vector spotless:apply
"""

import pathlib

PACKAGE = pathlib.Path(__file__).parents[1] / "java/io/keratin/vector"
ROWS = {1: 4, 2: 4, 3: 6, 4: 6}
CHAINS = {1: 4, 2: 2, 3: 1, 4: 1}
SIGNATURE = (
    "int k, float[] a, int ao, int lda, float[] b, int bo,"
    " float[] s, int so, int lds, int sv, float[] d, int dOffset, int ldd, int dv"
)
ARGUMENTS = "k, a, ao, lda, b, bo, s, so, lds, sv, d, dOffset, ldd, dv"
BLOCKS_SIGNATURE = (
    "int blocks, int k, float[] a, int ao, float[] b, int bo, int blockRows,"
    " float[] s, int so, int ss, int sv, float[] d, int dOffset, int ds, int dv"
)


def plus(start, factor, stride):
    return [start, f"{start} + {stride}", f"{start} + {factor} * {stride}"][min(factor, 2)]


def load(array, index):
    return f"FloatVector.fromArray(F, {array}, {index})"


def starts(rows, vectors, chains, s):
    for r in range(rows):
        for v in range(vectors):
            yield f"FloatVector c{r}{v} = {load('s', plus(s[r], v, 'sv'))};"
            for c in range(1, chains):
                yield f"FloatVector c{r}{v}{'abc'[c - 1]} = FloatVector.zero(F);"


def multiply(rows, vectors, chains, a, bo):
    """One loop over k, and where there are several chains one over what is left."""
    many = chains > 1
    yield "int i = 0;" if many else ""
    for step in sorted({1, chains}, reverse=True):
        limit = f"i <= k - {step}" if step > 1 else "i < k"
        advance = f"i += {step}" if step > 1 else "i++"
        yield f"for ({'' if many else 'int i = 0'}; {limit}; {advance}) {{"
        yield f"int q = {bo} + i * ({vectors} * L);"
        for c in range(step):
            name = "abc"[c - 1] if c else ""
            at = f" + {c}" if c else ""
            for v in range(vectors):
                yield f"FloatVector b{v}{name} = {load('b', plus('q', c * vectors + v, 'L'))};"
            for r in range(rows):
                yield f"FloatVector x{r}{name} = FloatVector.broadcast(F, a[{a[r]} + i{at}]);"
                for v in range(vectors):
                    yield f"c{r}{v}{name} = x{r}{name}.fma(b{v}{name}, c{r}{v}{name});"
        yield "}"


def total(chains, r, v):
    """The sum of an element's chains, pair by pair."""
    sums = [f"c{r}{v}{name}" for name in ["", "a", "b", "c"][:chains]]
    while len(sums) > 1:
        sums = [f"{x}.add({y})" for x, y in zip(sums[::2], sums[1::2])]
    return sums[0]


def stores(rows, vectors, chains, d):
    for r in range(rows):
        for v in range(vectors):
            yield f"{total(chains, r, v)}.intoArray(d, {plus(d[r], v, 'dv')});"


def tile(rows, vectors):
    chains = CHAINS[vectors]
    row = lambda first: [first] + [f"{first[0]}{r}" for r in range(1, rows)]
    a, s, d = row("ao"), row("so"), row("dOffset")
    yield f"static void rows{rows}({SIGNATURE}) {{"
    for r in range(1, rows):
        yield f"int {a[r]} = {plus('ao', r, 'lda')};"
        yield f"int {s[r]} = {plus('so', r, 'lds')};"
        yield f"int {d[r]} = {plus('dOffset', r, 'ldd')};"
    yield from starts(rows, vectors, chains, s)
    yield from multiply(rows, vectors, chains, a, "bo")
    yield from stores(rows, vectors, chains, d)
    yield "}"


def blocks(vectors):
    """One row times block after block, without a call for each."""
    chains = CHAINS[vectors]
    yield "/** One row times {@code blocks} blocks, their start values {@code ss} and their results {@code ds} apart. */"
    yield f"static void row({BLOCKS_SIGNATURE}) {{"
    yield "for (int p = 0; p < blocks; p++) {"
    yield f"int from = bo + p * blockRows * ({vectors} * L);"
    yield "int start = so + p * ss;"
    yield "int to = dOffset + p * ds;"
    yield from starts(1, vectors, chains, ["start"])
    yield from multiply(1, vectors, chains, ["ao"], "from")
    yield from stores(1, vectors, chains, ["to"])
    yield "}"
    yield "}"


def tiles(vectors):
    rows = range(1, ROWS[vectors] + 1)
    yield "package io.keratin.vector;"
    yield "import jdk.incubator.vector.FloatVector;"
    yield "import jdk.incubator.vector.VectorSpecies;"
    yield "/**"
    yield f" * Products of 1 to {max(rows)} rows with a block of {vectors} vectors, all sums in registers. Written by"
    yield " * {@code src/main/python/tiles.py}; see {@link Panels#product} for the arguments."
    yield " */"
    yield f"final class Tile{vectors} {{"
    yield "private static final VectorSpecies<Float> F = Lanes.F;"
    yield "private static final int L = Lanes.L;"
    yield f"private Tile{vectors}() {{}}"
    yield f"static void rows(int rows, {SIGNATURE}) {{"
    yield "switch (rows) {"
    for r in rows:
        case = "default" if r == max(rows) else f"case {r}"
        yield f"{case} -> rows{r}({ARGUMENTS});"
    yield "}"
    yield "}"
    if vectors > 2:
        yield ""
        yield from blocks(vectors)
    for r in rows:
        yield ""
        yield from tile(r, vectors)
    yield "}"


for width in ROWS:
    (PACKAGE / f"Tile{width}.java").write_text("\n".join(tiles(width)) + "\n")
