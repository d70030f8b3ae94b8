package io.keratin.core.layers;

import io.keratin.core.config.Value;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.List;

/**
 * Keras 1's activations whose parameters are learnt, each with a value for every element of a sample.
 *
 * @param kind which curve
 * @param sharedAxes axes along which the parameters are the same
 */
record LearntCurve(Kind kind, List<Integer> sharedAxes) implements UnaryLayer {

    /** The curves, each with the names of its parameters in Keras's order. */
    enum Kind {
        /** alpha · log(1 + exp(beta · x)). */
        SOFTPLUS("ParametricSoftplus", "alphas betas") {
            @Override
            float at(float x, float[][] p, int i) {
                double z = (double) p[1][i] * x;
                return (float) (p[0][i] * (Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)))));
            }
        },
        /** Linear below t_left with slope a_left, above t_left + |t_right| with slope a_right, x itself between. */
        S_RELU("SReLU", "t_left a_left t_right a_right") {
            @Override
            float at(float x, float[][] p, int i) {
                float left = p[0][i];
                float right = left + Math.abs(p[2][i]);
                float low = x < left ? left + p[1][i] * (x - left) : Math.min(x, right);
                return x > right ? low + p[3][i] * (x - right) : low;
            }
        };

        private final String className;
        private final String parameters;

        Kind(String className, String parameters) {
            this.className = className;
            this.parameters = parameters;
        }

        String className() {
            return className;
        }

        List<String> parameters() {
            return List.of(parameters.split(" ", -1));
        }

        abstract float at(float x, float[][] parameters, int i);
    }

    @Override
    public String className() {
        return kind.className();
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public List<WeightSpec> weights(Shape input) {
        Shape shape = PRelu.learntShape(className(), sharedAxes, input);
        return kind.parameters().stream()
                .map(name -> new WeightSpec(name, shape, Initializers.ZEROS))
                .toList();
    }

    @Override
    public Value.Fields config() {
        return Value.fields("shared_axes", sharedAxes.isEmpty() ? null : sharedAxes);
    }

    @Override
    public boolean passesMask() {
        return true;
    }

    @Override
    public Layer bind(Binding binding) {
        float[][] parameters = kind.parameters().stream().map(binding::weight).toArray(float[][]::new);
        Shape shape = weights(binding.input()).get(0).shape();
        return call -> {
            Tensor in = call.input();
            float[] x = in.floats();
            float[] y = call.output().floats();
            int n = in.size();
            int[] place = Broadcast.index(shape, in.shape().without(0));
            return () -> {
                for (int i = 0; i < n; i++) {
                    y[i] = kind.at(x[i], parameters, place[i % place.length]);
                }
            };
        };
    }
}
