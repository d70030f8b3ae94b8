package io.keratin.core.optimizers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Registry;
import io.keratin.core.config.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Several optimizers, each for the variables whose path is its key or is matched by it as a whole.
 *
 * @param byPath optimizers by path or regular expression, in Keras's order
 * @param otherwise the one for all other variables
 * @param options only the name and the factor of the loss count
 */
public record MultiOptimizer(Map<String, Optimizer> byPath, Optimizer otherwise, Options options) implements Optimizer {

    private static final String NAME = "multi_optimizer";

    /** Refuses what Keras refuses inside; the factor of the loss is handed down. */
    public MultiOptimizer {
        Map<String, Optimizer> copy = new LinkedHashMap<>();
        for (Map.Entry<String, Optimizer> e : byPath.entrySet()) {
            copy.put(e.getKey(), inner(e.getValue(), options));
        }
        byPath = Collections.unmodifiableMap(copy);
        otherwise = inner(otherwise, options);
    }

    private static Optimizer inner(Optimizer optimizer, Options options) {
        Options.check(
                options.name(),
                optimizer instanceof RuleOptimizer,
                "an optimizer inside must have a rule of its own",
                optimizer.className());
        return optimizer.withOptions(optimizer.options().withLossScaleFactor(options.lossScaleFactor()));
    }

    static MultiOptimizer fromConfig(Config config) {
        if (!config.has("optimizer_map")) {
            throw new IllegalArgumentException("optimizer '" + NAME + "': needs an optimizer_map");
        }
        Config map = config.object("optimizer_map").object("config");
        Map<String, Optimizer> byPath = new LinkedHashMap<>();
        if (map.has("optimizer_map")) {
            Config entries = map.object("optimizer_map");
            entries.fields()
                    .fields()
                    .forEach((key, value) ->
                            byPath.put(key, Optimizers.keras().read(value, entries.path() + "." + key)));
        }
        Value otherwise = map.value("default_optimizer");
        if (otherwise == null) {
            throw new IllegalArgumentException("optimizer '" + NAME + "': needs a default_optimizer");
        }
        return new MultiOptimizer(
                byPath,
                Optimizers.keras().read(otherwise, map.path() + ".default_optimizer"),
                Options.of(config.text("name", NAME), 0)
                        .withLossScaleFactor(Options.real(config, "loss_scale_factor")));
    }

    @Override
    public String className() {
        return "MultiOptimizer";
    }

    @Override
    public MultiOptimizer withOptions(Options other) {
        return new MultiOptimizer(byPath, otherwise, other);
    }

    @Override
    public Value.Fields config() {
        Map<String, Value> entries = new LinkedHashMap<>();
        byPath.forEach((key, optimizer) -> entries.put(key, Optimizers.entry(optimizer)));
        Value.Fields map = Value.fields(
                "default_optimizer", Optimizers.entry(otherwise), "optimizer_map", new Value.Fields(entries));
        return Value.fields(
                "optimizer_map", Registry.entry("keras.optimizers", "OptimizerMap", map),
                "loss_scale_factor", options.lossScaleFactor(),
                "name", options.name());
    }

    @Override
    public OptimizerState build(List<Variable> variables) {
        List<Optimizer> optimizers = new ArrayList<>(byPath.values());
        optimizers.add(otherwise);
        List<List<Variable>> shares = new ArrayList<>();
        optimizers.forEach(o -> shares.add(new ArrayList<>()));
        variables.forEach(v -> shares.get(share(v.path())).add(v));
        List<OptimizerState> states = new ArrayList<>();
        for (int i = 0; i < optimizers.size(); i++) {
            Optimizer o = optimizers.get(i);
            states.add(o.build(shares.get(i)));
        }
        return new State(states, shares.stream().map(s -> !s.isEmpty()).toList());
    }

    private int share(String path) {
        List<String> keys = new ArrayList<>(byPath.keySet());
        if (keys.contains(path)) {
            return keys.indexOf(path);
        }
        List<String> matching =
                keys.stream().filter(k -> Pattern.matches(k, path)).toList();
        Options.check(
                options.name(),
                matching.size() <= 1,
                "a variable can have one optimizer, '" + path + "' has several",
                matching);
        return matching.isEmpty() ? keys.size() : keys.indexOf(matching.get(0));
    }

    private final class State extends OptimizerState {

        private final List<OptimizerState> states;
        private final List<Boolean> built;
        private final Slot iteration = Slot.counter(options.name() + "/iteration", "int64");
        private final Slot rate = Slot.scalar(options.name() + "/learning_rate", 0);

        State(List<OptimizerState> states, List<Boolean> built) {
            this.states = states;
            this.built = built;
        }

        @Override
        public void step() {
            for (int i = 0; i < states.size(); i++) {
                if (built.get(i)) {
                    states.get(i).step();
                }
            }
            iteration.count(iteration.count() + 1);
        }

        /** An optimizer without variables is made, but Keras never builds it. */
        @Override
        public List<Slot> variables() {
            List<Slot> all = new ArrayList<>(List.of(iteration, rate));
            for (int i = 0; i < states.size(); i++) {
                List<Slot> inner = states.get(i).variables();
                all.addAll(
                        built.get(i)
                                ? inner
                                : inner.stream()
                                        .filter(s -> s.path().matches(".*/(iteration|learning_rate)"))
                                        .toList());
            }
            return all;
        }

        @Override
        public long iteration() {
            return iteration.count();
        }

        @Override
        public double learningRate() {
            throw several();
        }

        @Override
        public void learningRate(double value) {
            throw several();
        }

        private IllegalStateException several() {
            return new IllegalStateException(
                    "optimizer '" + options.name() + "': has several learning rates; Keras gives and sets none either");
        }

        @Override
        public double lossScale() {
            return options.lossScaleFactor() == null ? 1 : options.lossScaleFactor();
        }

        @Override
        public void beginInFit() {
            states.forEach(OptimizerState::beginInFit);
        }

        @Override
        public void finalizeVariables() {
            states.forEach(OptimizerState::finalizeVariables);
        }

        @Override
        public boolean hasAverages() {
            return states.stream().anyMatch(OptimizerState::hasAverages);
        }

        @Override
        public void holdAverages() {
            states.forEach(OptimizerState::holdAverages);
        }

        @Override
        public String name() {
            return options.name();
        }

        @Override
        public List<OptimizerState> parts() {
            return Collections.unmodifiableList(states);
        }

        @Override
        public void swapAverages() {
            states.forEach(OptimizerState::swapAverages);
        }
    }
}
