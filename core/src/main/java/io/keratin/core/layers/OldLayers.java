package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.layers.LearntCurve.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The layers of Keras 1 and 2 that no later Keras has. They are known only while a file of that time is opened. */
final class OldLayers {

    /** Options of their layers with kernels that matter only in training. */
    static final Set<String> TRAINING_OPTIONS = Set.of(
            "kernel_initializer",
            "kernel_regularizer",
            "bias_regularizer",
            "activity_regularizer",
            "kernel_constraint",
            "bias_constraint");

    private OldLayers() {}

    /** A registry with them added, except those that the user brings. */
    static LayerRegistry addTo(LayerRegistry registry) {
        LayerRegistry all = with(registry, "Highway", Highway::fromConfig);
        all = with(all, "MaxoutDense", MaxoutDense::fromConfig);
        all = with(all, LayerRegistry.TIME_MAJOR, TimeMajor::fromConfig);
        for (Kind kind : Kind.values()) {
            all = with(all, kind.className(), (config, inner) -> curve(kind, config));
        }
        return all;
    }

    private static LayerRegistry with(LayerRegistry registry, String className, LayerRegistry.Factory factory) {
        return registry.knows(className) ? registry : registry.with(className, factory);
    }

    private static LearntCurve curve(Kind kind, Config config) {
        for (String training : List.of(
                "alpha_init", "beta_init", "t_left_init", "a_left_init", "t_right_init", "a_right_init", "weights")) {
            config.value(training);
        }
        int[] axes = config.integers("shared_axes");
        return new LearntCurve(
                kind, axes == null ? List.of() : Arrays.stream(axes).boxed().toList());
    }
}
