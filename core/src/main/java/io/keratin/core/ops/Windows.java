package io.keratin.core.ops;

import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Windows that slide over images and sequences: convolution, pooling, patches; blocks of pixels. */
final class Windows {

    private Windows() {}

    /** Channels last, whatever comes in. */
    private static Symbol channelsLast(Symbol x, boolean first) {
        return first ? Views.moveaxis(x, new int[] {1}, new int[] {-1}) : x;
    }

    private static Symbol back(Symbol x, boolean first) {
        return first ? Views.moveaxis(x, new int[] {-1}, new int[] {1}) : x;
    }

    /** As {@link #channelsLast}, of one image (H, W, C) or several. */
    private static Symbol image(Symbol x, boolean first) {
        return first ? Views.moveaxis(x, new int[] {-3}, new int[] {-1}) : x;
    }

    private static Symbol imageBack(Symbol x, boolean first) {
        return first ? Views.moveaxis(x, new int[] {-1}, new int[] {-3}) : x;
    }

    /** Windows over the inner axes of (B, …, C): (B, positions…, C, steps…). */
    private static Symbol slide(Symbol x, int[] sizes, int[] strides, int[] dilations, String padding, double fill) {
        int[][] widths = new int[x.rank()][2];
        if (padding.equals("same")) {
            for (int i = 0; i < sizes.length; i++) {
                int n = x.shape().dim(i + 1);
                int extent = (sizes[i] - 1) * dilations[i] + 1;
                int all = n == Shape.NONE
                        ? 0
                        : Math.max(0, ((n + strides[i] - 1) / strides[i] - 1) * strides[i] + extent - n);
                widths[i + 1] = new int[] {all / 2, all - all / 2};
            }
        } else if (!padding.equals("valid")) {
            throw new ShapeException("expected valid or same as padding, found '" + padding + "'");
        }
        return Views.windows(
                Views.pad(x, widths, "constant", fill),
                Views.along(sizes.length, i -> i + 1),
                sizes,
                strides,
                dilations);
    }

    static Symbol pool(Given g, boolean max) {
        boolean first = g.channelsFirst();
        Symbol x = channelsLast(Pointwise.cast(g.tensor(0, "inputs"), DType.FLOAT32), first);
        int axes = x.rank() - 2;
        int[] sizes = g.each("pool_size", axes, 1);
        int[] strides = g.value("strides") == null ? sizes : g.each("strides", axes, 1);
        String padding = g.text("padding", "valid");
        int[] steps = Views.along(axes, i -> -1 - i);
        double none = max ? Double.NEGATIVE_INFINITY : Double.NaN;
        Symbol windows = slide(x, sizes, strides, Views.ones(axes), padding, none);
        Symbol pooled = Lanes.reduce(windows, steps, false, null, max ? FIRST_MAX : MEAN_OF_PIXELS);
        return back(pooled, first);
    }

    /** The mean of what lies inside the image; what lies outside is NaN by now. */
    private static final Lanes.Reduction MEAN_OF_PIXELS = Lanes.numbers(Lanes.MEAN);

    /** The largest pixel; of equals the first gets the gradient. */
    private static final Lanes.Reduction FIRST_MAX = new Lanes.Reduction(Lanes::max, (v, n, y, d) -> {
        Arrays.fill(d, 0, n, 0);
        d[Lanes.first(v, n, 1)] = 1;
    });

    static Symbol conv(Given g) {
        Symbol kernel = g.tensor(1, "kernel");
        boolean first = g.channelsFirst();
        Symbol x = channelsLast(g.tensor(0, "inputs"), first);
        int channels = kernel.shape().dim(-2);
        int groups = x.shape().last() / Math.max(1, channels);
        Symbol windows = slide(g, x, kernel);
        if (groups == 1) {
            return back(product(windows, kernel), first);
        }
        List<Symbol> inputs = Views.split(windows, x.rank() - 1, groups, false);
        List<Symbol> kernels = Views.split(kernel, -1, groups, false);
        List<Symbol> parts = IntStream.range(0, groups)
                .mapToObj(i -> product(inputs.get(i), kernels.get(i)))
                .toList();
        return back(Views.concatenate(parts, -1), first);
    }

