package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Dialect;
import io.keratin.core.config.Value;
import io.keratin.core.layers.TrainingOnly.Kind;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the layers that change images at random do in training: the table from Keras's names and options to {@link Change}s. Options mean,
 * and numbers are drawn in the order of, Keras 3.15's layers.
 */
final class Augmentation {

    /** Those that RandAugment chooses from, in its order. */
    private static final List<Kind> RAND_AUGMENT = List.of(
            Kind.RANDOM_SHEAR,
            Kind.RANDOM_TRANSLATION,
            Kind.RANDOM_ROTATION,
            Kind.RANDOM_BRIGHTNESS,
            Kind.RANDOM_COLOR_DEGENERATION,
            Kind.RANDOM_CONTRAST,
            Kind.RANDOM_SHARPNESS,
            Kind.RANDOM_POSTERIZATION,
            Kind.SOLARIZATION);

    /** Those that AugMix chooses from, in its order; behind the first there stand two that draw nothing. */
    private static final List<Kind> AUG_MIX = List.of(
            Kind.RANDOM_SHEAR,
            Kind.RANDOM_TRANSLATION,
            Kind.RANDOM_ROTATION,
            Kind.RANDOM_POSTERIZATION,
            Kind.SOLARIZATION);

    private static final List<Kind> AUG_MIX_COLOURS = List.of(
            Kind.RANDOM_BRIGHTNESS, Kind.RANDOM_COLOR_DEGENERATION, Kind.RANDOM_CONTRAST, Kind.RANDOM_SHARPNESS);

    private final Workroom room;
    private final Call call;
    private final Kind kind;
    private final Config config;
    private final boolean channelsFirst;
    private final Frames frames;

    private Augmentation(Workroom room, Kind kind, Config config, boolean channelsFirst) {
        this.room = room;
        this.kind = kind;
        this.config = config;
        this.channelsFirst = channelsFirst;
        call = room.call();
        frames = Frames.of(kind.className(), call.input().shape(), channelsFirst);
    }

    /** The step of such a layer in training, null if it changes nothing. */
    static @Nullable Step plan(Kind kind, Map<String, Value> options, Call call) {
        if (kind == Kind.MAX_NUM_BOUNDING_BOXES) {
            return null;
        }
        Config config = config(kind, new Value.Fields(options));
        Draws draws = call.draws();
        boolean channelsFirst = DataFormat.channelsFirst(config, false);
        Augmentation layer =
                new Augmentation(new Workroom(call, draws, call.input().size()), kind, config, channelsFirst);
        Tensor output = kind == Kind.RANDOM_CROP ? layer.cropped() : call.output();
        Change change = layer.change();
        Drawing drawing = new Drawing(draws);
        Step step = step(call, change, output);
        return stepAfter(step, () -> {
            drawing.begin();
            change.draw(drawing);
        });
    }

    private static Step stepAfter(Step step, Runnable before) {
        Step forward = () -> {
            before.run();
            step.forward();
        };
        return step instanceof Step.Differentiable back ? Step.of(forward, back::backward) : forward;
    }

    /** The step of a change that draws nothing, or has drawn. */
    static Step step(Call call, Change change, Tensor output) {
        float[] x = call.input().floats();
        float[] y = output.floats();
        float[] dx = call.gradient(call.input());
        float[] dy = call.gradient(output);
        Step forward = () -> change.forward(x, y);
        return dx == null || dy == null ? forward : Step.of(forward, () -> change.backward(x, dy, dx));
    }

    private static Config config(Kind kind, Value.Fields options) {
        return new Config(options, kind.className(), Dialect.KERAS_3);
    }

    /** RandomCrop's images, of its size in training alone. */
    private Tensor cropped() {
        Shape in = call.input().shape();
        int rows = in.rank() - (channelsFirst ? 2 : 3);
        Shape shape = in.with(rows, config.positiveInt("height")).with(rows + 1, config.positiveInt("width"));
        Tensor output = call.between(shape);
        call.output(0, output);
        return output;
    }

    /** A layer inside this one. */
    private Change inner(Kind inner, @Nullable Object... options) {
        Config of = config(inner, Value.fields(options));
        return new Augmentation(room, inner, of, channelsFirst).change();
    }

