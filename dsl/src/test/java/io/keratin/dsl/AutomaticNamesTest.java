package io.keratin.dsl;

import static io.keratin.dsl.Keras.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keratin.core.layers.Bidirectional;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.Sequential;
import io.keratin.core.layers.TimeDistributed;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AutomaticNamesTest {

    @Test
    void names_are_those_that_keras_gives_to_the_same_script() {
        SequentialBuilder second =
                sequential("second", input(NONE, 6)).add(relu()).add(leakyRelu());
        SequentialBuilder inner = sequential().add(dense(6).activation("relu")).add(dense(6));
        NamedLayer model = sequential(input(NONE, 8))
                .add(masking(0))
                .add(lstm(4).returnSequences(true))
                .add(lstm(4).returnSequences(true))
                .add(bidirectional(lstm(4).returnSequences(true)))
                .add(bidirectional(gru(4).returnSequences(true)))
                .add(timeDistributed(dense(6)))
                .add(simpleRnn(6).returnSequences(true))
                .add(second)
                .add(inner)
                .add(prelu().sharedAxes(1))
                .add(elu())
                .add(softmax())
                .add(activation("tanh"))
                .add(dropout(0.1))
                .add(dropout(0.1))
                .add(alphaDropout(0.1))
                .add(gaussianDropout(0.1))
                .add(gaussianNoise(0.1))
                .add(spatialDropout1D(0.1))
                .add(activityRegularization().l1(0.1))
                .add(identity())
                .add(batchNormalization())
                .add(layerNormalization())
                .add(conv1d(4, 2).padding("same"))
                .add(conv1d(4, 2).padding("same"))
                .add(maxPooling1d(1))
                .add(averagePooling1d(1))
                .add(globalMaxPooling1d().keepdims(true))
                .add(globalAveragePooling1d().keepdims(true))
                .add(gru(4).name("gru"))
                .add(repeatVector(3))
                .add(permute(2, 1))
                .add(reshape(3, 4))
                .add(flatten())
                .add(dense(2))
                .add(dense(2).name("last"))
                .spec();

        List<String> found = new ArrayList<>();
        walk(model, 0, found);
        assertThat(found)
                .containsExactlyElementsOf(Recorded.table("automatic_names.txt").stream()
                        .map(row -> String.join("\t", row))
                        .toList());
    }

    private static void walk(NamedLayer layer, int depth, List<String> lines) {
        lines.add(depth + "\t" + layer.spec().className() + "\t" + layer.name());
        if (layer.spec() instanceof Sequential s) {
            if (s.input() != null) {
                walk(s.input(), depth + 1, lines);
            }
            s.layers().forEach(l -> walk(l, depth + 1, lines));
        } else if (layer.spec() instanceof Bidirectional b) {
            walk(b.forward(), depth + 1, lines);
            walk(b.backward(), depth + 1, lines);
        } else if (layer.spec() instanceof TimeDistributed t) {
            walk(t.layer(), depth + 1, lines);
        }
    }

    @Test
    void automatic_names_avoid_those_that_the_user_gave_to_layers_beside() {
        Sequential model = layers(sequential(input(4))
                .add(dense(1))
                .add(dense(2))
                .add(dense(3).name("dense_1"))
                .add(sequential().add(dense(4).name("dense")).add(dense(5))));
        assertThat(model.layers())
                .extracting(NamedLayer::name)
                .containsExactly("dense", "dense_2", "dense_1", "sequential_1");
        assertThat(layers(model.layers().get(3)).layers())
                .extracting(NamedLayer::name)
                .containsExactly("dense", "dense_3");
    }

    @Test
    void one_builder_used_twice_is_two_layers() {
        DenseBuilder same = dense(4);
        assertThat(layers(sequential(input(4)).add(same).add(same)).layers())
                .extracting(NamedLayer::name)
                .containsExactly("dense", "dense_1");
    }

    @Test
    void writing_the_same_model_again_gives_the_same_names() {
        SequentialBuilder model = sequential(input(4)).add(dense(4)).add(dense(2));
        assertThat(model.spec()).isEqualTo(model.spec());
    }

    @Test
    void two_layers_of_one_name_are_refused() {
        assertThatThrownBy(() -> sequential(input(4))
                        .add(dense(4).name("a"))
                        .add(dense(4).name("a"))
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two layers are named 'a'");
    }

    @Test
    void names_with_a_slash_are_refused() {
        assertThatThrownBy(() -> dense(4).name("a/b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a layer's name may not be empty or contain '/', got 'a/b'");
        assertThatThrownBy(() -> input(4).name("")).isInstanceOf(IllegalArgumentException.class);
    }

    private static Sequential layers(SequentialBuilder model) {
        return layers(model.spec());
    }

    private static Sequential layers(NamedLayer model) {
        return (Sequential) model.spec();
    }
}