    private static Symbol slide(Given g, Symbol x, Symbol kernel) {
        int axes = x.rank() - 2;
        return slide(
                x,
                kernel.shape().slice(0, axes).toArray(),
                g.each("strides", axes, 1),
                g.each("dilation_rate", axes, 1),
                g.text("padding", "valid"),
                0);
    }

    /** (B, positions…, C, steps…) times (steps…, C, filters). */
    private static Symbol product(Symbol windows, Symbol kernel) {
        int axes = kernel.rank() - 2;
        Symbol filters = Views.moveaxis(kernel, new int[] {-2}, new int[] {0});
        int[] ofWindows = Views.along(axes + 1, i -> axes + 1 + i);
        return Products.tensordot(windows, filters, ofWindows, Views.along(axes + 1, i -> i));
    }

    static Symbol depthwise(Given g) {
        boolean first = g.channelsFirst();
        return back(depthwise(g, channelsLast(g.tensor(0, "inputs"), first), g.tensor(1, "kernel")), first);
    }

    /** Every channel with filters of its own: (steps…, C, multiplier). */
    private static Symbol depthwise(Given g, Symbol x, Symbol kernel) {
        Symbol windows = slide(g, x, kernel);
        int axes = kernel.rank() - 2;
        Symbol filters = Views.moveaxis(kernel, new int[] {-2, -1}, new int[] {0, axes + 1});
        String outer = Products.letters(0, axes + 1);
        String steps = Products.letters(axes + 1, 2 * axes + 1);
        Symbol y =
                Products.einsum(outer + "Y" + steps + ",Y" + steps + "Z->" + outer + "YZ", List.of(windows, filters));
        Shape shape = y.shape();
        return y.reshape(shape.slice(0, axes + 1).concat(Shape.of(shape.product(axes + 1, axes + 3))));
    }

    static Symbol separable(Given g) {
        boolean first = g.channelsFirst();
        Symbol x = channelsLast(g.tensor(0, "inputs"), first);
        Symbol deep = depthwise(g, x, g.tensor(1, "depthwise_kernel"));
        Symbol pointwise = g.tensor(2, "pointwise_kernel");
        Shape shape = pointwise.shape();
        return back(Products.matmul(deep, pointwise.reshape(shape.slice(shape.rank() - 2, shape.rank()))), first);
    }

    static Symbol depthToSpace(Symbol x, int block, boolean first) {
        Symbol last = channelsLast(x, first);
        Shape s = last.shape();
        int channels = s.last() / (block * block);
        Symbol cells = last.reshape(s.slice(0, 3).concat(Shape.of(block, block, channels)));
        Symbol moved = Views.transpose(cells, 0, 1, 3, 2, 4, 5);
        return back(moved.reshape(Shape.of(s.dim(0), times(s.dim(1), block), times(s.dim(2), block), channels)), first);
    }

    static Symbol spaceToDepth(Symbol x, int block, boolean first) {
        Symbol last = channelsLast(x, first);
        Shape s = last.shape();
        int rows = s.dim(1) == Shape.NONE ? Shape.NONE : s.dim(1) / block;
        int columns = s.dim(2) == Shape.NONE ? Shape.NONE : s.dim(2) / block;
        Symbol cells = last.reshape(Shape.of(s.dim(0), rows, block, columns, block, s.last()));
        Symbol moved = Views.transpose(cells, 0, 1, 3, 2, 4, 5);
        return back(moved.reshape(Shape.of(s.dim(0), rows, columns, s.last() * block * block)), first);
    }

    private static int times(int dim, int factor) {
        return dim == Shape.NONE ? dim : dim * factor;
    }

    /** ITU-R 601: 0.2989 R + 0.5870 G + 0.1140 B. */
    static Symbol grayscale(Given g) {
        boolean first = g.channelsFirst();
        Symbol x = image(g.tensor(0, "images"), first);
        float[] weights = {0.2989f, 0.5870f, 0.1140f};
        Symbol gray = Products.matmul(x, Symbol.constant(Tensor.of(weights, 3, 1)));
        return imageBack(gray, first);
    }

