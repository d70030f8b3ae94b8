package io.keratin.core.layers;

import io.keratin.core.config.Value;
import io.keratin.core.tensor.Shape;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Keras's initializers by name. Distributions are Keras's, the random numbers our own generator's. */
public final class Initializers {

    /** All 0. */
    public static final Initializer ZEROS = (shape, random) -> new float[shape.length()];

    /** All 1. */
    public static final Initializer ONES = constant(1);

    /** Uniform within ±sqrt(6 / (fanIn + fanOut)); Glorot and Bengio 2010. */
    public static final Initializer GLOROT_UNIFORM = new Scaled(1, Fan.AVERAGE, Distribution.UNIFORM, Value.fields());

    /** Uniform within ±0.05. */
    public static final Initializer UNIFORM = new Uniform(-0.05, 0.05);

    /** Orthonormal rows or columns, whichever are fewer. */
    public static final Initializer ORTHOGONAL = (shape, random) -> orthogonal(shape, random, 1);

    private enum Fan {
        IN,
        OUT,
        AVERAGE
    }

    private enum Distribution {
        UNIFORM,
        NORMAL,
        TRUNCATED_NORMAL
    }

    private Initializers() {}

    /**
     * The initializer under a key of a layer's options, or {@code absent} if the key is not there. A name that is not known
     * is an error only when values are drawn, since a file brings its own.
     */
    public static Initializer of(TrainingOptions options, String key, Initializer absent) {
        Value v = options.options().get(key);
        if (v instanceof Value.Text name) {
            return named(name.text(), Value.fields());
        } else if (v instanceof Value.Fields f && f.get("class_name") instanceof Value.Text name) {
            Value config = f.get("config");
            return named(name.text(), config instanceof Value.Fields c ? c : Value.fields());
        }
        return absent;
    }

    /** Whether an initializer of Keras's has this name: class names, the same in snake case, and short ones. */
    public static boolean knows(String name) {
        return find(name, Value.fields()) != null;
    }

    /** An initializer with a seed of its own gives the same numbers each time, as in Keras. */
    private static Initializer named(String name, Value.Fields config) {
        Initializer found;
        try {
            found = find(name, config);
        } catch (IllegalArgumentException e) {
            return refused(name + ": " + e.getMessage());
        }
        if (found == null) {
            return refused("unknown initializer '" + name + "'");
        }
        Initializer draw = found;
        return config.get("seed") instanceof Value.Int seed
                ? (shape, random) -> draw.create(shape, new SplittableRandom(seed.number()))
                : draw;
    }

    /** What a file says wrong is an error only when values are drawn. */
    private static Initializer refused(String problem) {
        return (shape, random) -> {
            throw new IllegalArgumentException(problem);
        };
    }

    private static @Nullable Initializer find(String name, Value.Fields config) {
        String key = name.toLowerCase(Locale.ROOT).replace("_", "");
        double mean = real(config, "mean", 0);
        Value window = config.get("window");
        return switch (key) {
            case "zeros", "zero" -> ZEROS;
            case "ones", "one" -> ONES;
            case "constant" -> constant((float) real(config, "value", 0));
            case "glorotuniform" -> new Scaled(1, Fan.AVERAGE, Distribution.UNIFORM, config);
            case "glorotnormal" -> new Scaled(1, Fan.AVERAGE, Distribution.TRUNCATED_NORMAL, config);
            case "heuniform" -> new Scaled(2, Fan.IN, Distribution.UNIFORM, config);
            case "henormal" -> new Scaled(2, Fan.IN, Distribution.TRUNCATED_NORMAL, config);
            case "lecununiform" -> new Scaled(1, Fan.IN, Distribution.UNIFORM, config);
            case "lecunnormal" -> new Scaled(1, Fan.IN, Distribution.TRUNCATED_NORMAL, config);
            case "variancescaling" ->
                new Scaled(
                        real(config, "scale", 1),
                        switch (text(config, "mode", "fan_in")) {
                            case "fan_in" -> Fan.IN;
                            case "fan_out" -> Fan.OUT;
                            case "fan_avg" -> Fan.AVERAGE;
                            default -> throw new IllegalArgumentException("mode must be fan_in, fan_out or fan_avg");
                        },
                        switch (text(config, "distribution", "truncated_normal").toLowerCase(Locale.ROOT)) {
                            case "uniform" -> Distribution.UNIFORM;
                            case "untruncated_normal" -> Distribution.NORMAL;
                            case "normal", "truncated_normal" -> Distribution.TRUNCATED_NORMAL;
                            default ->
                                throw new IllegalArgumentException(
                                        "distribution must be uniform, truncated_normal or untruncated_normal");
                        },
                        config);
            case "stft", "stftinitializer" ->
                new Stft(
                        text(config, "side", "real").equals("imag"),
                        window == null ? Value.of("hann") : window,
                        config.get("scaling") == Value.Nothing.NULL ? null : text(config, "scaling", "density"),
                        new Value.Flag(true).equals(config.get("periodic")));
            case "randomuniform", "uniform" -> new Uniform(real(config, "minval", -0.05), real(config, "maxval", 0.05));
            case "randomnormal", "normal" -> normal(mean, real(config, "stddev", 0.05), false);
            case "truncatednormal" -> normal(mean, real(config, "stddev", 0.05), true);
            case "orthogonal", "orthogonalinitializer" -> {
                double gain = real(config, "gain", 1);
                yield (shape, random) -> orthogonal(shape, random, gain);
            }
            case "identity", "identityinitializer" -> identity((float) real(config, "gain", 1));
            default -> null;
        };
    }

