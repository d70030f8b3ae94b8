package io.keratin.core.layers;

import java.util.Arrays;

/**
 * Gives every channel the same number of dark and of bright values; Keras counts those of the whole batch. Nothing goes back through it
 * but through a channel that has one value only, and stays.
 */
final class Equalizing implements Change {

    private final Frames frames;
    private final ValueRange range;
    private final long[] counts;
    private final float[] curve;
    private final boolean[] flat;

    Equalizing(Frames frames, int bins, ValueRange range) {
        this.frames = frames;
        this.range = range;
        counts = new long[bins];
        curve = new float[bins];
        flat = new boolean[frames.channels()];
    }

    @Override
    public void draw(Drawing drawing) {}

    @Override
    public void forward(float[] x, float[] y) {
        for (int c = 0; c < frames.channels(); c++) {
            flat[c] = !count(x, c);
            for (int i = 0; i < pixels(); i++) {
                int at = at(i, c);
                float value = bytes(x[at]);
                y[at] = fromBytes(flat[c] ? value : curve[bin(value / 255 * (curve.length - 1))]);
            }
        }
    }

    private int pixels() {
        return frames.count() * frames.height() * frames.width();
    }

    private int at(int i, int c) {
        int line = i / frames.width();
        return frames.at(line / frames.height(), line % frames.height(), i % frames.width()) + c * frames.deep();
    }

    private float bytes(float x) {
        float scale = (float) (255.0 / ((double) range.high() - range.low()));
        return range.equals(ValueRange.BYTES) ? x : x * scale - range.low() * scale;
    }

    private float fromBytes(float x) {
        return range.equals(ValueRange.BYTES) ? x : x * ((range.high() - range.low()) / 255) + range.low();
    }

    private int bin(float at) {
        return (int) Math.min(Math.max(at, 0), counts.length - 1);
    }

    /** Makes the curve of a channel, unless it has one value only. */
    private boolean count(float[] x, int c) {
        Arrays.fill(counts, 0);
        for (int i = 0; i < pixels(); i++) {
            counts[bin(bytes(x[at(i, c)]) * (counts.length - 1) / 255)]++;
        }
        int values = 0;
        long least = 0;
        long sum = 0;
        for (int i = 0; i < counts.length; i++) {
            values += counts[i] > 0 ? 1 : 0;
            sum += counts[i];
            counts[i] = sum;
            least = least == 0 ? sum : least;
        }
        for (int i = 0; i < counts.length && values > 1; i++) {
            curve[i] = (float) Math.min(Math.max(Math.rint((counts[i] - least) * 255.0 / (sum - least)), 0), 255);
        }
        return values > 1;
    }

    @Override
    public void backward(float[] x, float[] dy, float[] dx) {
        for (int c = 0; c < frames.channels(); c++) {
            for (int i = 0; flat[c] && i < pixels(); i++) {
                dx[at(i, c)] += dy[at(i, c)];
            }
        }
    }
}