    static Symbol crop(Given g) {
        boolean first = g.channelsFirst();
        Symbol x = image(g.tensor(0, "images"), first);
        int rows = x.rank() - 3;
        for (int i = 0; i < 2; i++) {
            int n = x.shape().dim(rows + i);
            int target = g.integer(i == 0 ? "target_height" : "target_width", Shape.NONE);
            int before = g.integer(i == 0 ? "top_cropping" : "left_cropping", Shape.NONE);
            int behind = g.integer(i == 0 ? "bottom_cropping" : "right_cropping", Shape.NONE);
            before = before >= 0 ? before : n - target - behind;
            int length = target >= 0 ? target : n - before - behind;
            if (n != Shape.NONE && (before < 0 || length < 0)) {
                throw new ShapeException("an axis of " + n + " pixels is too short for what is cut");
            }
            x = Views.part(x, rows + i, before, before + length);
        }
        return imageBack(x, first);
    }

    static Symbol padImages(Given g) {
        boolean first = g.channelsFirst();
        Symbol x = image(g.tensor(0, "images"), first);
        int[][] widths = new int[x.rank()][2];
        int rows = x.rank() - 3;
        for (int i = 0; i < 2; i++) {
            int n = x.shape().dim(rows + i);
            int target = g.integer(i == 0 ? "target_height" : "target_width", Shape.NONE);
            int before = g.integer(i == 0 ? "top_padding" : "left_padding", Shape.NONE);
            int behind = g.integer(i == 0 ? "bottom_padding" : "right_padding", Shape.NONE);
            before = before >= 0 ? before : target - n - behind;
            behind = behind >= 0 ? behind : target - n - before;
            if (n != Shape.NONE && (before < 0 || behind < 0)) {
                throw new ShapeException("an axis of " + n + " pixels is too long for what it is padded to");
            }
            widths[rows + i] = new int[] {before, behind};
        }
        return imageBack(Views.pad(x, widths, "constant", 0), first);
    }

    /** Patches of (B, H, W, C) with their pixels row by row as channels. */
    static Symbol patches(Given g) {
        boolean first = g.channelsFirst();
        Symbol x = channelsLast(g.tensor(0, "images"), first);
        int axes = x.rank() - 2;
        int[] sizes = g.each("size", axes, 1);
        int[] strides = g.value("strides") == null ? sizes : g.each("strides", axes, 1);
        Symbol windows = slide(x, sizes, strides, g.each("dilation_rate", axes, 1), g.text("padding", "valid"), 0);
        Symbol last = Views.moveaxis(windows, new int[] {axes + 1}, new int[] {-1});
        Shape shape = last.shape();
        int[] dims = Arrays.copyOf(shape.toArray(), axes + 2);
        dims[axes + 1] = shape.product(axes + 1, shape.rank());
        return back(last.reshape(Shape.of(dims)), first);
    }

    // ---- transposed

    /**
     * Each place q of the input adds x[q] · W[k] to the output at q · strides - before + k · dilation: a convolution, with the
     * kernel turned round, of the input with zeros between its places.
     */
    static Symbol convTranspose(Given g) {
        boolean first = g.channelsFirst();
        Symbol x = channelsLast(g.tensor(0, "inputs"), first);
        Symbol kernel = g.tensor(1, "kernel");
        int axes = x.rank() - 2;
        int[] sizes = kernel.shape().slice(0, axes).toArray();
        int[] strides = g.each("strides", axes, 1);
        int[] dilations = g.each("dilation_rate", axes, 1);
        int[] extra = g.value("output_padding") == null ? null : g.each("output_padding", axes, 0);
        boolean same = g.text("padding", "valid").equalsIgnoreCase("same");
        for (int i = 0; i < axes; i++) {
            int stride = strides[i];
            int span = (sizes[i] - 1) * dilations[i] + 1;
            int n = x.shape().dim(i + 1);
            int grown = grown(n, stride, span, same, extra == null ? -1 : extra[i]);
            int before = same
                    ? Math.max(0, span - (grown(2, stride, span, same, extra == null ? -1 : extra[i]) - stride)) / 2
                    : 0;
            int axis = i + 1;
            int length = n == Shape.NONE ? n : grown + span - 1;
            x = Views.alongAxes(
                    x,
                    x.shape().with(axis, length),
                    a -> a != axis
                            ? null
                            : p -> {
                                int at = p - (span - 1) + before;
                                return at >= 0 && at % stride == 0 && at / stride < n ? at / stride : Views.NOWHERE;
                            },
                    0);
        }
        int[] spatial = Views.along(axes, i -> i);
        Symbol turned = Views.swapaxes(Views.flip(kernel, spatial), -1, -2);
        Symbol windows = slide(x, sizes, Views.ones(axes), dilations, "valid", 0);
        return back(product(windows, turned), first);
    }

