package io.keratin.examples;

import static io.keratin.dsl.Keras.bidirectional;
import static io.keratin.dsl.Keras.dense;
import static io.keratin.dsl.Keras.input;
import static io.keratin.dsl.Keras.lstm;
import static io.keratin.dsl.Keras.sequential;
import static io.keratin.dsl.KerasOptimizers.adam;

import io.keratin.core.callbacks.LearningRateScheduler;
import io.keratin.core.training.CompiledModel;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Trains a classifier of handwritten digits, read row by row, with a callback: Keras's model of
 * {@code models/train_digits_classifier.py} names 96.7 % of 360 test digits.
 *
 * <pre>{@code
 * model = keras.Sequential([keras.Input((8, 8)), Bidirectional(LSTM(32)), Dense(10, activation="softmax")])
 * model.compile(keras.optimizers.Adam(5e-3), "sparse_categorical_crossentropy", metrics=["accuracy"])
 * model.fit(x, y, epochs=40, batch_size=64, callbacks=[LearningRateScheduler(…)])
 * }</pre>
 */
public final class TrainDigits {

    private TrainDigits() {}

    /** Trains and judges. */
    public static void main(String[] args) throws IOException {
        run(ExampleFiles.data(args), 40, System.out);
    }

    static CompiledModel run(Path data, int epochs, PrintStream out) throws IOException {
        Digits digits = Digits.read(data);

        CompiledModel model = sequential(input(8, 8))
                .add(bidirectional(lstm(32)))
                .add(dense(10).activation("softmax"))
                .name("digits_classifier")
                .compile(adam(5e-3), "sparse_categorical_crossentropy", "accuracy");
        model.fit(digits.trainX(), digits.trainY(), fit -> fit.epochs(epochs)
                .batchSize(64)
                .seed(1998)
                .callbacks(new LearningRateScheduler((epoch, rate) -> epoch < epochs / 2 ? rate : rate * 0.9))
                .out(out));

        Map<String, Double> scores = model.evaluate(digits.testX(), digits.testY(), evaluate -> evaluate.verbose(0));
        out.printf(Locale.ROOT, "test accuracy %.1f %%%n", 100 * scores.getOrDefault("accuracy", 0.0));
        return model;
    }
}
