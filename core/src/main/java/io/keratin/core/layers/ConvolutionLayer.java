package io.keratin.core.layers;

import io.keratin.core.activations.Activation;
import io.keratin.core.activations.Activations;
import io.keratin.core.activations.RowFunction;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What all convolutions share: data formats, bias, activation. The activation sees the last axis, whichever that is. A mask ends
 * here, as in Keras.
 */
interface ConvolutionLayer extends UnaryLayer {

    /** Options that matter only in training, besides those of the kernels. */
    Set<String> TRAINING_OPTIONS =
            Set.of("bias_initializer", "bias_regularizer", "activity_regularizer", "bias_constraint");

    /** Whether the input is (B, X, …). */
    boolean channelsFirst();

    /** φ. */
    Activation activation();

    /** Whether there is a bias. */
    boolean useBias();

    /** Options that matter only in training. */
    @Override
    TrainingOptions training();

    /** The output before the activation. */
    Shape wideShape(Shape input);

    /** The options that matter only in training, those of these kernels among them. */
    static Set<String> trainingOptions(String... kernels) {
        Set<String> all = new LinkedHashSet<>();
        for (String kernel : kernels) {
            all.add(kernel + "_initializer");
            all.add(kernel + "_regularizer");
            all.add(kernel + "_constraint");
        }
        all.addAll(TRAINING_OPTIONS);
        return all;
    }

    /** What slides over the input. */
    Windows windows();

    /** The configuration: these options, and those that all convolutions have. */
    default Value.Fields config(Value.Fields own) {
        Map<String, Value> all = new LinkedHashMap<>(own.fields());
        all.put("data_format", Value.of(DataFormat.name(channelsFirst())));
        all.put("activation", activation().serialized());
        all.put("use_bias", Value.of(useBias()));
        return training().addTo(windows().addTo(new Value.Fields(all)));
    }

    @Override
    default Shape outputShape(Shape input) {
        Shape wide = wideShape(input);
        int n = wide.last();
        if (n == Shape.NONE) {
            return wide;
        }
        if (activation().rowLength(2) != 2 && n % 2 != 0) {
            throw new ShapeException(className() + ": activation 'glu' halves the last axis, which must be even, found "
                    + wide + " before it");
        }
        return wide.with(-1, activation().rowLength(n));
    }

    /** The channels of an input, which must be known. */
    default int channels(Shape input) {
        return DataFormat.channels(className(), input, channelsFirst());
    }

    /** A kernel of this shape under this name, as the options initialise it. */
    default WeightSpec kernel(String name, String option, Shape shape) {
        return new WeightSpec(
                name, shape, Initializers.of(training(), option + "_initializer", Initializers.GLOROT_UNIFORM));
    }

    /** The kernels, and the bias if there is one. */
    default List<WeightSpec> withBias(Shape bias, WeightSpec... kernels) {
        List<WeightSpec> w = new ArrayList<>(List.of(kernels));
        if (useBias()) {
            w.add(new WeightSpec("bias", bias, Initializers.of(training(), "bias_initializer", Initializers.ZEROS)));
        }
        return w;
    }

    /** What computes the layer where channels come last. */
    @FunctionalInterface
    interface Body {
        /** Lays out z (batch, output places, channels) = f(…) of x (batch, in, channels). */
        Step plan(Call call, int batch, int[] in, float[] x, RowFunction f, float[] z);
    }

    /** The way back of a {@link Body} without an activation. */
    @FunctionalInterface
    interface Back {
        /**
         * Lays out what adds to the gradients of weights and, if it is not null, to dx.
         *
         * @param in places of the input along each axis
         * @param x (batch, in, channels)
         * @param dz (batch, output places, channels)
         * @param dx as x
         */
        Runnable plan(Call call, int batch, int[] in, float[] x, float[] dz, float @Nullable [] dx);
    }

    /** What runs, between two changes of the data format where channels come first; in training with the way back. */
    default Layer run(Binding binding, Body body, Back back) {
        Kernels kernels = binding.kernels();
        Layer forward = run(kernels, body);
        return binding.trains()
                ? call -> {
                    Tensor z = call.logits(activation());
                    if (z != null) {
                        float[] dz = call.gradient(z);
                        Step linear = dz == null
                                ? plan(call, kernels, body, Activations.LINEAR, z)
                                : new TrainedConvolution(this, Activations.LINEAR, kernels, body, call, z, dz)
                                        .plan(back);
                        return ActivatedRows.behind(linear, z, activation(), kernels, call);
                    }
                    float[] dy = call.gradient(call.output());
                    return dy == null
                            ? forward.plan(call)
                            : new TrainedConvolution(this, activation(), kernels, body, call, call.output(), dy)
                                    .plan(back);
                }
                : forward;
    }

    /** dz (rows, n) of a whole layer, of which each column has one bias. */
    static Runnable bias(Binding binding, int rows, int n, float[] dz, Call call) {
        float[] db = binding.gradient("bias");
        if (db == null) {
            return () -> {};
        }
        float[] row = call.scratch(n);
        Kernels kernels = binding.kernels();
        return () -> kernels.addRows(dz, 0, rows, n, db, row);
    }

    private Layer run(Kernels kernels, Body body) {
        if (channelsFirst() && !activation().elementwise()) {
            return call -> plan(call, kernels, body, activation(), call.output());
        }
        int axis = DataFormat.channelAxis(channelsFirst());
        return FusableLayer.ending(
                axis, kernels, activation(), (call, f) -> plan(call, kernels, body, f, call.output()));
    }

    private Step plan(Call call, Kernels kernels, Body body, RowFunction f, Tensor output) {
        Tensor input = call.input();
        Shape wide = wideShape(input.shape());
        float[] y = output.floats();
        int size = wide.length();
        int n = wide.last();
        int result = output.shape().last();
        float[] z = result == n ? y : call.scratch(size);
        Step step = channelsFirst()
                ? turned(call, wide, kernels, body, f, z)
                : body.plan(call, input.shape().dim(0), DataFormat.space(input.shape(), false), input.floats(), f, z);
        if (z == y) {
            return step;
        }
        return () -> {
            step.forward();
            for (int r = 0; r < size / n; r++) {
                System.arraycopy(z, r * n, y, r * result, result);
            }
        };
    }

    private Step turned(Call call, Shape wide, Kernels kernels, Body body, RowFunction f, float[] z) {
        Tensor input = call.input();
        float[] x = input.floats();
        int batch = input.shape().dim(0);
        int channels = input.shape().dim(1);
        int[] in = DataFormat.space(input.shape(), true);
        int places = DataFormat.places(in);
        int filters = wide.dim(1);
        int results = DataFormat.places(DataFormat.space(wide, true));
        float[] last = call.scratch(input.size());
        float[] product = call.scratch(batch * results * filters);
        boolean early = activation().elementwise();
        Step step = body.plan(call, batch, in, last, early ? f : Activations.LINEAR, product);
        int n = wide.last();
        return () -> {
            DataFormat.transpose(batch, channels, places, x, last);
            step.forward();
            DataFormat.transpose(batch, results, filters, product, z);
            if (!early) {
                kernels.activate(f, z, 0, n == 0 ? 0 : batch * filters * results / n, n, n);
            }
        };
    }
}
