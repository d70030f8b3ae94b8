package io.keratin.core.layers;

import io.keratin.core.config.Value;
import io.keratin.core.tensor.Shape;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the layers of the Dropout family do in training: y = x · factor + shift, each drawn anew in every pass; dx = dy · factor. The
 * draws are not kept: they are drawn again on the way back.
 */
final class Noise {

    /** Klambauer et al. 2017: the limit of selu for large negative x. */
    private static final double ALPHA_PRIME = -1.6732632423543772 * 1.0507009873554805;

    private Noise() {}

    /** What one draw makes of a value. */
    private record Drawn(Factor factor, Factor shift) {}

    /** A number that follows from draw {@code i}. */
    private interface Factor {
        float at(Draws draws, int i);
    }

    /** The noise of such a layer, null where its options say that there is none. */
    private static @Nullable Drawn drawn(TrainingOnly.Kind kind, double rate) {
        if (rate == 0) {
            return null;
        }
        float p = (float) rate;
        double keep = 1 - rate;
        return switch (kind) {
            case DROPOUT, SPATIAL_DROPOUT_1D, SPATIAL_DROPOUT_2D, SPATIAL_DROPOUT_3D, STOCHASTIC_DEPTH -> {
                float scale = keep == 0 ? 0 : (float) (1 / keep);
                yield new Drawn((draws, i) -> draws.uniform(i) >= p ? scale : 0, (draws, i) -> 0);
            }
            case GAUSSIAN_DROPOUT -> {
                float deviation = (float) Math.sqrt(rate / keep);
                yield new Drawn((draws, i) -> 1 + deviation * draws.normal(i), (draws, i) -> 0);
            }
            case GAUSSIAN_NOISE -> new Drawn((draws, i) -> 1, (draws, i) -> p * draws.normal(i));
            case ALPHA_DROPOUT -> {
                double a = 1 / Math.sqrt(keep * (1 + rate * ALPHA_PRIME * ALPHA_PRIME));
                float kept = (float) (-a * ALPHA_PRIME * rate);
                float dropped = (float) (a * ALPHA_PRIME) + kept;
                yield new Drawn(
                        (draws, i) -> draws.uniform(i) >= p ? (float) a : 0,
                        (draws, i) -> draws.uniform(i) >= p ? kept : dropped);
            }
            default -> null;
        };
    }

    /** The shape of the draws, which are laid over the input's. */
    private static Shape shape(TrainingOnly.Kind kind, Map<String, Value> options, Shape in) {
        int[] ones = new int[in.rank()];
        Arrays.fill(ones, 1);
        Shape samples = Shape.of(ones).with(0, in.dim(0));
        boolean first = Value.of("channels_first").equals(options.get("data_format"));
        return switch (kind) {
            case SPATIAL_DROPOUT_1D, SPATIAL_DROPOUT_2D, SPATIAL_DROPOUT_3D -> {
                int channels = first ? 1 : in.rank() - 1;
                yield samples.with(channels, in.dim(channels));
            }
            case STOCHASTIC_DEPTH -> samples;
            default -> given(options.get("noise_shape"), in);
        };
    }

    private static Shape given(@Nullable Value noiseShape, Shape in) {
        if (!(noiseShape instanceof Value.Items dims)) {
            return in;
        }
        Shape shape = in;
        for (int axis = 0; axis < in.rank() && axis < dims.items().size(); axis++) {
            if (dims.items().get(axis) instanceof Value.Int dim) {
                shape = shape.with(axis, (int) dim.number());
            }
        }
        return shape;
    }

    /** The step of such a layer in training, null if it changes nothing. */
    static @Nullable Step plan(TrainingOnly.Kind kind, Map<String, Value> options, Call call) {
        String key = kind == TrainingOnly.Kind.GAUSSIAN_NOISE
                ? "stddev"
                : kind == TrainingOnly.Kind.STOCHASTIC_DEPTH ? "drop_path_rate" : "rate";
        Drawn drawn = drawn(kind, number(options.get(key)));
        if (drawn == null) {
            return null;
        }
        Shape in = call.input().shape();
        Shape shape = shape(kind, options, in);
        int[] index = shape.equals(in) ? new int[0] : Broadcast.index(shape, in);
        int n = call.input().size();
        Draws draws = call.draws();
        float[] x = call.input().floats();
        float[] y = call.output().floats();
        Step forward = () -> {
            for (int i = 0; i < n; i++) {
                int at = index.length == 0 ? i : index[i];
                y[i] = x[i] * drawn.factor.at(draws, at) + drawn.shift.at(draws, at);
            }
        };
        float[] dx = call.gradient(call.input());
        float[] dy = call.gradient(call.output());
        return dx == null || dy == null
                ? forward
                : Step.of(forward, () -> {
                    for (int i = 0; i < n; i++) {
                        dx[i] += dy[i] * drawn.factor.at(draws, index.length == 0 ? i : index[i]);
                    }
                });
    }

    /** A rate that a file may hold as a whole number. */
    static double number(@Nullable Value value) {
        return value instanceof Value.Real r ? r.number() : value instanceof Value.Int i ? i.number() : 0;
    }
}
