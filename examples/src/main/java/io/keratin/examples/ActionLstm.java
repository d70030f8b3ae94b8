package io.keratin.examples;

import static io.keratin.dsl.Keras.*;

import io.keratin.core.Model;
import io.keratin.core.summary.SummaryOptions;
import io.keratin.core.tensor.Tensor;
import io.keratin.keras.KerasModel;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A model written in Java line by line like its Keras script, printed, and given the weights of a file:
 *
 * <pre>{@code
 * model = Sequential()
 * model.add(Input((5, 126)))
 * model.add(LSTM(64, return_sequences=True, activation="relu"))
 * model.add(LSTM(128, return_sequences=True, activation="relu"))
 * model.add(LSTM(64, activation="relu"))
 * model.add(Dense(64, activation="relu"))
 * model.add(Dense(32, activation="relu"))
 * model.add(Dense(actions, activation="softmax"))
 * model.summary()
 * model.load_weights("action_lstm.keras")
 * }</pre>
 */
public final class ActionLstm {

    private static final int ACTIONS = 10;

    private ActionLstm() {}

    /** Runs the example; the first argument may name the folder of the models. */
    public static void main(String[] args) throws IOException {
        run(ExampleFiles.folder(args), System.out);
    }

    static void run(Path folder, PrintStream out) throws IOException {
        Model model = sequential(input(5, 126))
                .add(lstm(64).returnSequences(true).activation("relu"))
                .add(lstm(128).returnSequences(true).activation("relu"))
                .add(lstm(64).activation("relu"))
                .add(dense(64).activation("relu"))
                .add(dense(32).activation("relu"))
                .add(dense(ACTIONS).activation("softmax"))
                .build();
        model.summary(SummaryOptions.of(out).withColumns(120), out::print);

        Model trained = KerasModel.loadWeights(model, folder.resolve("action_lstm.keras"));

        Tensor x = ExampleFiles.floats(folder.resolve("action_lstm_input.npy"));
        Tensor expected = ExampleFiles.floats(folder.resolve("action_lstm_expected.npy"));
        Tensor y = trained.predict(x);
        out.printf(
                Locale.ROOT,
                "largest difference to Keras: %.1e%n",
                ExampleFiles.largestDifference(y.floats(), expected.floats()));
    }
}