    private Change change() {
        return switch (kind) {
            case RANDOM_FLIP -> motions().flip();
            case RANDOM_ROTATION -> motions().rotation();
            case RANDOM_ZOOM -> motions().zoom();
            case RANDOM_TRANSLATION -> motions().translation();
            case RANDOM_SHEAR -> motions().shear();
            case RANDOM_PERSPECTIVE -> motions().perspective();
            case RANDOM_CROP -> motions().crop(channelsFirst);
            case RANDOM_CONTRAST -> contrast(bounds("factor", 0, 1, 0));
            case RANDOM_COLOR_DEGENERATION -> {
                float[] factor = bounds("factor", -1, 1, 0);
                yield blend(true, (drawing, f) -> drawing.uniform(f, factor), Blend.GRAY, sorted());
            }
            case RANDOM_GRAYSCALE -> {
                float factor = Motions.part(config, "factor", 0.5);
                yield blend(true, (drawing, f) -> drawing.chances(f, factor), Blend.GRAY, ValueRange.ANY);
            }
            case RANDOM_SHARPNESS -> {
                float[] factor = bounds("factor", 0, 1, 0);
                Blend.Rule rule = (drawing, f) -> {
                    drawing.uniform(f, factor);
                    for (int i = 0; i < f.length; i++) {
                        f[i] = 1 - 2 * f[i];
                    }
                };
                yield blend(false, rule, Blend.softened(), sorted());
            }
            case RANDOM_GAUSSIAN_BLUR -> blur();
            case RANDOM_BRIGHTNESS -> brightness(bounds("factor", -1, 1, 0), sorted());
            case RANDOM_INVERT -> {
                float[] factor = bounds("factor", 0, 1, 1);
                float high = ValueRange.read(config).high();
                yield new Tone(
                        call,
                        frames,
                        (drawing, p, q) -> drawing.chances(p, factor),
                        (x, p, q) -> p == 1 ? high - x : x,
                        (x, p, q) -> p == 1 ? -1 : 1);
            }
            case SOLARIZATION -> solarization(sorted());
            case RANDOM_POSTERIZATION -> posterization(bounds("factor", 1, 8, 8), sorted());
            case RANDOM_HUE -> hue(bounds("factor", 0, 1, 0));
            case RANDOM_SATURATION -> {
                float[] factor = bounds("factor", -1, 1, 0);
                Blend.Rule rule = (drawing, f) -> {
                    drawing.uniform(f, factor);
                    for (int i = 0; i < f.length; i++) {
                        f[i] /= 1 - f[i] + 1e-7f;
                    }
                };
                yield new Hues(call, frames.coloured(kind.className(), false), true, sorted(), rule);
            }
            case RANDOM_COLOR_JITTER -> jitter();
            case EQUALIZATION -> new Equalizing(frames, count("bins", 1, 256), sorted());
            case RANDOM_ERASING -> erasing();
            case RANDOM_ELASTIC_TRANSFORM -> elastic();
            case RAND_AUGMENT -> randAugment();
            case AUG_MIX -> augMix();
            case CUT_MIX -> cutMix(bounds("factor", 0, 1, 1));
            case MIX_UP -> {
                double alpha = alpha(0.2);
                yield new Mixing(call, frames, false, (drawing, weights, boxes, other) -> {
                    drawing.shuffle(other);
                    drawing.betas(weights, alpha);
                });
            }
            default -> throw new IllegalStateException(kind.className());
        };
    }

    private Motions motions() {
        return new Motions(call, frames, config);
    }

    private float[] bounds(String key, double least, double most, double absent) {
        return Motions.bounds(config, key, least, most, absent);
    }

    private double alpha(double absent) {
        double alpha = config.real("alpha", absent);
        if (!(alpha > 0)) {
            throw config.error("alpha", "expected a number above 0, found " + alpha);
        }
        return alpha;
    }

    private int count(String key, int least, int absent) {
        int n = config.integer(key, absent);
        if (n < least) {
            throw config.error(key, "expected at least " + least + ", found " + n);
        }
        return n;
    }

    private ValueRange sorted() {
        return ValueRange.read(config).sorted();
    }

    private Change blend(boolean coloured, Blend.Rule rule, Blend.Linear linear, ValueRange range) {
        return new Blend(room, coloured ? frames.coloured(kind.className(), true) : frames, rule, linear, range);
    }

    /** Keras's own bounds: from 1 minus the lower to 1 plus the upper, of which the lower is 0 where one number is given. */
    private Change contrast(float[] factor) {
        Blend.Rule rule = (drawing, f) -> {
            drawing.uniform(f, 1 - factor[0], 1 + factor[1]);
            for (int i = 0; i < f.length; i++) {
                f[i] = 1 - f[i];
            }
        };
        return blend(false, rule, Blend.MEAN, ValueRange.read(config));
    }

