package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.tensor.Shape;
import java.util.Collections;
import java.util.List;

/**
 * A window of one to three axes that slides over time, images or volumes, with an option for each axis.
 *
 * @param sizes places that a window sees
 * @param strides places from one window to the next
 * @param dilations distance between the places of a window
 * @param padding what stands beyond the ends
 */
public record Windows(List<Integer> sizes, List<Integer> strides, List<Integer> dilations, Padding padding) {

    /** A copy of the options. */
    public Windows {
        sizes = List.copyOf(sizes);
        strides = List.copyOf(strides);
        dilations = List.copyOf(dilations);
        if (sizes.isEmpty() || sizes.size() > DataFormat.AXES) {
            throw new IllegalArgumentException("a window has one to three axes, got sizes " + sizes);
        }
        if (strides.size() != sizes.size() || dilations.size() != sizes.size()) {
            throw new IllegalArgumentException("a window of " + sizes.size()
                    + " axes needs as many strides and dilation" + " rates, got " + strides + " and " + dilations);
        }
    }

    /** Windows next to each other place by place, without padding. */
    public static Windows of(List<Integer> sizes) {
        return new Windows(sizes, ones(sizes.size()), ones(sizes.size()), Padding.VALID);
    }

    /** These windows with other strides. */
    public Windows withStrides(List<Integer> value) {
        return new Windows(sizes, value, dilations, padding);
    }

    /** These windows with another distance between their places. */
    public Windows withDilations(List<Integer> value) {
        return new Windows(sizes, strides, value, padding);
    }

    /** These windows with another padding. */
    public Windows withPadding(Padding value) {
        return new Windows(sizes, strides, dilations, value);
    }

    /** The options of a convolution; strides and dilation rates are 1 unless the configuration says otherwise. */
    static Windows read(Config config, int axes) {
        return new Windows(
                Checks.tuple(config, "kernel_size", axes),
                Checks.tuple(config, "strides", axes, ones(axes)),
                Checks.tuple(config, "dilation_rate", axes, ones(axes)),
                Padding.read(config, Padding.VALID));
    }

    /** A layer's configuration with these options added, under Keras's keys. */
    Value.Fields addTo(Value.Fields config) {
        return config.with("kernel_size", Value.of(sizes))
                .with("strides", Value.of(strides))
                .with("dilation_rate", Value.of(dilations))
                .with("padding", Value.of(padding.kerasName()));
    }

    /** The sizes of a window of one place as a shape. */
    Shape points() {
        return of(ones(axes())).shape();
    }

    /** The sizes as a shape. */
    Shape shape() {
        return Shape.of(sizes.stream().mapToInt(Integer::intValue).toArray());
    }

    private static List<Integer> ones(int axes) {
        return Collections.nCopies(axes, 1);
    }

    /** Number of axes. */
    public int axes() {
        return sizes.size();
    }

    /** The window along one axis. */
    Window axis(int axis) {
        return new Window(sizes.get(axis), strides.get(axis), dilations.get(axis), padding);
    }

    /** The window along one of three axes, the first of which may be missing. */
    Window ofThree(int axis) {
        int own = axis - (DataFormat.AXES - axes());
        return own < 0 ? Window.POINT : axis(own);
    }

    /** Places that a window sees in all. */
    int taps() {
        int taps = 1;
        for (int size : sizes) {
            taps = Math.multiplyExact(taps, size);
        }
        return taps;
    }

    /** Whether every window is a single place and there is one for each place. */
    boolean arePoints() {
        return taps() == 1 && strides.equals(ones(axes()));
    }

    /** Checks the options that a layer was given; {@code size} is its name for the first. */
    void check(String layer, String size) {
        Checks.positive(layer, size, sizes);
        Checks.positive(layer, "strides", strides);
        Checks.positive(layer, "dilation_rate", dilations);
        long taps = 1;
        for (int axis = 0; axis < axes(); axis++) {
            taps *= sizes.get(axis);
            if (!axis(axis).isCountable() || taps > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(layer + ": " + size + " " + Checks.text(sizes)
                        + " with dilation_rate " + Checks.text(dilations) + " spans more steps than can be counted");
            }
        }
        if (axes() > 1) {
            checkNotCausal(layer);
        }
    }

    /** As all but convolution along time. */
    void checkNotCausal(String layer) {
        if (padding == Padding.CAUSAL) {
            throw new IllegalArgumentException(layer + ": padding must be valid or same, got causal");
        }
    }

    /** As most convolutions of Keras: strides or dilation, not both. */
    void checkNotBoth(String layer) {
        if (Collections.max(strides) > 1 && Collections.max(dilations) > 1) {
            throw new IllegalArgumentException(
                    layer + ": strides above 1 cannot be combined with dilation_rate above 1, got "
                            + Checks.text(strides) + " and " + Checks.text(dilations) + "; Keras refuses it too");
        }
    }

    /** The shape of what comes of an input, with the same channels. */
    Shape slide(String layer, Shape input, boolean channelsFirst) {
        DataFormat.check(layer, input, axes(), channelsFirst);
        Shape output = input;
        for (int i = 0; i < axes(); i++) {
            int axis = DataFormat.firstAxis(channelsFirst) + i;
            output = output.with(axis, axis(i).slide(layer, input, axis));
        }
        return output;
    }
}
