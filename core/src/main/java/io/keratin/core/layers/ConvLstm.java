package io.keratin.core.layers;

import io.keratin.core.activations.Activation;
import io.keratin.core.activations.Activations;
import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An LSTM whose products are convolutions (Shi et al. 2015) along time, of images or of volumes, Keras's ConvLSTM1D, ConvLSTM2D and
 * ConvLSTM3D: input and state are maps of places, and a gate of a place sees both around that place. The state is convolved place
 * by place with padding {@code same}, whatever the options say of the input.
 *
 * <p>(B, T, …, X) to (B, T, …, filters) or (B, …, filters), or (B, T, X, …) where channels come first. Weights: kernel (sizes, X,
 * 4 filters), recurrent_kernel (sizes, filters, 4 filters), bias (4 filters), gates in the order i, f, c, o.
 *
 * @param filters channels of the state
 * @param windows what slides over a step of the input; strides or dilation, not both above 1
 * @param channelsFirst whether a step is (X, …)
 * @param activation φ; as in all convolutions it sees the last axis, whichever that is
 * @param recurrentActivation σ
 * @param useBias whether there is a bias
 * @param rnn what all recurrent layers have in common
 * @param training options that matter only in training
 */
public record ConvLstm(
        int filters,
        Windows windows,
        boolean channelsFirst,
        Activation activation,
        Activation recurrentActivation,
        boolean useBias,
        RnnOptions rnn,
        TrainingOptions training)
        implements RecurrentSpec {

    /** Checks the options. */
    public ConvLstm {
        String layer = className(windows);
        Checks.count(layer, "filters", filters, 4);
        windows.check(layer, "kernel_size");
        windows.checkNotCausal(layer);
        windows.checkNotBoth(layer);
        Checks.keepsRowLength(layer, activation);
        Checks.keepsRowLength(layer, recurrentActivation);
    }

    /** A layer with Keras's defaults and a window of these sizes, one for each axis. */
    public ConvLstm(int filters, List<Integer> kernelSize) {
        this(
                filters,
                Windows.of(kernelSize),
                false,
                Activations.TANH,
                Activations.SIGMOID,
                true,
                RnnOptions.DEFAULTS,
                TrainingOptions.NONE);
    }

    /** Reads a ConvLSTM1D, ConvLSTM2D or ConvLSTM3D. */
    static LayerRegistry.Factory reader(int axes) {
        return (config, registry) -> read(config, axes);
    }

    private static ConvLstm read(Config config, int axes) {
        Windows windows = Windows.read(config, axes);
        ConvLstm defaults = new ConvLstm(config.positiveInt("filters"), windows.sizes());
        return new ConvLstm(
                defaults.filters,
                windows,
                DataFormat.channelsFirst(config, defaults.channelsFirst),
                Checks.recurrent(config, "activation", defaults.activation),
                Checks.recurrent(config, "recurrent_activation", defaults.recurrentActivation),
                config.flag("use_bias", defaults.useBias),
                RnnOptions.read(config),
                TrainingOptions.read(config, RecurrentLayer.TRAINING_OPTIONS));
    }

    private static String className(Windows windows) {
        return "ConvLSTM" + windows.axes() + "D";
    }

    @Override
    public String className() {
        return className(windows);
    }

    @Override
    public ConvLstm withRnn(RnnOptions options) {
        return new ConvLstm(
                filters, windows, channelsFirst, activation, recurrentActivation, useBias, options, training);
    }

    @Override
    public int rank() {
        return windows.axes() + 3;
    }

    @Override
    public String axes() {
        return DataFormat.axes("batch, time", windows.axes(), channelsFirst);
    }

    @Override
    public Shape stepOutput(Shape step) {
        return windows.slide(className(), step, channelsFirst).with(DataFormat.channelAxis(channelsFirst), filters);
    }

    @Override
    public List<Shape> stateShapes(Shape step) {
        Shape state = stepOutput(step);
        return List.of(state, state);
    }

    /** One step of the input, all of which must be known but the samples. */
    @Override
    public Shape step(List<Shape> inputs) {
        outputShapes(inputs);
        Shape step = inputs.get(0).without(1);
        if (!step.with(0, 1).isKnown()) {
            throw new ShapeException(
                    className() + ": all axes but batch and time must be known, found " + inputs.get(0));
        }
        return step;
    }

    @Override
    public List<WeightSpec> weights(List<Shape> inputs) {
        int channels = DataFormat.channels(className(), step(inputs), channelsFirst);
        WeightSpec bias = useBias
                ? new WeightSpec("bias", Shape.of(4 * filters), RecurrentLayer.forgetBias(training, filters))
                : null;
        return RecurrentLayer.cellWeights(windows.shape(), channels, filters, 4, training, bias).stream()
                .map(w -> w.under("cell"))
                .toList();
    }

    @Override
    public Value.Fields config() {
        Map<String, Value> own = new LinkedHashMap<>(
                windows.addTo(Value.fields("filters", filters)).fields());
        own.put("data_format", Value.of(DataFormat.name(channelsFirst)));
        own.put("activation", activation.serialized());
        own.put("recurrent_activation", recurrentActivation.serialized());
        own.put("use_bias", Value.of(useBias));
        return training.addTo(rnn.addTo(new Value.Fields(own)));
    }

    @Override
    public Layer bind(Binding binding) {
        Shape step = step(binding.inputs());
        int[] in = DataFormat.space(step, channelsFirst);
        int[] out = DataFormat.space(stepOutput(step), channelsFirst);
        int places = DataFormat.places(out);
        Binding cell = binding.part("cell", List.of(step));
        ConvLstmSteps steps = new ConvLstmSteps(this, in, out, cell);
        Recurrence loop = new Recurrence(rnn, Math.multiplyExact(places, filters), 2, steps);
        return call -> {
            Tensor[] given = loop.given(call, 1);
            Tensor[] asked = loop.asked(call);
            if (call.training()) {
                return new ConvLstmBptt(this, in, out, cell, steps, given, asked, call);
            }
            if (channelsFirst) {
                return turned(call, loop, DataFormat.places(in), places, given, asked);
            }
            Arrays.setAll(given, i -> flat(given[i], 1));
            Arrays.setAll(asked, i -> flat(asked[i], 1));
            return loop.plan(call, flat(call.input(), 2), flat(call.output(), axesBefore()), given, asked, false);
        };
    }

    /** The output's axes before those of a step. */
    private int axesBefore() {
        return rnn.returnSequences() ? 2 : 1;
    }

    /** The loop between changes of the data format. */
    private Step turned(Call call, Recurrence loop, int in, int places, Tensor[] given, Tensor[] asked) {
        Tensor x = call.input();
        Tensor y = call.output();
        Tensor last = scratch(call, flat(x, 2));
        Tensor result = scratch(call, flat(y, axesBefore()));
        Tensor[] initial = new Tensor[given.length];
        Arrays.setAll(initial, i -> scratch(call, flat(given[i], 1)));
        Tensor[] states = new Tensor[asked.length];
        Arrays.setAll(states, i -> scratch(call, flat(asked[i], 1)));
        Step step = loop.plan(call, last, result, initial, states, false);
        int channels = x.shape().dim(2);
        return () -> {
            turn(x, channels, in, last);
            for (int i = 0; i < given.length; i++) {
                turn(given[i], filters, places, initial[i]);
            }
            step.forward();
            turn(result, places, filters, y);
            for (int i = 0; i < asked.length; i++) {
                turn(states[i], places, filters, asked[i]);
            }
        };
    }

    /** All maps (rows, columns) of a tensor with their axes swapped. */
    private static void turn(Tensor from, int rows, int columns, Tensor to) {
        int maps = rows == 0 ? 0 : from.size() / (rows * columns);
        DataFormat.transpose(maps, rows, columns, from.floats(), to.floats());
    }

    private static Tensor scratch(Call call, Tensor like) {
        return Tensor.of(call.scratch(like.size()), like.shape());
    }

    /** A tensor whose axes from {@code first} on are one. */
    private static Tensor flat(Tensor tensor, int first) {
        Shape s = tensor.shape();
        return tensor.reshape(s.slice(0, first).concat(Shape.of(s.product(first, s.rank()))));
    }
}
