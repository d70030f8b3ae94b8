package io.keratin.core.layers;

import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.activations.Activations;
import io.keratin.core.config.Value;
import io.keratin.core.graph.Plan;
import io.keratin.core.graph.StateBank;
import io.keratin.core.kernels.PortableKernels;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import io.keratin.core.threads.Team;
import io.keratin.core.training.TrainedWeights;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Gradients of layers that the Keras of today does not have, or whose draws are our own, against differences of the loss; and of layers
 * large enough to be shared, the same bits for every team.
 */
class LayerGradientTest {

    private static final float STEP = 1 / 64f;

    private static LocallyConnected locally(int implementation, boolean first, Padding padding) {
        Windows windows = Windows.of(List.of(2, 2)).withPadding(padding).withStrides(List.of(1, 2));
        return new LocallyConnected(3, windows, first, implementation, Activations.TANH, true, TrainingOptions.NONE);
    }

    private static ConvLstm convLstm(boolean first, List<Integer> sizes, TrainingOptions dropped) {
        return new ConvLstm(
                2,
                Windows.of(sizes),
                first,
                Activations.TANH,
                Activations.SIGMOID,
                true,
                RnnOptions.DEFAULTS.withReturnSequences(true),
                dropped.with("recurrent_dropout", Value.of(0.25)));
    }

    private static PeepholeLstm peephole(int units, TrainingOptions training) {
        return new PeepholeLstm(new Lstm(
                units,
                Activations.TANH,
                Activations.SIGMOID,
                true,
                RnnOptions.DEFAULTS.withReturnSequences(true),
                training));
    }

    private static Arguments of(LayerSpec layer, Shape... inputs) {
        return Arguments.of(layer, List.of(inputs));
    }

    static Stream<Arguments> own() {
        Shape image = Shape.of(2, 3, 4, 2);
        Shape turned = Shape.of(2, 2, 3, 4);
        Shape steps = Shape.of(2, 5, 4);
        TrainingOptions dropped = TrainingOptions.NONE.with("dropout", Value.of(0.4));
        AttentionCall call = new AttentionCall(0, 1, -1, -1, -1, -1, -1, true, false);
        return Stream.of(
                of(locally(1, false, Padding.VALID), image),
                of(locally(1, true, Padding.VALID), turned),
                of(locally(2, false, Padding.SAME), image),
                of(locally(2, true, Padding.SAME), turned),
                of(locally(3, false, Padding.SAME), image),
                of(locally(3, true, Padding.SAME), turned),
                of(convLstm(false, List.of(3, 2), dropped), Shape.of(3, 3, 4, 3, 2)),
                of(convLstm(true, List.of(3, 2), dropped), Shape.of(3, 3, 2, 4, 3)),
                of(convLstm(true, List.of(3), dropped), Shape.of(2, 3, 2, 5)),
                of(peephole(5, dropped.with("recurrent_dropout", Value.of(0.25))), steps),
                of(new MaxoutDense(3, 2, true, TrainingOptions.NONE), Shape.of(4, 5)),
                of(new Highway(Activations.TANH, true, TrainingOptions.NONE), Shape.of(4, 5)),
                of(new Highway(Activations.SIGMOID, false, TrainingOptions.NONE), Shape.of(4, 5)),
                of(new Attention(true, Attention.ScoreMode.DOT, call, dropped), steps, steps),
                of(new AdditiveAttention(true, call, dropped), steps, steps),
                of(
                        new MultiHeadAttention(
                                2, 3, 3, 0.4, true, List.of(), List.of(), false, 0, call, TrainingOptions.NONE),
                        steps,
                        steps),
                of(new GroupQueryAttention(2, 4, 2, 0.4, true, false, 2, call, TrainingOptions.NONE), steps, steps));
    }

    static Stream<Arguments> large() {
        Shape image = Shape.of(2, 12, 11, 32);
        Windows three = Windows.of(List.of(3, 3)).withPadding(Padding.SAME);
        Shape steps = Shape.of(3, 40, 32);
        AttentionCall call = new AttentionCall(0, 1, -1, -1, -1, -1, -1, false, true);
        return Stream.of(
                of(new Conv(24, three, false, 1, Activations.RELU, true, TrainingOptions.NONE), image),
                of(new Conv(32, three, false, 4, Activations.RELU, true, TrainingOptions.NONE), image),
                of(
                        new Conv(64, Windows.of(List.of(1, 1)), false, 1, Activations.TANH, true, TrainingOptions.NONE),
                        image),
                of(new DepthwiseConv(2, three, false, Activations.LINEAR, true, TrainingOptions.NONE), image),
                of(new SeparableConv(24, 1, three, false, Activations.RELU, true, TrainingOptions.NONE), image),
                of(
                        new ConvTranspose(
                                16,
                                three.withStrides(List.of(2, 2)),
                                null,
                                false,
                                Activations.LINEAR,
                                true,
                                TrainingOptions.NONE),
                        image),
                of(new Pooling(PoolKind.MAX, List.of(3, 3)), Shape.of(4, 36, 36, 16)),
                of(new BatchNormalization(), image),
                of(peephole(40, TrainingOptions.NONE), Shape.of(5, 40, 32)),
                of(new GroupQueryAttention(16, 4, 2, 0, true, true, 0, call, TrainingOptions.NONE), steps, steps),
                of(
                        new MultiHeadAttention(
                                4, 16, 16, 0.2, true, List.of(), List.of(), false, 0, call, TrainingOptions.NONE),
                        steps,
                        steps));
    }

