package io.keratin.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keratin.core.config.Value;
import io.keratin.core.constraints.Constraint;
import io.keratin.core.constraints.Constraints;
import io.keratin.core.optimizers.Optimizer;
import io.keratin.core.optimizers.OptimizerState;
import io.keratin.core.optimizers.Optimizers;
import io.keratin.core.optimizers.Options;
import io.keratin.core.optimizers.RuleOptimizer;
import io.keratin.core.optimizers.Sgd;
import io.keratin.core.optimizers.Slot;
import io.keratin.core.optimizers.Variable;
import io.keratin.core.optimizers.schedules.CosineDecay;
import io.keratin.core.optimizers.schedules.Schedule;
import io.keratin.core.optimizers.schedules.Schedules;
import io.keratin.core.tensor.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Optimizers and schedules against the real Keras, step by step ({@code fixtures/optimizers}). */
class OptimizerFixtureTest {

    /** Relative to the largest number of the array: single precision in another order of sums. */
    private static final double TOLERANCE = 1e-6;

    /** Products of matrices in single precision, five times one after another. */
    private static final double TOLERANCE_MUON = 1e-5;

    private static List<PackedCases.Case> cases() throws IOException {
        return PackedCases.read("optimizers");
    }

    private static Optimizer optimizer(PackedCases.Case c) {
        Optimizer o = Optimizers.keras().read(c.field("optimizer"), c.name());
        return c.fields().get("exclude") == null
                ? o
                : o.withOptions(o.options().withoutWeightDecayOf(texts(c.field("exclude"))));
    }

    private static List<String> texts(Value items) {
        return ((Value.Items) items)
                .items().stream().map(v -> ((Value.Text) v).text()).toList();
    }

    private static int number(PackedCases.Case c, String key) {
        return c.fields().get(key) instanceof Value.Int i ? (int) i.number() : -1;
    }

    @SuppressWarnings("NullAway") // does not see that an array may be null
    private static List<Variable> variables(PackedCases.Case given, int missing, Value.@Nullable Fields constraints) {
        List<Variable> out = new ArrayList<>();
        List<String> paths = texts(given.field("paths"));
        float[] all = given.array("w").values();
        int at = 0;
        for (Value dims : ((Value.Items) given.field("shapes")).items()) {
            Shape shape = Shape.of(((Value.Items) dims)
                    .items().stream()
                            .mapToInt(d -> (int) ((Value.Int) d).number())
                            .toArray());
            int end = at + (int) shape.size();
            float[] gradient = out.size() == missing ? null : new float[end - at];
            Value entry = constraints == null ? null : constraints.get(paths.get(out.size()));
            Constraint constraint = entry == null ? null : Constraints.keras().read(entry, "constraint");
            out.add(new Variable(
                    paths.get(out.size()), shape, Arrays.copyOfRange(all, at, end), gradient, constraint, null));
            at = end;
        }
        return out;
    }

    private static float[] flat(List<float[]> arrays) {
        float[] out = new float[arrays.stream().mapToInt(a -> a.length).sum()];
        int at = 0;
        for (float[] a : arrays) {
            System.arraycopy(a, 0, out, at, a.length);
            at += a.length;
        }
        return out;
    }

    @TestFactory
    Stream<DynamicTest> as_keras_steps() throws IOException {
        PackedCases.Case given = cases().get(0);
        return cases().stream().skip(1).map(c -> DynamicTest.dynamicTest(c.name(), () -> check(given, c)));
    }

    private static void check(PackedCases.Case given, PackedCases.Case c) {
        double tolerance = c.name().startsWith("muon") ? TOLERANCE_MUON : TOLERANCE;
        Optimizer optimizer = optimizer(c);
        List<Variable> variables =
                variables(given, number(c, "missing"), (Value.Fields) c.fields().get("constraints"));
        OptimizerState state = optimizer.build(variables);
        float[] gradients = given.array("g").values();
        float[] weights = c.array("w").values();
        int size = given.array("w").values().length;
        for (int step = 0; step * size < weights.length; step++) {
            int at = step * size;
            for (Variable v : variables) {
                if (v.gradient() != null) {
                    System.arraycopy(gradients, at, v.gradient(), 0, v.gradient().length);
                    if (step == number(c, "infinite") && v.path().equals("dense/kernel")) {
                        Arrays.fill(v.gradient(), Float.POSITIVE_INFINITY);
                    }
                }
                at += v.value().length;
            }
            state.step();
            PackedCases.assertClose(
                    "weights after step " + step,
                    flat(variables.stream().map(Variable::value).toList()),
                    Arrays.copyOfRange(weights, step * size, (step + 1) * size),
                    tolerance);
        }
        List<Slot> slots = state.variables();
        assertThat(slots.stream().map(Slot::path)).isEqualTo(texts(c.field("slot_paths")));
        assertThat(slots.stream().map(Slot::dtype)).isEqualTo(texts(c.field("slot_dtypes")));
        float[] expected = c.array("slots").values();
        int at = 0;
        for (Slot s : slots) {
            float[] actual = s.isCounter() ? new float[] {s.count()} : s.values();
            PackedCases.assertClose(s.path(), actual, Arrays.copyOfRange(expected, at, at + actual.length), tolerance);
            at += actual.length;
        }
        assertThat(at).isEqualTo(expected.length);
        if (c.values("finalized") != null) {
            state.finalizeVariables();
            PackedCases.assertClose(
                    "averages",
                    flat(variables.stream().map(Variable::value).toList()),
                    c.array("finalized").values(),
                    tolerance);
        }
        if (c.values("rates") != null) {
            Schedule schedule = Objects.requireNonNull(optimizer.options().schedule());
            float[] rates = new float[20];
            for (int i = 0; i < rates.length; i++) {
                rates[i] = schedule.at(i);
            }
            PackedCases.assertClose("rates", rates, c.array("rates").values(), tolerance);
        }
    }

