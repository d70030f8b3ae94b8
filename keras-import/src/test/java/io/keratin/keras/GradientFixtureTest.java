package io.keratin.keras;

import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.Model;
import io.keratin.core.config.Value;
import io.keratin.core.graph.Plan;
import io.keratin.core.graph.StateBank;
import io.keratin.core.kernels.KernelSelection;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PortableKernels;
import io.keratin.core.layers.Binding;
import io.keratin.core.layers.InputLayer;
import io.keratin.core.layers.ModelSpec;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.Parameters;
import io.keratin.core.layers.WeightSpec;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import io.keratin.core.threads.Team;
import io.keratin.core.training.TrainedWeights;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Gradients of weights and inputs against {@code tf.GradientTape} of the real Keras ({@code fixtures/gradients}). */
class GradientFixtureTest {

    /** Relative to the largest gradient of an array. */
    private static final double TOLERANCE = 1e-5;

    /** Adds the same to all scores of a query, so that its gradient is 0 but for the noise of rounding, in Keras too. */
    private static final String VANISHING = "key_dense/bias";

    private static final Offset<Float> NOISE = Offset.offset(1e-6f);

    @TestFactory
    Stream<DynamicTest> as_keras_computes() throws IOException {
        List<DynamicTest> all = new ArrayList<>();
        try (Stream<Path> groups = Files.list(Fixtures.ROOT.resolve("gradients"))) {
            for (Path group : groups.filter(Files::isDirectory).sorted().toList()) {
                for (PackedCases.Case c : PackedCases.read("gradients/" + group.getFileName())) {
                    all.add(DynamicTest.dynamicTest(c.name(), () -> check(c)));
                }
            }
        }
        assertThat(all).isNotEmpty();
        return all.stream();
    }

    static void check(PackedCases.Case c) throws IOException {
        Run first = new Run(c, KernelSelection.current(), new Team(1));
        first.compare();
        new Run(c, PortableKernels.INSTANCE, new Team(1)).compare();
        for (int threads = 2; threads <= 3; threads++) {
            assertThat(new Run(c, KernelSelection.current(), new Team(threads)).gradients())
                    .as("with %d threads", threads)
                    .isDeepEqualTo(first.gradients());
        }
    }

    /** A pass of a case, forward and back. */
    private static final class Run {

        private final PackedCases.Case c;
        private final TrainedWeights trained;
        private final List<WeightSpec> weights;
        private final Plan plan;
        private final double loss;

        Run(PackedCases.Case c, Kernels kernels, Team team) throws IOException {
            this.c = c;
            byte[] json = KerasModel.toJson(c.field("model")).getBytes(StandardCharsets.UTF_8);
            NamedLayer spec = KerasModel.open(ModelSource.of(json)).spec();
            weights = Model.weights(spec);
            List<float[]> values = new ArrayList<>();
            for (int i = 0; i < weights.size(); i++) {
                PackedCases.Numbers w = c.array("w" + i);
                assertThat(w.shape())
                        .as(weights.get(i).key())
                        .isEqualTo(weights.get(i).shape());
                values.add(w.values());
            }
            List<InputLayer> inputs = ((ModelSpec) spec.spec())
                    .inputs().stream().map(i -> (InputLayer) i.spec()).toList();
            List<Shape> built = inputs.stream().map(InputLayer::shape).toList();
            trained = new TrainedWeights(spec, built, new Parameters(weights, values));
            List<DType> dtypes = inputs.stream().map(InputLayer::dtype).toList();
            List<Shape> shapes = new ArrayList<>();
            for (int i = 0; i < inputs.size(); i++) {
                shapes.add(c.array("x" + i).shape());
            }
            plan = Plan.training(
                    new Binding(built, trained.live(), kernels).bind(spec),
                    dtypes,
                    shapes,
                    new StateBank(),
                    team,
                    true);
            pass();
            compareChanged();
            for (int i = 0; i < values.size(); i++) {
                System.arraycopy(
                        values.get(i), 0, trained.live().get(weights.get(i).key()), 0, values.get(i).length);
            }
            trained.live().changed();
            trained.clearGradients();
            loss = pass(); // the second pass, so that what a pass leaves behind does no harm
        }

        /** A pass changes moving averages and the like, and no other weight. */
        private void compareChanged() {
            for (int i = 0; i < weights.size(); i++) {
                String key = weights.get(i).key();
                float[] keras = c.values("u" + i);
                PackedCases.assertClose(
                        key + " after a pass",
                        trained.live().get(key),
                        keras == null ? c.array("w" + i).values() : keras,
                        TOLERANCE);
            }
        }

        private float[][] gradients() {
            return weights.stream()
                    .map(w -> trained.live().gradient(w.key()))
                    .map(g -> g == null ? new float[0] : g)
                    .toArray(float[][]::new);
        }

        private double pass() {
            for (int i = 0; i < plan.inputs().size(); i++) {
                Tensor to = plan.inputs().get(i);
                float[] x = c.array("x" + i).values();
                for (int j = 0; j < x.length; j++) {
                    if (to.dtype().isInts()) {
                        to.ints()[j] = (int) x[j];
                    } else {
                        to.floats()[j] = x[j];
                    }
                }
            }
            plan.run();
            double sum = plan.penalty() + trained.penalty();
            for (int i = 0; i < plan.outputs().size(); i++) {
                float[] cotangent = c.array("c" + i).values();
                float[] y = plan.outputs().get(i).toFloats();
                assertThat(y).hasSameSizeAs(cotangent);
                float[] dy = plan.gradient(plan.outputs().get(i));
                for (int j = 0; j < y.length; j++) {
                    sum += (double) y[j] * cotangent[j];
                    if (dy != null) {
                        dy[j] += cotangent[j];
                    }
                }
            }
            plan.backward(1);
            trained.addPenaltyGradients(1);
            return sum;
        }

        void compare() {
            double expected = ((Value.Real) c.field("loss")).number();
            assertThat(loss).as("loss").isCloseTo(expected, Offset.offset(1e-4 * (1 + Math.abs(expected))));
            float[][] g = gradients();
            for (int i = 0; i < g.length; i++) {
                if (weights.get(i).key().endsWith(VANISHING)) {
                    assertThat(g[i]).as(weights.get(i).key()).containsExactly(new float[g[i].length], NOISE);
                    continue;
                }
                float[] keras = c.values("g" + i);
                PackedCases.assertClose(
                        weights.get(i).key(), g[i], keras == null ? new float[g[i].length] : keras, TOLERANCE);
            }
            for (int i = 0; i < plan.inputs().size(); i++) {
                Tensor x = plan.inputs().get(i);
                float[] keras = c.values("gx" + i);
                float[] dx = plan.gradient(x);
                if (keras != null || dx != null) {
                    PackedCases.assertClose(
                            "x" + i,
                            dx == null ? new float[x.size()] : dx,
                            keras == null ? new float[x.size()] : keras,
                            TOLERANCE);
                }
            }
        }
    }
}
