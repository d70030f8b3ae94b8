package io.keratin.core.optimizers;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.keratin.core.losses.BoundLoss;
import io.keratin.core.losses.Loss;
import io.keratin.core.losses.Losses;
import io.keratin.core.tensor.Shape;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Steps of optimizers and losses allocate nothing once warm. */
class StepAllocationTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int CALLS = 50;

    /** The fewest bytes that {@link #CALLS} calls took, until they take none. */
    private static long leastAllocated(Runnable call) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (least > 0 && System.nanoTime() < end) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < CALLS; i++) {
                call.run();
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }

    private static Variable variable(String path, int... shape) {
        int size = (int) Shape.of(shape).size();
        return new Variable(path, Shape.of(shape), new float[size], new float[size]);
    }

    @Test
    void steps_of_all_optimizers() {
        for (String name : Optimizers.keras().names()) {
            if (name.startsWith("Multi")
                    || name.startsWith("multi")
                    || name.startsWith("Loss")
                    || name.startsWith("loss")) {
                continue;
            }
            Optimizer plain = Optimizers.get(name);
            Optimizer full = plain.withOptions(plain.options()
                    .withEma(0.9, 3)
                    .withGradientAccumulationSteps(2)
                    .withGlobalClipnorm(1.0)
                    .withWeightDecay(0.1));
            for (Optimizer o : List.of(plain, full, new LossScaleOptimizer(full))) {
                List<Variable> variables = List.of(variable("dense/kernel", 8, 6), variable("dense/bias", 6));
                OptimizerState state = o.build(variables);
                long least = leastAllocated(() -> {
                    for (int i = 0; i < variables.size(); i++) {
                        float[] gradient = variables.get(i).gradient();
                        if (gradient != null) {
                            Arrays.fill(gradient, 0.5f);
                        }
                    }
                    state.step();
                });
                assertThat(least).as(name).isZero();
            }
        }
    }

    @Test
    void values_and_gradients_of_losses() {
        for (String name :
                List.of("mse", "bce", "categorical_crossentropy", "sparse_categorical_crossentropy", "hinge")) {
            Loss loss = Losses.get(name);
            boolean sparse = name.startsWith("sparse");
            Shape p = Shape.of(4, 3);
            Shape t = sparse ? Shape.of(4) : p;
            BoundLoss bound = loss.bind(t, p, Shape.of(4), null);
            float[] yTrue = new float[(int) t.size()];
            float[] yPred = new float[12];
            Arrays.fill(yPred, 0.25f);
            float[] weights = new float[4];
            float[] gradient = new float[12];
            long least = leastAllocated(() -> {
                bound.value(yTrue, yPred, weights, null);
                bound.gradient(gradient, 1);
            });
            assertThat(least).as(name).isZero();
        }
    }
}
