package io.keratin.core.activations;

import io.keratin.core.config.Value;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An activation with arguments of its own. Keras writes it as an object, {@code {"class_name": "Threshold", "config": {…}}}: an
 * operation of {@code keras.ops.nn}, or a layer used as a function.
 *
 * @param className Keras's class name
 * @param arguments its arguments; absent ones are null
 */
public record ParametricActivation(String className, Map<String, @Nullable Double> arguments) implements Activation {

    /** Layers that serve as functions; all others are operations. */
    private static final Set<String> LAYERS = Set.of("LeakyReLU", "ELU", "ReLU");

    /** A copy of the arguments. */
    public ParametricActivation {
        arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
    }

    /**
     * The activation of this class with Keras's defaults.
     *
     * @throws IllegalArgumentException if there is none of this name with arguments
     */
    public static ParametricActivation of(String className) {
        ParametricActivation found = read(className, Value.fields());
        if (found == null) {
            throw new IllegalArgumentException("no activation " + className + " takes arguments");
        }
        return found;
    }

    /** With an argument, under Keras's name. */
    public ParametricActivation with(String name, double value) {
        Map<String, @Nullable Double> changed = new LinkedHashMap<>(arguments);
        changed.put(name, value);
        return new ParametricActivation(className, changed);
    }

    /** x where x &gt; threshold, else {@code defaultValue}: Keras's {@code threshold}, which has no defaults. */
    public static ParametricActivation threshold(double threshold, double defaultValue) {
        Map<String, @Nullable Double> arguments = new LinkedHashMap<>();
        arguments.put("threshold", threshold);
        arguments.put("default_value", defaultValue);
        return new ParametricActivation("Threshold", arguments);
    }

    /** The activation of this class with these arguments, or null if the class is none. */
    public static @Nullable ParametricActivation read(String className, Value.Fields config) {
        Map<String, @Nullable Double> absent = defaults(className);
        if (absent == null) {
            return null;
        }
        Map<String, @Nullable Double> arguments = new LinkedHashMap<>(absent);
        for (String key : absent.keySet()) {
            Value v = config.get(key);
            if (v instanceof Value.Real r) {
                arguments.put(key, r.number());
            } else if (v instanceof Value.Int i) {
                arguments.put(key, (double) i.number());
            } else if (v instanceof Value.Flag f) {
                arguments.put(key, f.flag() ? 1.0 : 0.0);
            } else if (v == Value.Nothing.NULL) {
                arguments.put(key, null);
            }
        }
        return new ParametricActivation(className, arguments);
    }

    private static @Nullable Map<String, @Nullable Double> defaults(String className) {
        Map<String, @Nullable Double> d = new LinkedHashMap<>();
        switch (className) {
            case "Threshold" -> {
                d.put("threshold", 0.0);
                d.put("default_value", 0.0);
            }
            case "LeakyReLU" -> d.put("negative_slope", 0.3);
            case "LeakyRelu" -> d.put("negative_slope", 0.2);
            case "ELU", "Elu", "Celu" -> d.put("alpha", 1.0);
            case "HardShrink", "SoftShrink" -> d.put("threshold", 0.5);
            case "Squareplus" -> d.put("b", 4.0);
            case "Gelu" -> d.put("approximate", 1.0);
            case "ReLU" -> {
                d.put("max_value", null);
                d.put("negative_slope", 0.0);
                d.put("threshold", 0.0);
            }
            default -> {
                return null;
            }
        }
        return d;
    }

    /**
     * min(x, maxValue) for x ≥ threshold, else negativeSlope · (x - threshold); {@code keras/src/activations}, {@code relu}.
     *
     * @param maxValue upper limit, infinite for none
     */
    public static float relu(float x, float maxValue, float negativeSlope, float threshold) {
        if (Float.isNaN(x)) {
            return x;
        } else if (x < threshold) {
            return negativeSlope == 0 ? 0 : negativeSlope * (x - threshold);
        } else if (x == threshold && threshold != 0) {
            return 0;
        }
        return Math.min(x, maxValue);
    }

    @Override
    public String kerasName() {
        return className;
    }

