package io.keratin.core.layers;

/** Images whose pixels are read from other places of the same image: from a pixel, or from between four. */
abstract class Resampled extends Change.OfEach {

    private static final int OUTSIDE = -1;

    private final Frames to;
    private final boolean bilinear;
    private final float fill;

    /** 1 for the images that are changed, 0 for those that stay. */
    final float[] moved;

    /**
     * Lays it out.
     *
     * @param from the images
     * @param to their pixels afterwards, in another array
     * @param fill what stands outside
     */
    Resampled(Call call, Frames from, Frames to, boolean bilinear, float fill) {
        super(from, call);
        this.to = to;
        this.bilinear = bilinear;
        this.fill = fill;
        moved = new float[from.count()];
    }

    /** In which row a pixel is read. */
    abstract float row(int image, int h, int w);

    /** In which column a pixel is read; NaN if it is nowhere. */
    abstract float column(int image, int h, int w);

    /** The nearest whole number. */
    abstract int nearest(float place);

    /** Which of {@code length} pixels stands at a whole number; -1 if none. */
    abstract int inside(int i, int length);

    @Override
    void forward(int image, float[] x, float[] y) {
        for (int h = 0; h < to.height(); h++) {
            for (int w = 0; w < to.width(); w++) {
                int at = to.at(image, h, w);
                for (int c = 0; c < to.channels(); c++) {
                    y[at + c * to.deep()] = 0;
                }
                pixel(image, h, w, x, y, false);
            }
        }
    }

    @Override
    void backward(int image, float[] x, float[] dy, float[] dx) {
        for (int h = 0; h < to.height(); h++) {
            for (int w = 0; w < to.width(); w++) {
                pixel(image, h, w, dx, dy, true);
            }
        }
    }

    private void pixel(int image, int h, int w, float[] x, float[] y, boolean back) {
        int at = to.at(image, h, w);
        if (moved[image] == 0) {
            tap(1, frames().at(image, h, w), x, at, y, back);
            return;
        }
        float row = row(image, h, w);
        float column = column(image, h, w);
        if (Float.isNaN(column)) {
            tap(1, OUTSIDE, x, at, y, back);
        } else if (!bilinear) {
            tap(1, place(image, nearest(row), nearest(column)), x, at, y, back);
        } else {
            float above = (float) Math.floor(row);
            float left = (float) Math.floor(column);
            int top = (int) above;
            int start = (int) left;
            float down = row - above;
            float across = column - left;
            tap((1 - down) * (1 - across), place(image, top, start), x, at, y, back);
            tap((1 - down) * across, place(image, top, start + 1), x, at, y, back);
            tap(down * (1 - across), place(image, top + 1, start), x, at, y, back);
            tap(down * across, place(image, top + 1, start + 1), x, at, y, back);
        }
    }

    private int place(int image, int row, int column) {
        int h = inside(row, frames().height());
        int w = inside(column, frames().width());
        return h < 0 || w < 0 ? OUTSIDE : frames().at(image, h, w);
    }

    /** y += weight · x, or back. */
    private void tap(float weight, int pixel, float[] x, int at, float[] y, boolean back) {
        int apart = frames().deep();
        int end = to.channels();
        if (back) {
            for (int c = 0; pixel != OUTSIDE && c < end; c++) {
                x[pixel + c * apart] += weight * y[at + c * to.deep()];
            }
        } else {
            for (int c = 0; c < end; c++) {
                y[at + c * to.deep()] += weight * (pixel == OUTSIDE ? fill : x[pixel + c * apart]);
            }
        }
    }
}
