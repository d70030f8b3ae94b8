package io.keratin.core.layers;

import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.Model;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a layer does in place of the next one are the same bits. */
class FusionTest {

    private static final Shape SEQUENCE = Shape.of(Shape.NONE, 9, 5);

    static List<ElementwiseLayer> elementwise() {
        return List.of(
                new Relu(),
                new Relu(0.5f, 0, 0),
                new Relu(0.5f, 0.1f, 0),
                new Relu(null, 0.1f, 0.25f),
                new LeakyRelu(),
                new Elu(0.7f),
                new ThresholdedRelu(0.3f));
    }

    @ParameterizedTest
    @MethodSource("elementwise")
    void an_elementwise_layer_behind_another_one_gives_the_bits_of_each_value(ElementwiseLayer layer) {
        for (LayerSpec first : List.of(new Dense(19), new Conv(19, List.of(3)))) {
            Tensor x = random(4, 9, 5);
            float[] expected = model(first).predict(x).floats();
            for (int i = 0; i < expected.length; i++) {
                expected[i] = layer.apply(expected[i]);
            }
            assertThat(model(first, layer).predict(x).floats())
                    .usingComparator(FusionTest::compare)
                    .isEqualTo(expected);
        }
    }

    /** Zeros of either sign are alike. */
    private static int compare(float[] a, float[] b) {
        for (int i = 0; i < a.length; i++) {
            if (a[i] != b[i]) {
                return Float.compare(a[i], b[i]);
            }
        }
        return Integer.compare(a.length, b.length);
    }

    private static Model model(LayerSpec... specs) {
        List<NamedLayer> layers = new ArrayList<>();
        for (LayerSpec spec : specs) {
            layers.add(new NamedLayer("layer_" + layers.size(), spec));
        }
        NamedLayer in = new NamedLayer("input", new InputLayer(SEQUENCE, DType.FLOAT32));
        return Model.initialized(new NamedLayer("model", new Sequential(in, layers)), 7);
    }

    private static Tensor random(int... dims) {
        Shape shape = Shape.of(dims);
        float[] x = new float[(int) shape.size()];
        Random random = new Random(3);
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return Tensor.of(x, shape);
    }
}