    @Override
    public Value serialized() {
        Map<String, Value> config = new LinkedHashMap<>();
        arguments.forEach(
                (key, v) -> config.put(key, key.equals("approximate") ? Value.of(argument(key, 0) != 0) : Value.of(v)));
        boolean layer = LAYERS.contains(className);
        return Value.fields(
                "module",
                layer ? "keras.layers" : "keras.src.ops.nn",
                "class_name",
                className,
                "config",
                new Value.Fields(config),
                "registered_name",
                layer ? null : className);
    }

    @Override
    public void apply(float[] x, int offset, int rows, int n, int stride) {
        for (int r = 0; r < rows; r++) {
            for (int i = offset + r * stride; i < offset + r * stride + n; i++) {
                x[i] = of(x[i]);
            }
        }
    }

    private float of(float x) {
        return switch (className) {
            case "Threshold" -> x > argument("threshold", 0) ? x : (float) argument("default_value", 0);
            case "LeakyReLU", "LeakyRelu" -> x > 0 ? x : (float) argument("negative_slope", 0) * x;
            case "ELU", "Elu" -> x > 0 ? x : (float) (argument("alpha", 1) * Math.expm1(x));
            case "Celu" -> {
                double alpha = argument("alpha", 1);
                yield (float) (Math.max(x, 0) + alpha * Math.expm1(Math.min(x, 0) / alpha));
            }
            case "HardShrink" -> Math.abs(x) > argument("threshold", 0) ? x : 0f;
            case "SoftShrink" -> {
                float t = (float) argument("threshold", 0);
                yield x > t ? x - t : x < -t ? x + t : 0f;
            }
            case "Squareplus" -> (float) Activations.squareplus(x, argument("b", 4));
            case "Gelu" -> gelu(x, argument("approximate", 1) != 0);
            default ->
                relu(
                        x,
                        (float) argument("max_value", Float.POSITIVE_INFINITY),
                        (float) argument("negative_slope", 0),
                        (float) argument("threshold", 0));
        };
    }

    @Override
    public Derivative derivative() {
        return Slope.slope(this::slope);
    }

    private float slope(float x) {
        return switch (className) {
            case "Threshold" -> x > argument("threshold", 0) ? 1 : 0;
            case "LeakyReLU", "LeakyRelu" -> x > 0 ? 1 : (float) argument("negative_slope", 0);
            case "ELU", "Elu" -> x > 0 ? 1 : (float) (argument("alpha", 1) * Math.exp(x));
            case "Celu" -> x > 0 ? 1 : x == 0 ? 2 : (float) Math.exp(x / argument("alpha", 1));
            case "HardShrink", "SoftShrink" -> Math.abs(x) > argument("threshold", 0) ? 1 : 0;
            case "Squareplus" -> (float) Activations.squareplusSlope(x, argument("b", 4));
            case "Gelu" -> argument("approximate", 1) != 0 ? approximateGeluSlope(x) : Activations.geluSlope(x);
            default ->
                reluSlope(
                        x,
                        (float) argument("max_value", Float.POSITIVE_INFINITY),
                        (float) argument("negative_slope", 0),
                        (float) argument("threshold", 0));
        };
    }

    /** The derivative of {@link #relu}. */
    public static float reluSlope(float x, float maxValue, float negativeSlope, float threshold) {
        return x <= threshold ? negativeSlope : x < maxValue ? 1 : 0;
    }

    /** (1 + t) / 2 + x / 2 · (1 - t²) · √(2/π) · (1 + 3 · 0.044715 · x²) with t = tanh(√(2/π) · (x + 0.044715 · x³)). */
    private static float approximateGeluSlope(double x) {
        double k = Math.sqrt(2 / Math.PI);
        double t = Math.tanh(k * (x + 0.044715 * x * x * x));
        return (float) (0.5 * (1 + t) + 0.5 * x * (1 - t * t) * k * (1 + 3 * 0.044715 * x * x));
    }

    private static float gelu(double x, boolean approximate) {
        return (float)
                (approximate
                        ? 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)))
                        : 0.5 * x * Erf.erfc(-x / Math.sqrt(2)));
    }

    private double argument(String key, double absent) {
        Double v = arguments.get(key);
        return v == null ? absent : v;
    }
}
