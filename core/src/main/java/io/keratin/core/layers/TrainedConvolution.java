package io.keratin.core.layers;

import io.keratin.core.activations.Activation;
import io.keratin.core.activations.Activations;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A convolution in training: its body gives z, the activation y; back dz = dy ∘ φ', from which the layer's own way back makes the
 * gradients of its weights and input. Where channels come first, body and way back see copies in which they come last.
 */
final class TrainedConvolution {

    private final Call call;
    private final ConvolutionLayer.Body body;
    private final boolean turned;
    private final int batch;
    private final int channels;
    private final int[] in;
    private final int places;
    private final int filters;
    private final int results;
    private final ActivatedRows end;

    private final float[] x;
    private final float @Nullable [] dx;

    /** As the body sees them; the layer's own arrays where channels come last. */
    private final float[] xLast;

    private final float @Nullable [] dxLast;
    private final float[] zLast;
    private final float[] dzLast;

    /** With this activation and output, whose gradient is {@code dy}. */
    TrainedConvolution(
            ConvolutionLayer layer,
            Activation activation,
            Kernels kernels,
            ConvolutionLayer.Body body,
            Call call,
            Tensor output,
            float[] dy) {
        this.call = call;
        this.body = body;
        turned = layer.channelsFirst();
        Tensor input = call.input();
        Shape wide = layer.wideShape(input.shape());
        int axis = DataFormat.channelAxis(turned);
        batch = input.shape().dim(0);
        channels = input.shape().dim(axis);
        in = DataFormat.space(input.shape(), turned);
        places = DataFormat.places(in);
        filters = wide.dim(axis);
        results = DataFormat.places(DataFormat.space(wide, turned));
        int size = wide.length();
        int n = wide.last();
        float[] y = output.floats();
        end = new ActivatedRows(call, kernels, activation, n == 0 ? 0 : size / n, n, y, dy);
        x = input.floats();
        dx = call.gradient(input);
        xLast = turned ? call.scratch(input.size()) : x;
        dxLast = dx == null || !turned ? dx : call.scratch(input.size());
        zLast = turned ? call.scratch(size) : end.z();
        dzLast = turned ? call.scratch(size) : end.dz();
    }

    Step plan(ConvolutionLayer.Back back) {
        Step product = body.plan(call, batch, in, xLast, Activations.LINEAR, zLast);
        if (!end.differentiable()) {
            return () -> forward(product);
        }
        Runnable gradient = back.plan(call, batch, in, xLast, dzLast, dxLast);
        return Step.of(() -> forward(product), () -> backward(gradient));
    }

    private void forward(Step product) {
        if (turned) {
            DataFormat.transpose(batch, channels, places, x, xLast);
        }
        product.forward();
        if (turned) {
            DataFormat.transpose(batch, results, filters, zLast, end.z());
        }
        end.forward();
    }

    private void backward(Runnable gradient) {
        end.backward();
        if (!turned) {
            gradient.run();
            return;
        }
        DataFormat.transpose(batch, channels, places, x, xLast);
        DataFormat.transpose(batch, filters, results, end.dz(), dzLast);
        if (dxLast != null) {
            Arrays.fill(dxLast, 0, batch * places * channels, 0);
        }
        gradient.run();
        if (dx != null && dxLast != null) {
            DataFormat.addTransposed(batch, places, channels, dxLast, dx);
        }
    }
}
