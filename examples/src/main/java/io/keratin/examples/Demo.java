package io.keratin.examples;

import static io.keratin.dsl.Keras.dense;
import static io.keratin.dsl.Keras.input;
import static io.keratin.dsl.Keras.lstm;
import static io.keratin.dsl.Keras.sequential;

import io.keratin.core.Model;
import io.keratin.core.ModelStream;
import io.keratin.keras.KerasModel;
import java.io.IOException;
import java.nio.file.Path;

public final class Demo {

    private Demo() {}

    public static void main(String[] args) throws IOException {
        Path models = Path.of(args.length > 0 ? args[0] : "examples/models");

        // A model from a file: a batch of one window of 52 weeks, one feature.
        Model imported = KerasModel.load(models.resolve("co2_forecaster.keras"));
        float[][][] windows = new float[1][52][1];
        float[][] forecast = imported.predict(windows);

        // The same, one time step after another, with kept state.
        ModelStream stream = imported.stream();
        float[] last = {};
        for (float[] week : windows[0]) {
            last = stream.step(week);
        }
        System.out.println(forecast[0][0] == last[0]);

        // A model written in Java, line by line like the Keras script, and the weights that Keras gave it.
        Model mine = sequential(input(5, 126))
                .add(lstm(64).returnSequences(true).activation("relu"))
                .add(lstm(128).returnSequences(true).activation("relu"))
                .add(lstm(64).activation("relu"))
                .add(dense(64).activation("relu"))
                .add(dense(32).activation("relu"))
                .add(dense(10).activation("softmax"))
                .build();
        mine.summary();
        Model trained = KerasModel.loadWeights(mine, models.resolve("action_lstm.keras"));
        System.out.println(trained.predict(new float[1][5][126])[0].length + " classes");
    }
}
