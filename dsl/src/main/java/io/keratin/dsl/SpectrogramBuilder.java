package io.keratin.dsl;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An STFTSpectrogram or MelSpectrogram layer that is being written down; each refuses what only the other has. */
public final class SpectrogramBuilder extends OptionBuilder<SpectrogramBuilder> {

    SpectrogramBuilder(String className) {
        super(className);
    }

    /** The length of the transform. */
    public SpectrogramBuilder fftLength(int value) {
        return set("fft_length", value);
    }

    /** The name of a window, or null. */
    public SpectrogramBuilder window(@Nullable String name) {
        return set("window", name);
    }

    /** The values of a window. */
    public SpectrogramBuilder window(double... values) {
        return set("window", Arrays.stream(values).boxed().toList());
    }

    /** STFT: {@code log}, {@code magnitude}, {@code psd}, {@code real}, {@code imag}, {@code angle} or {@code stft}. */
    public SpectrogramBuilder mode(String value) {
        return set("mode", value);
    }

    /** STFT: samples in a frame. */
    public SpectrogramBuilder frameLength(int value) {
        return set("frame_length", value);
    }

    /** STFT: samples from one frame to the next. */
    public SpectrogramBuilder frameStep(int value) {
        return set("frame_step", value);
    }

    /** STFT: whether a named window is periodic. */
    public SpectrogramBuilder periodic(boolean value) {
        return set("periodic", value);
    }

    /** STFT: {@code density}, {@code spectrum} or null. */
    public SpectrogramBuilder scaling(@Nullable String value) {
        return set("scaling", value);
    }

    /** STFT: {@code valid} or {@code same}. */
    public SpectrogramBuilder padding(String value) {
        return set("padding", value);
    }

    /** STFT: whether frequencies have an axis of their own. */
    public SpectrogramBuilder expandDims(boolean value) {
        return set("expand_dims", value);
    }

    /** STFT: {@code channels_last} or {@code channels_first}. */
    public SpectrogramBuilder dataFormat(String value) {
        return set("data_format", Options.channelsFirst(value) ? "channels_first" : "channels_last");
    }

    /** Mel: samples from one frame to the next. */
    public SpectrogramBuilder sequenceStride(int value) {
        return set("sequence_stride", value);
    }

    /** Mel: samples in a frame. */
    public SpectrogramBuilder sequenceLength(int value) {
        return set("sequence_length", value);
    }

    /** Mel: samples a second. */
    public SpectrogramBuilder samplingRate(int value) {
        return set("sampling_rate", value);
    }

    /** Mel: how many bands. */
    public SpectrogramBuilder numMelBins(int value) {
        return set("num_mel_bins", value);
    }

    /** Mel: where the first band begins, in hertz. */
    public SpectrogramBuilder minFreq(double value) {
        return set("min_freq", value);
    }

    /** Mel: where the last band ends, in hertz. */
    public SpectrogramBuilder maxFreq(double value) {
        return set("max_freq", value);
    }

    /** Mel: whether decibels are given. */
    public SpectrogramBuilder powerToDb(boolean value) {
        return set("power_to_db", value);
    }

    /** Mel: how far below the loudest, in decibels. */
    public SpectrogramBuilder topDb(double value) {
        return set("top_db", value);
    }

    /** Mel: the exponent of the magnitudes. */
    public SpectrogramBuilder magExp(double value) {
        return set("mag_exp", value);
    }

    /** Mel: the least power. */
    public SpectrogramBuilder minPower(double value) {
        return set("min_power", value);
    }

    /** Mel: the power of 0 decibels. */
    public SpectrogramBuilder refPower(double value) {
        return set("ref_power", value);
    }
}
