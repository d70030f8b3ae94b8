package io.keratin.core.optimizers;

import io.keratin.core.constraints.Constraint;
import io.keratin.core.optimizers.schedules.Schedule;
import io.keratin.core.tensor.LookUps;
import io.keratin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The state of a {@link RuleOptimizer}: what Keras's {@code BaseOptimizer} does around the rule. */
final class RuleState extends OptimizerState {

    private static final int NO_FREQUENCY = 0;

    private final Options options;
    private final Rule rule;
    private final Variable[] variables;
    private final Slot iteration;
    private final @Nullable Slot rate;
    private final List<Slot> all = new ArrayList<>();
    private final float[][] averages;
    private final float[][] accumulated;
    private final float[][][] slots;
    private final float[] scalar = {1};
    private final Constraint.@Nullable Bound[] constraints;
    private final boolean[] decayed;
    private final Rule.Step step = new Rule.Step();
    private final float[][] squares;
    private final List<float[]> copies = new ArrayList<>();

    /** @param tracksAttributes whether Keras finds the scalars that an optimizer keeps beside its slots */
    RuleState(Options options, Rule rule, List<Variable> given, boolean tracksAttributes) {
        this.options = options;
        this.rule = rule;
        variables = given.toArray(new Variable[0]);
        iteration = Slot.counter(options.name() + "/iteration", "int64");
        all.add(iteration);
        rate = options.schedule() == null
                ? Slot.scalar(options.name() + "/learning_rate", (float) options.learningRate())
                : null;
        if (rate != null) {
            all.add(rate);
        }
        averages = options.useEma() ? likeVariables("average") : new float[0][];
        accumulated = options.gradientAccumulationSteps() != null ? likeVariables("gradient_accumulator") : averages;
        slots = ownSlots(tracksAttributes);
        if (rule.scalar() != null && tracksAttributes) {
            all.add(Slot.of(String.valueOf(rule.scalar()), Shape.of(), scalar));
        }
        constraints = new Constraint.Bound[variables.length];
        for (int i = 0; i < variables.length; i++) {
            Constraint constraint = variables[i].constraint();
            constraints[i] = constraint == null ? null : constraint.bind(variables[i].shape());
        }
        squares = new float[variables.length][];
        decayed = new boolean[variables.length];
        List<Pattern> excluded =
                options.excludeFromWeightDecay().stream().map(Pattern::compile).toList();
        for (int i = 0; i < variables.length; i++) {
            String name = rule.decayName(variables[i]);
            decayed[i] = excluded.stream().noneMatch(p -> p.matcher(name).find());
        }
    }

    private String slotPath(Variable v, String suffix) {
        return options.name() + "/" + v.path().replace('/', '_') + "_" + suffix;
    }

    private float[][] likeVariables(String suffix) {
        float[][] made = new float[variables.length][];
        for (int i = 0; i < made.length; i++) {
            made[i] = new float[variables[i].value().length];
            all.add(Slot.of(slotPath(variables[i], suffix), variables[i].shape(), made[i]));
        }
        return made;
    }

    private float[][][] ownSlots(boolean tracksAttributes) {
        List<List<float[]>> made = new ArrayList<>();
        int groups = 0;
        for (Variable v : variables) {
            made.add(new ArrayList<>());
            groups = rule.slots(v).size();
        }
        for (int group = 0; group < groups; group++) {
            for (int i = 0; i < variables.length; i++) {
                for (Rule.SlotSpec spec : rule.slots(variables[i]).get(group)) {
                    made.get(i).add(ownSlot(variables[i], spec, tracksAttributes));
                }
            }
        }
        return made.stream().map(s -> s.toArray(new float[0][])).toArray(float[][][]::new);
    }

    private float[] ownSlot(Variable v, Rule.SlotSpec spec, boolean tracksAttributes) {
        if (spec.dtype() != null) {
            if (tracksAttributes) {
                all.add(Slot.counter(v.name(), spec.dtype()));
            }
            return new float[0];
        }
        float[] values = new float[spec.shape().length()];
        if (Float.isNaN(spec.initial())) {
            System.arraycopy(v.value(), 0, values, 0, values.length);
            copies.add(values);
        } else {
            Arrays.fill(values, spec.initial());
        }
        String path = spec.suffix() == null ? options.name() + "/" + v.name() : slotPath(v, spec.suffix());
        all.add(Slot.of(path, spec.shape(), values));
        return values;
    }

