package io.keratin.dsl;

import static io.keratin.dsl.Keras.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.Model;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.Sequential;
import io.keratin.core.layers.WeightSpec;
import io.keratin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ParameterCountsTest {

    private static final Map<String, SequentialBuilder> MODELS = models();

    static List<String[]> counts() {
        return Recorded.table("parameter_counts.txt");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("counts")
    void counts_are_those_of_keras(String name, String total, String trainable, String perLayer) {
        Model model = Objects.requireNonNull(MODELS.get(name), name).build();
        assertThat(model.countParams()).isEqualTo(Long.parseLong(total));
        assertThat(count(Model.weights(model.spec()).stream()
                        .filter(WeightSpec::trainable)
                        .toList()))
                .isEqualTo(Long.parseLong(trainable));

        Sequential layers = (Sequential) model.spec().spec();
        List<Shape> shapes = layers.shapes(model.inputShape());
        List<String> each = new ArrayList<>();
        for (NamedLayer layer : layers.layers()) {
            each.add(String.valueOf(count(layer.spec().weights(List.of(shapes.get(each.size()))))));
        }
        assertThat(String.join(" ", each)).isEqualTo(perLayer);
    }

    private static long count(List<WeightSpec> weights) {
        return weights.stream().mapToLong(WeightSpec::count).sum();
    }

    private static Map<String, SequentialBuilder> models() {
        Map<String, SequentialBuilder> all = new LinkedHashMap<>();
        all.put(
                "action",
                sequential(input(5, 126))
                        .add(lstm(64).returnSequences(true).activation("relu"))
                        .add(lstm(128).returnSequences(true).activation("relu"))
                        .add(lstm(64).activation("relu"))
                        .add(dense(64).activation("relu"))
                        .add(dense(32).activation("relu"))
                        .add(dense(10).activation("softmax")));
        all.put("worked_example", sequential(input(7, 80)).add(lstm(12)));
        all.put("gru_reset_after", sequential(input(7, 5)).add(gru(4)));
        all.put("gru_reset_before", sequential(input(7, 5)).add(gru(4).resetAfter(false)));
        all.put(
                "no_bias",
                sequential(input(7, 5))
                        .add(simpleRnn(4).useBias(false).returnSequences(true))
                        .add(lstm(3).useBias(false))
                        .add(dense(2).useBias(false)));
        all.put(
                "convolution",
                sequential(input(NONE, 6))
                        .add(conv1d(8, 3).padding("causal").dilationRate(2))
                        .add(maxPooling1d(2))
                        .add(conv1d(4, 5).groups(2).useBias(false).padding("same"))
                        .add(globalAveragePooling1d())
                        .add(dense(2)));
        all.put(
                "wrappers",
                sequential(input(NONE, 5))
                        .add(bidirectional(lstm(4).returnSequences(true))
                                .backwardLayer(gru(4).returnSequences(true).goBackwards(true))
                                .mergeMode("sum"))
                        .add(bidirectional(gru(3).returnSequences(true)))
                        .add(timeDistributed(dense(7)))
                        .add(batchNormalization())
                        .add(layerNormalization().scale(false))
                        .add(prelu().sharedAxes(1)));
        all.put(
                "frozen",
                sequential(input(NONE).dtype("int32"))
                        .add(embedding(20, 6).maskZero(true).trainable(false))
                        .add(bidirectional(lstm(4).returnSequences(true).trainable(false)))
                        .add(timeDistributed(dense(7).trainable(false)))
                        .add(sequential()
                                .add(dense(3))
                                .add(batchNormalization())
                                .trainable(false))
                        .add(batchNormalization().scale(false))
                        .add(dense(2)));
        all.put("frozen_whole", sequential(input(4)).add(dense(3)).trainable(false));
        return all;
    }
}
