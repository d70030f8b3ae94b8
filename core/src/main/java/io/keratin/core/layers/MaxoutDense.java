package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keras 1's MaxoutDense (Goodfellow et al. 2013): the largest of F linear layers, (B, X) to (B, U). Weights: W (F, X, U),
 * b (F, U).
 *
 * @param units U
 * @param features F
 * @param useBias whether there is a bias
 * @param training options that matter only in training
 */
record MaxoutDense(int units, int features, boolean useBias, TrainingOptions training) implements UnaryLayer {

    static MaxoutDense fromConfig(Config config, LayerRegistry registry) {
        return new MaxoutDense(
                config.positiveInt("output_dim"),
                config.positiveInt("nb_feature"),
                config.flag("use_bias", true),
                TrainingOptions.read(config, OldLayers.TRAINING_OPTIONS));
    }

    @Override
    public String className() {
        return "MaxoutDense";
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.rank() != 2 || input.last() == Shape.NONE) {
            throw new ShapeException("MaxoutDense: expected (batch, features), found " + input);
        }
        return input.with(1, units);
    }

    @Override
    public List<WeightSpec> weights(Shape input) {
        outputShape(input);
        List<WeightSpec> w = new ArrayList<>();
        w.add(new WeightSpec("W", Shape.of(features, input.last(), units), Initializers.ZEROS));
        if (useBias) {
            w.add(new WeightSpec("b", Shape.of(features, units), Initializers.ZEROS));
        }
        return w;
    }

    @Override
    public Value.Fields config() {
        return training.addTo(Value.fields("output_dim", units, "nb_feature", features, "use_bias", useBias));
    }

    @Override
    public Layer bind(Binding binding) {
        int inputs = binding.input().last();
        float[] w = binding.weight("W");
        float[] b = binding.weightOrZeros("b", useBias, features * units);
        return call -> {
            float[] x = call.input().floats();
            float[] y = call.output().floats();
            float[] one = call.scratch(units);
            int rows = call.input().shape().dim(0);
            Step forward = () -> {
                for (int r = 0; r < rows; r++) {
                    for (int f = 0; f < features; f++) {
                        linear(x, r * inputs, inputs, w, f * inputs * units, b, f * units, one);
                        largest(f == 0, one, y, r * units);
                    }
                }
            };
            float[] dy = call.gradient(call.output());
            if (dy == null) {
                return forward;
            }
            float[] dx = call.gradient(call.input());
            float[] dw = binding.gradient("W");
            float[] db = useBias ? binding.gradient("b") : null;
            return Step.of(forward, () -> {
                for (int r = 0; r < rows; r++) {
                    for (int f = 0; f < features; f++) {
                        linear(x, r * inputs, inputs, w, f * inputs * units, b, f * units, one);
                        for (int u = 0; u < units; u++) {
                            int at = r * units + u;
                            if (one[u] == y[at]) {
                                back(f, u, dy[at], x, r * inputs, inputs, w, dx, dw, db);
                                dy[at] = 0; // the first of several largest layers is it
                            }
                        }
                    }
                }
            });
        };
    }

    /** Unit u of layer f, from which the result came: db += dy, dW += x · dy, dx += W · dy. */
    private void back(
            int f,
            int u,
            float d,
            float[] x,
            int xo,
            int inputs,
            float[] w,
            float @Nullable [] dx,
            float @Nullable [] dw,
            float @Nullable [] db) {
        if (db != null) {
            db[f * units + u] += d;
        }
        for (int i = 0; i < inputs; i++) {
            int at = (f * inputs + i) * units + u;
            if (dw != null) {
                dw[at] += x[xo + i] * d;
            }
            if (dx != null) {
                dx[xo + i] += w[at] * d;
            }
        }
    }

    /** {@code out} (U) = b + x · W. */
    private void linear(float[] x, int xo, int inputs, float[] w, int wo, float[] b, int bo, float[] out) {
        System.arraycopy(b, bo, out, 0, units);
        for (int i = 0; i < inputs; i++) {
            float xi = x[xo + i];
            int row = wo + i * units;
            for (int u = 0; u < units; u++) {
                out[u] += xi * w[row + u];
            }
        }
    }

    private void largest(boolean first, float[] one, float[] y, int yo) {
        for (int u = 0; u < units; u++) {
            y[yo + u] = first ? one[u] : Math.max(y[yo + u], one[u]);
        }
    }
}