    /** Length of an axis of the output; see {@code layers.ConvTranspose}. */
    private static int grown(int n, int stride, int span, boolean same, int extra) {
        if (extra < 0) {
            return same ? n * stride : (n - 1) * stride + Math.max(span, stride);
        }
        return (n - 1) * stride + (same ? span % 2 : span) + extra;
    }

    /** Image to columns: (B, C, H, W) to (B, C · steps, positions). */
    static Symbol unfold(Given g) {
        int[] sizes = g.each("kernel_size", 2, 1);
        int[] pads = g.each("padding", 2, 0);
        Symbol x =
                Views.pad(g.x(), new int[][] {{0, 0}, {0, 0}, {pads[0], pads[0]}, {pads[1], pads[1]}}, "constant", 0);
        Symbol windows = Views.windows(x, new int[] {2, 3}, sizes, g.each("stride", 2, 1), g.each("dilation", 2, 1));
        Symbol columns = Views.transpose(windows, 0, 1, 4, 5, 2, 3);
        Shape s = columns.shape();
        return columns.reshape(Shape.of(s.dim(0), s.product(1, 4), s.product(4, 6)));
    }

    // ---- along each axis of an image

    /** Places q of m that see those from ⌊q · n / m⌋ to ⌈(q + 1) · n / m⌉. */
    static Symbol adaptive(Given g, boolean max) {
        boolean first = g.channelsFirst();
        Symbol x = channelsLast(Pointwise.cast(g.tensor(0, "inputs"), DType.FLOAT32), first);
        int[] sizes = g.each("output_size", x.rank() - 2, 1);
        for (int i = 0; i < sizes.length; i++) {
            int m = sizes[i];
            x = Lanes.resized(
                    x,
                    i + 1,
                    m,
                    null,
                    n -> (v, count, w) -> {
                        for (int q = 0; q < m; q++) {
                            double all = max ? Double.NEGATIVE_INFINITY : 0;
                            for (int j = start(q, n, m); j < end(q, n, m); j++) {
                                all = max ? Math.max(all, v[j]) : all + v[j];
                            }
                            w[q] = max ? all : all / (end(q, n, m) - start(q, n, m));
                        }
                    },
                    n -> (v, w, dw, dv) -> {
                        Arrays.fill(dv, 0);
                        for (int q = 0; q < m; q++) {
                            int end = end(q, n, m);
                            for (int j = start(q, n, m); j < end; j++) {
                                dv[j] += max ? v[j] == w[q] ? dw[q] : 0 : dw[q] / (end - start(q, n, m));
                                j = max && v[j] == w[q] ? end : j;
                            }
                        }
                    });
        }
        return back(x, first);
    }

    private static int start(int q, int n, int m) {
        return (int) ((long) q * n / m);
    }

    private static int end(int q, int n, int m) {
        return (int) (((q + 1L) * n + m - 1) / m);
    }

