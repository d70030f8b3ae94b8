package io.keratin.dsl;

import io.keratin.core.layers.Interpolation;
import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.Resizing;

/** A {@link Resizing} layer that is being written down. */
public final class ResizingBuilder extends LayerBuilder<ResizingBuilder> {

    private final Resizing defaults;
    private Interpolation interpolation;
    private Resizing.Fit fit;
    private double fillValue;
    private boolean antialias;
    private boolean channelsFirst;

    ResizingBuilder(Resizing defaults) {
        this.defaults = defaults;
        interpolation = defaults.interpolation();
        fit = defaults.fit();
        fillValue = defaults.fillValue();
        antialias = defaults.antialias();
        channelsFirst = defaults.channelsFirst();
    }

    /** {@code nearest}, {@code bilinear}, {@code bicubic}, {@code lanczos3} or {@code lanczos5}; bilinear unless said otherwise. */
    public ResizingBuilder interpolation(String value) {
        interpolation = Options.interpolation(value);
        return this;
    }

    /** Whether images of another aspect ratio are cropped, not distorted; false unless said otherwise. */
    public ResizingBuilder cropToAspectRatio(boolean value) {
        return fit(Resizing.Fit.CROP, value);
    }

    /** Whether images of another aspect ratio are padded, not distorted; false unless said otherwise. */
    public ResizingBuilder padToAspectRatio(boolean value) {
        return fit(Resizing.Fit.PAD, value);
    }

    private ResizingBuilder fit(Resizing.Fit wanted, boolean value) {
        if (value && fit != wanted && fit != defaults.fit()) {
            throw new IllegalArgumentException(
                    "Resizing: crop_to_aspect_ratio and pad_to_aspect_ratio cannot be combined; Keras refuses it too");
        }
        fit = value ? wanted : fit == wanted ? defaults.fit() : fit;
        return this;
    }

    /** What stands beside images that are padded; 0 unless said otherwise. */
    public ResizingBuilder fillValue(double value) {
        fillValue = value;
        return this;
    }

    /** Whether images that get smaller are smoothed; false unless said otherwise. */
    public ResizingBuilder antialias(boolean value) {
        antialias = value;
        return this;
    }

    /** {@code channels_last} or {@code channels_first}. */
    public ResizingBuilder dataFormat(String value) {
        channelsFirst = Options.channelsFirst(value);
        return this;
    }

    @Override
    LayerSpec spec(Names names) {
        return new Resizing(
                defaults.height(), defaults.width(), interpolation, fit, (float) fillValue, antialias, channelsFirst);
    }
}