    private Change blur() {
        float[] factor = bounds("factor", 0, 1, 1);
        float[] sigma = bounds("sigma", 0, 1, 1);
        Value size = config.value("kernel_size");
        int[] kernel = size instanceof Value.Int || size == null
                ? new int[] {config.integer("kernel_size", 3), config.integer("kernel_size", 3)}
                : config.integers("kernel_size");
        if (kernel == null || kernel.length != 2 || kernel[0] % 2 != 1 || kernel[1] % 2 != 1) {
            throw config.error("kernel_size", "expected an odd number or two, found " + size);
        }
        Blend.Rule rule = (drawing, f) -> drawing.chances(f, factor);
        return blend(false, rule, Blend.blurred(kernel[0], kernel[1], sigma), ValueRange.read(config));
    }

    private Change brightness(float[] factor, ValueRange range) {
        Tone.Rule rule = (drawing, p, q) -> {
            drawing.uniform(p, factor);
            for (int i = 0; i < p.length; i++) {
                p[i] *= range.high() - range.low();
            }
        };
        return new Tone(call, frames, rule, (x, p, q) -> range.clip(x + p), (x, p, q) -> range.slope(x + p));
    }

    /** Keras takes the upper bounds of 255, and the lower ones as they are. */
    private Change solarization(ValueRange range) {
        float[] addition = bounds("addition_factor", 0, 1, 0);
        float[] threshold = bounds("threshold_factor", 0, 1, 0);
        ValueRange bytes = ValueRange.BYTES;
        return new Tone(
                call,
                frames,
                (drawing, p, q) -> {
                    drawing.uniform(p, addition[0], addition[1] * 255);
                    drawing.uniform(q, threshold[0], threshold[1] * 255);
                },
                (x, p, q) -> {
                    float value = bytes.clip(range.toBytes(x) + p);
                    return range.fromBytes(value < q ? value : 255 - value);
                },
                (x, p, q) -> {
                    float value = range.toBytes(x) + p;
                    return bytes.slope(value) * (bytes.clip(value) < q ? 1 : -1);
                });
    }

    /** Leaves some of the upper bits. */
    private Change posterization(float[] factor, ValueRange range) {
        int least = (int) factor[0];
        int more = (int) factor[1] - least;
        return new Tone(
                call,
                frames,
                (drawing, p, q) -> {
                    for (int i = 0; i < p.length; i++) {
                        p[i] = least + (more == 0 ? 0 : drawing.below(more));
                    }
                },
                (x, p, q) -> range.fromBytes((int) range.toBytes(x) & 0xFF & -(1 << (8 - (int) p))),
                (x, p, q) -> 0);
    }

    private Change hue(float[] factor) {
        Blend.Rule rule = (drawing, f) -> {
            drawing.signs(f);
            for (int i = 0; i < f.length; i++) {
                f[i] *= drawing.uniform(factor[0], factor[1]) * 0.5f;
            }
        };
        return new Hues(call, frames.coloured(kind.className(), false), false, ValueRange.read(config), rule);
    }

    /** Keras lets its layers inside think that channels come last, whatever its own option says. */
    private Change jitter() {
        Map<String, Kind> kinds = Map.of(
                "brightness_factor", Kind.RANDOM_BRIGHTNESS,
                "contrast_factor", Kind.RANDOM_CONTRAST,
                "saturation_factor", Kind.RANDOM_SATURATION,
                "hue_factor", Kind.RANDOM_HUE);
        List<Change> changes = new ArrayList<>();
        for (String key : List.of("brightness_factor", "contrast_factor", "saturation_factor", "hue_factor")) {
            Kind inner = kinds.get(key);
            if (inner != null && config.has(key)) {
                Config of = config(inner, Value.fields("factor", config.value(key), "value_range", range()));
                changes.add(new Augmentation(room, inner, of, false).change());
            }
        }
        return Chain.of(room, changes);
    }

    private Value range() {
        return ValueRange.read(config).config();
    }

    private Change erasing() {
        Value given = config.value("fill_value");
        boolean one = given instanceof Value.Real || given instanceof Value.Int;
        List<Double> values = one ? List.of(config.real("fill_value", 0)) : config.reals("fill_value");
        float[] fill = new float[values == null ? 0 : values.size()];
        for (int i = 0; values != null && i < fill.length; i++) {
            fill[i] = values.get(i).floatValue();
        }
        if (fill.length > 1 && (fill.length != 3 || call.input().shape().last() != 3)) {
            throw config.error("fill_value", "expected a number, or three for a last axis of 3, found " + given);
        }
        float[] chance = bounds("factor", 0, 1, 1);
        float[] scale = config.has("scale") ? bounds("scale", 0, 1, 0) : new float[] {0.02f, 0.33f};
        return new Erasing(call, room.draws(), frames, scale, chance, fill, ValueRange.read(config));
    }

