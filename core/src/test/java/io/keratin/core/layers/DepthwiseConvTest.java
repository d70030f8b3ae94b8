package io.keratin.core.layers;

import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.Model;
import io.keratin.core.activations.Activations;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** However many channels there are, each is computed as if it were alone. */
class DepthwiseConvTest {

    private static final int CHANNELS = 35;
    private static final int BATCH = 2;

    @Test
    void each_of_many_channels_gives_the_numbers_of_a_layer_with_that_channel_alone() {
        for (int size : List.of(1, 2, 3, 5)) {
            for (int stride : List.of(1, 2, 3)) {
                for (int width : List.of(1, 2, 4, 7, 12, 70)) {
                    compare(new Windows(List.of(size), List.of(stride), List.of(1), Padding.SAME), width);
                    compare(
                            new Windows(List.of(3, size), List.of(stride, stride), List.of(1, 1), Padding.SAME),
                            6,
                            width);
                }
            }
        }
        compare(new Windows(List.of(3, 3), List.of(1, 1), List.of(2, 2), Padding.SAME), 9, 8);
        compare(new Windows(List.of(2, 3), List.of(1, 1), List.of(3, 5), Padding.SAME), 7, 6);
        compare(new Windows(List.of(3, 3), List.of(2, 2), List.of(1, 1), Padding.VALID), 8, 9);
    }

    private static void compare(Windows windows, int... places) {
        DepthwiseConv layer = new DepthwiseConv(1, windows, false, Activations.LINEAR, true, TrainingOptions.NONE);
        Shape one = shape(1, 1, places);
        Model all = Model.initialized(model(layer, shape(1, CHANNELS, places)), 3);
        Random random = new Random(5);
        int size = (int) one.size();
        float[] x = new float[BATCH * size * CHANNELS];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        float[] y = all.predict(Tensor.of(x, shape(BATCH, CHANNELS, places))).floats();
        List<WeightSpec> specs = Model.weights(model(layer, one));
        for (int c : List.of(0, 15, 16, CHANNELS - 1)) {
            List<float[]> weights = all.parameters().specs().stream()
                    .map(spec -> channel(all.parameters().get(spec.key()), c))
                    .toList();
            Model alone = Model.of(model(layer, one), new Parameters(specs, weights));
            float[] expected = alone.predict(Tensor.of(channel(x, c), shape(BATCH, 1, places)))
                    .floats();
            assertThat(channel(y, c))
                    .as("%s over %s, channel %s", windows, one, c)
                    .containsExactly(expected);
        }
    }

    private static NamedLayer model(DepthwiseConv layer, Shape sample) {
        NamedLayer in = new NamedLayer("input", new InputLayer(sample.with(0, Shape.NONE), DType.FLOAT32));
        return new NamedLayer("model", new Sequential(in, List.of(new NamedLayer("depthwise", layer))));
    }

    private static Shape shape(int batch, int channels, int... places) {
        return places.length == 1
                ? Shape.of(batch, places[0], channels)
                : Shape.of(batch, places[0], places[1], channels);
    }

    private static float[] channel(float[] values, int c) {
        float[] own = new float[values.length / CHANNELS];
        for (int i = 0; i < own.length; i++) {
            own[i] = values[i * CHANNELS + c];
        }
        return own;
    }
}
