package io.keratin.dsl;

import static io.keratin.dsl.Keras.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keratin.core.layers.Dense;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What is wrong is refused where it is written, with a sentence. */
class OptionsTest {

    @Test
    void an_unknown_activation_is_answered_with_near_names() {
        refused(() -> dense(4).activation("rleu"), "unknown activation 'rleu'; did you mean relu");
        refused(() -> lstm(4).recurrentActivation("Sigmoid"), "did you mean sigmoid? Known are celu, elu,");
        refused(() -> activation("zzzzzz"), "unknown activation 'zzzzzz'; known are celu, elu,");
    }

    @Test
    void unknown_initializers_regularizers_and_constraints_are_refused() {
        refused(
                () -> dense(4).kernelInitializer("he_norml"),
                "unknown initializer 'he_norml'; did you mean he_normal?");
        refused(() -> lstm(4).biasRegularizer("l3"), "unknown regularizer 'l3'; did you mean l1 or l2?");
        refused(() -> lstm(4).recurrentConstraint("maxnrm"), "unknown constraint 'maxnrm'; did you mean max_norm?");
        refused(
                () -> Initializer.of("random_normal").with("stdev", 0.1),
                "unknown option of RandomNormal 'stdev'; did you mean stddev? Known are mean, stddev, seed");
        refused(() -> Constraint.of("non_neg").with("axis", 0), "unknown option of NonNeg 'axis'");
    }

    @Test
    void sizes_must_be_positive() {
        refused(() -> lstm(0), "LSTM: units must be positive, got 0");
        refused(() -> dense(-1), "Dense: units must be positive, got -1");
        refused(() -> embedding(0, 3), "Embedding: input_dim must be positive, got 0");
        refused(() -> repeatVector(0), "RepeatVector: n must be positive, got 0");
        refused(() -> input(4).batchSize(0), "input: batch_size must be positive, got 0");
    }

    @Test
    void rates_must_be_shares() {
        refused(() -> dropout(1.5), "Dropout: rate must be from 0 to 1, got 1.5");
        refused(() -> gaussianDropout(-0.5), "GaussianDropout: rate must be from 0 to 1, got -0.5");
        refused(() -> gru(4).recurrentDropout(Double.NaN), "recurrent_dropout must be from 0 to 1, got NaN");
        refused(() -> gaussianNoise(-1), "GaussianNoise: stddev must not be negative, got -1.0");
        refused(() -> relu().maxValue(-6), "ReLU: max_value must not be negative, got -6.0");
    }

    @Test
    void closed_sets_of_words_are_checked() {
        refused(() -> bidirectional(lstm(4)).mergeMode("avg"), "unknown merge_mode 'avg'; did you mean ave?");
        refused(() -> dense(4).dtype("float23"), "unknown dtype 'float23'; did you mean float32");
        refused(() -> input(4).dtype("complex64"), "unknown dtype 'complex64'; known are float32,");
        refused(
                () -> flatten().dataFormat("channel_last"),
                "unknown data_format 'channel_last'; did you mean channels_last?");
        refused(() -> spatialDropout1D(0.5).dataFormat("channels_first"), "SpatialDropout1D has no data_format");
    }

    @Test
    void shapes_that_no_layer_could_have_are_refused() {
        refused(() -> permute(1, 3), "Permute: dims must be a permutation of 1 to 2, got [1, 3]");
        refused(() -> reshape(-1, -1), "Reshape: target_shape may have one -1");
    }

    @Test
    void windows_that_keras_could_not_slide_are_refused() {
        refused(() -> conv1d(0, 3), "Conv1D: filters must be positive, got 0");
        refused(() -> conv1d(4, 0), "Conv1D: kernel_size must be positive, got 0");
        refused(
                () -> conv1d(4, 3).strides(2).dilationRate(2).spec(),
                "Conv1D: strides above 1 cannot be combined with dilation_rate above 1, got 2 and 2");
        refused(() -> conv1d(4, 3).groups(3).spec(), "Conv1D: filters must be a multiple of groups, got 4 and 3");
        refused(() -> conv1d(4, 3).padding("sane"), "unknown padding 'sane'; did you mean same?");
        refused(() -> maxPooling1d(0), "MaxPooling1D: pool_size must be positive, got 0");
        refused(() -> averagePooling1d(2).strides(0).spec(), "AveragePooling1D: strides must be positive, got 0");
        refused(
                () -> maxPooling1d(2).padding("causal").spec(),
                "MaxPooling1D: padding must be valid or same, got causal");
        refused(
                () -> conv1d(4, 1 << 20).dilationRate(1 << 20).spec(),
                "kernel_size 1048576 with dilation_rate 1048576 spans more steps than can be counted");
    }

    @Test
    void a_recurrent_layer_refuses_the_two_activations_that_keras_refuses() {
        refused(() -> lstm(4).activation("glu").spec(), "activation 'glu' halves its input");
    }

    @Test
    void the_two_directions_must_fit_each_other() {
        refused(
                () -> bidirectional(lstm(4)).backwardLayer(lstm(4)).spec(),
                "Bidirectional: exactly one of its layers must have go_backwards, both have false");
        refused(
                () -> bidirectional(lstm(4).returnSequences(true))
                        .backwardLayer(lstm(4).goBackwards(true))
                        .spec(),
                "return_sequences, return_state and stateful must be the same in both layers");
    }

    @Test
    void the_input_comes_first_and_once() {
        refused(() -> sequential(input(4)).add(input(4)), "the input is given once and comes before all layers");
        refused(() -> sequential().add(dense(4)).add(input(4)), "the input is given once and comes before all layers");
    }

    @Test
    void a_model_is_no_layer_of_itself() {
        SequentialBuilder model = sequential(input(4)).add(dense(4));
        refused(() -> model.add(model), "a model cannot be a layer of itself");
    }

    @Test
    void an_activation_of_your_own_goes_where_a_name_goes() {
        Dense layer = (Dense) dense(2).activation(new Negate()).spec().spec();
        assertThat(layer.activation()).isEqualTo(new Negate());
        float[][] y = sequential(input(3)).add(activation(new Negate())).build().predict(new float[][] {{1, -2, 3}});
        assertThat(y).isDeepEqualTo(new float[][] {{-1, 2, -3}});
    }

    private record Negate() implements io.keratin.core.activations.Activation {
        @Override
        public String kerasName() {
            return "negate";
        }

        @Override
        public void apply(float[] x, int offset, int rows, int n, int stride) {
            for (int r = 0; r < rows; r++) {
                for (int i = offset + r * stride; i < offset + r * stride + n; i++) {
                    x[i] = -x[i];
                }
            }
        }
    }

    private static void refused(ThrowingCallable misuse, String sentence) {
        assertThatThrownBy(misuse).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(sentence);
    }
}