    private Change elastic() {
        float[] chance = bounds("factor", 0, 1, 1);
        float[] scale = bounds("scale", 0, 1, 1);
        if (chance[1] == 0 || scale[1] == 0) {
            return Chain.of(room, List.of());
        }
        FillMode fill = FillMode.read(config, FillMode.REFLECT);
        float value = (float) config.real("fill_value", 0);
        ValueRange range = ValueRange.read(config);
        Change clip =
                new Tone(call, frames, (drawing, p, q) -> {}, (x, p, q) -> range.clip(x), (x, p, q) -> range.slope(x));
        return Chain.of(
                room,
                List.of(
                        new Elastic(call, room.draws(), frames, Motions.bilinear(config), fill, value, scale, chance),
                        clip));
    }

    /** A layer inside RandAugment or AugMix, with the options that these give it. */
    private Change strong(Kind inner, float[] factor) {
        Value both = Value.of(List.of(factor[0], factor[1]));
        Value way = Value.of(config.text("interpolation", "bilinear"));
        return switch (inner) {
            case RANDOM_SHEAR -> inner(inner, "x_factor", both, "y_factor", both, "interpolation", way);
            case RANDOM_TRANSLATION -> inner(inner, "height_factor", both, "width_factor", both, "interpolation", way);
            case RANDOM_ROTATION -> inner(inner, "factor", both, "interpolation", way);
            case SOLARIZATION ->
                inner(inner, "addition_factor", both, "threshold_factor", both, "value_range", range());
            case RANDOM_POSTERIZATION ->
                inner(inner, "factor", Math.max(1, (int) (8 * factor[1])), "value_range", range());
            case EQUALIZATION -> inner(inner, "value_range", range());
            default -> inner(inner, "factor", both, "value_range", range());
        };
    }

    private Change autoContrast() {
        return new Stretching(call, Frames.of(kind.className(), call.input().shape(), false), sorted());
    }

    private Change randAugment() {
        float[] factor = bounds("factor", 0, 1, 0.5);
        List<Change> changes = new ArrayList<>();
        RAND_AUGMENT.forEach(inner -> changes.add(strong(inner, factor)));
        changes.add(autoContrast());
        changes.add(strong(Kind.EQUALIZATION, factor));
        Change[] all = changes.toArray(new Change[0]);
        int[] picks = new int[count("num_ops", 0, 2)];
        return new Chain(room, picks.length, (drawing, chain) -> {
            for (int i = 0; i < picks.length; i++) {
                picks[i] = drawing.below(all.length);
            }
            for (Change change : all) {
                change.draw(drawing);
            }
            for (int pick : picks) {
                chain.add(all[pick]);
            }
        });
    }

    private Change augMix() {
        float[] factor = bounds("factor", 0, 1, 0.3);
        List<Change> chains = new ArrayList<>();
        for (int k = count("num_chains", 0, 3); k > 0; k--) {
            Change[][] links = new Change[count("chain_depth", 0, 3)][];
            for (int i = 0; i < links.length; i++) {
                links[i] = link(factor, config.flag("all_ops", true));
            }
            chains.add(new Chain(room, links.length, (drawing, chain) -> {
                for (Change[] link : links) {
                    int pick = drawing.below(link.length + 1);
                    if (pick < link.length) {
                        link[pick].draw(drawing);
                        chain.add(link[pick]);
                    }
                }
            }));
        }
        return new ChainMixture(room, chains, alpha(1), ValueRange.read(config));
    }

    /** What a link of a chain is chosen from. */
    private Change[] link(float[] factor, boolean colours) {
        List<Change> changes = new ArrayList<>();
        AUG_MIX.forEach(inner -> changes.add(strong(inner, factor)));
        changes.add(autoContrast());
        changes.add(strong(Kind.EQUALIZATION, factor));
        if (colours) {
            AUG_MIX_COLOURS.forEach(inner -> changes.add(strong(inner, factor)));
        }
        return changes.toArray(new Change[0]);
    }

    private Change cutMix(float[] factor) {
        if (call.input().shape().rank() == 3) {
            return Chain.of(room, List.of());
        }
        return new Mixing(call, frames, true, (drawing, sides, boxes, other) -> {
            drawing.betas(sides, drawing.uniform(factor[0], factor[1]) + 1e-6f);
            for (int i = 0; i < sides.length; i++) {
                sides[i] = (float) Math.sqrt(1 - sides[i]);
            }
            boxes.draw(drawing, sides, sides);
            drawing.shuffle(other);
        });
    }
}
