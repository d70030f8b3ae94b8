package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The cell of a recurrent layer as a layer of its own, which {@link Rnn} runs over time: {@code LSTMCell}, {@code GRUCell},
 * {@code SimpleRNNCell}, {@code PeepholeLSTMCell}. Its weights are those of the layer, without {@code cell/}.
 *
 * @param layer the recurrent layer with this cell, its options those that all recurrent layers begin with
 */
public record RnnCell(RecurrentLayer layer) implements LayerSpec {

    /** Takes the cell of any recurrent layer. */
    public RnnCell {
        layer = layer.withRnn(RnnOptions.DEFAULTS);
    }

    static LayerRegistry.Factory factory(LayerRegistry.Factory ofLayer) {
        return (config, registry) -> {
            RnnOptions.DEFAULTS.addTo(Value.fields()).fields().keySet().forEach(key -> refuse(config, key));
            return new RnnCell((RecurrentLayer) ofLayer.create(config, registry));
        };
    }

    private static void refuse(Config config, String key) {
        if (config.has(key)) {
            throw config.error(key, "is an option of the layer around the cell, not of a cell");
        }
    }

    @Override
    public String className() {
        return layer.className() + "Cell";
    }

    /** A cell alone has no time to run over. */
    @Override
    public List<Shape> outputShapes(List<Shape> inputs) {
        throw new ShapeException(className() + ": a cell runs inside an RNN layer, not as a layer of a model");
    }

    @Override
    public List<WeightSpec> weights(List<Shape> inputs) {
        return layer.cellWeights(inputs.get(0).last());
    }

    @Override
    public Value.Fields config() {
        Map<String, Value> own = new LinkedHashMap<>(layer.config().fields());
        own.keySet()
                .removeAll(RnnOptions.DEFAULTS.addTo(Value.fields()).fields().keySet());
        return new Value.Fields(own);
    }

    @Override
    public TrainingOptions training() {
        return layer.training();
    }

    @Override
    public Layer bind(Binding binding) {
        throw new ShapeException(className() + ": a cell runs inside an RNN layer, not as a layer of a model");
    }
}
