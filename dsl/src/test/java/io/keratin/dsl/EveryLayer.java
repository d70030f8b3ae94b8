package io.keratin.dsl;

import static io.keratin.dsl.Keras.*;

import io.keratin.core.layers.NamedLayer;
import java.util.Map;
import java.util.TreeMap;

/** Every layer of the DSL twice: as short as it can be written, and with every option set to something else. */
final class EveryLayer {

    private EveryLayer() {}

    static Map<String, NamedLayer> withDefaults() {
        Map<String, NamedLayer> all = new TreeMap<>();
        all.put("InputLayer", input(NONE, 8).named(new Names()));
        put(all, "Sequential", sequential(input(8)).add(dense(2)));
        put(all, "LSTM", lstm(3));
        put(all, "GRU", gru(3));
        put(all, "SimpleRNN", simpleRnn(3));
        put(all, "RNN", rnn(lstmCell(3)));
        put(all, "LSTMCell", lstmCell(3));
        put(all, "GRUCell", gruCell(3));
        put(all, "SimpleRNNCell", simpleRnnCell(3));
        put(all, "StackedRNNCells", stackedRnnCells(lstmCell(3)));
        put(all, "Bidirectional", bidirectional(lstm(3)));
        put(all, "TimeDistributed", timeDistributed(dense(3)));
        put(all, "Embedding", embedding(10, 3));
        put(all, "Masking", masking());
        put(all, "Dense", dense(3));
        put(all, "Conv1D", conv1d(3, 2));
        put(all, "MaxPooling1D", maxPooling1d());
        put(all, "AveragePooling1D", averagePooling1d(2));
        put(all, "GlobalMaxPooling1D", globalMaxPooling1d());
        put(all, "GlobalAveragePooling1D", globalAveragePooling1d());
        put(all, "Activation", activation("tanh"));
        put(all, "ReLU", relu());
        put(all, "LeakyReLU", leakyRelu());
        put(all, "PReLU", prelu());
        put(all, "ELU", elu());
        put(all, "Softmax", softmax());
        put(all, "Flatten", flatten());
        put(all, "Reshape", reshape(4, 2));
        put(all, "Permute", permute(2, 1));
        put(all, "RepeatVector", repeatVector(3));
        put(all, "BatchNormalization", batchNormalization());
        put(all, "LayerNormalization", layerNormalization());
        put(all, "Dropout", dropout(0.25));
        put(all, "SpatialDropout1D", spatialDropout1D(0.25));
        put(all, "SpatialDropout2D", spatialDropout2D(0.25));
        put(all, "SpatialDropout3D", spatialDropout3D(0.25));
        put(all, "GaussianDropout", gaussianDropout(0.25));
        put(all, "GaussianNoise", gaussianNoise(0.25));
        put(all, "AlphaDropout", alphaDropout(0.25));
        put(all, "ActivityRegularization", activityRegularization());
        put(all, "Identity", identity());
        return all;
    }

