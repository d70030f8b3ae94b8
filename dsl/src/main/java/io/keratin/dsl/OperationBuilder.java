package io.keratin.dsl;

import io.keratin.core.config.Value;
import io.keratin.core.layers.Arguments;
import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.OperationLayer;

/** An operation as a layer of a graph, without the arguments of its call. */
final class OperationBuilder extends LayerBuilder<OperationBuilder> {

    private final String className;
    private Value.Fields options = Value.fields();

    OperationBuilder(String className) {
        this.className = className;
    }

    void option(String key, Value value) {
        options = options.with(key, value);
    }

    @Override
    LayerSpec spec(Names names) {
        return OperationLayer.of(className, options, Arguments.of(0));
    }
}
