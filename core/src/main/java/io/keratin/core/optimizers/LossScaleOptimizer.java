package io.keratin.core.optimizers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.tensor.Finite;
import io.keratin.core.tensor.LookUps;
import java.util.ArrayList;
import java.util.List;

/**
 * Multiplies losses so that small gradients survive half precision: halves the scale when a gradient is not finite, and
 * skips that step; doubles it after {@code dynamicGrowthSteps} good ones.
 *
 * @param inner what steps
 * @param initialScale the first scale
 * @param dynamicGrowthSteps good steps between two doublings
 * @param options only the name counts
 */
public record LossScaleOptimizer(Optimizer inner, double initialScale, int dynamicGrowthSteps, Options options)
        implements Optimizer {

    private static final String NAME = "loss_scale_optimizer";

    /** Keras does not scale twice. */
    public LossScaleOptimizer {
        inner = inner.withOptions(inner.options().withLossScaleFactor(null));
    }

    /** With Keras's defaults. */
    public LossScaleOptimizer(Optimizer inner) {
        this(inner, 32768, 2000, Options.of(NAME, 0));
    }

    static LossScaleOptimizer fromConfig(Config config) {
        Value inner = config.value("inner_optimizer");
        if (inner == null) {
            throw new IllegalArgumentException("optimizer '" + NAME + "': needs an inner_optimizer");
        }
        return new LossScaleOptimizer(
                Optimizers.keras().read(inner, config.path() + ".inner_optimizer"),
                config.real("initial_scale", 32768),
                config.integer("dynamic_growth_steps", 2000),
                Options.of(config.text("name", NAME), 0));
    }

    @Override
    public String className() {
        return "LossScaleOptimizer";
    }

    @Override
    public LossScaleOptimizer withOptions(Options other) {
        return new LossScaleOptimizer(inner, initialScale, dynamicGrowthSteps, other);
    }

    @Override
    public Value.Fields config() {
        return Value.fields(
                "name",
                options.name(),
                "inner_optimizer",
                Optimizers.entry(inner),
                "initial_scale",
                initialScale,
                "dynamic_growth_steps",
                dynamicGrowthSteps);
    }

    @Override
    public OptimizerState build(List<Variable> variables) {
        // Keras builds the inner optimizer with its tracking of attributes switched off
        OptimizerState state = inner instanceof RuleOptimizer r
                ? new RuleState(r.options(), r.rule(variables), variables, false)
                : inner.build(variables);
        return new State(state, variables);
    }

    private final class State extends OptimizerState {

        private final OptimizerState state;
        private final List<Variable> variables;
        private final Slot iteration = Slot.counter(options.name() + "/iteration", "int64");
        private final Slot rate = Slot.scalar(options.name() + "/learning_rate", 0);
        private final Slot good = Slot.counter(options.name() + "/step_counter", "int64");
        private final Slot scale = Slot.scalar(options.name() + "/dynamic_scale", (float) initialScale);

        State(OptimizerState state, List<Variable> variables) {
            this.state = state;
            this.variables = variables;
        }

        @Override
        public void step() {
            float[] s = scale.values();
            if (!isFinite()) {
                good.count(0);
                s[0] *= 0.5f;
                return;
            }
            for (int v = 0; v < variables.size(); v++) {
                float[] g = variables.get(v).gradient();
                for (int i = 0; g != null && i < g.length; i++) {
                    g[i] /= s[0];
                }
                LookUps lookUps = variables.get(v).lookUps();
                if (lookUps != null) {
                    lookUps.scale(1 / s[0]);
                }
            }
            state.step();
            boolean grows = good.count() == dynamicGrowthSteps - 1;
            good.count(grows ? 0 : good.count() + 1);
            s[0] *= grows ? 2 : 1;
        }

        private boolean isFinite() {
            for (int v = 0; v < variables.size(); v++) {
                float[] g = variables.get(v).gradient();
                if (g != null && !Finite.areAll(g)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public void beginInFit() {
            state.beginInFit();
        }

        @Override
        public List<Slot> variables() {
            List<Slot> all = new ArrayList<>(List.of(iteration, rate, good, scale));
            all.addAll(state.variables());
            return all;
        }

        @Override
        public long iteration() {
            return state.iteration();
        }

        @Override
        public double learningRate() {
            return state.learningRate();
        }

        @Override
        public void learningRate(double value) {
            state.learningRate(value);
        }

        @Override
        public double lossScale() {
            return scale.values()[0];
        }

        @Override
        public void finalizeVariables() {
            state.finalizeVariables();
        }

        @Override
        public boolean hasAverages() {
            return state.hasAverages();
        }

        @Override
        public void holdAverages() {
            state.holdAverages();
        }

        @Override
        public String name() {
            return options.name();
        }

        @Override
        public void swapAverages() {
            state.swapAverages();
        }
    }
}
