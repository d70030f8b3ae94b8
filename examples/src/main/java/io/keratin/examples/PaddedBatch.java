package io.keratin.examples;

import static io.keratin.dsl.Keras.*;

import io.keratin.core.Model;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Locale;

/**
 * Sentences of different lengths in one batch: the short ones are filled up with id 0, and {@code mask_zero} makes every
 * later layer skip what was filled in. Each sentence gets the number that it would get alone.
 *
 * <pre>{@code
 * model = Sequential([
 *     Input((None,), dtype="int32"),
 *     Embedding(1000, 16, mask_zero=True),
 *     Bidirectional(LSTM(8)),
 *     Dense(1, activation="sigmoid")])
 * y = model.predict(pad_sequences(sentences, padding="post"))
 * }</pre>
 */
public final class PaddedBatch {

    private static final int[][] SENTENCES = {{12, 7, 530, 4, 88}, {9, 41}, {3, 3, 999, 15}, {210}};

    private PaddedBatch() {}

    /** Runs the example. */
    public static void main(String[] args) {
        run(System.out);
    }

    static void run(PrintStream out) {
        Model model = sequential(input(NONE).dtype("int32"))
                .add(embedding(1000, 16).maskZero(true))
                .add(bidirectional(lstm(8)))
                .add(dense(1).activation("sigmoid"))
                .seed(7)
                .build();

        float[][] together = model.predict(padded(SENTENCES));
        for (int i = 0; i < SENTENCES.length; i++) {
            float[][] alone = model.predict(new int[][] {SENTENCES[i]});
            out.printf(
                    Locale.ROOT,
                    "%d words: %.6f in the batch, %.6f alone%n",
                    SENTENCES[i].length,
                    together[i][0],
                    alone[0][0]);
        }
    }

    /** All sequences as long as the longest, filled up with 0 behind. */
    private static int[][] padded(int[][] sequences) {
        int longest = Arrays.stream(sequences).mapToInt(s -> s.length).max().orElse(0);
        return Arrays.stream(sequences).map(s -> Arrays.copyOf(s, longest)).toArray(int[][]::new);
    }
}
