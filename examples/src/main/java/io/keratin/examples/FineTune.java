package io.keratin.examples;

import static io.keratin.dsl.Keras.bidirectional;
import static io.keratin.dsl.Keras.dense;
import static io.keratin.dsl.Keras.input;
import static io.keratin.dsl.Keras.lstm;
import static io.keratin.dsl.Keras.sequential;
import static io.keratin.dsl.KerasOptimizers.adam;

import io.keratin.core.Model;
import io.keratin.core.training.CompiledModel;
import io.keratin.keras.KerasModel;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * Teaches a network that Keras trained something else: the LSTM that has learnt to read digits keeps its weights, a new layer behind it
 * learns which of them are prime.
 *
 * <pre>{@code
 * base.trainable = False
 * model = keras.Sequential([base, Dense(1, activation="sigmoid")])
 * }</pre>
 */
public final class FineTune {

    private FineTune() {}

    /** Trains and judges. */
    public static void main(String[] args) throws IOException {
        run(ExampleFiles.folder(args), ExampleFiles.data(), 15, System.out);
    }

    static void run(Path models, Path data, int epochs, PrintStream out) throws IOException {
        Digits digits = Digits.read(data);
        Model reader = KerasModel.load(models.resolve("digits_classifier.h5"));

        Model mine = sequential(input(8, 8))
                .add(bidirectional(lstm(32)).name("bidirectional"))
                .add(dense(1).activation("sigmoid").name("prime"))
                .build()
                .withWeightsOf(reader)
                .withTrainable(layer -> layer.name().equals("prime"));
        CompiledModel model = CompiledModel.of(mine, adam(1e-2), "binary_crossentropy", "accuracy");
        model.fit(digits.trainX(), primes(digits.trainY()), fit -> fit.epochs(epochs)
                .verbose(0)
                .seed(2));

        double accuracy = model.evaluate(digits.testX(), primes(digits.testY()), evaluate -> evaluate.verbose(0))
                .getOrDefault("accuracy", 0.0);
        boolean kept = Arrays.equals(weight(reader), weight(model.model()));
        out.printf(
                Locale.ROOT, "prime or not: %.1f %% right, the LSTM's weights are Keras's: %s%n", 100 * accuracy, kept);
    }

    private static float[] weight(Model model) {
        return model.parameters().get("layers/bidirectional/forward_layer/cell/kernel");
    }

    private static int[] primes(int[] digits) {
        return Arrays.stream(digits)
                .map(d -> d == 2 || d == 3 || d == 5 || d == 7 ? 1 : 0)
                .toArray();
    }
}