    @Test
    void every_optimizer_has_a_case_and_gives_its_configuration_back() throws IOException {
        Set<String> seen = new TreeSet<>();
        Set<String> schedules = new TreeSet<>();
        for (PackedCases.Case c : cases().subList(1, cases().size())) {
            Optimizer o = Optimizers.keras().read(c.field("optimizer"), c.name());
            seen.add(o.className());
            if (o.options().schedule() != null) {
                schedules.add(o.options().schedule().className());
            }
            assertThat(plain(Optimizers.entry(o))).isEqualTo(plain(c.field("optimizer")));
            assertThat(Optimizers.keras().read(Optimizers.entry(o), "")).isEqualTo(o);
        }
        assertThat(seen).hasSize(16);
        assertThat(schedules).isEqualTo(Schedules.keras().names()).hasSize(6);
    }

    /** Python writes an integer where one was given for a number. */
    private static String plain(Value entry) {
        return entry.toString().replaceAll("\\.0(?=[,}\\]])", "");
    }

    @Test
    void a_state_that_is_copied_slot_by_slot_goes_on_to_the_bit() throws IOException {
        PackedCases.Case given = cases().get(0);
        for (String name : Optimizers.keras().names()) {
            if (!name.equals(name.toLowerCase(java.util.Locale.ROOT))
                    || name.startsWith("multi")
                    || name.startsWith("loss")) {
                continue;
            }
            Optimizer optimizer = Optimizers.get(name);
            assertThat(optimizer).isInstanceOf(RuleOptimizer.class);
            List<Variable> straight = variables(given, -1, null);
            OptimizerState one = optimizer.build(straight);
            run(given, one, straight, 0, 2);
            List<Variable> resumed = variables(given, -1, null);
            OptimizerState two = optimizer.build(resumed);
            for (int i = 0; i < straight.size(); i++) {
                float[] w = straight.get(i).value();
                System.arraycopy(w, 0, resumed.get(i).value(), 0, w.length);
            }
            for (int i = 0; i < one.variables().size(); i++) {
                Slot from = one.variables().get(i);
                Slot to = two.variables().get(i);
                System.arraycopy(from.values(), 0, to.values(), 0, from.values().length);
                if (from.isCounter()) {
                    to.count(from.count());
                }
            }
            run(given, one, straight, 2, 5);
            run(given, two, resumed, 2, 5);
            for (int i = 0; i < straight.size(); i++) {
                assertThat(resumed.get(i).value())
                        .as(name)
                        .isEqualTo(straight.get(i).value());
            }
        }
    }

    private static void run(PackedCases.Case given, OptimizerState state, List<Variable> variables, int from, int to) {
        float[] gradients = given.array("g").values();
        int at = from * given.array("w").values().length;
        for (int step = from; step < to; step++) {
            for (Variable v : variables) {
                System.arraycopy(gradients, at, Objects.requireNonNull(v.gradient()), 0, v.value().length);
                at += v.value().length;
            }
            state.step();
        }
    }

    @Test
    void what_keras_refuses_is_refused_with_one_sentence() {
        Options o = Options.of("sgd", 0.1);
        assertThatThrownBy(() -> Optimizers.get("adamm"))
                .hasMessageContaining("unknown optimizer 'adamm'")
                .hasMessageContaining("adam");
        assertThatThrownBy(() -> o.withClipnorm(1.0).withClipvalue(1.0))
                .hasMessageContaining("only one of clipnorm, clipvalue and global_clipnorm can be set");
        assertThatThrownBy(() -> o.withGradientAccumulationSteps(1)).hasMessageContaining("at least 2, got 1");
        assertThatThrownBy(() -> o.withEma(1.5, null))
                .hasMessageContaining("ema_momentum must be from 0 to 1, got 1.5");
        assertThatThrownBy(() -> new Sgd(2, false, o)).hasMessageContaining("momentum must be from 0 to 1, got 2.0");
        assertThatThrownBy(() -> Optimizers.keras()
                        .read(
                                Value.fields("class_name", "Adam", "config", Value.fields("beta", 0.9)),
                                "optimizer_config"))
                .hasMessageContaining("optimizer_config: Adam has options that are not understood")
                .hasMessageContaining("beta");
        Value decay = Value.fields("class_name", "ExponentialDecay", "config", Value.fields("decay_steps", 0));
        assertThatThrownBy(() -> Schedules.keras().read(decay, "schedule"))
                .hasMessageContaining("initial_learning_rate: expected a number, found nothing");
        Schedule half = new CosineDecay(0.5, 10, 0, null, 0, "half");
        OptimizerState scheduled = new Sgd(0, false, o.withSchedule(half)).build(List.of());
        assertThatThrownBy(() -> scheduled.learningRate(1)).hasMessageContaining("follows a schedule");
    }
}
