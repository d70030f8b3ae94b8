package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much of each band of the mel scale is in every frame of a signal: (…, T) to (…, numMelBins, frames). Each frame is weighed
 * by a window and transformed (Fourier), its magnitudes are summed by triangles that are equally wide in mel, and with
 * {@code powerToDb} given in decibels, not further than topDb below the loudest of the whole batch.
 *
 * @param fftLength length of the transform
 * @param sequenceStride samples from one frame to the next
 * @param sequenceLength samples in a frame
 * @param window {@code hann}, {@code hamming}, a list of values, or None
 * @param samplingRate samples a second
 * @param numMelBins number of bands
 * @param minFreq where the first band begins, in hertz
 * @param maxFreq where the last one ends, in hertz
 * @param powerToDb whether decibels are given
 * @param topDb how far below the loudest, in decibels
 * @param magExp the exponent of the magnitudes
 * @param minPower the least power
 * @param refPower the power of 0 decibels
 */
public record MelSpectrogram(
        int fftLength,
        int sequenceStride,
        int sequenceLength,
        Value window,
        int samplingRate,
        int numMelBins,
        double minFreq,
        double maxFreq,
        boolean powerToDb,
        double topDb,
        double magExp,
        double minPower,
        double refPower)
        implements WeightlessLayer {

    /** Checks the options. */
    public MelSpectrogram {
        Checks.positive("MelSpectrogram", "fft_length", fftLength);
        Checks.positive("MelSpectrogram", "sequence_stride", sequenceStride);
        Checks.positive("MelSpectrogram", "sequence_length", sequenceLength);
        Checks.positive("MelSpectrogram", "sampling_rate", samplingRate);
        Checks.positive("MelSpectrogram", "num_mel_bins", numMelBins);
        if (fftLength < sequenceLength) {
            throw new IllegalArgumentException("MelSpectrogram: fft_length must be at least sequence_length "
                    + sequenceLength + ", got " + fftLength);
        }
    }

    static MelSpectrogram fromConfig(Config config, LayerRegistry registry) {
        int fft = config.integer("fft_length", 2048);
        int rate = config.integer("sampling_rate", 16000);
        int nyquist = rate / 2;
        Value window = config.value("window");
        return new MelSpectrogram(
                fft,
                config.integer("sequence_stride", 512),
                config.integer("sequence_length", fft),
                window != null ? window : config.fields().get("window") == null ? Value.of("hann") : Value.Nothing.NULL,
                rate,
                config.integer("num_mel_bins", 128),
                config.real("min_freq", 20),
                config.real("max_freq", nyquist),
                config.flag("power_to_db", true),
                config.real("top_db", 80),
                config.real("mag_exp", 2),
                config.real("min_power", 1e-10),
                config.real("ref_power", 1));
    }

    @Override
    public String className() {
        return "MelSpectrogram";
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.rank() < 2) {
            throw new ShapeException("MelSpectrogram takes signals (B, T), found " + input);
        }
        return input.slice(0, input.rank() - 1).concat(Shape.of(numMelBins, frames(input.last())));
    }

    /** Frames are centred: the signal is mirrored at its ends by half a transform. */
    private int frames(int time) {
        if (time == Shape.NONE) {
            return time;
        } else if (time <= fftLength / 2) {
            throw new ShapeException("MelSpectrogram: " + time + " samples are too few to be mirrored, fft_length "
                    + fftLength + " needs more than " + fftLength / 2);
        }
        return (time + fftLength / 2 * 2 - fftLength) / sequenceStride + 1;
    }

    /** Decibels are cut in relation to the loudest of the whole batch. */
    @Override
    public boolean mixesSamples(List<Shape> inputs) {
        return powerToDb;
    }

    @Override
    public Value.Fields config() {
        return Value.fields(
                "fft_length", fftLength,
                "sequence_stride", sequenceStride,
                "sequence_length", sequenceLength,
                "window", window,
                "sampling_rate", samplingRate,
                "num_mel_bins", numMelBins,
                "min_freq", minFreq,
                "max_freq", maxFreq == (int) maxFreq ? Value.of((int) maxFreq) : Value.of(maxFreq),
                "power_to_db", powerToDb,
                "top_db", topDb,
                "mag_exp", magExp,
                "min_power", minPower,
                "ref_power", refPower);
    }

    /** The window in the middle of a transform. TensorFlow's named windows are periodic where their length is even. */
    private double[] weightsOfFrame() {
        if (window instanceof Value.Text name
                && !name.text().equals("hann")
                && !name.text().equals("hamming")) {
            throw new IllegalArgumentException(
                    "MelSpectrogram: window must be hann, hamming, a list of values or None, got " + window);
        }
        double[] inner = SignalWindow.values(window, sequenceLength, sequenceLength % 2 == 0);
        double[] all = new double[fftLength];
        System.arraycopy(inner, 0, all, (fftLength - sequenceLength) / 2, sequenceLength);
        return all;
    }

    private static double mel(double hertz) {
        return 1127 * Math.log(1 + hertz / 700);
    }

    /** The share of every frequency in every band (F, numMelBins), as the Hidden Markov Model Toolkit has it. */
    private float[] bands() {
        int frequencies = fftLength / 2 + 1;
        float[] shares = new float[frequencies * numMelBins];
        double low = mel(minFreq);
        double width = (mel(maxFreq) - low) / (numMelBins + 1);
        for (int k = 1; k < frequencies; k++) {
            double at = mel(samplingRate / 2.0 * k / (frequencies - 1));
            for (int m = 0; m < numMelBins; m++) {
                double rising = (at - (low + m * width)) / width;
                double falling = (low + (m + 2) * width - at) / width;
                shares[k * numMelBins + m] = (float) Math.max(0, Math.min(rising, falling));
            }
        }
        return shares;
    }

    @Override
    public Layer bind(Binding binding) {
        double[] weights = weightsOfFrame();
        float[] bands = bands();
        Fourier fourier = new Fourier(fftLength);
        return call -> {
            Pass pass = new Pass(call, weights, bands, fourier);
            return call.gradient(call.input()) == null ? pass::forward : Step.of(pass::forward, pass::backward);
        };
    }

    /** The frames of all signals, forward and back. */
    private final class Pass {

        private final double[] weights;
        private final float[] bands;
        private final Fourier fourier;
        private final int signals;
        private final int time;
        private final int frames;
        private final float[] x;
        private final float[] y;
        private final int n;
        private final float @Nullable [] dx;
        private final float @Nullable [] dy;
        private final double[] re = new double[fftLength];
        private final double[] im = new double[fftLength];
        private final double[] spare = new double[2 * fftLength];
        private final double[] power = new double[numMelBins];
        private final double[] slopes = new double[numMelBins];

        Pass(Call call, double[] weights, float[] bands, Fourier fourier) {
            this.weights = weights;
            this.bands = bands;
            this.fourier = fourier;
            Shape in = call.input().shape();
            time = in.last();
            frames = frames(time);
            signals = in.product(0, in.rank() - 1);
            x = call.input().floats();
            y = call.output().floats();
            n = call.output().size();
            dx = call.gradient(call.input());
            dy = call.gradient(call.output());
        }

        void forward() {
            for (int s = 0; s < signals; s++) {
                for (int t = 0; t < frames; t++) {
                    transform(s, t);
                    sum(re, im, bands, power);
                    for (int m = 0; m < numMelBins; m++) {
                        y[at(s, m, t)] = (float) power[m];
                    }
                }
            }
            if (powerToDb) {
                decibels(y, n);
            }
        }

        /**
         * dx += …, frame by frame from the end: decibels, bands, magnitudes, transform, window. A band that is cut has the slope of the
         * loudest ones. Where nothing is heard, the slope of a magnitude is 0.
         */
        void backward() {
            if (dx == null || dy == null) {
                return;
            }
            float loudest = powerToDb ? loudest() : Float.POSITIVE_INFINITY;
            float least = powerToDb ? (float) (loudest - topDb) : Float.NEGATIVE_INFINITY;
            double ofLoudest = powerToDb ? ofLoudest(loudest, least) : 0;
            for (int s = 0; s < signals; s++) {
                for (int t = 0; t < frames; t++) {
                    transform(s, t);
                    sum(re, im, bands, power);
                    for (int m = 0; m < numMelBins; m++) {
                        int i = at(s, m, t);
                        double d = (y[i] > least ? dy[i] : 0) + (y[i] == loudest ? ofLoudest : 0);
                        boolean heard = !powerToDb || power[m] >= minPower;
                        slopes[m] = !heard ? 0 : powerToDb ? d * 10 / (Math.log(10) * power[m]) : d;
                    }
                    slopesOfParts();
                    fourier.transform(re, im, spare);
                    for (int i = 0; i < fftLength; i++) {
                        dx[s * time + mirrored(t * sequenceStride - fftLength / 2 + i, time)] +=
                                (float) (re[i] * weights[i]);
                    }
                }
            }
        }

        private int at(int s, int m, int t) {
            return (s * numMelBins + m) * frames + t;
        }

        private void transform(int s, int t) {
            frame(x, s * time, time, t * sequenceStride - fftLength / 2, weights, re, im);
            fourier.transform(re, im, spare);
        }

        private float loudest() {
            float loudest = Float.NEGATIVE_INFINITY;
            for (int i = 0; i < n; i++) {
                loudest = Math.max(loudest, y[i]);
            }
            return loudest;
        }

        /** What each of the loudest bands gets of the gradients of those that are cut. */
        private double ofLoudest(float loudest, float least) {
            double cut = 0;
            int count = 0;
            for (int i = 0; dy != null && i < n; i++) {
                cut += y[i] > least ? 0 : dy[i];
                count += y[i] == loudest ? 1 : 0;
            }
            return cut / Math.max(1, count);
        }

        /** From the slopes of the bands to those of the transform's real parts, and of its imaginary ones the other way round. */
        private void slopesOfParts() {
            int last = fftLength / 2;
            for (int k = 0; k <= last; k++) {
                double d = 0;
                for (int m = 0; m < numMelBins; m++) {
                    d += slopes[m] * bands[k * numMelBins + m];
                }
                double square = re[k] * re[k] + im[k] * im[k];
                double factor = square == 0 ? 0 : d * magExp * Math.pow(square, magExp / 2 - 1);
                re[k] *= factor;
                im[k] *= -factor;
            }
            Arrays.fill(re, last + 1, fftLength, 0);
            Arrays.fill(im, last + 1, fftLength, 0);
        }
    }

    /** The sample at a place before the beginning or behind the end: those inside, mirrored. */
    private static int mirrored(int place, int time) {
        int at = Math.abs(place);
        return at < time ? at : 2 * time - 2 - at;
    }

    private static void frame(float[] x, int start, int time, int first, double[] weights, double[] re, double[] im) {
        for (int i = 0; i < weights.length; i++) {
            re[i] = x[start + mirrored(first + i, time)] * weights[i];
            im[i] = 0;
        }
    }

    private void sum(double[] re, double[] im, float[] bands, double[] power) {
        Arrays.fill(power, 0);
        for (int k = 0; k < fftLength / 2 + 1; k++) {
            double magnitude = Math.pow(Math.sqrt(re[k] * re[k] + im[k] * im[k]), magExp);
            for (int m = 0; m < numMelBins; m++) {
                power[m] += magnitude * bands[k * numMelBins + m];
            }
        }
    }

    private void decibels(float[] y, int n) {
        double zero = 10 * Math.log10(Math.max(Math.abs(refPower), minPower));
        float loudest = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            y[i] = (float) (10 * Math.log10(Math.max(y[i], minPower)) - zero);
            loudest = Math.max(loudest, y[i]);
        }
        for (int i = 0; i < n; i++) {
            y[i] = Math.max(y[i], (float) (loudest - topDb));
        }
    }
}