    @ParameterizedTest
    @MethodSource({"own", "large"})
    void is_what_the_loss_changes_by(LayerSpec layer, List<Shape> inputs) {
        Run run = new Run(layer, inputs, new Team(1));
        run.pass();
        List<float[]> gradients = run.gradients.stream().map(float[]::clone).toList();
        for (int i = 0; i < run.values.size(); i++) {
            float[] values = run.values.get(i);
            float[] gradient = gradients.get(i);
            SplittableRandom random = new SplittableRandom(i);
            double expected = 0;
            double norm = 0;
            float[] before = values.clone();
            float[] direction = new float[values.length];
            for (int j = 0; j < values.length; j++) {
                direction[j] = Math.copySign(STEP, gradient[j]) * (random.nextInt(4) == 0 ? 1 : 0);
                expected += 2.0 * direction[j] * gradient[j];
                norm = Math.max(norm, Math.abs(gradient[j]));
            }
            double difference = run.lossAt(values, before, direction, 1) - run.lossAt(values, before, direction, -1);
            System.arraycopy(before, 0, values, 0, values.length);
            assertThat(difference)
                    .as("%s, array %d", layer, i)
                    .isCloseTo(expected, Offset.offset(0.05 * Math.abs(expected) + 1e-2 * STEP * (1 + norm)));
        }
    }

    @ParameterizedTest
    @MethodSource({"own", "large"})
    void has_the_same_bits_for_every_team(LayerSpec layer, List<Shape> inputs) {
        Run alone = new Run(layer, inputs, new Team(1));
        alone.pass();
        for (int threads = 2; threads <= 3; threads++) {
            Run together = new Run(layer, inputs, new Team(threads));
            together.pass();
            for (int i = 0; i < alone.gradients.size(); i++) {
                assertThat(together.gradients.get(i)).isEqualTo(alone.gradients.get(i));
            }
        }
    }

    /** A layer that is trained for the loss Σ c · y. */
    private static final class Run {

        private final Plan plan;
        private final TrainedWeights trained;

        /** Weights, then inputs. */
        final List<float[]> values = new ArrayList<>();

        final List<float[]> gradients = new ArrayList<>();
        private final List<float[]> inputs = new ArrayList<>();
        private final List<float[]> cotangents = new ArrayList<>();

        Run(LayerSpec layer, List<Shape> shapes, Team team) {
            SplittableRandom random = new SplittableRandom(7);
            NamedLayer named = new NamedLayer("layer", layer);
            List<WeightSpec> specs = layer.weights(shapes);
            List<float[]> weights =
                    specs.stream().map(w -> numbers(random, w.shape(), 0.3)).toList();
            trained = new TrainedWeights(named, shapes, new Parameters(specs, weights));
            plan = Plan.training(
                    new Binding(shapes, trained.live(), PortableKernels.INSTANCE).bind(named),
                    Collections.nCopies(shapes.size(), DType.FLOAT32),
                    shapes,
                    new StateBank(),
                    team,
                    true);
            for (WeightSpec spec : specs) {
                float[] gradient = trained.live().gradient(spec.key());
                if (gradient != null) {
                    values.add(trained.live().get(spec.key()));
                    gradients.add(gradient);
                }
            }
            for (Tensor input : plan.inputs()) {
                inputs.add(numbers(random, input.shape(), 1));
                values.add(inputs.get(inputs.size() - 1));
                gradients.add(gradient(input));
            }
            for (Tensor output : plan.outputs()) {
                cotangents.add(numbers(random, output.shape(), 1));
            }
        }

        private float[] gradient(Tensor tensor) {
            float[] gradient = plan.gradient(tensor);
            return gradient == null ? new float[0] : gradient;
        }

        private static float[] numbers(SplittableRandom random, Shape shape, double scale) {
            float[] values = new float[Math.toIntExact(shape.size())];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (scale * random.nextGaussian());
            }
            return values;
        }

        private double forward() {
            for (int i = 0; i < inputs.size(); i++) {
                float[] x = inputs.get(i);
                System.arraycopy(x, 0, plan.inputs().get(i).floats(), 0, x.length);
            }
            plan.run(3, 5);
            double loss = 0;
            for (int i = 0; i < cotangents.size(); i++) {
                float[] y = plan.outputs().get(i).floats();
                float[] c = cotangents.get(i);
                for (int j = 0; j < c.length; j++) {
                    loss += (double) y[j] * c[j];
                }
            }
            return loss;
        }

        void pass() {
            forward();
            for (int i = 0; i < cotangents.size(); i++) {
                float[] c = cotangents.get(i);
                System.arraycopy(c, 0, gradient(plan.outputs().get(i)), 0, c.length);
            }
            plan.backward(1);
        }

        double lossAt(float[] at, float[] before, float[] direction, int sign) {
            for (int i = 0; i < at.length; i++) {
                at[i] = before[i] + sign * direction[i];
            }
            trained.live().changed();
            double loss = forward();
            System.arraycopy(before, 0, at, 0, at.length);
            trained.live().changed();
            return loss;
        }
    }
}
