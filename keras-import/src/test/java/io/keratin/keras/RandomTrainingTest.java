package io.keratin.keras;

import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.config.Value;
import io.keratin.core.optimizers.Optimizers;
import io.keratin.core.tensor.Tensor;
import io.keratin.core.training.CompileOptions;
import io.keratin.core.training.CompiledModel;
import java.io.IOException;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Trainings with random draws against as many of the real Keras ({@code fixtures/random_training}), whose generator draws other
 * numbers: losses of the last epoch, and of the trained models without dropout, have the same mean and deviation.
 */
class RandomTrainingTest {

    /**
     * Of the difference of two means, in its standard errors: by chance 1 of 16,000 comparisons is farther off. The seeds are fixed, so
     * that a test that has passed passes again.
     */
    private static final double STANDARD_ERRORS = 4;

    /** Of the ratio of two deviations of 40 runs each: by chance fewer than 1 of 1000 is farther off. */
    private static final double RATIO = 1.75;

    @TestFactory
    Stream<DynamicTest> many_runs_have_in_common_what_those_of_keras_have() throws IOException {
        return PackedCases.read("random_training").stream().map(c -> DynamicTest.dynamicTest(c.name(), () -> check(c)));
    }

    private static void check(PackedCases.Case c) throws IOException {
        int runs = (int) number(c, "runs");
        Tensor x = tensor(c.array("x"));
        Tensor y = tensor(c.array("y"));
        double[] losses = new double[runs];
        double[] exact = new double[runs];
        CompileOptions options = CompileOptions.of(Optimizers.keras().read(c.field("optimizer"), "optimizer"))
                .loss("mse");
        for (int run = 0; run < runs; run++) {
            int seed = run;
            CompiledModel model = new CompiledModel(c.model(), options);
            var history = model.fit(x, y, fit -> fit.epochs((int) number(c, "epochs"))
                    .batchSize((int) number(c, "batch"))
                    .shuffle(Value.of(true).equals(c.field("shuffle")))
                    .seed(seed)
                    .verbose(0));
            var all = Objects.requireNonNull(history.history().get("loss"));
            losses[run] = all.get(all.size() - 1);
            exact[run] = Objects.requireNonNull(
                    model.evaluate(x, y, evaluate -> evaluate.verbose(0)).get("loss"));
        }
        compare("loss", losses, number(c, "loss"), number(c, "spread"));
        compare("loss without dropout", exact, number(c, "exact"), number(c, "exact_spread"));
    }

    private static void compare(String what, double[] found, double mean, double deviation) {
        int n = found.length;
        double sum = 0;
        for (double v : found) {
            sum += v;
        }
        double ours = sum / n;
        double squares = 0;
        for (double v : found) {
            squares += (v - ours) * (v - ours);
        }
        double spread = Math.sqrt(squares / (n - 1));
        double error = Math.sqrt((spread * spread + deviation * deviation) / n);
        assertThat(Math.abs(ours - mean))
                .as("%s: mean %s ± %s, in Keras %s ± %s", what, ours, spread, mean, deviation)
                .isLessThanOrEqualTo(STANDARD_ERRORS * error);
        assertThat(spread / deviation).as(what).isBetween(1 / RATIO, RATIO);
    }

    private static double number(PackedCases.Case c, String key) {
        Value v = c.field(key);
        return v instanceof Value.Int i ? i.number() : ((Value.Real) v).number();
    }

    private static Tensor tensor(PackedCases.Numbers numbers) {
        return Tensor.of(numbers.values(), numbers.shape());
    }
}