    @Override
    public void beginInFit() {
        copies.forEach(values -> Arrays.fill(values, 0));
    }

    @Override
    public List<Slot> variables() {
        return List.copyOf(all);
    }

    @Override
    public long iteration() {
        return iteration.count();
    }

    @Override
    public double learningRate() {
        return rate();
    }

    private float rate() {
        Schedule schedule = options.schedule();
        return schedule != null ? schedule.at(iteration.count()) : rate == null ? 0 : rate.values()[0];
    }

    @Override
    public void learningRate(double value) {
        if (rate == null) {
            throw new IllegalStateException("optimizer '" + options.name()
                    + "': the learning rate follows a schedule and cannot be set; use a number as learning_rate");
        }
        rate.values()[0] = (float) value;
    }

    @Override
    public double lossScale() {
        return options.lossScaleFactor() == null ? 1 : options.lossScaleFactor();
    }

    @Override
    public void step() {
        if (options.lossScaleFactor() != null) {
            float scale = options.lossScaleFactor().floatValue();
            for (Variable v : variables) {
                if (v.gradient() != null) {
                    divide(v.gradient(), scale);
                }
                if (v.lookUps() != null) {
                    v.lookUps().scale(1 / scale);
                }
            }
        }
        Integer steps = options.gradientAccumulationSteps();
        if (steps == null) {
            update();
        } else if ((iteration.count() + 1) % steps == 0) {
            for (int i = 0; i < variables.length; i++) {
                float[] g = variables[i].gradient();
                if (g != null) {
                    add(g, accumulated[i]);
                    divide(g, steps);
                }
                toMatrix(variables[i]);
            }
            update();
            for (float[] a : accumulated) {
                Arrays.fill(a, 0f);
            }
        } else {
            for (int i = 0; i < variables.length; i++) {
                float[] g = variables[i].gradient();
                if (g != null) {
                    add(accumulated[i], g);
                }
            }
        }
        average();
        for (int i = 0; i < variables.length; i++) {
            Constraint.Bound constraint = constraints[i];
            if (constraint != null && variables[i].gradient() != null) {
                constraint.apply(variables[i].value());
            }
        }
        iteration.count(iteration.count() + 1);
    }

    /** Steps that changed something; a batch that only adds to the gradients is none. */
    private long updates() {
        Integer steps = options.gradientAccumulationSteps();
        return steps == null ? iteration.count() : iteration.count() / steps;
    }

    private void update() {
        clip();
        step.rate = rate();
        step.number = updates() + 1;
        step.scheduled = rate == null;
        for (int i = 0; i < variables.length; i++) {
            Double decay = rule.weightDecay(variables[i], options.weightDecay());
            if (decay != null && decayed[i] && variables[i].gradient() != null) {
                decay(variables[i].value(), decay.floatValue(), step.rate);
            }
        }
        rule.begin(step, scalar);
        for (int i = 0; i < variables.length; i++) {
            float[] g = variables[i].gradient();
            if (g != null) {
                step.squares = squares(i);
                rule.update(variables[i], g, slots[i], step);
            }
        }
    }

    /** The sums of the squares of look-ups; null where they do not make up the gradient. */
    private float @Nullable [] squares(int variable) {
        LookUps sparse = variables[variable].sparse();
        if (sparse == null) {
            return null;
        }
        if (squares[variable] == null) {
            squares[variable] = new float[variables[variable].value().length];
        }
        sparse.squares(squares[variable]);
        return squares[variable];
    }

    private static void toMatrix(Variable variable) {
        if (variable.lookUps() != null) {
            variable.lookUps().addToMatrix();
        }
    }

    private static double norm2(Variable variable, float[] gradient) {
        LookUps sparse = variable.sparse();
        return sparse == null ? squares(gradient) : sparse.squares();
    }

