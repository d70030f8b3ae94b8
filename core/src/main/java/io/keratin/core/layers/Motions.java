package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import java.util.List;

/** The layers that show images from elsewhere, each a rule that draws the m of a {@link Warp}. */
final class Motions {

    private final Call call;
    private final Frames frames;
    private final Config config;

    Motions(Call call, Frames frames, Config config) {
        this.call = call;
        this.frames = frames;
        this.config = config;
    }

    /** The bounds of a drawn number: two, or one of both signs. */
    static float[] bounds(Config config, String key, double least, double most, double absent) {
        Value value = config.value(key);
        boolean two = value != null && !(value instanceof Value.Real) && !(value instanceof Value.Int);
        List<Double> ends = two ? config.reals(key) : null;
        double one = two ? 0 : config.real(key, absent);
        if (two && (ends == null || ends.size() != 2)) {
            throw config.error(key, "expected a number or two, found " + value);
        }
        double low = ends == null ? Math.max(-Math.abs(one), least) : Math.min(ends.get(0), ends.get(1));
        double high = ends == null ? Math.abs(one) : Math.max(ends.get(0), ends.get(1));
        if (low > most || high < least || (ends == null && (one < least || one > most))) {
            throw config.error(key, "expected numbers from " + least + " to " + most + ", found " + value);
        }
        return new float[] {(float) low, (float) high};
    }

    /** A number from 0 to 1. */
    static float part(Config config, String key, double absent) {
        double part = config.real(key, absent);
        if (!(part >= 0 && part <= 1)) {
            throw config.error(key, "expected a number from 0 to 1, found " + part);
        }
        return (float) part;
    }

    private float[] bounds(String key) {
        return bounds(config, key, -1, 1, 0);
    }

    /** Whether pixels are read from between four, not from the nearest one. */
    static boolean bilinear(Config config) {
        Interpolation read = Interpolation.read(config, Interpolation.BILINEAR);
        if (read != Interpolation.BILINEAR && read != Interpolation.NEAREST) {
            throw config.error("interpolation", "expected nearest or bilinear, found '" + read.kerasName() + "'");
        }
        return read == Interpolation.BILINEAR;
    }

    private FillMode mode() {
        return FillMode.read(config, FillMode.REFLECT);
    }

    private Change warp(FillMode mode, Warp.Motion motion) {
        float fill = (float) config.real("fill_value", 0);
        return new Warp(call, frames, frames, bilinear(config), mode, fill, motion);
    }

    Change flip() {
        String mode = config.text("mode", "horizontal_and_vertical");
        boolean across = !mode.equals("vertical");
        boolean down = !mode.equals("horizontal");
        if (across && down && !mode.equals("horizontal_and_vertical")) {
            throw config.error(
                    "mode", "expected horizontal, vertical or horizontal_and_vertical, found '" + mode + "'");
        }
        int right = across ? frames.width() - 1 : 0;
        int bottom = down ? frames.height() - 1 : 0;
        return new Warp(call, frames, frames, false, FillMode.CONSTANT, 0, (drawing, m, moved) -> {
            for (int i = 0; i < moved.length; i++) {
                moved[i] = drawing.uniform(0, 1) <= 0.5f ? 1 : 0;
                m.set(i, across ? -1 : 1, 0, right, 0, down ? -1 : 1, bottom);
            }
        });
    }

    Change rotation() {
        float[] factor = bounds("factor");
        float x = 0.5f * (frames.width() - 1);
        float y = 0.5f * (frames.height() - 1);
        return warp(mode(), (drawing, m, moved) -> {
            for (int i = 0; i < moved.length; i++) {
                float angle = drawing.uniform(factor[0] * 360, factor[1] * 360) * (float) (Math.PI / 180);
                float cos = (float) Math.cos(angle);
                float sin = (float) Math.sin(angle);
                m.set(i, cos, -sin, x - x * cos + y * sin, sin, cos, y - x * sin - y * cos);
            }
        });
    }

    Change zoom() {
        float[] height = bounds("height_factor");
        float[] width = config.has("width_factor") ? bounds("width_factor") : null;
        float x = (frames.width() - 1) / 2f;
        float y = (frames.height() - 1) / 2f;
        return warp(mode(), (drawing, m, moved) -> {
            for (int i = 0; i < moved.length; i++) {
                float zoom = drawing.uniform(1 + height[0], 1 + height[1]);
                m.set(i, zoom, 0, x * (1 - zoom), 0, zoom, y * (1 - zoom));
            }
            for (int i = 0; width != null && i < moved.length; i++) {
                float zoom = drawing.uniform(1 + width[0], 1 + width[1]);
                m.set(i, 0, zoom);
                m.set(i, 2, x * (1 - zoom));
            }
        });
    }

    Change translation() {
        float[] height = bounds("height_factor");
        float[] width = bounds("width_factor");
        return warp(mode(), (drawing, m, moved) -> {
            for (int i = 0; i < moved.length; i++) {
                m.set(i, 1, 0, 0, 0, 1, -drawing.uniform(height[0], height[1]) * frames.height());
            }
            for (int i = 0; i < moved.length; i++) {
                m.set(i, 2, -drawing.uniform(width[0], width[1]) * frames.width());
            }
        });
    }

    Change shear() {
        float[] x = bounds("x_factor");
        float[] y = bounds("y_factor");
        float[] signs = new float[frames.count()];
        return warp(mode(), (drawing, m, moved) -> {
            drawing.signs(signs);
            for (int i = 0; i < moved.length; i++) {
                m.set(i, 1, 0, 0, drawing.uniform(y[0], y[1]) * signs[i], 1, 0);
            }
            for (int i = 0; i < moved.length; i++) {
                m.set(i, 1, drawing.uniform(x[0], x[1]) * signs[i]);
            }
        });
    }

    Change perspective() {
        float[] factor = bounds(config, "factor", 0, 1, 1);
        Homography homography = new Homography(frames, part(config, "scale", 1));
        return warp(FillMode.CONSTANT, (drawing, m, moved) -> {
            drawing.chances(moved, factor);
            homography.draw(drawing, m);
        });
    }

    /** One piece for all images; where they are too small for that, what is there with another size, as Keras does it. */
    Change crop(boolean channelsFirst) {
        int height = config.positiveInt("height");
        int width = config.positiveInt("width");
        Frames to = frames.sized(height, width, channelsFirst);
        int down = frames.height() - height;
        int across = frames.width() - width;
        if (down > 0 && across > 0) {
            return new Warp(call, frames, to, false, FillMode.CONSTANT, 0, (drawing, m, moved) -> {
                int top = (int) drawing.uniform(0, down + 1);
                int left = (int) drawing.uniform(0, across + 1);
                for (int i = 0; i < moved.length; i++) {
                    m.set(i, 1, 0, left, 0, 1, top);
                }
            });
        }
        int rows = Math.max(1, Math.min(frames.height(), (int) ((double) frames.width() * height / width)));
        int columns = Math.max(1, Math.min(frames.width(), (int) ((double) frames.height() * width / height)));
        int top = (frames.height() - rows) / 2;
        int left = (frames.width() - columns) / 2;
        Frames part =
                frames.part(top, left, Math.min(height, frames.height() - top), Math.min(width, frames.width() - left));
        float y = (float) part.height() / height;
        float x = (float) part.width() / width;
        return new Warp(call, part, to, true, FillMode.NEAREST, 0, (drawing, m, moved) -> {
            for (int i = 0; i < moved.length; i++) {
                m.set(i, x, 0, 0.5f * x - 0.5f, 0, y, 0.5f * y - 0.5f);
            }
        });
    }
}
