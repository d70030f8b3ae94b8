package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The short-time Fourier transform of every channel, by convolution with learnt kernels: (B, T, X) to (B, T', X * F), or to
 * (B, T', F, X) with {@code expandDims}; channels first likewise. Weights: real_kernel and imag_kernel (frameLength, 1, F), as
 * far as the mode needs them.
 *
 * @param mode what is given for the transform
 * @param frameLength samples in a frame
 * @param frameStep samples from one frame to the next; half a frame if null
 * @param fftLength length of the transform; the next power of two if null
 * @param window the name of a window, its values, or None
 * @param periodic whether a named window is periodic
 * @param scaling {@code density}, {@code spectrum} or null; like the window it only says how a new layer begins
 * @param padding valid or same
 * @param expandDims whether frequencies have an axis of their own
 * @param channelsFirst whether the input is (B, X, T)
 */
public record StftSpectrogram(
        Mode mode,
        int frameLength,
        @Nullable Integer frameStep,
        @Nullable Integer fftLength,
        Value window,
        boolean periodic,
        @Nullable String scaling,
        Padding padding,
        boolean expandDims,
        boolean channelsFirst)
        implements UnaryLayer {

    private static final float EPSILON = 1e-7f;

    /** What is given for the transform, re + i im. */
    public enum Mode {
        /** The logarithm of the magnitude. */
        LOG,
        /** The magnitude. */
        MAGNITUDE,
        /** Its square, doubled for all frequencies but the first and the last. */
        PSD,
        /** The real part. */
        REAL,
        /** The imaginary part. */
        IMAG,
        /** The angle. */
        ANGLE,
        /** Real parts, then imaginary ones. */
        STFT;

        private String kerasName() {
            return name().toLowerCase(Locale.ROOT);
        }

        private float of(float re, float im, boolean atEnd) {
            float power = re * re + im * im;
            return switch (this) {
                case LOG -> (float) Math.log(Math.max((float) Math.sqrt(Math.max(power, EPSILON)), EPSILON));
                case MAGNITUDE -> (float) Math.sqrt(Math.max(power, EPSILON));
                case PSD -> atEnd ? power : power + power;
                case REAL, STFT -> re;
                case IMAG -> im;
                case ANGLE -> (float) Math.atan2(im, re);
            };
        }

        /** The derivative with respect to {@code re}, or to {@code im}. */
        private float slope(float re, float im, boolean ofIm, boolean atEnd) {
            float power = re * re + im * im;
            float own = ofIm ? im : re;
            return switch (this) {
                case LOG -> power >= EPSILON ? own / power : 0;
                case MAGNITUDE -> power >= EPSILON ? own / (float) Math.sqrt(power) : 0;
                case PSD -> (atEnd ? 2 : 4) * own;
                case REAL, STFT -> ofIm ? 0 : 1;
                case IMAG -> ofIm ? 1 : 0;
                case ANGLE -> (ofIm ? re : -im) / power;
            };
        }
    }

    /** Checks the options. */
    public StftSpectrogram {
        Checks.positive("STFTSpectrogram", "frame_length", frameLength);
        if (frameStep != null && (frameStep < 1 || frameStep > frameLength)) {
            throw new IllegalArgumentException(
                    "STFTSpectrogram: frame_step must be from 1 to frame_length " + frameLength + ", got " + frameStep);
        } else if (fftLength != null && fftLength < frameLength) {
            throw new IllegalArgumentException(
                    "STFTSpectrogram: fft_length must be at least frame_length " + frameLength + ", got " + fftLength);
        } else if (padding == Padding.CAUSAL) {
            throw new IllegalArgumentException("STFTSpectrogram: padding must be valid or same");
        } else if (scaling != null && !List.of("density", "spectrum").contains(scaling)) {
            throw new IllegalArgumentException(
                    "STFTSpectrogram: scaling must be null, density or spectrum, got " + scaling);
        }
    }

    static StftSpectrogram fromConfig(Config config, LayerRegistry registry) {
        String mode = config.text("mode", "log");
        Mode found = Arrays.stream(Mode.values())
                .filter(m -> m.kerasName().equals(mode))
                .findFirst()
                .orElseThrow(() -> config.error("mode", "unknown mode \"" + mode + '"'));
        String padding = config.text("padding", "valid");
        Value window = config.value("window");
        Value scaling = config.value("scaling");
        if (!padding.equals("valid") && !padding.equals("same")) {
            throw config.error("padding", "expected \"valid\" or \"same\", found \"" + padding + '"');
        }
        return new StftSpectrogram(
                found,
                config.integer("frame_length", 256),
                config.has("frame_step") ? Integer.valueOf(config.integer("frame_step")) : null,
                config.has("fft_length") ? Integer.valueOf(config.integer("fft_length")) : null,
                window != null ? window : config.fields().get("window") == null ? Value.of("hann") : Value.Nothing.NULL,
                config.flag("periodic", false),
                scaling != null || config.fields().get("scaling") != null
                        ? (scaling == null ? null : config.text("scaling"))
                        : "density",
                padding.equals("same") ? Padding.SAME : Padding.VALID,
                config.flag("expand_dims", false),
                DataFormat.channelsFirst(config, false));
    }

    @Override
    public String className() {
        return "STFTSpectrogram";
    }

    private int step() {
        return frameStep == null ? Math.max(1, frameLength / 2) : frameStep;
    }

    private int frequencies() {
        int length = fftLength == null ? 1 << (32 - Integer.numberOfLeadingZeros(frameLength - 1)) : fftLength;
        return length / 2 + 1;
    }

    private int frames(int time) {
        if (time == Shape.NONE) {
            return time;
        }
        int frames = padding == Padding.SAME
                ? (time + step() - 1) / step()
                : time < frameLength ? 0 : (time - frameLength) / step() + 1;
        if (frames < 1) {
            throw new ShapeException(
                    "STFTSpectrogram: " + time + " samples are fewer than one frame of " + frameLength);
        }
        return frames;
    }

    private int rows() {
        return mode == Mode.STFT ? 2 * frequencies() : frequencies();
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.rank() != 3) {
            throw new ShapeException("STFTSpectrogram takes signals of rank 3 with the batch, found " + input);
        }
        int channels = input.dim(channelsFirst ? 1 : 2);
        int frames = frames(input.dim(channelsFirst ? 2 : 1));
        if (expandDims) {
            return channelsFirst
                    ? Shape.of(input.dim(0), channels, frames, rows())
                    : Shape.of(input.dim(0), frames, rows(), channels);
        }
        int all = channels == Shape.NONE ? channels : channels * rows();
        return channelsFirst ? Shape.of(input.dim(0), all, frames) : Shape.of(input.dim(0), frames, all);
    }

    @Override
    public List<WeightSpec> weights(Shape input) {
        Shape shape = Shape.of(frameLength, 1, frequencies());
        WeightSpec real = new WeightSpec("real_kernel", shape, (s, random) -> kernel(s, true));
        WeightSpec imag = new WeightSpec("imag_kernel", shape, (s, random) -> kernel(s, false));
        return mode == Mode.REAL ? List.of(real) : mode == Mode.IMAG ? List.of(imag) : List.of(real, imag);
    }

    /** The kernel of a new layer, Keras's STFT initializer. */
    private float[] kernel(Shape shape, boolean real) {
        int f = shape.last();
        double[] win = SignalWindow.values(window, frameLength, periodic);
        double scale = 1;
        if ("density".equals(scaling) && window != Value.Nothing.NULL) {
            scale = Math.sqrt(Arrays.stream(win).map(w -> w * w).sum());
        } else if ("spectrum".equals(scaling) && window != Value.Nothing.NULL) {
            scale = Arrays.stream(win).map(Math::abs).sum();
        }
        float[] kernel = new float[frameLength * f];
        for (int t = 0; t < frameLength; t++) {
            for (int k = 0; k < f; k++) {
                double angle = f == 1 ? 0 : -2 * Math.PI * t * k / (2.0 * (f - 1));
                kernel[t * f + k] = (float) ((real ? Math.cos(angle) : Math.sin(angle)) * win[t] / scale);
            }
        }
        return kernel;
    }

    @Override
    public Value.Fields config() {
        return Value.fields(
                "mode", mode.kerasName(),
                "frame_length", frameLength,
                "frame_step", frameStep,
                "fft_length", fftLength,
                "window", window,
                "periodic", periodic,
                "scaling", scaling,
                "padding", padding.kerasName(),
                "data_format", DataFormat.name(channelsFirst),
                "expand_dims", expandDims);
    }

    @Override
    public Layer bind(Binding binding) {
        Kernel real = new Kernel(binding, "real_kernel", mode != Mode.IMAG);
        Kernel imag = new Kernel(binding, "imag_kernel", mode != Mode.REAL);
        return call -> {
            Pass pass = new Pass(call, real, imag);
            return Step.of(pass::forward, pass::backward);
        };
    }

    /** Weights (frameLength, F) that frames are multiplied with, and their gradients; none where the mode has none. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Kernel(float[] w, float @Nullable [] dw) {

        Kernel(Binding binding, String key, boolean there) {
            this(there ? binding.weight(key) : new float[0], there ? binding.gradient(key) : null);
        }
    }

    /** The frames of all signals, forward and back. */
    private final class Pass {

        private final Kernel real;
        private final Kernel imag;
        private final int f = frequencies();
        private final int signals;
        private final int channels;
        private final int time;
        private final int frames;
        private final int before;
        private final float[] x;
        private final float[] y;
        private final float @Nullable [] dx;
        private final float @Nullable [] dy;
        private final float[] re;
        private final float[] im;
        private final float[] dRe;
        private final float[] dIm;
        private final int perChannel;
        private final int perFrame;
        private final int perRow;
        private final int sampleStep;

        Pass(Call call, Kernel real, Kernel imag) {
            this.real = real;
            this.imag = imag;
            Shape in = call.input().shape();
            channels = in.dim(channelsFirst ? 1 : 2);
            time = in.dim(channelsFirst ? 2 : 1);
            signals = in.dim(0) * channels;
            frames = frames(time);
            before = padding == Padding.SAME ? Math.max(0, (frames - 1) * step() + frameLength - time) / 2 : 0;
            x = call.input().floats();
            y = call.output().floats();
            dx = call.gradient(call.input());
            dy = call.gradient(call.output());
            re = call.scratch(f);
            im = call.scratch(f);
            dRe = call.scratch(f);
            dIm = call.scratch(f);
            int r = rows();
            perChannel = channelsFirst ? frames * r : expandDims ? 1 : r;
            perFrame = channelsFirst ? (expandDims ? r : 1) : r * channels;
            perRow = channelsFirst ? (expandDims ? 1 : frames) : expandDims ? channels : 1;
            sampleStep = channelsFirst ? 1 : channels;
        }

        void forward() {
            for (int s = 0; s < signals; s++) {
                for (int t = 0; t < frames; t++) {
                    transform(s, t, real.w, re);
                    transform(s, t, imag.w, im);
                    int at = output(s, t);
                    for (int k = 0; k < f; k++) {
                        y[at + k * perRow] = mode.of(re[k], im[k], k == 0 || k == f - 1);
                        if (mode == Mode.STFT) {
                            y[at + (f + k) * perRow] = im[k];
                        }
                    }
                }
            }
        }

        void backward() {
            for (int s = 0; dy != null && s < signals; s++) {
                for (int t = 0; t < frames; t++) {
                    transform(s, t, real.w, re);
                    transform(s, t, imag.w, im);
                    int at = output(s, t);
                    for (int k = 0; k < f; k++) {
                        float d = dy[at + k * perRow];
                        boolean atEnd = k == 0 || k == f - 1;
                        dRe[k] = d * mode.slope(re[k], im[k], false, atEnd);
                        dIm[k] = mode == Mode.STFT
                                ? dy[at + (f + k) * perRow]
                                : d * mode.slope(re[k], im[k], true, atEnd);
                    }
                    transformBack(s, t, real, dRe);
                    transformBack(s, t, imag, dIm);
                }
            }
        }

        /** Where the first value of frame t of signal s stands. */
        private int output(int s, int t) {
            return s / channels * channels * frames * rows() + s % channels * perChannel + t * perFrame;
        }

        /** Where a signal begins. */
        private int signal(int s) {
            int c = s % channels;
            return s / channels * channels * time + (channelsFirst ? c * time : c);
        }

        /** out (F) = frame (frameLength) * kernel (frameLength, F); what lies beyond the signal is 0. */
        private void transform(int s, int frame, float[] kernel, float[] out) {
            Arrays.fill(out, 0, f, 0);
            int first = frame * step() - before;
            int end = kernel.length == 0 ? 0 : Math.min(frameLength, time - first);
            for (int i = Math.max(0, -first); i < end; i++) {
                float value = x[signal(s) + (first + i) * sampleStep];
                for (int k = 0; k < f; k++) {
                    out[k] += value * kernel[i * f + k];
                }
            }
        }

        /** dkernel += frameᵀ * d; dframe += d * kernelᵀ. */
        private void transformBack(int s, int frame, Kernel kernel, float[] d) {
            int first = frame * step() - before;
            int end = kernel.w.length == 0 ? 0 : Math.min(frameLength, time - first);
            for (int i = Math.max(0, -first); i < end; i++) {
                int at = signal(s) + (first + i) * sampleStep;
                for (int k = 0; kernel.dw != null && k < f; k++) {
                    kernel.dw[i * f + k] += x[at] * d[k];
                }
                double sum = 0;
                for (int k = 0; dx != null && k < f; k++) {
                    sum += d[k] * kernel.w[i * f + k];
                }
                if (dx != null) {
                    dx[at] += (float) sum;
                }
            }
        }
    }
}
