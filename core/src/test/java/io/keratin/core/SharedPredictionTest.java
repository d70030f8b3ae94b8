package io.keratin.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.activations.Activations;
import io.keratin.core.layers.Bidirectional;
import io.keratin.core.layers.Conv;
import io.keratin.core.layers.ConvTranspose;
import io.keratin.core.layers.Dense;
import io.keratin.core.layers.Gru;
import io.keratin.core.layers.InputLayer;
import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.LocallyConnected;
import io.keratin.core.layers.Lstm;
import io.keratin.core.layers.Masking;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.Padding;
import io.keratin.core.layers.Parameters;
import io.keratin.core.layers.PoolKind;
import io.keratin.core.layers.Pooling;
import io.keratin.core.layers.RecurrentSpec;
import io.keratin.core.layers.Reshape;
import io.keratin.core.layers.SeparableConv;
import io.keratin.core.layers.Sequential;
import io.keratin.core.layers.SimpleRnn;
import io.keratin.core.layers.TimeDistributed;
import io.keratin.core.layers.TrainingOptions;
import io.keratin.core.layers.Windows;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Several threads give the bits that one gives, whether they share samples or layers. */
class SharedPredictionTest {

    private static final int STEPS = 24;
    private static final int FEATURES = 13;

    /** Wide enough for more than one member; not a multiple of a vector. */
    private static final int UNITS = 197;

    private static Stream<Arguments> nets() {
        Lstm lstm = new Lstm(UNITS);
        return Stream.of(
                net("LSTM", lstm),
                net("LSTM, sequences", sequences(lstm)),
                net("LSTM, backwards", lstm.withRnn(lstm.rnn().withGoBackwards(true))),
                net("masked LSTM", new Masking(0), sequences(lstm), new Lstm(150)),
                net("GRU", new Gru(UNITS)),
                net("masked GRU", new Masking(0), new Gru(UNITS)),
                net("SimpleRNN", new SimpleRnn(400)),
                net("Conv1D", new Conv(150, List.of(3)), new Conv(40, List.of(1))),
                net("Conv2D", IMAGE, grouped(64, 1), new Conv(130, List.of(STEPS, FEATURES))),
                net("Conv2D, groups", IMAGE, grouped(48, 1), grouped(48, 4), grouped(96, 48)),
                net("Conv2DTranspose", IMAGE, new ConvTranspose(64, List.of(5, 4)), transposed(40)),
                net("SeparableConv2D", IMAGE, grouped(48, 1), new SeparableConv(64, List.of(3, 3))),
                net("Pooling", IMAGE, grouped(90, 1), new Pooling(PoolKind.MAX, List.of(2, 3))),
                net("LocallyConnected2D", IMAGE, grouped(20, 1), new LocallyConnected(20, List.of(3, 3))),
                net("Bidirectional", Bidirectional.of(layer("l", sequences(lstm)), Bidirectional.DEFAULT_MERGE)),
                net(
                        "stack",
                        sequences(lstm),
                        new TimeDistributed(layer("d", new Dense(300))),
                        sequences(new Gru(160)),
                        new Dense(500, Activations.SOFTMAX, true, TrainingOptions.NONE)));
    }

    private static final LayerSpec IMAGE = new Reshape(List.of(STEPS, FEATURES, 1));

    private static Conv grouped(int filters, int groups) {
        Windows windows = Windows.of(List.of(3, 3)).withPadding(Padding.SAME);
        return new Conv(filters, windows, false, groups, Activations.RELU, true, TrainingOptions.NONE);
    }

    private static ConvTranspose transposed(int filters) {
        Windows windows = Windows.of(List.of(3, 3)).withStrides(List.of(2, 3)).withPadding(Padding.SAME);
        return new ConvTranspose(filters, windows, null, false, Activations.SOFTMAX, true, TrainingOptions.NONE);
    }

    private static Arguments net(String name, LayerSpec... layers) {
        return Arguments.of(name, List.of(layers));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nets")
    void bits_do_not_depend_on_the_number_of_threads(String name, List<LayerSpec> layers) {
        Model model = model(layers);
        for (int batch : new int[] {1, 3, 9, 33}) {
            Tensor x = input(batch);
            float[] alone = predict(model, x, 1);
            for (int threads : new int[] {2, 3, 4}) {
                assertThat(predict(model, x, threads))
                        .as("%s, batch %d, %d threads", name, batch, threads)
                        .isEqualTo(alone);
            }
        }
    }

    private static float[] predict(Model model, Tensor x, int threads) {
        Tensor y = Tensor.zeros(DType.FLOAT32, model.outputShape(x.shape()));
        for (int i = 0; i < 2; i++) {
            model.predict(x, y, Model.DEFAULT_BATCH_SIZE, threads);
        }
        return y.floats();
    }

    private static Tensor input(int batch) {
        Random random = new Random(batch);
        float[] x = new float[batch * STEPS * FEATURES];
        for (int step = 0; step < batch * STEPS; step++) {
            boolean masked = random.nextInt(3) == 0;
            for (int i = 0; i < FEATURES; i++) {
                x[step * FEATURES + i] = masked ? 0 : random.nextFloat() * 2 - 1;
            }
        }
        return Tensor.of(x, batch, STEPS, FEATURES);
    }

    private static Model model(List<LayerSpec> specs) {
        List<NamedLayer> layers = new ArrayList<>();
        for (LayerSpec spec : specs) {
            layers.add(layer("layer_" + layers.size(), spec));
        }
        NamedLayer input = layer("input", new InputLayer(Shape.of(Shape.NONE, STEPS, FEATURES), DType.FLOAT32));
        NamedLayer spec = layer("model", new Sequential(input, layers));
        return Model.of(spec, Parameters.initial(Model.weights(spec), 1));
    }

    private static NamedLayer layer(String name, LayerSpec spec) {
        return new NamedLayer(name, spec);
    }

    private static RecurrentSpec sequences(RecurrentSpec spec) {
        return spec.withRnn(spec.rnn().withReturnSequences(true));
    }
}
