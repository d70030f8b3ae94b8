package io.keratin.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keratin.core.Model;
import io.keratin.core.activations.Activations;
import io.keratin.core.error.KeratinException;
import io.keratin.core.layers.Parameters;
import io.keratin.core.layers.PeepholeLstm;
import io.keratin.core.layers.Rnn;
import io.keratin.core.layers.RnnCell;
import io.keratin.core.layers.Sequential;
import io.keratin.core.layers.WeightSpec;
import io.keratin.core.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** PeepholeLSTMCell against NumPy in double precision ({@code fixtures/peephole}). */
class PeepholeTest {

    private static final double TOLERANCE = 1e-5;

    private static final Path GOLDEN = Fixtures.ROOT.resolve("peephole").resolve("tfa_0_23.h5");

    static List<PackedCases.Case> cases() throws IOException {
        return PackedCases.read("peephole");
    }

    /** The model of a case, with its weights. */
    static Model model(PackedCases.Case c) throws IOException {
        byte[] json = KerasModel.toJson(c.field("model")).getBytes(StandardCharsets.UTF_8);
        LoadedModel opened = KerasModel.open(ModelSource.of(json));
        List<WeightSpec> weights = Model.weights(opened.spec());
        List<float[]> values = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            values.add(c.array("w" + i).values());
        }
        return Model.of(opened.spec(), new Parameters(weights, values));
    }

    /** The inputs of a case. */
    static List<Tensor> inputs(PackedCases.Case c) {
        List<Tensor> inputs = new ArrayList<>();
        for (int i = 0; c.shape("x" + i) != null; i++) {
            PackedCases.Numbers x = c.array("x" + i);
            inputs.add(Tensor.of(x.values(), x.shape()));
        }
        return inputs;
    }

    @TestFactory
    Stream<DynamicTest> predictions() throws IOException {
        return cases().stream()
                .map(c -> DynamicTest.dynamicTest(c.name(), () -> {
                    List<Tensor> outputs = model(c).predictAll(inputs(c));
                    for (int i = 0; i < outputs.size(); i++) {
                        PackedCases.assertClose(
                                "y" + i,
                                outputs.get(i).toFloats(),
                                c.array("y" + i).values(),
                                TOLERANCE);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> gradients() throws IOException {
        return cases().stream().map(c -> DynamicTest.dynamicTest(c.name(), () -> GradientFixtureTest.check(c)));
    }

    @Test
    void has_three_weights_a_unit_more_than_an_lstm() throws IOException {
        Sequential chain = (Sequential) golden().spec().spec();
        Model model = golden().model();
        assertThat(chain.layers()).hasSize(2);
        assertThat(model.countParams()).isEqualTo(count(5, 3) + count(4, 5));
    }

    private static long count(int h, int x) {
        return 4L * h * (h + x + 1) + 3L * h;
    }

    @Test
    void reads_both_names_and_the_hard_sigmoid_of_its_time() throws IOException {
        List<PeepholeLstm> cells = new ArrayList<>();
        ((Sequential) golden().spec().spec()).layers().forEach(l -> {
            Rnn rnn = (Rnn) l.spec();
            cells.add((PeepholeLstm) ((RnnCell) rnn.cell().spec()).layer());
        });
        assertThat(cells.get(0).lstm().recurrentActivation()).isEqualTo(Activations.HARD_SIGMOID_KERAS_2);
        assertThat(cells.get(1).lstm().recurrentActivation()).isEqualTo(Activations.SIGMOID);
        assertThat(golden().report().rules()).contains("Addons>PeepholeLSTMCell is read as PeepholeLSTMCell");
    }

    @Test
    void keras_3_has_no_counterpart_to_save(@TempDir Path folder) throws IOException {
        Model model = golden().model();
        assertThatThrownBy(() -> KerasModel.save(model, folder.resolve("model.keras")))
                .isInstanceOf(KeratinException.class)
                .hasMessageContaining("cannot be saved as Keras 3 would read it")
                .hasMessageContaining("'rnn' (RNN): there is no PeepholeLSTMCell in Keras 3");
    }

    private static LoadedModel golden() throws IOException {
        return KerasModel.open(GOLDEN);
    }
}
