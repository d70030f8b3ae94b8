package io.keratin.examples;

import static io.keratin.dsl.Keras.*;

import io.keratin.core.Model;
import io.keratin.core.ModelStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Live data of many machines comes mixed, one measurement at a time; each machine is a sequence of its own. The weights are
 * there once; what a machine needs is its recurrent state, a few plain arrays that can lie in a map, a cache or a database:
 * restore, step, snapshot.
 *
 * <p>In Keras this takes a stateful model of batch size 1, and setting the states of its layers by hand before every call.
 */
public final class StreamWithOneStatePerKey {

    /** One measurement of one machine. */
    private record Measurement(String machine, float heat, float load) {}

    private static final List<Measurement> MIXED = List.of(
            new Measurement("press", 0.1f, 0.9f),
            new Measurement("drill", 0.7f, 0.2f),
            new Measurement("press", 0.2f, 0.8f),
            new Measurement("press", 0.4f, 0.7f),
            new Measurement("drill", 0.6f, 0.1f),
            new Measurement("saw", 0.5f, 0.5f),
            new Measurement("drill", 0.9f, 0.3f));

    private StreamWithOneStatePerKey() {}

    /** Runs the example. */
    public static void main(String[] args) {
        run(System.out);
    }

    static void run(PrintStream out) {
        Model model = sequential(input(NONE, 2))
                .add(gru(8).returnSequences(true))
                .add(lstm(4))
                .add(dense(1).activation("sigmoid"))
                .seed(7)
                .build();

        ModelStream stream = model.stream();
        List<float[]> beginning = stream.snapshot();
        Map<String, List<float[]>> states = new TreeMap<>();
        Map<String, Float> scores = new TreeMap<>();
        for (Measurement m : MIXED) {
            stream.restore(states.getOrDefault(m.machine(), beginning));
            float score = stream.step(m.heat(), m.load())[0];
            states.put(m.machine(), stream.snapshot());
            scores.put(m.machine(), score);
        }

        scores.forEach((machine, score) -> {
            float whole = model.predict(new float[][][] {history(machine)})[0][0];
            out.printf(
                    Locale.ROOT,
                    "%-5s  %.6f after its last step, %.6f from its whole history%n",
                    machine,
                    score,
                    whole);
        });
    }

    private static float[][] history(String machine) {
        return MIXED.stream()
                .filter(m -> m.machine().equals(machine))
                .map(m -> new float[] {m.heat(), m.load()})
                .toArray(float[][]::new);
    }
}