    static Map<String, NamedLayer> withEveryOption() {
        Map<String, NamedLayer> all = new TreeMap<>();
        all.put(
                "InputLayer",
                input(NONE, 9).batchSize(4).dtype("int32").name("mine").named(new Names()));
        putNamed(
                all, "Sequential", sequential(input(8).name("in")).add(dense(2)).add(lstm(4).trainable(false)));
        putNamed(
                all,
                "LSTM",
                overTime(cell(lstm(5))).recurrentActivation("hard_sigmoid").unitForgetBias(false));
        putNamed(
                all,
                "GRU",
                overTime(cell(gru(5))).recurrentActivation("hard_sigmoid").resetAfter(false));
        putNamed(all, "SimpleRNN", overTime(cell(simpleRnn(5))));
        putNamed(all, "RNN", overTime(rnn(stackedRnnCells(gruCell(4), lstmCell(5)))));
        putNamed(
                all,
                "LSTMCell",
                cell(lstmCell(5)).recurrentActivation("hard_sigmoid").unitForgetBias(false));
        putNamed(
                all,
                "GRUCell",
                cell(gruCell(5)).recurrentActivation("hard_sigmoid").resetAfter(false));
        putNamed(all, "SimpleRNNCell", cell(simpleRnnCell(5)));
        putNamed(all, "StackedRNNCells", stackedRnnCells(gruCell(4).trainable(false), lstmCell(5)));
        putNamed(
                all,
                "Bidirectional",
                bidirectional(lstm(5).trainable(false).dtype("float16"))
                        .backwardLayer(gru(5).goBackwards(true).name("other"))
                        .mergeMode("ave"));
        putNamed(
                all,
                "TimeDistributed",
                timeDistributed(softmax().trainable(false).dtype("float64")));
        putNamed(
                all,
                "Embedding",
                embedding(11, 4)
                        .maskZero(true)
                        .embeddingsInitializer("he_normal")
                        .embeddingsRegularizer("l1")
                        .activityRegularizer("l2")
                        .embeddingsConstraint("unit_norm"));
        putNamed(all, "Masking", masking(-1));
        putNamed(
                all,
                "Dense",
                dense(4).activation("gelu")
                        .useBias(false)
                        .kernelInitializer(Initializer.of("random_normal").with("stddev", 0.02))
                        .biasInitializer("ones")
                        .kernelRegularizer(Regularizer.l2(0.01))
                        .biasRegularizer("l1")
                        .activityRegularizer(Regularizer.l1l2(0.1, 0.2))
                        .kernelConstraint(Constraint.maxNorm(3))
                        .biasConstraint("non_neg"));
        putNamed(
                all,
                "Conv1D",
                conv1d(4, 3)
                        .padding("causal")
                        .dataFormat("channels_first")
                        .strides(2)
                        .dilationRate(1)
                        .groups(2)
                        .activation("gelu")
                        .useBias(false)
                        .kernelInitializer("he_normal")
                        .biasInitializer("ones")
                        .kernelRegularizer("l2")
                        .biasRegularizer("l1")
                        .activityRegularizer("l1")
                        .kernelConstraint("max_norm")
                        .biasConstraint("non_neg"));
        putNamed(all, "MaxPooling1D", maxPooling1d(3).strides(1).padding("same").dataFormat("channels_first"));
        putNamed(
                all,
                "AveragePooling1D",
                averagePooling1d(3).strides(1).padding("same").dataFormat("channels_first"));
        putNamed(
                all,
                "GlobalMaxPooling1D",
                globalMaxPooling1d().dataFormat("channels_first").keepdims(true));
        putNamed(
                all,
                "GlobalAveragePooling1D",
                globalAveragePooling1d().dataFormat("channels_first").keepdims(true));
        putNamed(all, "Activation", activation("mish"));
        putNamed(all, "ReLU", relu().maxValue(6).negativeSlope(0.1).threshold(0.5));
        putNamed(all, "LeakyReLU", leakyRelu(0.125));
        putNamed(
                all,
                "PReLU",
                prelu().sharedAxes(1)
                        .alphaInitializer("ones")
                        .alphaRegularizer("l2")
                        .alphaConstraint("non_neg"));
        putNamed(all, "ELU", elu(0.5));
        putNamed(all, "Softmax", softmax().axis(1, 2));
        putNamed(all, "Flatten", flatten().dataFormat("channels_first"));
        putNamed(all, "Reshape", reshape(-1, 4));
        putNamed(all, "Permute", permute(1, 2));
        putNamed(all, "RepeatVector", repeatVector(5));
        putNamed(
                all,
                "BatchNormalization",
                normalization(batchNormalization())
                        .axis(1)
                        .momentum(0.9)
                        .movingMeanInitializer("ones")
                        .movingVarianceInitializer("zeros")
                        .renorm(true)
                        .renormClipping(0.3, 3, 5)
                        .renormMomentum(0.9)
                        .synchronize(true));
        putNamed(
                all,
                "LayerNormalization",
                normalization(layerNormalization()).axis(1, 2).rmsScaling(true));
        putNamed(all, "Dropout", dropout(0.5).seed(7).noiseShape(NONE, 1, 8));
        putNamed(all, "SpatialDropout1D", spatialDropout1D(0.5).seed(7));
        putNamed(all, "SpatialDropout2D", spatialDropout2D(0.5).seed(7).dataFormat("channels_first"));
        putNamed(all, "SpatialDropout3D", spatialDropout3D(0.5).seed(7).dataFormat("channels_first"));
        putNamed(all, "GaussianDropout", gaussianDropout(0.5).seed(7));
        putNamed(all, "GaussianNoise", gaussianNoise(0.5).seed(7));
        putNamed(all, "AlphaDropout", alphaDropout(0.5).seed(7).noiseShape(1, 8));
        putNamed(all, "ActivityRegularization", activityRegularization().l1(0.1).l2(0.2));
        putNamed(all, "Identity", identity());
        return all;
    }

    private static <B extends OverTime<B>> B overTime(B layer) {
        return layer.returnSequences(true)
                .returnState(true)
                .goBackwards(true)
                .stateful(true)
                .unroll(true)
                .zeroOutputForMask(true);
    }

    private static <B extends CellBuilder<B>> B cell(B layer) {
        return layer.activation("relu")
                .useBias(false)
                .kernelInitializer("he_uniform")
                .recurrentInitializer(Initializer.of("Orthogonal").with("gain", 2.0))
                .biasInitializer(Initializer.of("constant").with("value", 0.5))
                .kernelRegularizer("l1")
                .recurrentRegularizer(Regularizer.l1(0.1))
                .biasRegularizer("l1_l2")
                .activityRegularizer("l2")
                .kernelConstraint("max_norm")
                .recurrentConstraint(Constraint.of("MinMaxNorm").with("rate", 0.5))
                .biasConstraint("unit_norm")
                .dropout(0.1)
                .recurrentDropout(0.2)
                .seed(3);
    }

    private static <B extends NormalizationBuilder<B>> B normalization(B layer) {
        return layer.epsilon(1e-5)
                .center(false)
                .scale(false)
                .betaInitializer("ones")
                .gammaInitializer("zeros")
                .betaRegularizer("l1")
                .gammaRegularizer("l2")
                .betaConstraint("non_neg")
                .gammaConstraint("unit_norm");
    }

    private static void put(Map<String, NamedLayer> all, String className, LayerBuilder<?> layer) {
        all.put(className, layer.spec());
    }

    private static void putNamed(Map<String, NamedLayer> all, String className, LayerBuilder<?> layer) {
        layer.name("mine").trainable(false).dtype("mixed_float16");
        put(all, className, layer);
    }
}
