package io.keratin.dsl;

import io.keratin.core.activations.Activation;
import io.keratin.core.layers.ActivationLayer;
import io.keratin.core.layers.AveragePooling1d;
import io.keratin.core.layers.BatchNormalization;
import io.keratin.core.layers.Conv1d;
import io.keratin.core.layers.Dense;
import io.keratin.core.layers.Elu;
import io.keratin.core.layers.Embedding;
import io.keratin.core.layers.Flatten;
import io.keratin.core.layers.GlobalAveragePooling1d;
import io.keratin.core.layers.GlobalMaxPooling1d;
import io.keratin.core.layers.Gru;
import io.keratin.core.layers.LayerNormalization;
import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.LeakyRelu;
import io.keratin.core.layers.Lstm;
import io.keratin.core.layers.Masking;
import io.keratin.core.layers.MaxPooling1d;
import io.keratin.core.layers.PRelu;
import io.keratin.core.layers.Permute;
import io.keratin.core.layers.Relu;
import io.keratin.core.layers.RepeatVector;
import io.keratin.core.layers.Reshape;
import io.keratin.core.layers.SimpleRnn;
import io.keratin.core.layers.Softmax;
import io.keratin.core.layers.TrainingOnly;
import io.keratin.core.layers.TrainingOnly.Kind;
import io.keratin.core.tensor.Shape;
import io.keratin.dsl.FunctionalBuilder.Form;
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

    /** The cell of an LSTM. */
    public static LstmCellBuilder lstmCell(int units) {
        return new LstmCellBuilder(new Lstm(units));
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
    public static StackedRnnCellsBuilder stackedRnnCells(CellBuilder<?>... cells) {
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
    public static Conv1dBuilder conv1d(int filters, int kernelSize) {
        return new Conv1dBuilder(new Conv1d(filters, kernelSize));
    }

    /** The largest number of every two steps: (B, T, X) to (B, T', X). */
    public static Pooling1dBuilder maxPooling1d() {
        return new Pooling1dBuilder(new MaxPooling1d());
    }

    /** The largest number of every window of poolSize steps: (B, T, X) to (B, T', X). */
    public static Pooling1dBuilder maxPooling1d(int poolSize) {
        return new Pooling1dBuilder(new MaxPooling1d(poolSize));
    }

    /** The mean of every window of poolSize steps: (B, T, X) to (B, T', X). */
    public static Pooling1dBuilder averagePooling1d(int poolSize) {
        return new Pooling1dBuilder(new AveragePooling1d(poolSize));
    }

    /** The largest value along time: (B, T, X) to (B, X). */
    public static GlobalPooling1dBuilder globalMaxPooling1d() {
        return new GlobalPooling1dBuilder(new GlobalMaxPooling1d());
    }

    /** The mean along time, of real steps only where there is a mask: (B, T, X) to (B, X). */
    public static GlobalPooling1dBuilder globalAveragePooling1d() {
        return new GlobalPooling1dBuilder(new GlobalAveragePooling1d());
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
    public static FlattenBuilder flatten() {
        return new FlattenBuilder(new Flatten());
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

    /** A layer of your own, or any record of core's. */
    public static PlainBuilder layer(LayerSpec spec) {
        return new PlainBuilder(spec);
    }
}
