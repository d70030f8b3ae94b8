package io.keratin.keras;

import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.Model;
import io.keratin.core.kernels.WeightPrecision;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Tensor;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every golden model that is one file or folder, opened with weights of reduced precision. */
class LoadPrecisionTest {

    /** Relative to the largest output, or 1; the worst case, INT8 in an RNN with log_softmax, reaches 0.03, most are below 0.01. */
    private static final double BOUND = 0.05;

    @ParameterizedTest
    @EnumSource
    void a_model_is_opened_with_the_precision_that_is_asked_for(WeightPrecision precision) throws IOException {
        LoadOptions options = LoadOptions.defaults().withWeightPrecision(precision);
        List<Fixtures.Case> cases = Fixtures.all();
        assertThat(cases).isNotEmpty();
        for (Fixtures.Case c : cases) {
            if (c.model().toString().endsWith(".json")) {
                continue;
            }
            Model model = KerasModel.open(c.model(), options).model();
            assertThat(model.weightPrecision()).isEqualTo(precision);
            Model same = KerasModel.load(c.model()).withWeightPrecision(precision);
            for (Fixtures.Pair pair : Fixtures.pairs(c.arrays())) {
                List<Tensor> outputs = model.predictAll(pair.inputs());
                List<Tensor> others = same.predictAll(pair.inputs());
                for (int i = 0; i < outputs.size(); i++) {
                    assertThat(outputs.get(i).storage())
                            .as(c.name())
                            .isEqualTo(others.get(i).storage());
                    if (!model.isStateful() && outputs.get(i).dtype() != DType.STRING) {
                        assertThat(error(outputs.get(i), pair.all().get(i)))
                                .as(c.name())
                                .isLessThan(BOUND);
                    }
                }
            }
        }
    }

    private static double error(Tensor actual, Tensor expected) {
        double largest = 1;
        double error = 0;
        for (int i = 0; i < expected.size(); i++) {
            if (Float.isFinite(expected.toFloats()[i])) {
                largest = Math.max(largest, Math.abs(expected.toFloats()[i]));
                error = Math.max(error, Math.abs((double) actual.toFloats()[i] - expected.toFloats()[i]));
            }
        }
        return error / largest;
    }
}
