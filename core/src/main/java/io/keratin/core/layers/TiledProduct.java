package io.keratin.core.layers;

import io.keratin.core.activations.Activations;
import io.keratin.core.activations.RowFunction;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PackedMatrix;
import io.keratin.core.threads.Team;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * z (rows, F) = φ(b + A · W), where A is made tile by tile, as many rows at a time as stay in the cache: nobody keeps the whole of it.
 * The members of a team take equal shares of the rows.
 *
 * <p>W may be cut into blocks, each of which multiplies some values of a row of A and adds to some of z.
 */
final class TiledProduct {

    /**
     * A part of W.
     *
     * @param at where in a row of A its values begin
     * @param w the part
     * @param column the first of the columns that it adds to; the blocks of the same ones follow one another
     * @param tap the tap of a window that reads these values of the input, the first of several neighbours
     * @param channel the first of the channels that it reads
     */
    record Block(int at, PackedMatrix w, int column, int tap, int channel) {}

    /** Makes rows of A. It may have arrays to work in: each member of a team has its own. */
    interface Rows {

        /** Values of a row. */
        int length();

        /** The rows from {@code from} to {@code to} (exclusive), written to {@code a} from {@code at} on. */
        void fill(int from, int to, float[] a, int at);
    }

    /** Takes finished rows that do not follow one another in z. */
    @FunctionalInterface
    interface Target {
        /** Puts the rows from {@code from} to {@code to}, which {@code tile} begins with, where they belong. */
        void put(int from, int to, float[] tile);
    }

    /** Values of a tile of A, a quarter of an L2 cache of 1 MB, and how many rows it has at least and at most. */
    private static final int TILE = 65536;

    private static final int MIN_ROWS = 48;
    private static final int MAX_ROWS = 512;

    /** With fewer rows for each member, all of A is made, and the members take columns. */
    private static final int FEW_ROWS = 12;

    /** With fewer places inside, copying all patches of a line costs less than treating its ends apart. */
    private static final int MIN_INSIDE = 6;

    /** Places at the ends of lines that are multiplied at once. */
    private static final int ENDS = 24;

    private final Kernels kernels;
    private final List<Block> blocks;
    private final float[] bias;
    private final int units;

    /** The product with a whole matrix. */
    TiledProduct(Kernels kernels, PackedMatrix w, float[] bias) {
        this(kernels, List.of(new Block(0, w, 0, 0, 0)), bias);
    }

    /** The product with a matrix in blocks; {@code bias} has a value for each column of all. */
    TiledProduct(Kernels kernels, List<Block> blocks, float[] bias) {
        this.kernels = kernels;
        this.blocks = blocks;
        this.bias = bias;
        this.units = bias.length;
    }

    /** Lays out the product for so many rows, which go to {@code z} one after another. */
    Step plan(Call call, int rows, Supplier<Rows> a, RowFunction activation, float[] z) {
        Rows first = a.get();
        Team team = team(call, rows);
        if (team.size() > 1 && blocks.size() == 1 && rows < team.size() * FEW_ROWS) {
            float[] all = call.scratch(rows * first.length());
            SharedProduct product = new SharedProduct(kernels, blocks.get(0).w(), bias, activation, rows, call);
            return () -> {
                first.fill(0, rows, all, 0);
                product.run(all, z);
            };
        }
        Tile[] tiles = tiles(call, team, first, a);
        return shared(team, rows, (from, to, member) -> {
            for (int row = from; row < to; row += tiles[member].rows) {
                int m = Math.min(tiles[member].rows, to - row);
                tiles[member].multiply(row, m, z, row * units);
                activate(activation, z, row, m);
            }
        });
    }

    /** As {@link #plan(Call, int, Supplier, RowFunction, float[])}, with rows that the target puts in their places. */
    Step plan(Call call, int rows, Supplier<Rows> a, RowFunction activation, Target target) {
        Rows first = a.get();
        Team team = team(call, rows);
        Tile[] tiles = tiles(call, team, first, a);
        float[][] results = new float[team.size()][];
        Arrays.setAll(results, i -> call.scratch(tiles[i].rows * units));
        return shared(team, rows, (from, to, member) -> {
            float[] result = results[member];
            for (int row = from; row < to; row += tiles[member].rows) {
                int m = Math.min(tiles[member].rows, to - row);
                tiles[member].multiply(row, m, result, 0);
                activate(activation, result, 0, m);
                target.put(row, row + m, result);
            }
        });
    }

