package io.keratin.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.kernels.WeightPrecision;
import io.keratin.core.layers.Dense;
import io.keratin.core.layers.Gru;
import io.keratin.core.layers.InputLayer;
import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.Lstm;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.Parameters;
import io.keratin.core.layers.Sequential;
import io.keratin.core.layers.SimpleRnn;
import io.keratin.core.layers.TimeDistributed;
import io.keratin.core.layers.WeightSpec;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Models with weights of reduced precision: what they compute with, and how far their outputs are from float32's. */
class WeightPrecisionModelTest {

    private static final int STEPS = 30;
    private static final int FEATURES = 13;

    /** Outputs of these models are below 1; the weights are Keras's initial ones. */
    private static final double BOUND = 0.02;

    private static final double SAME_WEIGHTS = 1e-5;

    private final List<LayerSpec> nets =
            List.of(new Lstm(197), new Gru(70), new SimpleRnn(50), new TimeDistributed(layer("dense", new Dense(33))));

    @ParameterizedTest
    @EnumSource
    void outputs_are_near_those_of_float32(WeightPrecision precision) {
        for (LayerSpec net : nets) {
            Model model = model(net);
            Model reduced = model.withWeightPrecision(precision);
            assertThat(reduced.weightPrecision()).isEqualTo(precision);
            for (int batch : new int[] {1, 7}) {
                double error = largestDifference(predict(reduced, batch, 1), predict(model, batch, 1));
                assertThat(error).as("%s, batch %d", net.className(), batch).isLessThan(BOUND);
                if (precision != WeightPrecision.FLOAT32) {
                    assertThat(error).isPositive();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void outputs_are_those_of_a_float32_model_with_the_rounded_weights(WeightPrecision precision) {
        for (LayerSpec net : nets) {
            Model reduced = model(net).withWeightPrecision(precision);
            Model same = Model.of(reduced.spec(), reduced.parameters(), reduced.kernels());
            double error = largestDifference(predict(reduced, 5, 1), predict(same, 5, 1));
            assertThat(error).as(net.className()).isLessThan(SAME_WEIGHTS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void matrices_are_rounded_and_everything_else_stays(WeightPrecision precision) {
        Model model = model(nets.get(0));
        Parameters reduced = model.withWeightPrecision(precision).parameters();
        for (WeightSpec weight : model.parameters().specs()) {
            float[] before = model.parameters().get(weight.key());
            int rows = weight.shape().dim(0);
            float[] expected = weight.shape().rank() == 2 ? precision.rounded(before, rows) : before;
            assertThat(reduced.get(weight.key())).as(weight.key()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void bits_do_not_depend_on_batch_or_threads(WeightPrecision precision) {
        Model model = model(nets.get(0)).withWeightPrecision(precision);
        float[] all = predict(model, 9, 1);
        assertThat(predict(model, 9, 2)).isEqualTo(all);
        float[] one = predict(model, 1, 2);
        assertThat(one).isEqualTo(java.util.Arrays.copyOf(all, one.length));
    }

    private static double largestDifference(float[] x, float[] y) {
        double largest = 0;
        for (int i = 0; i < x.length; i++) {
            largest = Math.max(largest, Math.abs((double) x[i] - y[i]));
        }
        return largest;
    }

    /** The first samples of always the same data. */
    private static float[] predict(Model model, int batch, int threads) {
        Random random = new Random(5);
        float[] x = new float[batch * STEPS * FEATURES];
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextFloat() * 2 - 1;
        }
        Tensor in = Tensor.of(x, batch, STEPS, FEATURES);
        return model.predict(in, Model.DEFAULT_BATCH_SIZE, threads).floats();
    }

    private static Model model(LayerSpec net) {
        NamedLayer input = layer("input", new InputLayer(Shape.of(Shape.NONE, STEPS, FEATURES), DType.FLOAT32));
        List<NamedLayer> layers = new ArrayList<>(List.of(layer("layer", net)));
        NamedLayer spec = layer("model", new Sequential(input, layers));
        return Model.of(spec, Parameters.initial(Model.weights(spec), 1));
    }

    private static NamedLayer layer(String name, LayerSpec spec) {
        return new NamedLayer(name, spec);
    }
}
