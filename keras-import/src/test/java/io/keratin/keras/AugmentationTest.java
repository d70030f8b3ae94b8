package io.keratin.keras;

import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.Model;
import io.keratin.core.config.Value;
import io.keratin.core.graph.Plan;
import io.keratin.core.graph.StateBank;
import io.keratin.core.kernels.PortableKernels;
import io.keratin.core.layers.Binding;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Tensor;
import io.keratin.core.threads.Team;
import io.keratin.core.training.TrainedWeights;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Images changed at random against what the real Keras makes of the same random numbers ({@code fixtures/augmentation}). */
class AugmentationTest {

    /** Relative to the largest value of an array. */
    private static final double TOLERANCE = 1e-5;

    /** Keras solves eight equations in float32 there. */
    private static final double SOLVED = 1e-4;

    @TestFactory
    Stream<DynamicTest> as_keras_changes_images() throws IOException {
        return PackedCases.read("augmentation").stream().map(c -> DynamicTest.dynamicTest(c.name(), () -> check(c)));
    }

    private static void check(PackedCases.Case c) throws IOException {
        long seed = ((Value.Int) c.field("seed")).number();
        Pass pass = new Pass(c, new Team(1));
        double tolerance = c.name().startsWith("RandomPerspective") ? SOLVED : TOLERANCE;
        float[] y = pass.forward(seed);
        PackedCases.assertClose("y", y, c.array("y0").values(), tolerance);
        float[] expected = c.values("gx0");
        float[] dx = pass.backward(c.values("c0"));
        if (expected != null) {
            PackedCases.assertClose("dx", dx, expected, tolerance);
        }
        assertThat(pass.forward(seed)).as("the same pass again").containsExactly(y);
        assertThat(new Pass(c, new Team(3)).forward(seed))
                .as("with three threads")
                .containsExactly(y);
    }

    /** A model of one layer, laid out for training. */
    private static final class Pass {

        private final Plan plan;
        private final Tensor input;

        Pass(PackedCases.Case c, Team team) throws IOException {
            Model model = c.model();
            TrainedWeights weights = new TrainedWeights(model.spec(), model.inputShapes(), model.parameters());
            plan = Plan.training(
                    new Binding(model.inputShapes(), weights.live(), PortableKernels.INSTANCE).bind(model.spec()),
                    List.of(DType.FLOAT32),
                    List.of(c.array("x0").shape()),
                    new StateBank(),
                    team,
                    true);
            input = plan.inputs().get(0);
            System.arraycopy(c.array("x0").values(), 0, input.floats(), 0, input.size());
        }

        float[] forward(long seed) {
            plan.run(seed, 1);
            return plan.output().toFloats();
        }

        float[] backward(float @Nullable [] by) {
            float[] dy = Objects.requireNonNull(plan.gradient(plan.output()));
            for (int i = 0; by != null && i < by.length; i++) {
                dy[i] += by[i];
            }
            plan.backward(1);
            return Objects.requireNonNull(plan.gradient(input)).clone();
        }
    }
}
