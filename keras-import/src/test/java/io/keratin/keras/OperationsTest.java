package io.keratin.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keratin.core.config.Value;
import io.keratin.core.layers.Arguments;
import io.keratin.core.layers.Functional;
import io.keratin.core.layers.OperationLayer;
import io.keratin.core.ops.Operations;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The table of operations, and what the real Keras says to it. */
class OperationsTest {

    private static final String MODULE = "keras.src.ops.numpy";

    @Test
    void every_operation_of_the_table_occurs_in_a_golden_fixture() throws IOException {
        Set<String> proven = new TreeSet<>();
        for (Fixtures.Case c : Fixtures.all()) {
            if (c.name().startsWith("operations/") && c.open().model().spec().spec() instanceof Functional graph) {
                graph.operations().forEach(o -> {
                    if (o.spec() instanceof OperationLayer operation) {
                        proven.add(operation.className());
                    }
                });
            }
        }
        assertThat(proven).isEqualTo(Operations.names()).hasSizeGreaterThanOrEqualTo(180);
    }

    @Test
    void an_unknown_operation_is_refused_with_similar_names() {
        assertThatThrownBy(() -> new OperationLayer(MODULE, "Softmaxx", Value.fields(), Arguments.ONE_INPUT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unknown operation 'Softmaxx'")
                .hasMessageContaining("Softmax");
    }
}
