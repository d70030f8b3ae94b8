package io.keratin.core.ops;

import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
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
        Symbol pooled = Lanes.reduce(windows, steps, false, null, max ? Lanes::max : Windows::meanOfPixels);
        return back(pooled, first);
    }

    /** The mean of what lies inside the image; what lies outside is NaN by now. */
    private static double meanOfPixels(double[] v, int n) {
        return Lanes.numbers(Lanes::mean).of(v, n);
    }

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
        Symbol x = channelsLast(g.tensor(0, "images"), first);
        float[] weights = {0.2989f, 0.5870f, 0.1140f};
        Symbol gray = Products.matmul(x, Symbol.constant(io.keratin.core.tensor.Tensor.of(weights, 3, 1)));
        return back(gray, first);
    }

    static Symbol crop(Given g) {
        boolean first = g.channelsFirst();
        Symbol x = channelsLast(g.tensor(0, "images"), first);
        int rows = x.rank() - 3;
        for (int i = 0; i < 2; i++) {
            int n = x.shape().dim(rows + i);
            int target = g.integer(i == 0 ? "target_height" : "target_width", Shape.NONE);
            int before = g.integer(i == 0 ? "top_cropping" : "left_cropping", Shape.NONE);
            int behind = g.integer(i == 0 ? "bottom_cropping" : "right_cropping", Shape.NONE);
            before = before >= 0 ? before : n - target - behind;
            int length = target >= 0 ? target : n - before - behind;
            x = Views.part(x, rows + i, before, before + length);
        }
        return back(x, first);
    }

    static Symbol padImages(Given g) {
        boolean first = g.channelsFirst();
        Symbol x = channelsLast(g.tensor(0, "images"), first);
        int[][] widths = new int[x.rank()][2];
        int rows = x.rank() - 3;
        for (int i = 0; i < 2; i++) {
            int n = x.shape().dim(rows + i);
            int target = g.integer(i == 0 ? "target_height" : "target_width", Shape.NONE);
            int before = g.integer(i == 0 ? "top_padding" : "left_padding", Shape.NONE);
            int behind = g.integer(i == 0 ? "bottom_padding" : "right_padding", Shape.NONE);
            before = before >= 0 ? before : target - n - behind;
            behind = behind >= 0 ? behind : target - n - before;
            widths[rows + i] = new int[] {before, behind};
        }
        return back(Views.pad(x, widths, "constant", 0), first);
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
}
