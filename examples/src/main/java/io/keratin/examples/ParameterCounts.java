package io.keratin.examples;

import static io.keratin.dsl.Keras.*;

import io.keratin.core.Model;
import io.keratin.core.summary.ParameterCount;
import java.io.PrintStream;
import java.util.Locale;

/**
 * Where a model's parameters come from. An LSTM of h units on x features has four gates, each with a matrix for the input, one
 * for the state and a bias: 4·(h·x + h·h + h) = 4·h·(h + x + 1). With x = 80 and h = 12 that is 4,464.
 *
 * <p>Nothing here knows the formula: each layer lists its weights, and the numbers are their sizes.
 */
public final class ParameterCounts {

    private ParameterCounts() {}

    /** Runs the example. */
    public static void main(String[] args) {
        run(System.out);
    }

    static void run(PrintStream out) {
        print(sequential("worked_example", input(NONE, 80)).add(lstm(12)).build(), out);
        print(
                sequential("variants", input(NONE, 5))
                        .add(gru(4).returnSequences(true))
                        .add(gru(4).resetAfter(false).returnSequences(true))
                        .add(bidirectional(simpleRnn(3)))
                        .add(dense(2))
                        .build(),
                out);
    }

    private static void print(Model model, PrintStream out) {
        out.printf(Locale.ROOT, "%s: %,d parameters%n", model.name(), model.countParams());
        ParameterCount.of(model.spec(), model.inputShapes()).forEach(layer -> out.print(layer.text()));
    }
}