    static Symbol resize(Given g) {
        g.ignore("fill_mode");
        boolean first = g.channelsFirst();
        Symbol x = image(g.tensor(0, "images"), first);
        int[] size = g.each("size", 2, 0);
        String name = g.text("interpolation", "bilinear");
        Resampling interpolation = Resampling.of(name);
        if (interpolation == null) {
            throw new ShapeException("unknown interpolation '" + name + "'");
        }
        boolean antialias = g.flag("antialias", false);
        boolean crop = g.flag("crop_to_aspect_ratio", false);
        boolean pad = g.flag("pad_to_aspect_ratio", false);
        double fill = g.real("fill_value", 0);
        int rows = x.rank() - 3;
        if (x.rank() != 3 && x.rank() != 4) {
            throw new ShapeException("expected an image or several, found " + x.shape());
        }
        if (x.shape().dim(rows) != Shape.NONE && x.shape().dim(rows + 1) != Shape.NONE && (crop || pad)) {
            x = fitted(x, size, crop, fill);
        }
        x = interpolation == Resampling.NEAREST ? x : Pointwise.cast(x, DType.FLOAT32);
        for (int i = 0; i < 2; i++) {
            int out = size[i];
            x = Lanes.resized(
                    x,
                    rows + i,
                    out,
                    x.dtype(),
                    n -> {
                        Resampling.Taps taps = interpolation.taps(n, out, antialias);
                        return (v, count, w) -> {
                            for (int j = 0; j < out; j++) {
                                w[j] = taps.of(v, j);
                            }
                        };
                    },
                    n -> {
                        Resampling.Taps taps = interpolation.taps(n, out, antialias);
                        return (v, w, dw, dv) -> {
                            Arrays.fill(dv, 0);
                            for (int t = 0; t < taps.pixels().length; t++) {
                                dv[taps.pixels()[t]] += taps.weights()[t] * dw[t / taps.each()];
                            }
                        };
                    });
        }
        return imageBack(x, first);
    }

    /** The middle of an image with the aspect ratio of another size, or the image with borders; divided in float32. */
    private static Symbol fitted(Symbol x, int[] size, boolean crop, double fill) {
        int rows = x.rank() - 3;
        int h = x.shape().dim(rows);
        int w = x.shape().dim(rows + 1);
        int[] fitting = {(int) ((float) (w * size[0]) / size[1]), (int) ((float) (h * size[1]) / size[0])};
        int[][] widths = new int[x.rank()][2];
        Symbol part = x;
        for (int i = 0; i < 2; i++) {
            int n = i == 0 ? h : w;
            if (crop) {
                int length = Math.max(1, Math.min(n, fitting[i]));
                part = Views.part(part, rows + i, (n - length) / 2, (n - length) / 2 + length);
            } else {
                Arrays.fill(widths[rows + i], Math.max(0, fitting[i] - n) / 2);
            }
        }
        return crop ? part : Views.pad(x, widths, "constant", fill);
    }

    /** Each channel with a kernel of its own that is known, over images (B, H, W, C) that are padded. */
    private static Symbol filtered(Symbol x, float[] weights, int rows, int columns, String mode) {
        int[][] widths = new int[4][2];
        for (int i = 0; i < 2; i++) {
            int all = (i == 0 ? rows : columns) - 1;
            widths[i + 1] = new int[] {all / 2, all - all / 2};
        }
        Symbol windows = Views.windows(
                Views.pad(x, widths, mode, 0),
                new int[] {1, 2},
                new int[] {rows, columns},
                Views.ones(2),
                Views.ones(2));
        return Products.tensordot(
                windows, Symbol.constant(Tensor.of(weights, rows, columns)), new int[] {4, 5}, new int[] {0, 1});
    }

    static Symbol blur(Given g) {
        boolean first = g.channelsFirst();
        Symbol given = image(g.tensor(0, "images"), first);
        int[] size = g.each("kernel_size", 2, 3);
        Value sigmas = g.value("sigma");
        List<Value> each = sigmas instanceof Value.Items list ? list.items() : List.of();
        double[][] curves = new double[2][];
        for (int i = 0; i < 2; i++) {
            double sigma = each.size() == 2 ? Literals.number(each.get(i), "sigma") : g.real("sigma", 1);
            double middle = (size[i] - 1) / 2.0;
            double[] curve = IntStream.range(0, size[i])
                    .mapToDouble(k -> Math.exp(-0.5 * (k - middle) * (k - middle) / sigma / sigma))
                    .toArray();
            double sum = Arrays.stream(curve).sum();
            curves[i] = Arrays.stream(curve).map(v -> v / sum).toArray();
        }
        // Keras lays the first curve along the columns and then sees the product with rows and columns exchanged.
        float[] weights = new float[size[0] * size[1]];
        for (int k = 0; k < weights.length; k++) {
            weights[k] = (float) (curves[1][k / size[0]] * curves[0][k % size[0]]);
        }
        Symbol x = given.rank() == 3 ? Views.expand(given, 0) : given;
        Symbol y = filtered(x, weights, size[0], size[1], "constant");
        return imageBack(given.rank() == 3 ? Views.squeeze(y, new int[] {0}) : y, first);
    }

