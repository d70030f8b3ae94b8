package io.keratin.dsl;

import io.keratin.core.Model;
import io.keratin.core.config.Value;
import io.keratin.core.layers.Functional;
import io.keratin.core.layers.LayerSpec;
import io.keratin.core.summary.Summary;
import io.keratin.core.summary.SummaryOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A {@link Functional} model, or such a model as a layer of another one, that is being written down. */
public final class FunctionalBuilder extends LayerBuilder<FunctionalBuilder> implements ModelBuilder {

    private final Form inputs;
    private final Form outputs;
    private long seed = SequentialBuilder.DEFAULT_SEED;

    FunctionalBuilder(Form inputs, Form outputs) {
        this.inputs = inputs;
        this.outputs = outputs;
        if (inputs.tensors().isEmpty() || outputs.tensors().isEmpty()) {
            throw new IllegalArgumentException("model: expected at least one input and one output");
        }
        for (KerasTensor x : inputs.tensors()) {
            if (!(x instanceof InputBuilder)) {
                throw new IllegalArgumentException("model: expected inputs made with input(…), found " + x);
            }
        }
        Graph.of(inputs.tensors(), outputs.tensors()); // says at once what is not connected
    }

    /** What goes in or comes out: a tensor, lists and maps by name, also in one another; the tensors in Keras's flat order. */
    record Form(Value form, List<KerasTensor> tensors) {

        static Form of(Object structure) {
            List<KerasTensor> flat = new ArrayList<>();
            return new Form(form(structure, flat), flat);
        }

        private static Value form(@Nullable Object structure, List<KerasTensor> flat) {
            if (structure instanceof KerasTensor tensor) {
                flat.add(tensor);
                return new Value.Input(flat.size() - 1);
            } else if (structure instanceof List<?> list) {
                List<Value> places = new ArrayList<>();
                list.forEach(inner -> places.add(form(inner, flat)));
                return new Value.Items(places);
            } else if (structure instanceof Map<?, ?> byName) {
                Map<String, Object> sorted = new TreeMap<>();
                byName.forEach((name, inner) -> sorted.put(String.valueOf(name), inner));
                Map<String, Value> places = new TreeMap<>();
                sorted.forEach((name, inner) -> places.put(name, form(inner, flat)));
                return new Value.Fields(places);
            }
            throw new IllegalArgumentException(
                    "model: expected tensors, and lists and maps of them, found " + structure);
        }
    }

    /** The seed of the first weights, 0 unless said otherwise: the same seed gives the same weights. */
    public FunctionalBuilder seed(long value) {
        seed = value;
        return this;
    }

    /** The model with freshly initialised weights, ready to predict. */
    @Override
    public Model build() {
        return Model.initialized(spec(), seed);
    }

    /** Prints Keras's summary of the model on standard output. */
    public void summary() {
        System.out.print(Summary.text(spec(), SummaryOptions.of(System.out)));
    }

    @Override
    LayerSpec spec(Names names) {
        Graph graph = Graph.of(inputs.tensors(), outputs.tensors());
        Functional model = graph.functional(names, inputs.form(), outputs.form(), inputs.tensors(), outputs.tensors());
        return isTrainable() ? model : model.withInner(layer -> layer.withTrainable(inner -> false));
    }
}
