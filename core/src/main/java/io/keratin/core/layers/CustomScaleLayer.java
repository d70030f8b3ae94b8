package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;
import java.util.List;

/**
 * a + b · scale of two inputs: the layer in which {@code keras.applications}' InceptionResNetV2 adds its branches. Axes of length 1 are
 * repeated.
 *
 * @param scale the factor
 */
public record CustomScaleLayer(double scale) implements LayerSpec {

    static CustomScaleLayer fromConfig(Config config, LayerRegistry registry) {
        if (!config.has("scale")) {
            throw config.error("scale", "expected a number, found nothing");
        }
        return new CustomScaleLayer(config.real("scale", 1));
    }

    @Override
    public String className() {
        return "CustomScaleLayer";
    }

    @Override
    public String module() {
        return "keras.src.applications.inception_resnet_v2";
    }

    @Override
    public List<Shape> outputShapes(List<Shape> inputs) {
        if (inputs.size() != 2 || inputs.get(0).rank() != inputs.get(1).rank()) {
            throw new ShapeException("CustomScaleLayer: expected a list of two inputs of one rank, found " + inputs);
        }
        return List.of(Broadcast.shape(className(), inputs));
    }

    @Override
    public List<WeightSpec> weights(List<Shape> inputs) {
        return List.of();
    }

    @Override
    public Value.Fields config() {
        return Value.fields("scale", scale);
    }

    @Override
    public TimeAxis timeAxis(List<Shape> inputs) {
        return inputs.get(0).rank() > 2 ? TimeAxis.POINTWISE : TimeAxis.WHOLE;
    }

    @Override
    public Layer bind(Binding binding) {
        float factor = (float) scale;
        return call -> {
            float[] a = call.input(0).floats();
            float[] b = call.input(1).floats();
            float[] y = call.output().floats();
            Shape out = call.output().shape();
            int n = call.output().size();
            boolean same = call.input(0).shape().equals(call.input(1).shape());
            int[] fromA = same ? new int[0] : Broadcast.index(call.input(0).shape(), out);
            int[] fromB = same ? new int[0] : Broadcast.index(call.input(1).shape(), out);
            Step forward = () -> {
                for (int i = 0; same && i < n; i++) {
                    y[i] = a[i] + b[i] * factor;
                }
                for (int i = 0; !same && i < n; i++) {
                    y[i] = a[fromA[i]] + b[fromB[i]] * factor;
                }
            };
            float[] da = call.gradient(call.input(0));
            float[] db = call.gradient(call.input(1));
            float[] dy = call.gradient(call.output());
            return dy == null
                    ? forward
                    : Step.of(forward, () -> {
                        for (int i = 0; da != null && i < n; i++) {
                            da[same ? i : fromA[i]] += dy[i];
                        }
                        for (int i = 0; db != null && i < n; i++) {
                            db[same ? i : fromB[i]] += dy[i] * factor;
                        }
                    });
        };
    }
}
