package io.keratin.dsl;

import static io.keratin.dsl.Keras.*;

import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.Numbers;
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
        put(all, "ConvLSTM1D", convLstm1d(3, 2));
        put(all, "ConvLSTM2D", convLstm2d(3, 2));
        put(all, "ConvLSTM3D", convLstm3d(3, 2));
        put(all, "RNN", rnn(lstmCell(3)));
        put(all, "LSTMCell", lstmCell(3));
        put(all, "GRUCell", gruCell(3));
        put(all, "SimpleRNNCell", simpleRnnCell(3));
        put(all, "PeepholeLSTMCell", peepholeLstmCell(3));
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
        put(all, "AdaptiveMaxPooling1D", adaptiveMaxPooling1d(2));
        put(all, "GlobalAveragePooling1D", globalAveragePooling1d());
        put(all, "AdaptiveAveragePooling1D", adaptiveAveragePooling1d(2));
        put(all, "Conv2D", conv2d(3, 2));
        put(all, "MaxPooling2D", maxPooling2d());
        put(all, "AveragePooling2D", averagePooling2d(2));
        put(all, "GlobalMaxPooling2D", globalMaxPooling2d());
        put(all, "AdaptiveMaxPooling2D", adaptiveMaxPooling2d(2));
        put(all, "GlobalAveragePooling2D", globalAveragePooling2d());
        put(all, "AdaptiveAveragePooling2D", adaptiveAveragePooling2d(2));
        put(all, "Conv3D", conv3d(3, 2));
        put(all, "MaxPooling3D", maxPooling3d());
        put(all, "AveragePooling3D", averagePooling3d(2));
        put(all, "GlobalMaxPooling3D", globalMaxPooling3d());
        put(all, "AdaptiveMaxPooling3D", adaptiveMaxPooling3d(2));
        put(all, "GlobalAveragePooling3D", globalAveragePooling3d());
        put(all, "AdaptiveAveragePooling3D", adaptiveAveragePooling3d(2));
        put(all, "Conv1DTranspose", conv1dTranspose(3, 2));
        put(all, "Conv2DTranspose", conv2dTranspose(3, 2));
        put(all, "Conv3DTranspose", conv3dTranspose(3, 2));
        put(all, "DepthwiseConv1D", depthwiseConv1d(2));
        put(all, "SeparableConv1D", separableConv1d(3, 2));
        put(all, "DepthwiseConv2D", depthwiseConv2d(2));
        put(all, "SeparableConv2D", separableConv2d(3, 2));
        put(all, "LocallyConnected1D", locallyConnected1d(3, 2));
        put(all, "LocallyConnected2D", locallyConnected2d(3, 2));
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
        put(all, "GroupNormalization", groupNormalization());
        put(all, "RMSNormalization", rmsNormalization());
        put(all, "LayerScale", layerScale(1e-6, 8));
        put(all, "CustomScaleLayer", customScaleLayer(0.5));
        put(all, "StochasticDepth", stochasticDepth(0.2));
        put(all, "UnitNormalization", unitNormalization());
        put(all, "SpectralNormalization", spectralNormalization(dense(3)));
        put(all, "Normalization", normalization());
        put(all, "Rescaling", rescaling(0.5));
        put(all, "ZeroPadding1D", zeroPadding1d());
        put(all, "ZeroPadding2D", zeroPadding2d());
        put(all, "ZeroPadding3D", zeroPadding3d());
        put(all, "Cropping1D", cropping1d());
        put(all, "Cropping2D", cropping2d());
        put(all, "Cropping3D", cropping3d());
        put(all, "UpSampling1D", upSampling1d(2));
        put(all, "UpSampling2D", upSampling2d());
        put(all, "UpSampling3D", upSampling3d());
        put(all, "Resizing", resizing(4, 5));
        put(all, "CenterCrop", centerCrop(4, 5));
        put(all, "EinsumDense", einsumDense("abc,cd->abd", NONE, 5));
        put(all, "ReversibleEmbedding", reversibleEmbedding(10, 3));
        put(all, "ThresholdedReLU", thresholdedRelu());
        put(all, "Add", add());
        put(all, "Subtract", subtract());
        put(all, "Multiply", multiply());
        put(all, "Average", average());
        put(all, "Maximum", maximum());
        put(all, "Minimum", minimum());
        put(all, "Concatenate", concatenate());
        put(all, "Dot", dot(1));
        put(all, "Attention", attention());
        put(all, "AdditiveAttention", additiveAttention());
        put(all, "MultiHeadAttention", multiHeadAttention(2, 3));
        put(all, "GroupQueryAttention", groupQueryAttention(3, 4, 2));
        put(all, "CategoryEncoding", categoryEncoding(6));
        put(all, "Discretization", discretization().numBins(4));
        put(all, "Hashing", hashing(4));
        put(all, "HashedCrossing", hashedCrossing(4));
        put(all, "StringLookup", stringLookup());
        put(all, "IntegerLookup", integerLookup());
        put(all, "TextVectorization", textVectorization());
        put(all, "Pipeline", pipeline(randomFlip()));
        put(all, "STFTSpectrogram", stftSpectrogram());
        put(all, "MelSpectrogram", melSpectrogram());
        put(all, "AutoContrast", autoContrast());
        put(all, "ContrastLimitedAdaptiveHistogramEqualization", contrastLimitedAdaptiveHistogramEqualization());
        put(all, "RandomCrop", randomCrop(3, 3));
        put(all, "MaxNumBoundingBoxes", maxNumBoundingBoxes(3));
        put(all, "RandomFlip", randomFlip());
        put(all, "RandomRotation", randomRotation().factor(-0.2, 0.2));
        put(all, "RandomZoom", randomZoom().heightFactor(0.2));
        put(all, "RandomContrast", randomContrast().factor(0, 0.2));
        put(all, "RandomBrightness", randomBrightness().factor(-0.2, 0.2));
        put(all, "RandomTranslation", randomTranslation().heightFactor(0.2).widthFactor(0.2));
        put(all, "RandomShear", randomShear());
        put(all, "RandomHue", randomHue().factor(0, 0.2));
        put(all, "RandomSaturation", randomSaturation().factor(-0.2, 0.2));
        put(all, "RandomSharpness", randomSharpness().factor(0, 0.2));
        put(all, "RandomPosterization", randomPosterization().factor(1, 4));
        put(all, "RandomGrayscale", randomGrayscale());
        put(all, "RandomColorJitter", randomColorJitter());
        put(all, "RandomColorDegeneration", randomColorDegeneration().factor(-0.2, 0.2));
        put(all, "RandomErasing", randomErasing());
        put(all, "RandomElasticTransform", randomElasticTransform());
        put(all, "RandomGaussianBlur", randomGaussianBlur());
        put(all, "RandomInvert", randomInvert());
        put(all, "RandomPerspective", randomPerspective());
        put(all, "RandAugment", randAugment());
        put(all, "AugMix", augMix());
        put(all, "CutMix", cutMix());
        put(all, "MixUp", mixUp());
        put(all, "Equalization", equalization());
        put(all, "Solarization", solarization());
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
        putNamed(
                all,
                "PeepholeLSTMCell",
                cell(lstmCell(5))
                        .peephole(true)
                        .recurrentActivation("hard_sigmoid")
                        .unitForgetBias(false));
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
        putNamed(all, "Embedding", table(embedding(11, 4)));
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
        putNamed(all, "ConvLSTM1D", map(convLstm1d(4, 3)).strides(2));
        putNamed(all, "ConvLSTM2D", map(convLstm2d(4, 3, 2)).dilationRate(2, 1));
        putNamed(all, "ConvLSTM3D", map(convLstm3d(4, 3, 1, 2)).strides(1, 2, 3));
        putNamed(
                all,
                "Conv1D",
                convolution(conv1d(4, 3).dilationRate(1).groups(2)).padding("causal"));
        putNamed(
                all,
                "Conv2D",
                convolution(conv2d(4, 3, 2).dilationRate(1, 1).groups(2)).strides(1, 2));
        putNamed(
                all,
                "Conv3D",
                convolution(conv3d(4, 3, 1, 2).dilationRate(1, 1, 1).groups(2)).strides(1, 2, 3));
        putNamed(all, "MaxPooling1D", maxPooling1d(3).strides(1).padding("same").dataFormat("channels_first"));
        putNamed(
                all,
                "GlobalMaxPooling1D",
                globalMaxPooling1d().dataFormat("channels_first").keepdims(true));
        putNamed(all, "AdaptiveMaxPooling1D", adaptiveMaxPooling1d(3).dataFormat("channels_first"));
        putNamed(
                all,
                "AveragePooling1D",
                averagePooling1d(3).strides(1).padding("same").dataFormat("channels_first"));
        putNamed(
                all,
                "GlobalAveragePooling1D",
                globalAveragePooling1d().dataFormat("channels_first").keepdims(true));
        putNamed(all, "AdaptiveAveragePooling1D", adaptiveAveragePooling1d(3).dataFormat("channels_first"));
        putNamed(
                all,
                "MaxPooling2D",
                maxPooling2d(3, 1).strides(1, 2).padding("same").dataFormat("channels_first"));
        putNamed(
                all,
                "GlobalMaxPooling2D",
                globalMaxPooling2d().dataFormat("channels_first").keepdims(true));
        putNamed(all, "AdaptiveMaxPooling2D", adaptiveMaxPooling2d(3, 1).dataFormat("channels_first"));
        putNamed(
                all,
                "AveragePooling2D",
                averagePooling2d(3, 1).strides(1, 2).padding("same").dataFormat("channels_first"));
        putNamed(
                all,
                "GlobalAveragePooling2D",
                globalAveragePooling2d().dataFormat("channels_first").keepdims(true));
        putNamed(all, "AdaptiveAveragePooling2D", adaptiveAveragePooling2d(3, 1).dataFormat("channels_first"));
        putNamed(
                all,
                "MaxPooling3D",
                maxPooling3d(3, 1, 4).strides(1, 2, 1).padding("same").dataFormat("channels_first"));
        putNamed(
                all,
                "GlobalMaxPooling3D",
                globalMaxPooling3d().dataFormat("channels_first").keepdims(true));
        putNamed(all, "AdaptiveMaxPooling3D", adaptiveMaxPooling3d(3, 1, 4).dataFormat("channels_first"));
        putNamed(
                all,
                "AveragePooling3D",
                averagePooling3d(3, 1, 4).strides(1, 2, 1).padding("same").dataFormat("channels_first"));
        putNamed(
                all,
                "GlobalAveragePooling3D",
                globalAveragePooling3d().dataFormat("channels_first").keepdims(true));
        putNamed(
                all,
                "AdaptiveAveragePooling3D",
                adaptiveAveragePooling3d(3, 1, 4).dataFormat("channels_first"));
        putNamed(all, "Conv1DTranspose", convolution(conv1dTranspose(4, 3).outputPadding(1)));
        putNamed(all, "Conv2DTranspose", convolution(conv2dTranspose(4, 3, 2).outputPadding(0, 1)));
        putNamed(all, "Conv3DTranspose", convolution(conv3dTranspose(4, 3, 1, 2).outputPadding(1)));
        putNamed(all, "DepthwiseConv1D", depthwise(depthwiseConv1d(3)));
        putNamed(
                all,
                "SeparableConv1D",
                depthwise(separableConv1d(4, 3))
                        .pointwiseInitializer("he_normal")
                        .pointwiseRegularizer("l2")
                        .pointwiseConstraint("max_norm"));
        putNamed(all, "DepthwiseConv2D", depthwise(depthwiseConv2d(3)));
        putNamed(
                all,
                "SeparableConv2D",
                depthwise(separableConv2d(4, 3))
                        .pointwiseInitializer("he_normal")
                        .pointwiseRegularizer("l2")
                        .pointwiseConstraint("max_norm"));
        putNamed(all, "LocallyConnected1D", local(locallyConnected1d(4, 3)));
        putNamed(all, "LocallyConnected2D", local(locallyConnected2d(4, 3, 2)));
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
                normalizing(batchNormalization())
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
                normalizing(layerNormalization()).axis(1, 2).rmsScaling(true));
        putNamed(all, "Dropout", dropout(0.5).seed(7).noiseShape(NONE, 1, 8));
        putNamed(all, "SpatialDropout1D", spatialDropout1D(0.5).seed(7));
        putNamed(all, "SpatialDropout2D", spatialDropout2D(0.5).seed(7).dataFormat("channels_first"));
        putNamed(all, "SpatialDropout3D", spatialDropout3D(0.5).seed(7).dataFormat("channels_first"));
        putNamed(all, "GaussianDropout", gaussianDropout(0.5).seed(7));
        putNamed(all, "GaussianNoise", gaussianNoise(0.5).seed(7));
        putNamed(all, "AlphaDropout", alphaDropout(0.5).seed(7).noiseShape(1, 8));
        putNamed(all, "ActivityRegularization", activityRegularization().l1(0.1).l2(0.2));
        putNamed(all, "CategoryEncoding", categoryEncoding(7).outputMode("count"));
        putNamed(
                all,
                "Discretization",
                discretization()
                        .numBins(5)
                        .binBoundaries(0, 1, 2, 3)
                        .epsilon(0.1)
                        .outputMode("one_hot")
                        .sparse(true));
        putNamed(
                all,
                "Hashing",
                hashing(5).salt(1, 2).maskValue("x").outputMode("count").sparse(true));
        putNamed(all, "HashedCrossing", hashedCrossing(5).outputMode("one_hot").sparse(true));
        putNamed(
                all,
                "StringLookup",
                stringLookup()
                        .vocabulary("a", "b")
                        .idfWeights(0.5, 2)
                        .maxTokens(9)
                        .numOovIndices(2)
                        .maskToken("")
                        .oovToken("?")
                        .outputMode("tf_idf")
                        .sparse(true)
                        .padToMaxTokens(true)
                        .oovMethod("farmhash")
                        .salt(1, 2)
                        .encoding("utf-16"));
        putNamed(
                all,
                "IntegerLookup",
                integerLookup()
                        .vocabulary(5, 7)
                        .idfWeights(0.5, 2)
                        .maxTokens(9)
                        .numOovIndices(2)
                        .maskToken(0)
                        .oovToken(-2)
                        .outputMode("tf_idf")
                        .sparse(true)
                        .padToMaxTokens(true)
                        .oovMethod("farmhash")
                        .salt(1, 2));
        putNamed(
                all,
                "TextVectorization",
                textVectorization()
                        .vocabulary("a", "b")
                        .idfWeights(0.5, 2)
                        .maxTokens(9)
                        .standardize("lower")
                        .split("character")
                        .ngrams(1, 3)
                        .outputMode("tf_idf")
                        .padToMaxTokens(true)
                        .sparse(true)
                        .encoding("utf-16"));
        putNamed(
                all,
                "STFTSpectrogram",
                stftSpectrogram()
                        .mode("psd")
                        .frameLength(20)
                        .frameStep(5)
                        .fftLength(32)
                        .window("hamming")
                        .periodic(true)
                        .scaling("spectrum")
                        .padding("same")
                        .expandDims(true)
                        .dataFormat("channels_first"));
        putNamed(
                all,
                "MelSpectrogram",
                melSpectrogram()
                        .fftLength(64)
                        .sequenceStride(10)
                        .sequenceLength(32)
                        .window("hamming")
                        .samplingRate(800)
                        .numMelBins(6)
                        .minFreq(10)
                        .maxFreq(300)
                        .powerToDb(false)
                        .topDb(40)
                        .magExp(1)
                        .minPower(1e-8)
                        .refPower(2));
        putNamed(all, "Pipeline", pipeline(randomFlip().seed(3), autoContrast()));
        putNamed(
                all, "AutoContrast", autoContrast().dataFormat("channels_first").valueRange(0, 1));
        putNamed(
                all,
                "ContrastLimitedAdaptiveHistogramEqualization",
                contrastLimitedAdaptiveHistogramEqualization()
                        .dataFormat("channels_first")
                        .valueRange(0, 1)
                        .clipLimit(2)
                        .tileGridSize(2, 3));
        putNamed(all, "RandomCrop", randomCrop(4, 5).seed(7).dataFormat("channels_first"));
        putNamed(all, "MaxNumBoundingBoxes", maxNumBoundingBoxes(4).dataFormat("channels_first"));
        putNamed(all, "RandomFlip", randomFlip().mode("vertical").seed(7).dataFormat("channels_first"));
        putNamed(
                all,
                "RandomRotation",
                randomRotation()
                        .factor(0.1)
                        .fillMode("wrap")
                        .fillValue(1)
                        .interpolation("nearest")
                        .seed(7)
                        .dataFormat("channels_first"));
        putNamed(
                all,
                "RandomZoom",
                randomZoom()
                        .heightFactor(0.1)
                        .widthFactor(0.3)
                        .fillMode("wrap")
                        .fillValue(1)
                        .interpolation("nearest")
                        .seed(7)
                        .dataFormat("channels_first"));
        putNamed(
                all,
                "RandomContrast",
                randomContrast().factor(0.1).valueRange(0, 1).seed(7).dataFormat("channels_first"));
        putNamed(
                all,
                "RandomBrightness",
                randomBrightness().factor(0.1).valueRange(0, 1).seed(7).dataFormat("channels_first"));
        putNamed(
                all,
                "RandomTranslation",
                randomTranslation()
                        .heightFactor(-0.1, 0.3)
                        .widthFactor(0.1)
                        .fillMode("wrap")
                        .fillValue(1)
                        .interpolation("nearest")
                        .seed(7)
                        .dataFormat("channels_first"));
        putNamed(
                all,
                "RandomShear",
                randomShear()
                        .xFactor(0, 0.3)
                        .yFactor(0.1)
                        .fillMode("wrap")
                        .fillValue(1)
                        .interpolation("nearest")
                        .seed(7)
                        .dataFormat("channels_first"));
        putNamed(
                all,
                "RandomHue",
                randomHue().factor(0.1).valueRange(0, 1).seed(7).dataFormat("channels_first"));
        putNamed(
                all,
                "RandomSaturation",
                randomSaturation().factor(0.1).valueRange(0, 1).seed(7).dataFormat("channels_first"));
        putNamed(
                all,
                "RandomSharpness",
                randomSharpness().factor(0.1).valueRange(0, 1).seed(7).dataFormat("channels_first"));
        putNamed(
                all,
                "RandomPosterization",
                randomPosterization().factor(3).valueRange(0, 1).seed(7).dataFormat("channels_first"));
        putNamed(all, "RandomGrayscale", randomGrayscale().factor(0.25).dataFormat("channels_first"));
        putNamed(
                all,
                "RandomColorJitter",
                randomColorJitter()
                        .valueRange(0, 1)
                        .brightnessFactor(0.1)
                        .contrastFactor(0.2)
                        .saturationFactor(0.3)
                        .hueFactor(0.4)
                        .seed(7)
                        .dataFormat("channels_first"));
        putNamed(
                all,
                "RandomColorDegeneration",
                randomColorDegeneration().factor(0.1).valueRange(0, 1).seed(7).dataFormat("channels_first"));
        putNamed(
                all,
                "RandomErasing",
                randomErasing()
                        .factor(0.1)
                        .scale(0.1, 0.2)
                        .fillValue(1)
                        .valueRange(0, 1)
                        .seed(7)
                        .dataFormat("channels_first"));
        putNamed(
                all,
                "RandomElasticTransform",
                randomElasticTransform()
                        .factor(0.1)
                        .scale(0.5)
                        .fillMode("wrap")
                        .fillValue(1)
                        .interpolation("nearest")
                        .valueRange(0, 1)
                        .seed(7)
                        .dataFormat("channels_first"));
        putNamed(
                all,
                "RandomGaussianBlur",
                randomGaussianBlur()
                        .factor(0.1)
                        .kernelSize(5, 3)
                        .sigma(0.5)
                        .valueRange(0, 1)
                        .seed(7)
                        .dataFormat("channels_first"));
        putNamed(
                all,
                "RandomInvert",
                randomInvert().factor(0.1).valueRange(0, 1).seed(7).dataFormat("channels_first"));
        putNamed(
                all,
                "RandomPerspective",
                randomPerspective()
                        .factor(0.1)
                        .scale(0.5)
                        .fillValue(1)
                        .interpolation("nearest")
                        .seed(7)
                        .dataFormat("channels_first"));
        putNamed(
                all,
                "RandAugment",
                randAugment()
                        .valueRange(0, 1)
                        .numOps(3)
                        .factor(0.1)
                        .interpolation("nearest")
                        .seed(7)
                        .dataFormat("channels_first"));
        putNamed(
                all,
                "AugMix",
                augMix().valueRange(0, 1)
                        .numChains(2)
                        .chainDepth(2)
                        .factor(0.1)
                        .alpha(0.5)
                        .allOps(false)
                        .interpolation("nearest")
                        .seed(7)
                        .dataFormat("channels_first"));
        putNamed(all, "CutMix", cutMix().factor(0.1).seed(7).dataFormat("channels_first"));
        putNamed(all, "MixUp", mixUp().alpha(0.5).seed(7).dataFormat("channels_first"));
        putNamed(all, "Equalization", equalization().bins(64).valueRange(0, 1).dataFormat("channels_first"));
        putNamed(
                all,
                "Solarization",
                solarization()
                        .valueRange(0, 1)
                        .additionFactor(0.1)
                        .thresholdFactor(0.2)
                        .seed(7)
                        .dataFormat("channels_first"));
        putNamed(all, "Identity", identity());
        putNamed(
                all,
                "GroupNormalization",
                normalizing(groupNormalization()).groups(4).axis(1));
        putNamed(all, "RMSNormalization", rmsNormalization().axis(1, 2).epsilon(1e-3));
        putNamed(all, "LayerScale", layerScale(0.5, 4));
        putNamed(all, "CustomScaleLayer", customScaleLayer(-1.5));
        putNamed(all, "StochasticDepth", stochasticDepth(0.75));
        putNamed(all, "UnitNormalization", unitNormalization(1, 2));
        putNamed(
                all,
                "SpectralNormalization",
                spectralNormalization(conv1d(3, 2)).powerIterations(4));
        putNamed(
                all,
                "Normalization",
                normalization()
                        .axis(1)
                        .mean(Numbers.of(1.0, 2.0))
                        .variance(Numbers.of(3.0, 4.0))
                        .invert(true));
        putNamed(all, "Rescaling", rescaling(2, -1));
        String first = "channels_first";
        putNamed(all, "ZeroPadding1D", zeroPadding1d(2, 3).dataFormat(first));
        putNamed(all, "ZeroPadding2D", zeroPadding2d(1, 2, 3, 4).dataFormat(first));
        putNamed(all, "ZeroPadding3D", zeroPadding3d(1, 2, 3).dataFormat(first));
        putNamed(all, "Cropping1D", cropping1d(2));
        putNamed(all, "Cropping2D", cropping2d(1, 2).dataFormat(first));
        putNamed(all, "Cropping3D", cropping3d(1, 2, 3, 4, 5, 6).dataFormat(first));
        putNamed(all, "UpSampling1D", upSampling1d(3));
        putNamed(all, "UpSampling2D", upSampling2d(3, 1).dataFormat(first).interpolation("lanczos3"));
        putNamed(all, "UpSampling3D", upSampling3d(3).dataFormat(first));
        putNamed(
                all,
                "Resizing",
                resizing(7, 6)
                        .interpolation("bicubic")
                        .padToAspectRatio(true)
                        .fillValue(2)
                        .antialias(true)
                        .dataFormat(first));
        putNamed(all, "CenterCrop", centerCrop(7, 6).dataFormat(first));
        putNamed(
                all,
                "EinsumDense",
                einsumDense("...x,xy->...y", 7)
                        .biasAxes("y")
                        .activation("gelu")
                        .kernelInitializer("he_normal")
                        .biasInitializer("ones")
                        .kernelRegularizer("l2")
                        .biasRegularizer("l1")
                        .activityRegularizer("l1")
                        .kernelConstraint("max_norm")
                        .biasConstraint("non_neg"));
        putNamed(
                all,
                "ReversibleEmbedding",
                table(reversibleEmbedding(11, 4))
                        .tieWeights(false)
                        .reverseDtype("float16")
                        .logitSoftCap(30));
        putNamed(all, "ThresholdedReLU", thresholdedRelu(0.5));
        putNamed(all, "Add", add());
        putNamed(all, "Subtract", subtract());
        putNamed(all, "Multiply", multiply());
        putNamed(all, "Average", average());
        putNamed(all, "Maximum", maximum());
        putNamed(all, "Minimum", minimum());
        putNamed(all, "Concatenate", concatenate(1));
        putNamed(all, "Dot", dot(1, 2).normalize(true));
        putNamed(
                all,
                "Attention",
                attention().useScale(true).scoreMode("concat").dropout(0.5).seed(7));
        putNamed(
                all,
                "AdditiveAttention",
                additiveAttention().useScale(false).dropout(0.5).seed(7));
        putNamed(
                all,
                "MultiHeadAttention",
                heads(multiHeadAttention(3, 4)).valueDim(5).outputShape(2, 3).attentionAxes(1));
        putNamed(all, "GroupQueryAttention", heads(groupQueryAttention(4, 6, 3)));
        return all;
    }

    private static <B extends HeadsBuilder<B>> B heads(B layer) {
        return layer.dropout(0.5)
                .seed(7)
                .useGate(true)
                .slidingWindow(2)
                .useBias(false)
                .kernelInitializer("he_normal")
                .biasInitializer("ones")
                .kernelRegularizer("l2")
                .biasRegularizer("l1")
                .activityRegularizer("l1")
                .kernelConstraint("max_norm")
                .biasConstraint("non_neg");
    }

    private static <B extends OverTime<B>> B overTime(B layer) {
        return layer.returnSequences(true)
                .returnState(true)
                .goBackwards(true)
                .stateful(true)
                .unroll(true)
                .zeroOutputForMask(true);
    }

    private static ConvLstmBuilder map(ConvLstmBuilder layer) {
        return overTime(cell(layer.padding("same")
                .dataFormat("channels_first")
                .recurrentActivation("hard_sigmoid")
                .unitForgetBias(false)));
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

    private static <B extends ConvolutionBuilder<B>> B convolution(B layer) {
        return kernel(layer.padding("same").dataFormat("channels_first").strides(2));
    }

    private static LocallyConnectedBuilder local(LocallyConnectedBuilder layer) {
        return kernel(
                layer.padding("same").dataFormat("channels_first").strides(2).implementation(3));
    }

    private static <B extends KernelBuilder<B>> B kernel(B layer) {
        return layer.activation("gelu")
                .useBias(false)
                .kernelInitializer("he_normal")
                .biasInitializer("ones")
                .kernelRegularizer("l2")
                .biasRegularizer("l1")
                .activityRegularizer("l1")
                .kernelConstraint("max_norm")
                .biasConstraint("non_neg");
    }

    private static <B extends DepthwiseBuilder<B>> B depthwise(B layer) {
        return layer.padding("same")
                .dataFormat("channels_first")
                .strides(2)
                .dilationRate(3)
                .depthMultiplier(2)
                .activation("gelu")
                .useBias(false)
                .depthwiseInitializer("he_normal")
                .biasInitializer("ones")
                .depthwiseRegularizer("l2")
                .biasRegularizer("l1")
                .activityRegularizer("l1")
                .depthwiseConstraint("max_norm")
                .biasConstraint("non_neg");
    }

    private static <B extends TableBuilder<B>> B table(B layer) {
        return layer.maskZero(true)
                .embeddingsInitializer("he_normal")
                .embeddingsRegularizer("l1")
                .activityRegularizer("l2")
                .embeddingsConstraint("unit_norm");
    }

    private static <B extends NormalizationBuilder<B>> B normalizing(B layer) {
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