    private void clip() {
        float ofEach = limit(options.clipnorm());
        float ofAll = limit(options.globalClipnorm());
        float ofValue = limit(options.clipvalue());
        if (ofEach > 0) {
            for (Variable v : variables) {
                if (v.gradient() != null) {
                    float norm = (float) Math.sqrt(norm2(v, v.gradient()));
                    scale(v.gradient(), ofEach, Math.max(norm, ofEach));
                    if (v.lookUps() != null) {
                        v.lookUps().scale(ofEach / Math.max(norm, ofEach));
                    }
                }
            }
        } else if (ofAll > 0) {
            double squares = 0;
            for (Variable v : variables) {
                squares += v.gradient() == null ? 0 : norm2(v, v.gradient());
            }
            float norm = (float) Math.sqrt(squares);
            // as in Keras, a norm that is not finite makes all gradients NaN
            float factor = Float.isFinite(norm) ? ofAll * Math.min(1 / norm, 1 / ofAll) : Float.NaN;
            for (Variable v : variables) {
                if (v.gradient() != null) {
                    scale(v.gradient(), factor, 1);
                    toMatrix(v);
                }
            }
        } else if (ofValue > 0) {
            for (Variable v : variables) {
                LookUps sparse = v.sparse();
                if (v.gradient() != null && sparse != null) {
                    sparse.clip(ofValue, v.gradient());
                } else if (v.gradient() != null) {
                    clip(v.gradient(), ofValue);
                }
            }
        }
    }

    /** A limit that is not set or not positive limits nothing: 0. */
    private static float limit(@Nullable Double given) {
        return given == null ? 0 : Math.max(0, given.floatValue());
    }

    private void average() {
        if (!options.useEma()) {
            return;
        }
        float momentum = updates() == 0 ? 0 : (float) options.emaMomentum();
        for (int i = 0; i < variables.length; i++) {
            average(averages[i], variables[i].value(), momentum);
        }
        Integer every = options.emaOverwriteFrequency();
        int frequency = every == null ? NO_FREQUENCY : every;
        if (frequency != NO_FREQUENCY && (updates() + 1) % frequency == 0) {
            finalizeVariables();
        }
    }

    @Override
    public void finalizeVariables() {
        for (int i = 0; i < averages.length; i++) {
            System.arraycopy(averages[i], 0, variables[i].value(), 0, averages[i].length);
        }
    }

    @Override
    public boolean hasAverages() {
        return options.useEma();
    }

    @Override
    public void holdAverages() {
        for (int i = 0; i < averages.length; i++) {
            System.arraycopy(variables[i].value(), 0, averages[i], 0, averages[i].length);
        }
    }

    @Override
    public String name() {
        return options.name();
    }

    @Override
    public void swapAverages() {
        for (int i = 0; i < averages.length; i++) {
            float[] a = averages[i];
            float[] v = variables[i].value();
            for (int k = 0; k < a.length; k++) {
                float kept = a[k];
                a[k] = v[k];
                v[k] = kept;
            }
        }
    }

    private static void divide(float[] g, float by) {
        for (int i = 0; i < g.length; i++) {
            g[i] /= by;
        }
    }

    private static void add(float[] to, float[] g) {
        for (int i = 0; i < to.length; i++) {
            to[i] += g[i];
        }
    }

    private static void decay(float[] w, float decay, float rate) {
        for (int i = 0; i < w.length; i++) {
            w[i] -= w[i] * decay * rate;
        }
    }

    private static void scale(float[] g, float factor, float divisor) {
        for (int i = 0; i < g.length; i++) {
            g[i] = g[i] * factor / divisor;
        }
    }

    private static void clip(float[] g, float largest) {
        for (int i = 0; i < g.length; i++) {
            g[i] = Math.max(-largest, Math.min(largest, g[i]));
        }
    }

    private static void average(float[] a, float[] w, float momentum) {
        float rest = 1 - momentum;
        for (int i = 0; i < a.length; i++) {
            a[i] = momentum * a[i] + rest * w[i];
        }
    }

    static double squares(float[] x) {
        double sum = 0;
        for (float v : x) {
            sum += (double) v * v;
        }
        return sum;
    }
}
