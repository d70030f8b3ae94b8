package io.keratin.core.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.activations.Activation;
import io.keratin.core.activations.Activations;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link Kernels#activate} promises: the same bits wherever a value stands, on the range and nowhere else. */
class ActivateContractTest {

    private static final int MAX_LENGTH = 49;

    private final Kernels kernels = KernelSelection.current();

    static List<Activation> activations() {
        return List.of(Activations.SIGMOID, Activations.TANH, Activations.RELU, Activations.HARD_SIGMOID_KERAS_2);
    }

    @ParameterizedTest
    @MethodSource("activations")
    void every_length_and_stride_gives_the_bits_of_a_value_alone(Activation f) {
        Random random = new Random(1);
        for (int n = 0; n <= MAX_LENGTH; n++) {
            for (int rows = 0; rows <= 4; rows++) {
                int offset = random.nextInt(5);
                int stride = n + random.nextInt(3);
                float[] x = Weights.floats(random, offset + rows * stride + 7, 9);
                same(f, x, offset, rows, n, stride);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("activations")
    void a_million_values_of_every_size_have_the_bits_of_a_value_alone(Activation f) {
        Random random = new Random(2);
        float[] x = new float[1 << 20];
        for (int i = 0; i < x.length; i++) {
            boolean usual = (i & 1) == 0;
            x[i] = usual ? (float) random.nextGaussian() * 4 : Float.intBitsToFloat(random.nextInt());
        }
        same(f, x, 0, 1, x.length, x.length);
    }

    @Test
    void borders_and_specials_have_the_bits_of_a_value_alone() {
        float[] specials = {
            0f,
            -0f,
            Float.NaN,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY,
            Float.MIN_VALUE,
            -Float.MIN_VALUE,
            Float.MAX_VALUE,
            -Float.MAX_VALUE,
            25,
            -25,
            87,
            -87,
            10,
            -10,
            1,
            -1
        };
        for (Activation f : activations()) {
            for (float special : specials) {
                float[] x = new float[40];
                java.util.Arrays.fill(x, special);
                same(f, x, 3, 1, 35, 35);
            }
        }
    }

    @Test
    void gates_are_exact_to_three_ten_millionths() {
        for (float v = -100; v <= 100; v += 0.00037f) {
            double sigmoid = 1 / (1 + Math.exp(-(double) v));
            assertClose(activated(Activations.SIGMOID, v), sigmoid, Math.abs(v) <= 80 ? 3e-7 * sigmoid : 3e-7, v);
            double tanh = Math.tanh(v);
            assertClose(activated(Activations.TANH, v), tanh, v < 0.01 ? 3e-7 : 3e-7 * tanh, v);
        }
        assertThat(activated(Activations.SIGMOID, 25)).isEqualTo(1);
        assertThat(activated(Activations.TANH, 10)).isEqualTo(1);
        assertThat(activated(Activations.TANH, -10)).isEqualTo(-1);
        assertThat(activated(Activations.SIGMOID, -90)).isEqualTo(0);
    }

    private static void assertClose(float actual, double expected, double tolerance, float x) {
        if (!(Math.abs(actual - expected) <= tolerance)) {
            assertThat((double) actual).as("at %s", x).isEqualTo(expected);
        }
    }

    private float activated(Activation f, float value) {
        float[] x = {value};
        kernels.activate(f, x, 0, 1, 1, 1);
        return x[0];
    }

    private void same(Activation f, float[] x, int offset, int rows, int n, int stride) {
        float[] before = x.clone();
        kernels.activate(f, x, offset, rows, n, stride);
        for (int i = 0; i < x.length; i++) {
            boolean inside =
                    i >= offset && (i - offset) / Math.max(1, stride) < rows && (i - offset) % Math.max(1, stride) < n;
            float expected = inside ? activated(f, before[i]) : before[i];
            if (Float.floatToIntBits(x[i]) != Float.floatToIntBits(expected)) {
                assertThat(x[i]).as("%s, n %d, element %d", f, n, i).isEqualTo(expected);
            }
        }
    }
}
