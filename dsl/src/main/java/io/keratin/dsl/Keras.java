package io.keratin.dsl;

import io.keratin.core.activations.Activation;
import io.keratin.core.config.Value;
import io.keratin.core.layers.ActivationLayer;
import io.keratin.core.layers.AdaptivePooling;
import io.keratin.core.layers.AdditiveAttention;
import io.keratin.core.layers.Attention;
import io.keratin.core.layers.BatchNormalization;
import io.keratin.core.layers.CenterCrop;
import io.keratin.core.layers.Concatenate;
import io.keratin.core.layers.Conv;
import io.keratin.core.layers.ConvLstm;
import io.keratin.core.layers.ConvTranspose;
import io.keratin.core.layers.Cropping;
import io.keratin.core.layers.CustomScaleLayer;
import io.keratin.core.layers.Dense;
import io.keratin.core.layers.DepthwiseConv;
import io.keratin.core.layers.EinsumDense;
import io.keratin.core.layers.Elu;
import io.keratin.core.layers.Embedding;
import io.keratin.core.layers.Flatten;
import io.keratin.core.layers.GlobalPooling;
import io.keratin.core.layers.GroupNormalization;
import io.keratin.core.layers.GroupQueryAttention;
import io.keratin.core.layers.Gru;
import io.keratin.core.layers.LayerNormalization;
import io.keratin.core.layers.LayerScale;
import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.LeakyRelu;
import io.keratin.core.layers.LocallyConnected;
import io.keratin.core.layers.Lstm;
import io.keratin.core.layers.Masking;
import io.keratin.core.layers.Merging;
import io.keratin.core.layers.MultiHeadAttention;
import io.keratin.core.layers.Normalization;
import io.keratin.core.layers.Numbers;
import io.keratin.core.layers.PRelu;
import io.keratin.core.layers.Permute;
import io.keratin.core.layers.PoolKind;
import io.keratin.core.layers.Pooling;
import io.keratin.core.layers.Relu;
import io.keratin.core.layers.RepeatVector;
import io.keratin.core.layers.Rescaling;
import io.keratin.core.layers.Reshape;
import io.keratin.core.layers.Resizing;
import io.keratin.core.layers.ReversibleEmbedding;
import io.keratin.core.layers.RmsNormalization;
import io.keratin.core.layers.SeparableConv;
import io.keratin.core.layers.Sides;
import io.keratin.core.layers.SimpleRnn;
import io.keratin.core.layers.Softmax;
import io.keratin.core.layers.ThresholdedRelu;
import io.keratin.core.layers.TrainingOnly;
import io.keratin.core.layers.TrainingOnly.Kind;
import io.keratin.core.layers.UnitNormalization;
import io.keratin.core.layers.UpSampling;
import io.keratin.core.layers.ZeroPadding;
import io.keratin.core.tensor.Shape;
import io.keratin.dsl.FunctionalBuilder.Form;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * The words of a Keras script: models, inputs, layers. Made for {@code import static}:
 *
 * <pre>{@code
 * import static io.keratin.dsl.Keras.*;
 *
 * Model model = sequential(input(5, 126))               // model = Sequential([Input((5, 126)),
 *         .add(lstm(64).returnSequences(true))          //     LSTM(64, return_sequences=True),
 *         .add(lstm(32).activation("relu"))             //     LSTM(32, activation="relu"),
 *         .add(dense(10).activation("softmax"))         //     Dense(10, activation="softmax")])
 *         .build();
 *
 * KerasTensor x = input(8);                             // x = Input((8,))
 * KerasTensor h = dense(4).activation("relu").apply(x); // h = Dense(4, activation="relu")(x)
 * KerasTensor y = dense(1).apply(h);                    // y = Dense(1)(h)
 * Model graph = model(x, y).build();                    // graph = Model(x, y)
 * }</pre>
 *
 * <p>Every layer accepts {@code name}, {@code trainable} and {@code dtype}; layers without a name get the one that Keras
 * would give in a fresh process, the model's before its layers'. Misuse is answered with an
 * {@link IllegalArgumentException} where it is written; shapes are checked by {@link SequentialBuilder#build()}.
 */
public final class Keras {

    /** An open dimension, Python's {@code None}: {@code input(NONE, 8)} takes sequences of any length. */
    public static final int NONE = Shape.NONE;

    private Keras() {}

    /** A Sequential whose input is added later, or never: then it can be printed but not built. */
    public static SequentialBuilder sequential() {
        return new SequentialBuilder(null);
    }

    /** A Sequential for this input. */
    public static SequentialBuilder sequential(InputBuilder input) {
        return new SequentialBuilder(input);
    }

    /** A named Sequential for this input. */
    public static SequentialBuilder sequential(String name, InputBuilder input) {
        return sequential(input).name(name);
    }

    /** The model between an input and an output. */
    public static FunctionalBuilder model(KerasTensor input, KerasTensor output) {
        return new FunctionalBuilder(Form.of(input), Form.of(output));
    }

    /** The model between inputs and an output. */
    public static FunctionalBuilder model(List<? extends KerasTensor> inputs, KerasTensor output) {
        return new FunctionalBuilder(Form.of(inputs), Form.of(output));
    }

    /** The model between an input and outputs. */
    public static FunctionalBuilder model(KerasTensor input, List<? extends KerasTensor> outputs) {
        return new FunctionalBuilder(Form.of(input), Form.of(outputs));
    }

    /** The model between inputs and outputs. */
    public static FunctionalBuilder model(List<? extends KerasTensor> inputs, List<? extends KerasTensor> outputs) {
        return new FunctionalBuilder(Form.of(inputs), Form.of(outputs));
    }

    /** The model between inputs and outputs that go by name. */
    public static FunctionalBuilder model(
            Map<String, ? extends KerasTensor> inputs, Map<String, ? extends KerasTensor> outputs) {
        return new FunctionalBuilder(Form.of(inputs), Form.of(outputs));
    }

    /** The model between inputs that go by name and an output. */
    public static FunctionalBuilder model(Map<String, ? extends KerasTensor> inputs, KerasTensor output) {
        return new FunctionalBuilder(Form.of(inputs), Form.of(output));
    }

    /** The model between inputs that go by name and outputs. */
    public static FunctionalBuilder model(
            Map<String, ? extends KerasTensor> inputs, List<? extends KerasTensor> outputs) {
        return new FunctionalBuilder(Form.of(inputs), Form.of(outputs));
    }

    /** The model between an input and outputs that go by name. */
    public static FunctionalBuilder model(KerasTensor input, Map<String, ? extends KerasTensor> outputs) {
        return new FunctionalBuilder(Form.of(input), Form.of(outputs));
    }

    /** The model between inputs and outputs that go by name. */
    public static FunctionalBuilder model(
            List<? extends KerasTensor> inputs, Map<String, ? extends KerasTensor> outputs) {
        return new FunctionalBuilder(Form.of(inputs), Form.of(outputs));
    }

    /**
     * The model between structures: tensors, and lists and maps by name of such structures, as Keras nests them.
     *
     * @throws IllegalArgumentException if there is anything else in one
     */
    public static FunctionalBuilder model(Object inputs, Object outputs) {
        return new FunctionalBuilder(Form.of(inputs), Form.of(outputs));
    }

    /** An input of this shape, without the batch axis; {@link #NONE} stands for an open dimension. */
    public static InputBuilder input(int... shape) {
        return new InputBuilder(Shape.batch(shape));
    }

    /** Long short-term memory: (B, T, X) to (B, T, units) or (B, units). */
    public static LstmBuilder lstm(int units) {
        return new LstmBuilder(new Lstm(units));
    }

    /** Gated recurrent unit: (B, T, X) to (B, T, units) or (B, units). */
    public static GruBuilder gru(int units) {
        return new GruBuilder(new Gru(units));
    }

    /** The fully connected recurrent layer: (B, T, X) to (B, T, units) or (B, units). */
    public static SimpleRnnBuilder simpleRnn(int units) {
        return new SimpleRnnBuilder(new SimpleRnn(units));
    }

    /** Runs a cell over time: (B, T, X) to (B, T, units) or (B, units). */
    public static RnnBuilder rnn(CellBuilder<?> cell) {
        return new RnnBuilder(cell);
    }

    /** Runs cells one above the other over time. */
    public static RnnBuilder rnn(StackedRnnCellsBuilder cells) {
        return new RnnBuilder(cells);
    }

    /** An LSTM whose products are convolutions along an axis: (B, T, L, X) to (B, T, L', filters) or (B, L', filters). */
    public static ConvLstmBuilder convLstm1d(int filters, int... kernelSize) {
        return new ConvLstmBuilder(new ConvLstm(filters, Options.each("kernel_size", 1, kernelSize)));
    }

    /** An LSTM whose products are convolutions of images: (B, T, H, W, X) to (B, T, H', W', filters) or (B, H', W', filters). */
    public static ConvLstmBuilder convLstm2d(int filters, int... kernelSize) {
        return new ConvLstmBuilder(new ConvLstm(filters, Options.each("kernel_size", 2, kernelSize)));
    }

    /** An LSTM whose products are convolutions of volumes, (D, H, W) instead of (H, W) in {@link #convLstm2d}. */
    public static ConvLstmBuilder convLstm3d(int filters, int... kernelSize) {
        return new ConvLstmBuilder(new ConvLstm(filters, Options.each("kernel_size", 3, kernelSize)));
    }

    /** The cell of an LSTM. */
    public static LstmCellBuilder lstmCell(int units) {
        return new LstmCellBuilder(new Lstm(units));
    }

    /** The cell of an LSTM whose gates see the cell state too, as TensorFlow Addons has it. */
    public static LstmCellBuilder peepholeLstmCell(int units) {
        return lstmCell(units).peephole(true);
    }

    /** The cell of a GRU. */
    public static GruCellBuilder gruCell(int units) {
        return new GruCellBuilder(new Gru(units));
    }

    /** The cell of a SimpleRNN. */
    public static SimpleRnnCellBuilder simpleRnnCell(int units) {
        return new SimpleRnnCellBuilder(new SimpleRnn(units));
    }

    /** Cells one above the other as one, the one that is given the input first. */
    public static StackedRnnCellsBuilder stackedRnnCells(LayerBuilder<?>... cells) {
        return new StackedRnnCellsBuilder(List.of(cells));
    }

    /** A recurrent layer that reads the sequence from both ends. */
    public static <L extends LayerBuilder<L> & OverTime<L>> BidirectionalBuilder bidirectional(L layer) {
        return new BidirectionalBuilder(layer);
    }

    /** A layer for every time step. */
    public static TimeDistributedBuilder timeDistributed(LayerBuilder<?> layer) {
        return new TimeDistributedBuilder(layer);
    }

    /** A row of a table for every id: (…) to (…, outputDim). */
    public static EmbeddingBuilder embedding(int inputDim, int outputDim) {
        return new EmbeddingBuilder(new Embedding(inputDim, outputDim));
    }

    /** Marks steps of zeros as padding. */
    public static PlainBuilder masking() {
        return new PlainBuilder(new Masking());
    }

    /** Marks steps all of whose features are this value as padding. */
    public static PlainBuilder masking(double maskValue) {
        return new PlainBuilder(new Masking((float) maskValue));
    }

    /** The fully connected layer: (…, X) to (…, units). */
    public static DenseBuilder dense(int units) {
        return new DenseBuilder(new Dense(units));
    }

    /** Convolution along time: (B, T, X) to (B, T', filters). */
    public static ConvBuilder conv1d(int filters, int... kernelSize) {
        return new ConvBuilder(new Conv(filters, Options.each("kernel_size", 1, kernelSize)));
    }

    /** Convolution of images: (B, H, W, X) to (B, H', W', filters). */
    public static ConvBuilder conv2d(int filters, int... kernelSize) {
        return new ConvBuilder(new Conv(filters, Options.each("kernel_size", 2, kernelSize)));
    }

    /** Convolution of volumes: (B, D, H, W, X) to (B, D', H', W', filters). */
    public static ConvBuilder conv3d(int filters, int... kernelSize) {
        return new ConvBuilder(new Conv(filters, Options.each("kernel_size", 3, kernelSize)));
    }

    /** The transposed convolution along time, which makes sequences longer: (B, T, X) to (B, T', filters). */
    public static ConvTransposeBuilder conv1dTranspose(int filters, int... kernelSize) {
        return new ConvTransposeBuilder(new ConvTranspose(filters, Options.each("kernel_size", 1, kernelSize)));
    }

    /** The transposed convolution of images, which makes them larger: (B, H, W, X) to (B, H', W', filters). */
    public static ConvTransposeBuilder conv2dTranspose(int filters, int... kernelSize) {
        return new ConvTransposeBuilder(new ConvTranspose(filters, Options.each("kernel_size", 2, kernelSize)));
    }

    /** The transposed convolution of volumes, which makes them larger: (B, D, H, W, X) to (B, D', H', W', filters). */
    public static ConvTransposeBuilder conv3dTranspose(int filters, int... kernelSize) {
        return new ConvTransposeBuilder(new ConvTranspose(filters, Options.each("kernel_size", 3, kernelSize)));
    }

    /** Convolution along time of each channel alone: (B, T, X) to (B, T', X). */
    public static DepthwiseConvBuilder depthwiseConv1d(int... kernelSize) {
        return new DepthwiseConvBuilder(new DepthwiseConv(Options.each("kernel_size", 1, kernelSize)));
    }

    /** Convolution along time of each channel alone, and then across channels: (B, T, X) to (B, T', filters). */
    public static SeparableConvBuilder separableConv1d(int filters, int... kernelSize) {
        return new SeparableConvBuilder(new SeparableConv(filters, Options.each("kernel_size", 1, kernelSize)));
    }

    /** Convolution of images of each channel alone: (B, H, W, X) to (B, H', W', X). */
    public static DepthwiseConvBuilder depthwiseConv2d(int... kernelSize) {
        return new DepthwiseConvBuilder(new DepthwiseConv(Options.each("kernel_size", 2, kernelSize)));
    }

    /** Convolution of images of each channel alone, and then across channels: (B, H, W, X) to (B, H', W', filters). */
    public static SeparableConvBuilder separableConv2d(int filters, int... kernelSize) {
        return new SeparableConvBuilder(new SeparableConv(filters, Options.each("kernel_size", 2, kernelSize)));
    }

    /** Convolution along time with a kernel of its own at every place, as in Keras 2: (B, T, X) to (B, T', filters). */
    public static LocallyConnectedBuilder locallyConnected1d(int filters, int... kernelSize) {
        return new LocallyConnectedBuilder(new LocallyConnected(filters, Options.each("kernel_size", 1, kernelSize)));
    }

    /** Convolution of images with a kernel of its own at every place, as in Keras 2: (B, H, W, X) to (B, H', W', filters). */
    public static LocallyConnectedBuilder locallyConnected2d(int filters, int... kernelSize) {
        return new LocallyConnectedBuilder(new LocallyConnected(filters, Options.each("kernel_size", 2, kernelSize)));
    }

    /** The largest number of every two steps: (B, T, X) to (B, T', X). */
    public static PoolingBuilder maxPooling1d() {
        return maxPooling1d(2);
    }

    /** The largest number of every window, along time: (B, T, X) to (B, T', X). */
    public static PoolingBuilder maxPooling1d(int... poolSize) {
        return pooling(PoolKind.MAX, 1, poolSize);
    }

    /** The mean of every window, along time: (B, T, X) to (B, T', X). */
    public static PoolingBuilder averagePooling1d(int... poolSize) {
        return pooling(PoolKind.AVERAGE, 1, poolSize);
    }

    /** The largest value along time: (B, T, X) to (B, X). */
    public static GlobalPoolingBuilder globalMaxPooling1d() {
        return new GlobalPoolingBuilder(new GlobalPooling(PoolKind.MAX, 1));
    }

    /** The mean along time, of real steps only where there is a mask: (B, T, X) to (B, X). */
    public static GlobalPoolingBuilder globalAveragePooling1d() {
        return new GlobalPoolingBuilder(new GlobalPooling(PoolKind.AVERAGE, 1));
    }

    /** The largest numbers along time, as many as are asked for: (B, T, X) to (B, T', X). */
    public static AdaptivePoolingBuilder adaptiveMaxPooling1d(int... outputSize) {
        return adaptive(PoolKind.MAX, 1, outputSize);
    }

    /** Means along time, as many as are asked for: (B, T, X) to (B, T', X). */
    public static AdaptivePoolingBuilder adaptiveAveragePooling1d(int... outputSize) {
        return adaptive(PoolKind.AVERAGE, 1, outputSize);
    }

    /** The largest number of every two places along each axis, of images: (B, H, W, X) to (B, H', W', X). */
    public static PoolingBuilder maxPooling2d() {
        return maxPooling2d(2);
    }

    /** The largest number of every window, of images: (B, H, W, X) to (B, H', W', X). */
    public static PoolingBuilder maxPooling2d(int... poolSize) {
        return pooling(PoolKind.MAX, 2, poolSize);
    }

    /** The mean of every window, of images: (B, H, W, X) to (B, H', W', X). */
    public static PoolingBuilder averagePooling2d(int... poolSize) {
        return pooling(PoolKind.AVERAGE, 2, poolSize);
    }

    /** The largest value of images: (B, H, W, X) to (B, X). */
    public static GlobalPoolingBuilder globalMaxPooling2d() {
        return new GlobalPoolingBuilder(new GlobalPooling(PoolKind.MAX, 2));
    }

    /** The mean of images: (B, H, W, X) to (B, X). */
    public static GlobalPoolingBuilder globalAveragePooling2d() {
        return new GlobalPoolingBuilder(new GlobalPooling(PoolKind.AVERAGE, 2));
    }

    /** The largest numbers of images, as many as are asked for: (B, H, W, X) to (B, H', W', X). */
    public static AdaptivePoolingBuilder adaptiveMaxPooling2d(int... outputSize) {
        return adaptive(PoolKind.MAX, 2, outputSize);
    }

    /** Means of images, as many as are asked for: (B, H, W, X) to (B, H', W', X). */
    public static AdaptivePoolingBuilder adaptiveAveragePooling2d(int... outputSize) {
        return adaptive(PoolKind.AVERAGE, 2, outputSize);
    }

    /** The largest number of every two places along each axis, of volumes: (B, D, H, W, X) to (B, D', H', W', X). */
    public static PoolingBuilder maxPooling3d() {
        return maxPooling3d(2);
    }

    /** The largest number of every window, of volumes: (B, D, H, W, X) to (B, D', H', W', X). */
    public static PoolingBuilder maxPooling3d(int... poolSize) {
        return pooling(PoolKind.MAX, 3, poolSize);
    }

    /** The mean of every window, of volumes: (B, D, H, W, X) to (B, D', H', W', X). */
    public static PoolingBuilder averagePooling3d(int... poolSize) {
        return pooling(PoolKind.AVERAGE, 3, poolSize);
    }

    /** The largest value of volumes: (B, D, H, W, X) to (B, X). */
    public static GlobalPoolingBuilder globalMaxPooling3d() {
        return new GlobalPoolingBuilder(new GlobalPooling(PoolKind.MAX, 3));
    }

    /** The mean of volumes: (B, D, H, W, X) to (B, X). */
    public static GlobalPoolingBuilder globalAveragePooling3d() {
        return new GlobalPoolingBuilder(new GlobalPooling(PoolKind.AVERAGE, 3));
    }

    /** The largest numbers of volumes, as many as are asked for: (B, D, H, W, X) to (B, D', H', W', X). */
    public static AdaptivePoolingBuilder adaptiveMaxPooling3d(int... outputSize) {
        return adaptive(PoolKind.MAX, 3, outputSize);
    }

    /** Means of volumes, as many as are asked for: (B, D, H, W, X) to (B, D', H', W', X). */
    public static AdaptivePoolingBuilder adaptiveAveragePooling3d(int... outputSize) {
        return adaptive(PoolKind.AVERAGE, 3, outputSize);
    }

    private static PoolingBuilder pooling(PoolKind kind, int axes, int... poolSize) {
        return new PoolingBuilder(new Pooling(kind, Options.each("pool_size", axes, poolSize)));
    }

    private static AdaptivePoolingBuilder adaptive(PoolKind kind, int axes, int... outputSize) {
        return new AdaptivePoolingBuilder(new AdaptivePooling(kind, Options.each("output_size", axes, outputSize)));
    }

    /** Drops single values in training. */
    public static DropoutBuilder dropout(double rate) {
        return new DropoutBuilder(Kind.DROPOUT).rate(rate);
    }

    /** Drops values in training so that selu keeps mean and variance. */
    public static DropoutBuilder alphaDropout(double rate) {
        return new DropoutBuilder(Kind.ALPHA_DROPOUT).rate(rate);
    }

    /** Drops whole features of (B, T, X) in training. */
    public static SpatialDropoutBuilder spatialDropout1D(double rate) {
        return new SpatialDropoutBuilder(Kind.SPATIAL_DROPOUT_1D).rate(rate);
    }

    /** Drops whole channels of images in training. */
    public static SpatialDropoutBuilder spatialDropout2D(double rate) {
        return new SpatialDropoutBuilder(Kind.SPATIAL_DROPOUT_2D).rate(rate);
    }

    /** Drops whole channels of volumes in training. */
    public static SpatialDropoutBuilder spatialDropout3D(double rate) {
        return new SpatialDropoutBuilder(Kind.SPATIAL_DROPOUT_3D).rate(rate);
    }

    /** Multiplies by noise around 1 in training. */
    public static GaussianBuilder gaussianDropout(double rate) {
        return GaussianBuilder.dropout(rate);
    }

    /** Adds noise around 0 in training. */
    public static GaussianBuilder gaussianNoise(double stddev) {
        return GaussianBuilder.noise(stddev);
    }

    /** Adds to the loss in training. */
    public static ActivityRegularizationBuilder activityRegularization() {
        return new ActivityRegularizationBuilder();
    }

    /** Nothing at all. */
    public static PlainBuilder identity() {
        return new PlainBuilder(new TrainingOnly(Kind.IDENTITY, Map.of()));
    }

    /** The activation of this Keras name as a layer. */
    public static PlainBuilder activation(String name) {
        return activation(Options.activation(name));
    }

    /** An activation as a layer, also one of your own. */
    public static PlainBuilder activation(Activation activation) {
        return new PlainBuilder(new ActivationLayer(activation));
    }

    /** max(x, 0), with limit, slope and threshold as options. */
    public static ReluBuilder relu() {
        return new ReluBuilder(new Relu());
    }

    /** x for x &gt; 0, else 0.3 · x unless another slope is given. */
    public static LeakyReluBuilder leakyRelu() {
        return new LeakyReluBuilder(new LeakyRelu());
    }

    /** x for x &gt; 0, else negativeSlope · x. */
    public static LeakyReluBuilder leakyRelu(double negativeSlope) {
        return leakyRelu().negativeSlope(negativeSlope);
    }

    /** x for x &gt; 0, else alpha · x with a learnt alpha. */
    public static PReluBuilder prelu() {
        return new PReluBuilder(new PRelu());
    }

    /** x for x &gt; 0, else exp(x) - 1. */
    public static EluBuilder elu() {
        return new EluBuilder(new Elu());
    }

    /** x for x &gt; 0, else alpha · (exp(x) - 1). */
    public static EluBuilder elu(double alpha) {
        return elu().alpha(alpha);
    }

    /** exp(x) / sum of exp, over the last axis unless others are given. */
    public static SoftmaxBuilder softmax() {
        return new SoftmaxBuilder(new Softmax());
    }

    /** All axes but the first as one. */
    public static FormatBuilder flatten() {
        return new FormatBuilder(Flatten::new);
    }

    /** Another shape, without the batch axis; one dimension may be -1, which is then computed. */
    public static PlainBuilder reshape(int... targetShape) {
        return new PlainBuilder(new Reshape(Options.list(targetShape)));
    }

    /** Swaps axes: output axis i is input axis {@code dims[i - 1]}; the batch axis 0 stays. */
    public static PlainBuilder permute(int... dims) {
        return new PlainBuilder(new Permute(Options.list(dims)));
    }

    /** Each sample n times along a new time axis. */
    public static PlainBuilder repeatVector(int n) {
        return new PlainBuilder(new RepeatVector(n));
    }

    /** Normalises each channel. */
    public static BatchNormalizationBuilder batchNormalization() {
        return new BatchNormalizationBuilder(new BatchNormalization());
    }

    /** Normalises each sample over its last axis, or others. */
    public static LayerNormalizationBuilder layerNormalization() {
        return new LayerNormalizationBuilder(new LayerNormalization());
    }

    /** Normalises each sample in groups of channels. */
    public static GroupNormalizationBuilder groupNormalization() {
        return new GroupNormalizationBuilder(new GroupNormalization());
    }

    /** Divides each sample by the root of its mean square, over its last axis or others. */
    public static RmsNormalizationBuilder rmsNormalization() {
        return new RmsNormalizationBuilder(new RmsNormalization());
    }

    /** A learnt factor for each feature, as ConvNeXt has it. */
    public static PlainBuilder layerScale(double initValues, int projectionDim) {
        return new PlainBuilder(new LayerScale(initValues, projectionDim));
    }

    /** a + b · scale of two inputs, as InceptionResNetV2 has it. */
    public static PlainBuilder customScaleLayer(double scale) {
        return new PlainBuilder(new CustomScaleLayer(scale));
    }

    /** Drops samples of a residual branch in training, as ConvNeXt does. */
    public static PlainBuilder stochasticDepth(double dropPathRate) {
        double rate = Options.rate("StochasticDepth: drop_path_rate", dropPathRate);
        return new PlainBuilder(new TrainingOnly(Kind.STOCHASTIC_DEPTH, Map.of("drop_path_rate", Value.of(rate))));
    }

    /** Brings each row along the last axis to length 1. */
    public static PlainBuilder unitNormalization() {
        return new PlainBuilder(new UnitNormalization());
    }

    /** Brings the values along these axes to length 1. */
    public static PlainBuilder unitNormalization(int... axis) {
        return new PlainBuilder(new UnitNormalization(Options.list(axis)));
    }

    /** A layer whose kernel training divides by its largest singular value. */
    public static SpectralNormalizationBuilder spectralNormalization(LayerBuilder<?> layer) {
        return new SpectralNormalizationBuilder(layer);
    }

    /** Brings features to mean 0 and variance 1. */
    public static FeatureNormalizationBuilder normalization() {
        return new FeatureNormalizationBuilder(new Normalization());
    }

    /** x · scale. */
    public static PlainBuilder rescaling(double scale) {
        return new PlainBuilder(new Rescaling(scale));
    }

    /** x · scale + offset. */
    public static PlainBuilder rescaling(double scale, double offset) {
        return rescaling(Numbers.of(scale), Numbers.of(offset));
    }

    /** x · scale, laid over the last axes. */
    public static PlainBuilder rescaling(Numbers scale) {
        return rescaling(scale, Numbers.of(0));
    }

    /** x · scale + offset. */
    public static PlainBuilder rescaling(Numbers scale, double offset) {
        return rescaling(scale, Numbers.of(offset));
    }

    /** x · scale + offset. */
    public static PlainBuilder rescaling(double scale, Numbers offset) {
        return rescaling(Numbers.of(scale), offset);
    }

    /** x · scale + offset, each of them laid over the last axes. */
    public static PlainBuilder rescaling(Numbers scale, Numbers offset) {
        return new PlainBuilder(new Rescaling(scale, offset));
    }

    /** Zeros around sequences: one number for both ends, or one for each; 1 without any. */
    public static FormatBuilder zeroPadding1d(int... padding) {
        return zeroPadding(1, padding);
    }

    /** Zeros around images: one number for all sides, or for rows and columns, or for top, bottom, left, right; 1 without any. */
    public static FormatBuilder zeroPadding2d(int... padding) {
        return zeroPadding(2, padding);
    }

    /** Zeros around volumes: one number, three, or six, as {@link #zeroPadding2d} takes one, two or four. */
    public static FormatBuilder zeroPadding3d(int... padding) {
        return zeroPadding(3, padding);
    }

    private static FormatBuilder zeroPadding(int axes, int... padding) {
        List<Sides> sides = padding.length == 0 ? new ZeroPadding(axes).padding() : Sides.of(axes, padding);
        return new FormatBuilder(first -> new ZeroPadding(sides, first));
    }

    /** Sequences without their ends: one number for both, or one for each; 1 without any. */
    public static PlainBuilder cropping1d(int... cropping) {
        return new PlainBuilder(new Cropping(cropped(1, cropping), false));
    }

    /** Images without their borders: one number for all sides, or for rows and columns, or for top, bottom, left, right. */
    public static FormatBuilder cropping2d(int... cropping) {
        return new FormatBuilder(first -> new Cropping(cropped(2, cropping), first));
    }

    /** Volumes without their borders: one number, three, or six, as {@link #cropping2d} takes one, two or four; 1 without any. */
    public static FormatBuilder cropping3d(int... cropping) {
        return new FormatBuilder(first -> new Cropping(cropped(3, cropping), first));
    }

    private static List<Sides> cropped(int axes, int... cropping) {
        return cropping.length == 0 ? new Cropping(axes).cropping() : Sides.of(axes, cropping);
    }

    /** Every step twice. */
    public static PlainBuilder upSampling1d() {
        return new PlainBuilder(new UpSampling(1));
    }

    /** Every step so many times. */
    public static PlainBuilder upSampling1d(int size) {
        return new PlainBuilder(new UpSampling(List.of(size), false, new UpSampling(1).interpolation()));
    }

    /** Images so many times larger, rows and columns; twice without any number. */
    public static UpSampling2dBuilder upSampling2d(int... size) {
        UpSampling twice = new UpSampling(2);
        return new UpSampling2dBuilder(
                new UpSampling(upSampled(twice, size), twice.channelsFirst(), twice.interpolation()));
    }

    /** Volumes so many times larger, along each axis; twice without any number. */
    public static FormatBuilder upSampling3d(int... size) {
        UpSampling twice = new UpSampling(3);
        List<Integer> factors = upSampled(twice, size);
        return new FormatBuilder(first -> new UpSampling(factors, first, twice.interpolation()));
    }

    private static List<Integer> upSampled(UpSampling twice, int... size) {
        if (size.length > 1 && size.length != twice.axes()) {
            throw new IllegalArgumentException(
                    twice.className() + ": size takes 1 or " + twice.axes() + " numbers, got " + size.length);
        }
        return size.length == 0
                ? twice.size()
                : size.length == 1 ? Collections.nCopies(twice.axes(), size[0]) : Options.list(size);
    }

    /** Images with another size. */
    public static ResizingBuilder resizing(int height, int width) {
        return new ResizingBuilder(new Resizing(height, width));
    }

    /** The middle of images. */
    public static FormatBuilder centerCrop(int height, int width) {
        return new FormatBuilder(first -> new CenterCrop(height, width, first));
    }

    /**
     * The fully connected layer along any axes: {@code einsumDense("abc,cd->abd", NONE, 64)}.
     *
     * @param outputShape the output's axes without the batch axis and the ellipsis; {@link #NONE} where they are the input's
     */
    public static EinsumDenseBuilder einsumDense(String equation, int... outputShape) {
        return new EinsumDenseBuilder(new EinsumDense(equation, Options.list(outputShape)));
    }

    /** A row of a table for every id, which a graph can also go back: (…) to (…, outputDim). */
    public static ReversibleEmbeddingBuilder reversibleEmbedding(int inputDim, int outputDim) {
        return new ReversibleEmbeddingBuilder(new ReversibleEmbedding(inputDim, outputDim));
    }

    /** x for x &gt; 1, else 0; a layer of Keras 1 and 2. */
    public static PlainBuilder thresholdedRelu() {
        return new PlainBuilder(new ThresholdedRelu());
    }

    /** x for x &gt; theta, else 0; a layer of Keras 1 and 2. */
    public static PlainBuilder thresholdedRelu(double theta) {
        return new PlainBuilder(new ThresholdedRelu((float) theta));
    }

    /** a + b + …, value by value. */
    public static PlainBuilder add() {
        return new PlainBuilder(new Merging(Merging.Kind.ADD));
    }

    /** a - b, value by value. */
    public static PlainBuilder subtract() {
        return new PlainBuilder(new Merging(Merging.Kind.SUBTRACT));
    }

    /** a · b · …, value by value. */
    public static PlainBuilder multiply() {
        return new PlainBuilder(new Merging(Merging.Kind.MULTIPLY));
    }

    /** The mean of several inputs, value by value. */
    public static PlainBuilder average() {
        return new PlainBuilder(new Merging(Merging.Kind.AVERAGE));
    }

    /** The largest of several inputs, value by value. */
    public static PlainBuilder maximum() {
        return new PlainBuilder(new Merging(Merging.Kind.MAXIMUM));
    }

    /** The smallest of several inputs, value by value. */
    public static PlainBuilder minimum() {
        return new PlainBuilder(new Merging(Merging.Kind.MINIMUM));
    }

    /** Several inputs one after another along the last axis. */
    public static PlainBuilder concatenate() {
        return concatenate(Concatenate.DEFAULT_AXIS);
    }

    /** Several inputs one after another along an axis. */
    public static PlainBuilder concatenate(int axis) {
        return new PlainBuilder(new Concatenate(axis));
    }

    /** Products of two inputs, summed over an axis, one for both or one for each. */
    public static DotBuilder dot(int... axes) {
        return new DotBuilder(Options.list(axes));
    }

    /** Dot-product attention over a list of query, value and perhaps key. */
    public static AttentionBuilder attention() {
        return new AttentionBuilder(new Attention());
    }

    /** Additive attention over a list of query, value and perhaps key. */
    public static AttentionBuilder additiveAttention() {
        return new AttentionBuilder(new AdditiveAttention());
    }

    /** Attention of several heads, called with query and value. */
    public static MultiHeadAttentionBuilder multiHeadAttention(int numHeads, int keyDim) {
        return new MultiHeadAttentionBuilder(new MultiHeadAttention(numHeads, keyDim));
    }

    /** Attention in which heads of the query share heads of key and value. */
    public static GroupQueryAttentionBuilder groupQueryAttention(int headDim, int numQueryHeads, int numKeyValueHeads) {
        return new GroupQueryAttentionBuilder(new GroupQueryAttention(headDim, numQueryHeads, numKeyValueHeads));
    }

    /**
     * A function of {@code keras.ops}, by its name in Python, on tensors, numbers and lists of them; the other arguments by name:
     * see {@link OperationCall}.
     *
     * @throws IllegalArgumentException if it is not one of those that are computed
     */
    public static OperationCall op(String function, Object... arguments) {
        return new OperationCall(function, Arrays.asList(arguments));
    }

    /**
     * A layer by Keras's class name with options under Keras's keys, as a file holds them: also those that only Keras 1 and 2
     * had, such as {@code layer("Highway", Map.of("activation", "relu"))}.
     *
     * @throws IllegalArgumentException if there is no such layer, or it does not take such options
     */
    public static ConfiguredBuilder layer(String className, Map<String, ?> options) {
        return new ConfiguredBuilder(className, options);
    }

    /** A layer of your own, or any record of core's. */
    public static PlainBuilder layer(LayerSpec spec) {
        return new PlainBuilder(spec);
    }

    /** Whole numbers from 0 to numTokens - 1 as rows of 0 and 1: (B, N) to (B, numTokens). */
    public static CategoryBuilder categoryEncoding(int numTokens) {
        return new CategoryBuilder("CategoryEncoding").set("num_tokens", numTokens);
    }

    /** The number of the interval that each value lies in; boundaries are given with an option. */
    public static CategoryBuilder discretization() {
        return new CategoryBuilder("Discretization");
    }

    /** Texts or whole numbers in bins, by a hash. */
    public static CategoryBuilder hashing(int numBins) {
        return new CategoryBuilder("Hashing").dtype("int64").numBins(numBins);
    }

    /** Two features crossed, in bins, by a hash. */
    public static CategoryBuilder hashedCrossing(int numBins) {
        return new CategoryBuilder("HashedCrossing").dtype("int64").numBins(numBins);
    }

    /** The index of every text in a vocabulary. */
    public static LookupBuilder stringLookup() {
        return new LookupBuilder("StringLookup");
    }

    /** The index of every whole number in a vocabulary. */
    public static LookupBuilder integerLookup() {
        return new LookupBuilder("IntegerLookup");
    }

    /** The indices of the words of every text: (B, 1) to (B, outputSequenceLength) or a row of counts. */
    public static LookupBuilder textVectorization() {
        return new LookupBuilder("TextVectorization");
    }

    /** Preprocessing layers as one. */
    public static PipelineBuilder pipeline(LayerBuilder<?>... layers) {
        return new PipelineBuilder(List.of(layers));
    }

    /** The short-time Fourier transform of every channel: (B, T, X) to (B, T', X * F). */
    public static SpectrogramBuilder stftSpectrogram() {
        return new SpectrogramBuilder("STFTSpectrogram");
    }

    /** How much of each band of the mel scale is in every frame: (B, T) to (B, bands, frames). */
    public static SpectrogramBuilder melSpectrogram() {
        return new SpectrogramBuilder("MelSpectrogram");
    }

    /** Stretches every channel of every image to the whole range of values. */
    public static ImageBuilder autoContrast() {
        return new ImageBuilder("AutoContrast");
    }

    /** Equalizes the histograms of images tile by tile. */
    public static ImageBuilder contrastLimitedAdaptiveHistogramEqualization() {
        return new ImageBuilder("ContrastLimitedAdaptiveHistogramEqualization");
    }

    /** Crops images in training; a prediction takes them whole, as in Keras. */
    public static ImageBuilder randomCrop(int height, int width) {
        return new ImageBuilder("RandomCrop").set("height", height).set("width", width);
    }

    /** Cuts or fills up lists of boxes beside images, in training. */
    public static ImageBuilder maxNumBoundingBoxes(int maxNumber) {
        return new ImageBuilder("MaxNumBoundingBoxes").set("max_number", maxNumber);
    }

    /** Keras's RandomFlip: changes images in training, nothing in a prediction. */
    public static ImageBuilder randomFlip() {
        return new ImageBuilder("RandomFlip");
    }

    /** Keras's RandomRotation: changes images in training, nothing in a prediction. */
    public static ImageBuilder randomRotation() {
        return new ImageBuilder("RandomRotation");
    }

    /** Keras's RandomZoom: changes images in training, nothing in a prediction. */
    public static ImageBuilder randomZoom() {
        return new ImageBuilder("RandomZoom");
    }

    /** Keras's RandomContrast: changes images in training, nothing in a prediction. */
    public static ImageBuilder randomContrast() {
        return new ImageBuilder("RandomContrast");
    }

    /** Keras's RandomBrightness: changes images in training, nothing in a prediction. */
    public static ImageBuilder randomBrightness() {
        return new ImageBuilder("RandomBrightness");
    }

    /** Keras's RandomTranslation: changes images in training, nothing in a prediction. */
    public static ImageBuilder randomTranslation() {
        return new ImageBuilder("RandomTranslation");
    }

    /** Keras's RandomShear: changes images in training, nothing in a prediction. */
    public static ImageBuilder randomShear() {
        return new ImageBuilder("RandomShear");
    }

    /** Keras's RandomHue: changes images in training, nothing in a prediction. */
    public static ImageBuilder randomHue() {
        return new ImageBuilder("RandomHue");
    }

    /** Keras's RandomSaturation: changes images in training, nothing in a prediction. */
    public static ImageBuilder randomSaturation() {
        return new ImageBuilder("RandomSaturation");
    }

    /** Keras's RandomSharpness: changes images in training, nothing in a prediction. */
    public static ImageBuilder randomSharpness() {
        return new ImageBuilder("RandomSharpness");
    }

    /** Keras's RandomPosterization: changes images in training, nothing in a prediction. */
    public static ImageBuilder randomPosterization() {
        return new ImageBuilder("RandomPosterization");
    }

    /** Keras's RandomGrayscale: changes images in training, nothing in a prediction. */
    public static ImageBuilder randomGrayscale() {
        return new ImageBuilder("RandomGrayscale");
    }

    /** Keras's RandomColorJitter: changes images in training, nothing in a prediction. */
    public static ImageBuilder randomColorJitter() {
        return new ImageBuilder("RandomColorJitter");
    }

    /** Keras's RandomColorDegeneration: changes images in training, nothing in a prediction. */
    public static ImageBuilder randomColorDegeneration() {
        return new ImageBuilder("RandomColorDegeneration");
    }

    /** Keras's RandomErasing: changes images in training, nothing in a prediction. */
    public static ImageBuilder randomErasing() {
        return new ImageBuilder("RandomErasing");
    }

    /** Keras's RandomElasticTransform: changes images in training, nothing in a prediction. */
    public static ImageBuilder randomElasticTransform() {
        return new ImageBuilder("RandomElasticTransform");
    }

    /** Keras's RandomGaussianBlur: changes images in training, nothing in a prediction. */
    public static ImageBuilder randomGaussianBlur() {
        return new ImageBuilder("RandomGaussianBlur");
    }

    /** Keras's RandomInvert: changes images in training, nothing in a prediction. */
    public static ImageBuilder randomInvert() {
        return new ImageBuilder("RandomInvert");
    }

    /** Keras's RandomPerspective: changes images in training, nothing in a prediction. */
    public static ImageBuilder randomPerspective() {
        return new ImageBuilder("RandomPerspective");
    }

    /** Keras's RandAugment: changes images in training, nothing in a prediction. */
    public static ImageBuilder randAugment() {
        return new ImageBuilder("RandAugment");
    }

    /** Keras's AugMix: changes images in training, nothing in a prediction. */
    public static ImageBuilder augMix() {
        return new ImageBuilder("AugMix");
    }

    /** Keras's CutMix: changes images in training, nothing in a prediction. */
    public static ImageBuilder cutMix() {
        return new ImageBuilder("CutMix");
    }

    /** Keras's MixUp: changes images in training, nothing in a prediction. */
    public static ImageBuilder mixUp() {
        return new ImageBuilder("MixUp");
    }

    /** Keras's Equalization: changes images in training, nothing in a prediction. */
    public static ImageBuilder equalization() {
        return new ImageBuilder("Equalization");
    }

    /** Keras's Solarization: changes images in training, nothing in a prediction. */
    public static ImageBuilder solarization() {
        return new ImageBuilder("Solarization");
    }
}
