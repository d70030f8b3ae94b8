package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Preprocessing layers one after another, as one layer.
 *
 * @param layers at least one
 */
public record Pipeline(List<NamedLayer> layers) implements UnaryLayer {

    /** Checks that there are layers. */
    public Pipeline {
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("Pipeline: it has no layers");
        }
    }

    static Pipeline fromConfig(Config config, LayerRegistry registry) {
        return new Pipeline(registry.readAll(config.objects("layers")));
    }

    @Override
    public LayerSpec withInner(UnaryOperator<NamedLayer> change) {
        return new Pipeline(layers.stream().map(change).toList());
    }

    @Override
    public String className() {
        return "Pipeline";
    }

    private List<Shape> shapes(Shape input) {
        List<Shape> shapes = new ArrayList<>(List.of(input));
        for (NamedLayer layer : layers) {
            try {
                shapes.add(layer.spec().outputShape(shapes.get(shapes.size() - 1)));
            } catch (ShapeException e) {
                throw new ShapeException("layer '" + layer.name() + "': " + e.getMessage());
            }
        }
        return shapes;
    }

    @Override
    public Shape outputShape(Shape input) {
        return shapes(input).get(layers.size());
    }

    @Override
    public List<WeightSpec> weights(Shape input) {
        List<WeightSpec> all = new ArrayList<>();
        parts(List.of(input)).forEach(p -> all.addAll(p.layer().weights(p.owner(), p.inputs())));
        return all;
    }

    @Override
    public List<Part> parts(List<Shape> inputs) {
        List<Shape> shapes = shapes(inputs.get(0));
        List<String> slots = ModelSpec.slots("_pipeline_layers", layers);
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            parts.add(new Part(slots.get(i), layers.get(i), List.of(shapes.get(i))));
        }
        return parts;
    }

    @Override
    public DType outputDType(DType input) {
        DType type = input;
        for (NamedLayer layer : layers) {
            type = layer.spec().outputDType(type);
        }
        return type;
    }

    @Override
    public boolean takesIntegers() {
        return true;
    }

    @Override
    public boolean shapedByContent() {
        return layers.stream().anyMatch(l -> l.spec().shapedByContent());
    }

    @Override
    public Value.Fields config() {
        return Value.fields("layers", layers.stream().map(NamedLayer::entry).toList());
    }

    @Override
    public Layer bind(Binding binding) {
        return Sequential.chain(parts(binding.inputs()).stream()
                .map(p -> binding.inner(p.owner(), p.layer(), p.inputs()))
                .toList());
    }
}
