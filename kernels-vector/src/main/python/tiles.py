"""Writes Tile1.java to Tile4.java, Tile1OfFew, Bfloat3, Bfloat4, Byte1 and Byte2: the register tiles of the matrix product.

A tile of R rows and V vectors keeps its sums in registers. C2 neither unrolls a loop over an array of vectors nor keeps
such an array in registers, so every sum has to be a local variable with a name of its own; hence a generator.

A multiply-add takes four cycles, so a core has to have at least four independent ones under way. Tiles of 3 and 4 vectors
have enough even in one row, those of 2 vectors in two; narrower ones keep several sums of every element, over every fourth
k, which are added in the end, unless the matrix has few rows (Tile1OfFew). A tile of 1 or 2 vectors reads as many values as
it multiplies unless it has more than 4 rows. C2 stops inlining vector operations in methods with more than about 90: hence
fewer rows where there are several sums. And it inlines a method of up to 325 bytes into its callers, however deep, until
some operations become calls that allocate: hence tiles of one and two rows take two steps at once, or more.

    python3 kernels-vector/src/main/python/tiles.py && mvn -pl kernels-vector spotless:apply
"""

import pathlib

PACKAGE = pathlib.Path(__file__).parents[1] / "java/io/keratin/vector"
# Vectors of a block, most rows of a tile, sums of every element.
TILES = {"Tile1": (1, 4, 4), "Tile1OfFew": (1, 8, 1), "Tile2": (2, 8, 1), "Tile3": (3, 5, 1), "Tile4": (4, 5, 1)}
UNROLLED = 2
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
    if chains > 1:
        yield "FloatVector zero = FloatVector.zero(F);"
    for r in range(rows):
        for v in range(vectors):
            yield f"FloatVector c{r}{v} = {load('s', plus(s[r], v, 'sv'))};"
            for c in range(1, chains):
                yield f"FloatVector c{r}{v}{'abc'[c - 1]} = zero;"


def multiply(rows, vectors, chains, a, bo):
    """One loop over k, and where it takes several steps at once, for the chains or to be long enough, one over the rest."""
    size = rows * vectors
    if chains > 1:
        steps = UNROLLED * chains if rows == 1 else chains
    else:
        steps = 8 if size == 1 else 4 if size <= 3 and vectors <= 2 else UNROLLED if rows <= 2 or size == 4 else 1
    many = steps > 1
    yield "int i = 0;" if many else ""
    for step in sorted({1, chains, steps}, reverse=True):
        limit = f"i <= k - {step}" if step > 1 else "i < k"
        advance = f"i += {step}" if step > 1 else "i++"
        yield f"for ({'' if many else 'int i = 0'}; {limit}; {advance}) {{"
        yield f"int q = {bo} + i * ({vectors} * L);"
        for c in range(step):
            name = "abcdefg"[c - 1] if c else ""
            chain = "abc"[c % chains - 1] if c % chains else ""
            at = f" + {c}" if c else ""
            for v in range(vectors):
                yield f"FloatVector b{v}{name} = {load('b', plus('q', c * vectors + v, 'L'))};"
            for r in range(rows):
                yield f"FloatVector x{r}{name} = FloatVector.broadcast(F, a[{a[r]} + i{at}]);"
                for v in range(vectors):
                    yield f"c{r}{v}{chain} = x{r}{name}.fma(b{v}{name}, c{r}{v}{chain});"
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


def tile(rows, vectors, chains):
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


def blocks(vectors, chains):
    """One row times block after block, without a call for each."""
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


def tiles(name, vectors, most, chains):
    rows = range(1, most + 1)
    yield "package io.keratin.vector;"
    yield "import jdk.incubator.vector.FloatVector;"
    yield "import jdk.incubator.vector.VectorSpecies;"
    yield "/**"
    noun = "vectors" if vectors > 1 else "vector"
    sums = "one sum" if chains == 1 else f"{chains} sums"
    yield f" * Products of 1 to {most} rows with a block of {vectors} {noun}, {sums} of every element, in registers."
    yield " * Written by {@code src/main/python/tiles.py}; see {@link Panels#product} for the arguments."
    yield " */"
    yield f"final class {name} {{"
    yield "private static final VectorSpecies<Float> F = Lanes.F;"
    yield "private static final int L = Lanes.L;"
    yield f"private {name}() {{}}"
    yield f"static void rows(int rows, {SIGNATURE}) {{"
    yield "switch (rows) {"
    for r in rows:
        case = "default" if r == most else f"case {r}"
        yield f"{case} -> rows{r}({ARGUMENTS});"
    yield "}"
    yield "}"
    if vectors > 2:
        yield ""
        yield from blocks(vectors, chains)
    for r in rows:
        yield ""
        yield from tile(r, vectors, chains)
    yield "}"


