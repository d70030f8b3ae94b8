package io.keratin.core.optimizers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Registry;
import io.keratin.core.config.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Keras's optimizers by name: class names, in any case as in Keras all lower. */
public final class Optimizers {

    private static final Registry<Optimizer> KERAS = table();

    private Optimizers() {}

    private static Registry<Optimizer> table() {
        Map<String, Function<Config, Optimizer>> t = new LinkedHashMap<>();
        t.put("SGD", Sgd::fromConfig);
        t.put("Adam", Adam::fromConfig);
        t.put("AdamW", AdamW::fromConfig);
        t.put("Adamax", Adamax::fromConfig);
        t.put("Nadam", Nadam::fromConfig);
        t.put("RMSprop", RmsProp::fromConfig);
        t.put("Adagrad", Adagrad::fromConfig);
        t.put("Adadelta", Adadelta::fromConfig);
        t.put("Adafactor", Adafactor::fromConfig);
        t.put("Ftrl", Ftrl::fromConfig);
        t.put("Lion", Lion::fromConfig);
        t.put("Lamb", Lamb::fromConfig);
        t.put("Muon", Muon::fromConfig);
        t.put("ScheduleFreeAdamW", ScheduleFreeAdamW::fromConfig);
        t.put("MultiOptimizer", MultiOptimizer::fromConfig);
        t.put("LossScaleOptimizer", LossScaleOptimizer::fromConfig);
        new ArrayList<>(t.entrySet()).forEach(e -> t.put(e.getKey().toLowerCase(Locale.ROOT), e.getValue()));
        return new Registry<>("optimizer", t);
    }

    /** All optimizers that Keratin brings. */
    public static Registry<Optimizer> keras() {
        return KERAS;
    }

    /**
     * The optimizer of a name with Keras's defaults.
     *
     * @throws IllegalArgumentException if the name is unknown; the message has similar ones
     */
    public static Optimizer get(String name) {
        if (name == null) {
            throw new IllegalArgumentException("compile: expected the name of an optimizer, found null");
        }
        return KERAS.get(KERAS.knows(name) ? name : name.toLowerCase(Locale.ROOT));
    }

    /** An optimizer as Keras serialises it. */
    public static Value.Fields entry(Optimizer optimizer) {
        return Registry.entry("keras.optimizers", optimizer.className(), optimizer.config());
    }

    /** A list of strings, empty if it is absent. */
    static List<String> texts(Config config, String key) {
        List<String> out = new ArrayList<>();
        if (config.value(key) instanceof Value.Items items) {
            for (Value item : items.items()) {
                if (!(item instanceof Value.Text text)) {
                    throw config.error(key, "expected strings, found " + item);
                }
                out.add(text.text());
            }
        }
        return out;
    }

    /** base to the power of a step's number, in single precision as Keras takes it. */
    static float power(double base, long number) {
        return (float) Math.pow((float) base, (double) number);
    }

    /** The learning rate of Adam with both corrections for the zeros that means start with. */
    static float adamRate(float rate, long number, double beta1, double beta2) {
        return rate * (float) Math.sqrt(1 - power(beta2, number)) / (1 - power(beta1, number));
    }

    static float adamRate(Rule.Step step, double beta1, double beta2) {
        return adamRate(step.rate, step.number, beta1, beta2);
    }

    /** Adam's step: m and v the means of g and g², w -= rate · m / (√v + eps). */
    static void adam(
            float[] w,
            float[] g,
            float @Nullable [] squares,
            float[] m,
            float[] v,
            float rate,
            float rest1,
            float rest2,
            float eps) {
        for (int i = 0; i < w.length; i++) {
            m[i] += (g[i] - m[i]) * rest1;
            v[i] += (Rule.Step.square(squares, g, i) - v[i]) * rest2;
            w[i] -= m[i] * rate / ((float) Math.sqrt(v[i]) + eps);
        }
    }
}
