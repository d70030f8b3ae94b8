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

    /** What goes in or comes out: one tensor, a list, or some by name; the tensors in Keras's flat order. */
    record Form(Value form, List<KerasTensor> tensors) {

        static Form of(KerasTensor tensor) {
            return new Form(new Value.Input(0), List.of(tensor));
        }

        static Form of(List<? extends KerasTensor> list) {
            List<Value> places = new ArrayList<>();
            list.forEach(t -> places.add(new Value.Input(places.size())));
            return new Form(new Value.Items(places), List.copyOf(list));
        }

        static Form of(Map<String, ? extends KerasTensor> byName) {
            List<KerasTensor> flat = new ArrayList<>();
            Map<String, Value> places = new TreeMap<>();
            new TreeMap<>(byName).forEach((name, tensor) -> {
                places.put(name, new Value.Input(flat.size()));
                flat.add(tensor);
            });
            return new Form(new Value.Fields(places), flat);
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