# Tiles over weights of reduced precision: how many rows, how many sums of every element. Decoding bytes takes eleven
# operations a vector, so that a tile of 3 vectors and one row was too much for C2 (JDK 17): blocks are cut into strips.
REDUCED_ROWS = {("Bfloat", 3): 3, ("Bfloat", 4): 3, ("Byte", 1): 2, ("Byte", 2): 2}
REDUCED_CHAINS = {("Bfloat", 3): 1, ("Bfloat", 4): 1, ("Byte", 1): 4, ("Byte", 2): 2}
ROWS_OF_A_LANE = {"Bfloat": 2, "Byte": 4}
STRIPS = {("Bfloat", 3): 1, ("Bfloat", 4): 1, ("Byte", 1): 3, ("Byte", 2): 2}


def scaled(kind, signature, arguments=False):
    """Bytes have scales besides; rows are not cut."""
    signature = signature.replace(" int blockRows,", "")
    if kind == "Bfloat":
        return signature.replace("float[] b", "int[] b")
    if arguments:
        return signature.replace("b, bo,", "b, bo, scales, scale,")
    return signature.replace("float[] b, int bo,", "int[] b, int bo, float[] scales, int scale,")


def decoded(kind, v, c):
    """Row c of those that lane vector q{v} holds."""
    if kind == "Bfloat":
        operation = "lanewise(VectorOperators.LSHL, 16)" if c == 0 else "lanewise(VectorOperators.AND, 0xFFFF0000)"
        return f"q{v}.{operation}.reinterpretAsFloats()"
    top = "" if c == 3 else f".lanewise(VectorOperators.LSHL, {24 - 8 * c})"
    return f"(FloatVector) q{v}{top}.lanewise(VectorOperators.ASHR, 24).convert(VectorOperators.I2F, 0)"


def reduced_multiply(kind, rows, vectors, a, bo):
    step = ROWS_OF_A_LANE[kind]
    chains = REDUCED_CHAINS[kind, vectors]
    yield f"for (int i = 0; i < k / {step}; i++) {{"
    yield f"int q = {bo} + i * ({vectors} * L);"
    for v in range(vectors):
        yield f"IntVector q{v} = IntVector.fromArray(I, b, {plus('q', v, 'L')});"
    for c in range(step):
        at = f" + {c}" if c else ""
        for v in range(vectors):
            yield f"FloatVector b{v}{c} = {decoded(kind, v, c)};"
        for r in range(rows):
            yield f"FloatVector x{r}{c} = FloatVector.broadcast(F, a[{a[r]} + {step} * i{at}]);"
            for v in range(vectors):
                name = f"c{r}{v}" + ["", "a", "b", "c"][c % chains]
                yield f"{name} = x{r}{c}.fma(b{v}{c}, {name});"
    yield "}"


def reduced_body(kind, rows, vectors, a, s, d, bo, scale):
    chains = REDUCED_CHAINS[kind, vectors]
    if kind == "Bfloat":
        yield from starts(rows, vectors, 1, s)
    else:
        for r in range(rows):
            for v in range(vectors):
                for name in ["", "a", "b", "c"][:chains]:
                    yield f"FloatVector c{r}{v}{name} = FloatVector.zero(F);"
    yield from reduced_multiply(kind, rows, vectors, a, bo)
    if kind == "Bfloat":
        yield from stores(rows, vectors, 1, d)
        return
    for v in range(vectors):
        yield f"FloatVector f{v} = {load('scales', plus(scale, v, 'L'))};"
    for r in range(rows):
        for v in range(vectors):
            start = load("s", plus(s[r], v, "sv"))
            yield f"{total(chains, r, v)}.fma(f{v}, {start}).intoArray(d, {plus(d[r], v, 'dv')});"


