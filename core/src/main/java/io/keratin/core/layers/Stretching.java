package io.keratin.core.layers;

/** Stretches every channel of every image to a whole range of values; one that has a single value stays. */
final class Stretching extends Change.OfEach {

    private final ValueRange range;
    private final float[] least;
    private final float[] most;

    /** Lays it out, of images whose channels come last. */
    Stretching(Call call, Frames frames, ValueRange range) {
        super(frames, call);
        this.range = range;
        least = new float[frames.count() * frames.channels()];
        most = new float[least.length];
    }

    @Override
    public void draw(Drawing drawing) {}

    @Override
    void forward(int image, float[] x, float[] y) {
        int size = frames().size();
        int channels = frames().channels();
        for (int c = 0; c < channels; c++) {
            int i = image * channels + c;
            int start = image * size + c;
            int end = (image + 1) * size;
            find(x, i, start, end);
            float scale = 255f / (most[i] - least[i]);
            float offset = -least[i] * scale;
            for (int at = start; at < end; at += channels) {
                float value = ValueRange.BYTES.clip(range.toBytes(x[at]) * scale + offset);
                y[at] = Float.isNaN(value) ? x[at] : range.fromBytes(value);
            }
        }
    }

    /** The extremes of channel i. */
    private void find(float[] x, int i, int start, int end) {
        least[i] = Float.POSITIVE_INFINITY;
        most[i] = Float.NEGATIVE_INFINITY;
        for (int at = start; at < end; at += frames().channels()) {
            float value = range.toBytes(x[at]);
            least[i] = Math.min(least[i], value);
            most[i] = Math.max(most[i], value);
        }
    }

    @Override
    void backward(int image, float[] x, float[] dy, float[] dx) {
        int size = frames().size();
        int channels = frames().channels();
        for (int c = 0; c < channels; c++) {
            int i = image * channels + c;
            int start = image * size + c;
            find(x, i, start, (image + 1) * size);
            back(i, start, (image + 1) * size, x, dy, dx);
        }
    }

    /** With y = (x - least) · scale, scale = 255 / (most - least): extremes that stand in several places share their gradient. */
    private void back(int i, int start, int end, float[] x, float[] dy, float[] dx) {
        int channels = frames().channels();
        float spread = most[i] - least[i];
        float scale = 255f / spread;
        float offset = -least[i] * scale;
        double sum = 0;
        double moment = 0;
        int lows = 0;
        int highs = 0;
        for (int at = start; at < end; at += channels) {
            float value = range.toBytes(x[at]);
            float by = dy[at] * ValueRange.BYTES.slope(value * scale + offset);
            sum += by;
            moment += by * (value - least[i]);
            lows += value == least[i] ? 1 : 0;
            highs += value == most[i] ? 1 : 0;
        }
        float low = (float) (scale * (moment / spread - sum) / lows);
        float high = (float) (-scale * moment / spread / highs);
        for (int at = start; at < end; at += channels) {
            float value = range.toBytes(x[at]);
            dx[at] += spread > 0
                    ? dy[at] * ValueRange.BYTES.slope(value * scale + offset) * scale
                            + (value == least[i] ? low : 0)
                            + (value == most[i] ? high : 0)
                    : dy[at];
        }
    }
}
