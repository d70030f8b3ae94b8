package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;
import java.util.Arrays;

/**
 * Equalizes the histogram of every channel tile by tile, with a limit on how often a value counts, and blends between tiles:
 * Keras's ContrastLimitedAdaptiveHistogramEqualization (Zuiderveld 1994), (B, H, W, C) to the same.
 *
 * @param low the least possible value
 * @param high the largest
 * @param clipLimit how many times its share a value may count; no limit if not positive
 * @param gridHeight tiles one above the other
 * @param gridWidth tiles side by side
 * @param channelsFirst whether images are (B, C, H, W)
 */
public record ContrastLimitedEqualization(
        float low, float high, double clipLimit, int gridHeight, int gridWidth, boolean channelsFirst)
        implements WeightlessLayer {

    private static final int LEVELS = 256;

    /** Checks the options. */
    public ContrastLimitedEqualization {
        Checks.positive("ContrastLimitedAdaptiveHistogramEqualization", "tile_grid_size", gridHeight);
        Checks.positive("ContrastLimitedAdaptiveHistogramEqualization", "tile_grid_size", gridWidth);
    }

    static ContrastLimitedEqualization fromConfig(Config config, LayerRegistry registry) {
        ValueRange range = ValueRange.read(config);
        config.value("bounding_box_format");
        int[] grid = config.integers("tile_grid_size");
        if (grid != null && grid.length != 2) {
            throw config.error("tile_grid_size", "expected two integers, found " + grid.length);
        }
        return new ContrastLimitedEqualization(
                range.low(),
                range.high(),
                config.real("clip_limit", 4),
                grid == null ? 8 : grid[0],
                grid == null ? 8 : grid[1],
                DataFormat.channelsFirst(config, false));
    }

    @Override
    public String className() {
        return "ContrastLimitedAdaptiveHistogramEqualization";
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.rank() != 4) {
            throw new ShapeException(className() + " takes images of rank 4 with the batch, found " + input);
        }
        int h = input.dim(channelsFirst ? 2 : 1);
        int w = input.dim(channelsFirst ? 3 : 2);
        if ((h != Shape.NONE && tile(h, gridHeight) * gridHeight > 2 * h)
                || (w != Shape.NONE && tile(w, gridWidth) * gridWidth > 2 * w)) {
            throw new ShapeException(className() + ": images of " + h + " x " + w + " are too small for " + gridHeight
                    + " x " + gridWidth + " tiles");
        }
        return input;
    }

    private static int tile(int length, int tiles) {
        return (length + tiles - 1) / tiles;
    }

    @Override
    public Value.Fields config() {
        return Value.fields(
                "data_format",
                DataFormat.name(channelsFirst),
                "value_range",
                new ValueRange(low, high).config(),
                "clip_limit",
                clipLimit,
                "tile_grid_size",
                new int[] {gridHeight, gridWidth});
    }

    @Override
    public Layer bind(Binding binding) {
        return call -> {
            Shape s = call.input().shape();
            Image image = channelsFirst
                    ? new Image(s.dim(2), s.dim(3), s.dim(3), 1)
                    : new Image(s.dim(1), s.dim(2), s.dim(2) * s.dim(3), s.dim(3));
            int channels = s.dim(channelsFirst ? 1 : 3);
            int size = image.height * image.width;
            float[] x = call.input().floats();
            float[] y = call.output().floats();
            float[] curves = call.scratch(gridHeight * gridWidth * LEVELS);
            Step forward = () -> {
                for (int i = 0; i < s.dim(0) * channels; i++) {
                    int start = channelsFirst ? i * size : i / channels * channels * size + i % channels;
                    image.curves(x, start, curves);
                    image.blend(x, start, curves, y);
                }
            };
            return Step.of(forward, () -> {}); // values become levels: nothing goes back, in Keras neither
        };
    }

    /** One channel of an image: rows and columns stand {@code down} and {@code across} apart. */
    private final class Image {

        private final ValueRange range = new ValueRange(low, high);
        private final int height;
        private final int width;
        private final int down;
        private final int across;
        private final int tileHeight;
        private final int tileWidth;

        Image(int height, int width, int down, int across) {
            this.height = height;
            this.width = width;
            this.down = down;
            this.across = across;
            this.tileHeight = tile(height, gridHeight);
            this.tileWidth = tile(width, gridWidth);
        }

        private int level(float value) {
            return Math.min(LEVELS - 1, Math.max(0, (int) range.toBytes(value)));
        }

        /** What each level becomes in each tile; beyond its edges the image is mirrored. */
        void curves(float[] x, int start, float[] curves) {
            int area = tileHeight * tileWidth;
            Arrays.fill(curves, 0, gridHeight * gridWidth * LEVELS, 0);
            for (int r = 0; r < tileHeight * gridHeight; r++) {
                for (int c = 0; c < tileWidth * gridWidth; c++) {
                    int row = r < height ? r : 2 * height - 1 - r;
                    int column = c < width ? c : 2 * width - 1 - c;
                    int tile = r / tileHeight * gridWidth + c / tileWidth;
                    curves[tile * LEVELS + level(x[start + row * down + column * across])]++;
                }
            }
            for (int tile = 0; tile < gridHeight * gridWidth; tile++) {
                curve(curves, tile * LEVELS, area);
            }
        }

        /** Turns a histogram into its clipped, cumulated and scaled form. */
        private void curve(float[] h, int at, int area) {
            float limit = clipLimit > 0 ? (float) (clipLimit * area / 256.0) : Float.POSITIVE_INFINITY;
            float excess = 0;
            for (int i = at; i < at + LEVELS; i++) {
                excess += h[i] - Math.min(h[i], limit);
            }
            float share = excess / LEVELS;
            float sum = 0;
            for (int i = at; i < at + LEVELS; i++) {
                sum += Math.min(h[i], limit) + share;
                h[i] = sum;
            }
            float least = h[at];
            float rest = area - least == 0 ? 1 : area - least;
            for (int i = at; i < at + LEVELS; i++) {
                h[i] = Math.min(255, Math.max(0, (h[i] - least) * 255f / rest));
            }
        }

        /** Each value by the curves of the four tiles around it, weighted by its distance from their centres. */
        void blend(float[] x, int start, float[] curves, float[] y) {
            for (int r = 0; r < height; r++) {
                float v = (r - tileHeight / 2f) / tileHeight + 1;
                int above = (int) Math.floor(v);
                float lower = v - above;
                for (int c = 0; c < width; c++) {
                    float u = (c - tileWidth / 2f) / tileWidth + 1;
                    int left = (int) Math.floor(u);
                    float right = u - left;
                    int at = start + r * down + c * across;
                    int level = level(x[at]);
                    float top = curves[curve(above, left) + level] * (1 - right)
                            + curves[curve(above, left + 1) + level] * right;
                    float bottom = curves[curve(above + 1, left) + level] * (1 - right)
                            + curves[curve(above + 1, left + 1) + level] * right;
                    y[at] = range.fromBytes(top * (1 - lower) + bottom * lower);
                }
            }
        }

        /** Where the curve of a tile begins; tiles are counted from 1, and those at the edge stand for what lies beyond. */
        private int curve(int row, int column) {
            int r = Math.min(gridHeight - 1, Math.max(0, row - 1));
            int c = Math.min(gridWidth - 1, Math.max(0, column - 1));
            return (r * gridWidth + c) * LEVELS;
        }
    }
}
