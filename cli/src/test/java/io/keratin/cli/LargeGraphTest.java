package io.keratin.cli;

import static io.keratin.dsl.Keras.dense;
import static io.keratin.dsl.Keras.input;
import static io.keratin.dsl.Keras.model;
import static io.keratin.dsl.Keras.sequential;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keratin.core.Model;
import io.keratin.core.layers.Parameters;
import io.keratin.core.layers.WeightSpec;
import io.keratin.dsl.DenseBuilder;
import io.keratin.dsl.InputBuilder;
import io.keratin.dsl.KerasTensor;
import io.keratin.dsl.SequentialBuilder;
import io.keratin.keras.KerasModel;
import io.keratin.keras.LoadOptions;
import io.keratin.keras.LoadedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layers of a graph that is large enough are bound by two threads: nobody may see a difference. */
class LargeGraphTest {

    private static final int LAYERS = 10;
    private static final int UNITS = 400;
    private static final int TIMES = 10;

    @Test
    void a_graph_gives_the_bits_of_the_same_layers_in_a_row(@TempDir Path folder) throws IOException {
        SequentialBuilder row = sequential(input(UNITS));
        for (int i = 0; i < LAYERS; i++) {
            row.add(dense(UNITS).activation("tanh"));
        }
        Model graph = graph();
        Model same = row.build().withParameters(graph.parameters().copy());
        Path file = folder.resolve("graph.keras");
        KerasModel.save(graph, file);
        float[][] x = new float[3][UNITS];
        for (int i = 0; i < UNITS; i++) {
            x[1][i] = i % 7 - 3;
        }
        float[][] expected = same.predict(x);
        assertThat(graph.predict(x)).isDeepEqualTo(expected);
        for (int i = 0; i < TIMES; i++) {
            assertThat(KerasModel.load(file).predict(x)).isDeepEqualTo(expected);
        }
    }

    @Test
    void what_is_called_several_times_is_bound_once() {
        InputBuilder x = input(UNITS);
        DenseBuilder wide = dense(4 * UNITS);
        DenseBuilder narrow = dense(UNITS).activation("tanh");
        KerasTensor y = x;
        SequentialBuilder row = sequential(input(UNITS));
        for (int i = 0; i < 3; i++) {
            y = narrow.apply(wide.apply(y));
            row.add(dense(4 * UNITS)).add(dense(UNITS).activation("tanh"));
        }
        Model graph = model(x, y).build();
        List<float[]> values = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            for (WeightSpec spec : graph.parameters().specs()) {
                values.add(graph.parameters().get(spec.key()));
            }
        }
        Model unrolled = row.build();
        Model same =
                unrolled.withParameters(new Parameters(unrolled.parameters().specs(), values));
        float[][] ones = new float[2][UNITS];
        Arrays.fill(ones[1], 1);
        assertThat(graph.predict(ones)).isDeepEqualTo(same.predict(ones));
    }

    @Test
    void of_several_faults_it_is_always_the_first_that_is_named(@TempDir Path folder) throws IOException {
        Model graph = graph();
        List<WeightSpec> specs = graph.parameters().specs();
        List<float[]> values = new ArrayList<>();
        for (WeightSpec spec : specs) {
            values.add(graph.parameters().get(spec.key()).clone());
        }
        for (int faulty : new int[] {12, 6, 10}) {
            Arrays.fill(values.get(faulty), Float.NaN);
        }
        Path file = folder.resolve("nan.keras");
        KerasModel.save(graph.withParameters(new Parameters(specs, values)), file);
        for (int i = 0; i < TIMES; i++) {
            LoadedModel opened = KerasModel.open(file);
            assertThat(opened.report().warnings())
                    .extracting(w -> w.substring(0, w.indexOf(':')))
                    .containsExactly("/layers/dense_3/vars/0", "/layers/dense_5/vars/0", "/layers/dense_6/vars/0");
            assertThatThrownBy(
                            () -> KerasModel.open(file, LoadOptions.defaults().withRefuseNonFinite(true)))
                    .hasMessageContaining("/layers/dense_3/vars/0: layer 'dense_3'");
        }
    }

    private static Model graph() {
        InputBuilder x = input(UNITS);
        KerasTensor y = x;
        for (int i = 0; i < LAYERS; i++) {
            y = dense(UNITS).activation("tanh").apply(y);
        }
        return model(x, y).build();
    }
}