    static Initializer constant(float value) {
        return new Constant(value);
    }

    private record Constant(float value) implements Initializer {
        @Override
        public float[] create(Shape shape, SplittableRandom random) {
            float[] w = new float[shape.length()];
            Arrays.fill(w, value);
            return w;
        }
    }

    private record Uniform(double min, double max) implements Initializer {
        @Override
        public float[] create(Shape shape, SplittableRandom random) {
            float[] w = new float[shape.length()];
            for (int i = 0; i < w.length; i++) {
                w[i] = (float) (min + (max - min) * random.nextDouble());
            }
            return w;
        }
    }

    static Initializer normal(double mean, double stddev, boolean truncated) {
        return (shape, random) -> {
            float[] w = new float[shape.length()];
            for (int i = 0; i < w.length; i++) {
                double z = gaussian(random);
                while (truncated && Math.abs(z) > 2) {
                    z = gaussian(random);
                }
                w[i] = (float) (mean + stddev * z);
            }
            return w;
        };
    }

    /** Variance {@code scale / fan}; 0.8796 is the deviation of a unit normal cut at ±2. */
    private record Scaled(double scale, Fan fan, Distribution distribution, Value.Fields config)
            implements Initializer {

        Scaled {
            if (!(scale > 0)) {
                throw new IllegalArgumentException("scale must be above 0, got " + scale);
            }
        }

        @Override
        public float[] create(Shape shape, SplittableRandom random) {
            int rank = shape.rank();
            double receptive = rank < 2 ? 1 : shape.product(0, rank - 2);
            double in = rank == 0 ? 1 : rank == 1 ? shape.last() : receptive * shape.dim(-2);
            double out = rank == 0 ? 1 : receptive * shape.last();
            if (config.get("input_axes") instanceof Value.Items i
                    && config.get("output_axes") instanceof Value.Items o) {
                in = product(shape, i);
                out = product(shape, o);
            }
            double n = Math.max(1, fan == Fan.IN ? in : fan == Fan.OUT ? out : (in + out) / 2);
            Initializer draw =
                    switch (distribution) {
                        case UNIFORM -> new Uniform(-Math.sqrt(3 * scale / n), Math.sqrt(3 * scale / n));
                        case NORMAL -> normal(0, Math.sqrt(scale / n), false);
                        case TRUNCATED_NORMAL -> normal(0, Math.sqrt(scale / n) / 0.8796256610342398, true);
                    };
            return draw.create(shape, random);
        }
    }

    private static double product(Shape shape, Value.Items axes) {
        double product = 1;
        for (Value axis : axes.items()) {
            int a = axis instanceof Value.Int i ? (int) i.number() : shape.rank();
            if (a < -shape.rank() || a >= shape.rank()) {
                throw new IllegalArgumentException("axes " + axes + " are outside of a weight of shape " + shape);
            }
            product *= shape.dim(a);
        }
        return product;
    }

    private static Initializer identity(float gain) {
        return (shape, random) -> {
            if (shape.rank() != 2) {
                throw new IllegalArgumentException("Identity: is for matrices, got a weight of shape " + shape);
            }
            float[] w = new float[shape.length()];
            for (int i = 0; i < Math.min(shape.dim(0), shape.dim(1)); i++) {
                w[i * shape.dim(1) + i] = gain;
            }
            return w;
        };
    }

    /** Modified Gram-Schmidt on normal vectors; the last axis counts as columns, all others as rows. */
    private static float[] orthogonal(Shape shape, SplittableRandom random, double gain) {
        if (shape.rank() < 2) {
            throw new IllegalArgumentException("Orthogonal: a weight needs two axes, got shape " + shape);
        }
        int columns = shape.last();
        int rows = shape.product(0, shape.rank() - 1);
        int n = Math.min(rows, columns);
        double[][] basis = new double[n][Math.max(rows, columns)];
        for (int i = 0; i < n; i++) {
            double[] v = basis[i];
            Arrays.setAll(v, j -> gaussian(random));
            for (int j = 0; j < i; j++) {
                double dot = 0;
                for (int k = 0; k < v.length; k++) {
                    dot += v[k] * basis[j][k];
                }
                for (int k = 0; k < v.length; k++) {
                    v[k] -= dot * basis[j][k];
                }
            }
            double norm = Math.sqrt(Arrays.stream(v).map(a -> a * a).sum());
            for (int k = 0; k < v.length; k++) {
                v[k] /= norm;
            }
        }
        float[] w = new float[rows * columns];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                w[r * columns + c] = (float) (gain * (rows < columns ? basis[r][c] : basis[c][r]));
            }
        }
        return w;
    }

    /** Box and Muller 1958; {@link SplittableRandom#nextGaussian} differs between JDKs. */
    private static double gaussian(SplittableRandom random) {
        double u = 1 - random.nextDouble();
        return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * random.nextDouble());
    }

    private static double real(Value.Fields config, String key, double absent) {
        Value v = config.get(key);
        return v instanceof Value.Real r ? r.number() : v instanceof Value.Int i ? i.number() : absent;
    }

    private static String text(Value.Fields config, String key, String absent) {
        return config.get(key) instanceof Value.Text t ? t.text() : absent;
    }
}
