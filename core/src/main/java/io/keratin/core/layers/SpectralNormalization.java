package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A layer whose kernel training divides by its largest singular value (Miyato et al. 2018); in a prediction that layer alone. As
 * in Keras, integers that go in come out as integers.
 *
 * <p>Weights: vector_u (1, last axis of the kernel), which only training uses; those of the layer.
 *
 * @param layer the layer, which must have a weight named kernel or embeddings
 * @param powerIterations steps in which training approaches the singular value
 */
public record SpectralNormalization(NamedLayer layer, int powerIterations) implements UnaryLayer {

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
        Shape kernel = layer.spec().weights(List.of(input)).stream()
                .filter(w -> w.key().equals("kernel") || w.key().equals("embeddings"))
                .findFirst()
                .orElseThrow(() -> new ShapeException("SpectralNormalization: layer " + layer
                        + " has neither a weight named kernel nor one named embeddings; Keras refuses it too"))
                .shape();
        List<WeightSpec> w = new ArrayList<>();
        w.add(new WeightSpec("vector_u", Shape.of(1, kernel.last()), Initializers.normal(0, 0.02, true))
                .afterCopies(1)
                .frozen());
        w.addAll(layer.weights("layer", List.of(input)));
        return w;
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
            Tensor y = made.output();
            if (y.dtype() == call.input().dtype()) {
                call.output(0, y);
                return made.step();
            }
            int[] whole = call.output().ints();
            return () -> {
                made.step().forward();
                for (int i = 0; i < y.size(); i++) {
                    whole[i] = (int) y.floats()[i];
                }
            };
        };
    }
}