    /** Sobel's gradients downwards and to the right, as a last axis of two. */
    static Symbol sobel(Given g) {
        boolean first = g.channelsFirst();
        Symbol x = channelsLast(g.tensor(0, "images"), first);
        float[] down = {-1, -2, -1, 0, 0, 0, 1, 2, 1};
        float[] right = {-1, 0, 1, -2, 0, 2, -1, 0, 1};
        Symbol edges =
                Views.stack(List.of(filtered(x, down, 3, 3, "reflect"), filtered(x, right, 3, 3, "reflect")), -1);
        return first ? Views.moveaxis(edges, new int[] {3}, new int[] {1}) : edges;
    }

    // ---- colours

    /** f of the three colours of every pixel. */
    static Symbol colours(Given g, Lanes.Function f, Lanes.Back back) {
        boolean first = g.channelsFirst();
        Symbol x = image(g.tensor(0, "images"), first);
        Lanes.Lane ofThree = n -> {
            if (n != 3) {
                throw new ShapeException("expected images of three colours, found " + n + " channels");
            }
            return f;
        };
        if (x.shape().last() != Shape.NONE) {
            ofThree.of(x.shape().last());
        }
        return imageBack(Lanes.each(x, new int[] {-1}, DType.FLOAT32, ofThree, n -> back), first);
    }

    static void toHsv(double[] rgb, int n, double[] hsv) {
        double max = Math.max(rgb[0], Math.max(rgb[1], rgb[2]));
        double range = max - Math.min(rgb[0], Math.min(rgb[1], rgb[2]));
        double hue = 0;
        if (range > 0) {
            hue = rgb[0] == max
                    ? (rgb[1] - rgb[2]) / range
                    : rgb[1] == max ? (rgb[2] - rgb[0]) / range + 2 : (rgb[0] - rgb[1]) / range + 4;
        }
        hsv[0] = hue < 0 ? hue / 6 + 1 : hue / 6;
        hsv[1] = max > 0 ? range / max : 0;
        hsv[2] = max;
    }

    /** Of several largest colours the first counts, of several smallest the last, and none that is not above 0, as in TensorFlow. */
    static void toHsvBack(double[] rgb, double[] hsv, double[] dHsv, double[] dRgb) {
        int most = rgb[0] >= rgb[1] && rgb[0] >= rgb[2] ? 0 : rgb[1] >= rgb[2] ? 1 : 2;
        int least = rgb[2] <= rgb[1] && rgb[2] <= rgb[0] ? 2 : rgb[1] <= rgb[0] ? 1 : 0;
        int other = 3 - most - least;
        double max = rgb[most];
        double min = rgb[least];
        double range = max - min;
        double turn = range == 0 || max <= 0 ? 0 : (other == (most + 1) % 3 ? 1 : -1) * dHsv[0] / (6 * range * range);
        dRgb[most] = dHsv[2] - turn * (rgb[other] - min) + (max > 0 ? dHsv[1] * min / (max * max) : 0);
        dRgb[least] = turn * (rgb[other] - max) - (min > 0 ? dHsv[1] / max : 0);
        dRgb[other] = turn * range;
    }

    /** TensorFlow knows no derivative of it. */
    static void toRgbBack(double[] hsv, double[] rgb, double[] dRgb, double[] dHsv) {
        Arrays.fill(dHsv, 0);
    }

    static void toRgb(double[] hsv, int n, double[] rgb) {
        double hue = hsv[0] * 6;
        double chroma = hsv[1] * hsv[2];
        double[] shares = {Math.abs(hue - 3) - 1, 2 - Math.abs(hue - 2), 2 - Math.abs(hue - 4)};
        for (int i = 0; i < 3; i++) {
            rgb[i] = (Math.max(0, Math.min(1, shares[i])) - 1) * chroma + hsv[2];
        }
    }
}
