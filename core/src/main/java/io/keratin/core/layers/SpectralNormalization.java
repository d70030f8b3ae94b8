package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A layer whose kernel training divides by its largest singular value (Miyato et al. 2018); in a prediction that layer alone. As
 * in Keras, integers that go in come out as integers, and the divided kernel stays: gradients are those at it.
 *
 * <p>Weights: vector_u (1, last axis of the kernel), which only training uses; those of the layer.
 *
 * @param layer the layer, which must have a weight named kernel or embeddings
 * @param powerIterations steps in which training approaches the singular value
 */
public record SpectralNormalization(NamedLayer layer, int powerIterations) implements UnaryLayer {

    /** Division by a norm goes no further, as Keras's {@code normalize} with its default epsilon. */
    private static final double MAX_FACTOR = 1e7;

    /** Checks the options. */
    public SpectralNormalization {
        Checks.positive("SpectralNormalization", "power_iterations", powerIterations);
    }

    /** A SpectralNormalization with Keras's default: one step. */
    public SpectralNormalization(NamedLayer layer) {
        this(layer, 1);
    }

    static SpectralNormalization fromConfig(Config config, LayerRegistry registry) {
        SpectralNormalization defaults = new SpectralNormalization(registry.read(config, "layer"));
        return new SpectralNormalization(defaults.layer, config.integer("power_iterations", defaults.powerIterations));
    }

    @Override
    public LayerSpec withInner(UnaryOperator<NamedLayer> change) {
        return new SpectralNormalization(change.apply(layer), powerIterations);
    }

    @Override
    public String className() {
        return "SpectralNormalization";
    }

    @Override
    public Shape outputShape(Shape input) {
        return layer.spec().outputShape(input);
    }

    @Override
    public DType outputDType(DType input) {
        return input;
    }

    @Override
    public List<WeightSpec> weights(Shape input) {
        Shape kernel = kernel(input).shape();
        List<WeightSpec> w = new ArrayList<>();
        w.add(new WeightSpec("vector_u", Shape.of(1, kernel.last()), Initializers.normal(0, 0.02, true))
                .afterCopies(1)
                .frozen());
        w.addAll(layer.weights("layer", List.of(input)));
        return w;
    }

    private WeightSpec kernel(Shape input) {
        return layer.spec().weights(List.of(input)).stream()
                .filter(w -> w.key().equals("kernel") || w.key().equals("embeddings"))
                .findFirst()
                .orElseThrow(() -> new ShapeException("SpectralNormalization: layer " + layer
                        + " has neither a weight named kernel nor one named embeddings; Keras refuses it too"));
    }

    @Override
    public List<Part> parts(List<Shape> inputs) {
        return List.of(new Part("layer", layer, inputs));
    }

    @Override
    public Value.Fields config() {
        return Value.fields("layer", layer.entry(), "power_iterations", powerIterations);
    }

    @Override
    public boolean stateful() {
        return layer.spec().stateful();
    }

    @Override
    public TimeAxis timeAxis(Shape input) {
        return layer.spec().timeAxis(input);
    }

    @Override
    public Layer bind(Binding binding) {
        BoundLayer inner = binding.inner("layer", layer, List.of(binding.input()));
        return call -> {
            Call.Inner made = call.inner(inner, call.input(), call.mask(0));
            Step first = call.training() ? normalization(binding) : () -> {};
            Tensor y = made.output();
            if (y.dtype() == call.input().dtype()) {
                call.output(0, y);
                return Step.sequence(List.of(first, made.step()));
            }
            int[] whole = call.output().ints();
            return () -> {
                first.forward();
                made.step().forward();
                for (int i = 0; i < y.size(); i++) {
                    whole[i] = (int) y.floats()[i];
                }
            };
        };
    }

    /** So many times v = u · Wᵀ / |u · Wᵀ| and u = v · W / |v · W|; then W = W / (v · W · uᵀ). A kernel of zeros stays as it is. */
    private Step normalization(Binding binding) {
        Shape input = binding.input();
        String name = kernel(input).key();
        float[] u = binding.weight("vector_u");
        float[] w = binding.weight("layer/" + name);
        int columns = u.length;
        float[] v = new float[columns == 0 ? 0 : w.length / columns];
        double[] sums = new double[columns];
        Runnable changed = binding.changed("layer/" + name);
        return () -> {
            if (squares(w) > 0) {
                double sigma = 0;
                for (int i = 0; i < powerIterations; i++) {
                    for (int r = 0; r < v.length; r++) {
                        v[r] = dot(w, r * columns, u);
                    }
                    toUnit(v);
                    sigma = times(v, w, u, sums);
                }
                float divisor = (float) sigma;
                for (int i = 0; i < w.length; i++) {
                    w[i] /= divisor;
                }
                changed.run();
            }
        };
    }

    private static float dot(float[] w, int from, float[] u) {
        double sum = 0;
        for (int c = 0; c < u.length; c++) {
            sum += (double) w[from + c] * u[c];
        }
        return (float) sum;
    }

    /** u = v · W / |v · W|, and its result v · W · uᵀ, which is that length. {@code u} and {@code sums} modified. */
    private static double times(float[] v, float[] w, float[] u, double[] sums) {
        Arrays.fill(sums, 0);
        for (int r = 0; r < v.length; r++) {
            for (int c = 0; c < u.length; c++) {
                sums[c] += (double) v[r] * w[r * u.length + c];
            }
        }
        for (int c = 0; c < u.length; c++) {
            u[c] = (float) sums[c];
        }
        return toUnit(u);
    }

    /** x / |x|, and its result |x|. {@code x} modified. */
    private static double toUnit(float[] x) {
        double length = Math.sqrt(squares(x));
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (x[i] * Math.min(1 / length, MAX_FACTOR));
        }
        return length;
    }

    private static double squares(float[] x) {
        return LayerNormalization.sumOfSquares(x, 0, x.length, 0);
    }
}
