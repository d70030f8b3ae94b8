package io.keratin.core.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.keratin.core.Model;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random equations against the definition: a loop over all labels. */
class EinsumDenseTest {

    private static final int EQUATIONS = 300;
    private static final String LABELS = "bcdefg";

    @Test
    void every_equation_is_the_sum_that_it_says() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < EQUATIONS; i++) {
            Equation equation = Equation.random(random);
            float[] x = values(random, equation.size(equation.input));
            float[] w = values(random, equation.size(equation.kernel));
            Tensor y = equation.model(w).predict(Tensor.of(x, equation.shape(equation.input)));
            assertThat(y.shape()).isEqualTo(equation.shape(equation.output));
            double[] expected = equation.sum(x, w);
            for (int j = 0; j < expected.length; j++) {
                assertThat((double) y.floats()[j])
                        .as("%s at %s, seed %s", equation, j, seed)
                        .isCloseTo(expected[j], within(1e-4));
            }
        }
    }

    @Test
    void equations_that_say_nothing_are_refused() {
        refused("ab,bc", "must be of the form");
        refused("...ab,bc->ac", "must be of the form");
        refused("a...,ab->b...", "must be of the form");
        refused("ab,bc->ad", "'d' stands in the output");
        refused("ab,bcd->ac", "'d' stands in the kernel");
        refused("ab,bc->aca", "'a' stands twice");
    }

    @Test
    void inputs_that_do_not_fit_are_refused() {
        EinsumDense layer = new EinsumDense("abc,cd->abd", List.of(3, 5));
        assertThatThrownBy(() -> layer.outputShape(Shape.of(1, 4, 2)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("has 3 for 'b'");
        assertThatThrownBy(() -> layer.outputShape(Shape.of(1, 4)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("takes inputs of rank 3");
        assertThatThrownBy(() -> layer.weights(Shape.of(1, 3, Shape.NONE)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("must be known");
    }

    private static void refused(String equation, String problem) {
        assertThatThrownBy(() -> new EinsumDense(equation, List.of(5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem);
    }

    private static float[] values(Random random, int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return values;
    }

    /** Labels of input, kernel and output; {@code a} is the batch. */
    private record Equation(String input, String kernel, String output, List<Integer> lengths) {

        static Equation random(Random random) {
            StringBuilder input = new StringBuilder();
            StringBuilder kernel = new StringBuilder();
            StringBuilder output = new StringBuilder();
            List<Integer> lengths = new ArrayList<>(List.of(2));
            for (int l = 0; l < LABELS.length(); l++) {
                char label = LABELS.charAt(l);
                int where = random.nextInt(8);
                insert(random, input, label, (where & 1) != 0);
                insert(random, kernel, label, (where & 2) != 0);
                insert(random, output, label, ((where & 4) != 0 && (where & 3) != 0) || where == 2);
                lengths.add(1 + random.nextInt(3));
            }
            if (kernel.length() == 0) {
                return random(random);
            }
            return new Equation("a" + input, kernel.toString(), "a" + output, lengths);
        }

        private static void insert(Random random, StringBuilder labels, char label, boolean wanted) {
            if (wanted) {
                labels.insert(random.nextInt(labels.length() + 1), label);
            }
        }

        int length(char label) {
            return lengths.get(label - 'a');
        }

        Shape shape(String labels) {
            return Shape.of(labels.chars().map(l -> length((char) l)).toArray());
        }

        int size(String labels) {
            return (int) shape(labels).size();
        }

        Model model(float[] w) {
            List<Integer> partial =
                    output.substring(1).chars().mapToObj(l -> length((char) l)).toList();
            EinsumDense layer = new EinsumDense(input + "," + kernel + "->" + output, partial);
            Shape in = shape(input).with(0, Shape.NONE);
            NamedLayer model = new NamedLayer(
                    "model",
                    new Sequential(
                            new NamedLayer("in", new InputLayer(in, DType.FLOAT32)),
                            List.of(new NamedLayer("einsum", layer))));
            return Model.of(model, new Parameters(Model.weights(model), List.of(w)));
        }

        double[] sum(float[] x, float[] w) {
            double[] y = new double[size(output)];
            int[] at = new int[lengths.size()];
            int combinations = lengths.stream().reduce(1, (a, b) -> a * b);
            int unused = combinations;
            for (int label = 0; label < at.length; label++) {
                unused = used((char) ('a' + label)) ? unused / lengths.get(label) : unused;
            }
            for (int i = 0; i < combinations; i++) {
                int rest = i;
                for (int label = 0; label < at.length; label++) {
                    at[label] = rest % lengths.get(label);
                    rest /= lengths.get(label);
                }
                y[place(output, at)] += (double) x[place(input, at)] * w[place(kernel, at)] / unused;
            }
            return y;
        }

        private boolean used(char label) {
            return (input + kernel + output).indexOf(label) >= 0;
        }

        private int place(String labels, int[] at) {
            int place = 0;
            for (int i = 0; i < labels.length(); i++) {
                place = place * length(labels.charAt(i)) + at[labels.charAt(i) - 'a'];
            }
            return place;
        }
    }
}