    /**
     * Lays out the product with patches. Those whose taps along a line all lie inside are multiplied where they lie in the input, block
     * by block; only patches that reach beyond an end are copied, and those of few channels.
     *
     * @param inPlace W in blocks each of which reads neighbouring values of the input; null if it cannot be cut so
     */
    Step plan(Call call, int batch, Patches patches, @Nullable List<Block> inPlace, RowFunction activation, float[] z) {
        int rows = batch * patches.places();
        if (ShortPieces.are(patches)) {
            return plan(call, rows, () -> new ShortPieces(kernels, patches), activation, z);
        }
        if (inPlace == null || patches.endInside() - patches.firstInside() < MIN_INSIDE) {
            return plan(call, rows, () -> patches, activation, z);
        }
        Team team = team(call, rows);
        int width = patches.out[2];
        int first = patches.firstInside();
        int end = patches.endInside();
        int ends = first + width - end;
        int together = ends == 0 ? 1 : Math.max(1, ENDS / ends);
        Tile[] tiles = new Tile[team.size()];
        Arrays.setAll(tiles, i -> new Tile(patches, together * ends, call));
        float[][] results = new float[team.size()][];
        Arrays.setAll(results, i -> call.scratch(together * ends * units));
        return shared(team, rows, (from, to, member) -> {
            Tile tile = tiles[member];
            int withEnds = from;
            for (int row = from; row < to; ) {
                int line = row / width;
                int start = line * width;
                int next = Math.min(start + width, to);
                if (row == withEnds) {
                    withEnds = Math.min(to, (line + together) * width);
                    tile.multiplyEnds(row, withEnds, first, end, width, results[member], z);
                }
                int inside = Math.min(next, Math.max(row, start + first));
                int after = Math.max(inside, Math.min(next, start + end));
                inside(patches, inPlace, line, inside - start, after - inside, z, tile.work);
                activate(activation, z, row, next - row);
                row = next;
            }
        });
    }

    /** The product for {@code m} places of a line from place {@code q} on, all of whose taps lie inside along the line. */
    private void inside(Patches p, List<Block> inPlace, int line, int q, int m, float[] z, float[] work) {
        if (m == 0) {
            return;
        }
        int at = (line * p.out[2] + q) * units;
        int stride = p.stride();
        boolean begun = false;
        for (int i = 0; i < inPlace.size(); i++) {
            Block block = inPlace.get(i);
            int column = block.column;
            int outer = block.tap / p.taps(2);
            int from = p.line(line, outer / p.taps(1), outer % p.taps(1));
            if (from >= 0) {
                int x = from + p.place(q, block.tap % p.taps(2)) * p.channels + block.channel;
                float[] start = begun ? z : bias;
                int so = begun ? at + column : column;
                kernels.gemm(m, p.x, x, stride, block.w, start, so, begun ? units : 0, z, at + column, units, work);
                begun = true;
            }
            if (i + 1 == inPlace.size() || inPlace.get(i + 1).column != column) {
                for (int row = 0; !begun && row < m; row++) {
                    System.arraycopy(bias, column, z, at + row * units + column, block.w.columns());
                }
                begun = false;
            }
        }
    }

    private void activate(RowFunction activation, float[] z, int row, int m) {
        if (activation != Activations.LINEAR) {
            kernels.activate(activation, z, row * units, m, units, units);
        }
    }

    private Team team(Call call, int rows) {
        long work = 0;
        for (Block block : blocks) {
            work += (long) rows * block.w.rows() * block.w.columns();
        }
        return work < SharedProduct.MIN_SHARE * call.team().size() ? Team.SOLO : call.team();
    }

    /** What a member does with its share of the rows. */
    @FunctionalInterface
    private interface Share {
        void run(int from, int to, int member);
    }

    private static Step shared(Team team, int rows, Share share) {
        Team.Task task = member -> share.run(team.share(rows, member), team.share(rows, member + 1), member);
        return () -> team.run(task);
    }

    private Tile[] tiles(Call call, Team team, Rows first, Supplier<Rows> a) {
        Tile[] tiles = new Tile[team.size()];
        Arrays.setAll(tiles, i -> new Tile(i == 0 ? first : a.get(), MIN_ROWS, call));
        return tiles;
    }

    /** Some rows of A and their product. */
    private final class Tile {

        final int rows;
        final float[] work;
        private final Rows source;
        private final float[] a;

        Tile(Rows source, int least, Call call) {
            this.source = source;
            rows = Math.max(least, Math.min(MAX_ROWS, TILE / Math.max(1, source.length())));
            a = call.scratch(rows * source.length());
            work = call.scratch(Kernels.WORK);
        }

        /** The product for those of some places that lie before {@code first} or from {@code end} on in their lines. */
        void multiplyEnds(int from, int to, int first, int end, int width, float[] result, float[] z) {
            int length = source.length();
            int m = 0;
            for (int row = nextEnd(from, first, end, width); row < to; row = nextEnd(row + 1, first, end, width)) {
                source.fill(row, row + 1, a, m++ * length);
            }
            multiply(m, result, 0);
            m = 0;
            for (int row = nextEnd(from, first, end, width); row < to; row = nextEnd(row + 1, first, end, width)) {
                System.arraycopy(result, m++ * units, z, row * units, units);
            }
        }

        private static int nextEnd(int row, int first, int end, int width) {
            int q = row % width;
            return q < first || q >= end ? row : row - q + end;
        }

        /** {@code m} rows of the product from {@code row} on, written to {@code d} from {@code at} on. */
        void multiply(int row, int m, float[] d, int at) {
            source.fill(row, row + m, a, 0);
            multiply(m, d, at);
        }

        private void multiply(int m, float[] d, int at) {
            int length = source.length();
            for (int i = 0; i < blocks.size(); i++) {
                Block block = blocks.get(i);
                int column = block.column;
                boolean first = i == 0 || blocks.get(i - 1).column != column;
                float[] start = first ? bias : d;
                int so = first ? column : at + column;
                int lds = first ? 0 : units;
                kernels.gemm(m, a, block.at, length, block.w, start, so, lds, d, at + column, units, work);
            }
        }
    }
}