def reduced_tile(kind, rows, vectors):
    row = lambda first: [first] + [f"{first[0]}{r}" for r in range(1, rows)]
    a, s, d = row("ao"), row("so"), row("dOffset")
    yield f"static void rows{rows}({scaled(kind, SIGNATURE)}) {{"
    for r in range(1, rows):
        yield f"int {a[r]} = {plus('ao', r, 'lda')};"
        yield f"int {s[r]} = {plus('so', r, 'lds')};"
        yield f"int {d[r]} = {plus('dOffset', r, 'ldd')};"
    yield from reduced_body(kind, rows, vectors, a, s, d, "bo", "scale")
    yield "}"


def reduced_blocks(kind, vectors):
    step = ROWS_OF_A_LANE[kind]
    strips = STRIPS[kind, vectors]
    yield "/** One row times {@code blocks} blocks, the start values {@code ss} and the results {@code ds} apart. */"
    yield f"static void row({scaled(kind, BLOCKS_SIGNATURE)}) {{"
    yield f"int length = (k + {step - 1}) / {step} * ({vectors} * L);"
    if strips == 1:
        yield "for (int p = 0; p < blocks; p++) {"
        yield "int start = so + p * ss;"
        yield "int to = dOffset + p * ds;"
    else:
        yield f"for (int p = 0; p < {strips} * blocks; p++) {{"
        yield f"int start = so + p / {strips} * ss + p % {strips} * {vectors} * sv;"
        yield f"int to = dOffset + p / {strips} * ds + p % {strips} * {vectors} * dv;"
    yield "int from = bo + p * length;"
    if kind == "Byte":
        yield f"int at = scale + p * ({vectors} * L);"
    yield from reduced_body(kind, 1, vectors, ["ao"], ["start"], ["to"], "from", "at")
    yield "}"
    yield "}"


def reduced_tiles(kind, vectors):
    rows = range(1, REDUCED_ROWS[kind, vectors] + 1)
    many = f"1 to {max(rows)} rows" if max(rows) > 1 else "one row"
    what = "a block" if STRIPS[kind, vectors] == 1 else "a strip"
    yield "package io.keratin.vector;"
    yield "import jdk.incubator.vector.FloatVector;"
    yield "import jdk.incubator.vector.IntVector;"
    yield "import jdk.incubator.vector.VectorOperators;"
    yield "import jdk.incubator.vector.VectorSpecies;"
    yield "/**"
    noun = "vectors" if vectors > 1 else "vector"
    yield f" * Products of {many} with {what} of {vectors} {noun} of {{@link {kind}Panels}}, decoded in registers; rows that do not"
    yield " * fill a lane are left out. Written by {@code src/main/python/tiles.py}; see {@link Panels#product} for the arguments."
    yield " */"
    yield f"final class {kind}{vectors} {{"
    yield "/** Most rows of a tile. */"
    yield f"static final int ROWS = {max(rows)};"
    yield "private static final VectorSpecies<Float> F = Lanes.F;"
    yield "private static final VectorSpecies<Integer> I = Lanes.I;"
    yield "private static final int L = Lanes.L;"
    yield f"private {kind}{vectors}() {{}}"
    yield f"static void rows(int rows, {scaled(kind, SIGNATURE)}) {{"
    call = scaled(kind, ARGUMENTS, arguments=True)
    if max(rows) == 1:
        yield f"rows1({call});"
    elif max(rows) == 2:
        yield f"if (rows == 1) {{ rows1({call}); }} else {{ rows2({call}); }}"
    else:
        yield "switch (rows) {"
        for r in rows:
            case = "default" if r == max(rows) else f"case {r}"
            yield f"{case} -> rows{r}({call});"
        yield "}"
    yield "}"
    yield ""
    yield from reduced_blocks(kind, vectors)
    for r in rows:
        yield ""
        yield from reduced_tile(kind, r, vectors)
    yield "}"


for name, (width, most, chains) in TILES.items():
    (PACKAGE / f"{name}.java").write_text("\n".join(tiles(name, width, most, chains)) + "\n")
for kind, width in REDUCED_ROWS:
    (PACKAGE / f"{kind}{width}.java").write_text("\n".join(reduced_tiles(kind, width)) + "\n")
