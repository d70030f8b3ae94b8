package io.keratin.examples;

import io.keratin.core.Model;
import io.keratin.core.tensor.Tensor;
import io.keratin.keras.KerasModel;
import io.keratin.keras.numpy.Npy;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Reads handwritten digits, row by row, with a bidirectional LSTM from a legacy {@code .h5} file: the class of a sample is
 * the largest of its probabilities. Old and new files are opened by the same call; the content decides.
 *
 * <pre>{@code
 * model = keras.saving.load_model("digits_classifier.h5")
 * digits = model.predict(x).argmax(axis=-1)
 * print((digits == labels).mean())
 * }</pre>
 */
public final class ClassifyDigits {

    private static final String SHADES = " .:-=+*#%@";

    private ClassifyDigits() {}

    /** Runs the example; the first argument may name the folder of the models. */
    public static void main(String[] args) throws IOException {
        run(ExampleFiles.folder(args), System.out);
    }

    static void run(Path folder, PrintStream out) throws IOException {
        Tensor x = ExampleFiles.floats(folder.resolve("digits_classifier_input.npy")); // (64, 8, 8), values 0 to 1
        long[] labels = Npy.read(folder.resolve("digits_classifier_labels.npy")).toLongs();

        Model model = KerasModel.load(folder.resolve("digits_classifier.h5"));
        Tensor probabilities = model.predict(x); // (64, 10)

        int right = 0;
        for (int i = 0; i < labels.length; i++) {
            right += argmax(probabilities, i) == labels[i] ? 1 : 0;
        }
        draw(x, 0, out);
        out.printf(Locale.ROOT, "read as %d, labelled %d%n", argmax(probabilities, 0), labels[0]);
        out.printf(Locale.ROOT, "%d of %d digits read correctly%n", right, labels.length);
        Tensor expected = ExampleFiles.floats(folder.resolve("digits_classifier_expected.npy"));
        out.printf(
                Locale.ROOT,
                "largest difference to Keras: %.1e%n",
                ExampleFiles.largestDifference(probabilities.floats(), expected.floats()));
    }

    /** Index of the largest value in a row. */
    private static int argmax(Tensor rows, int row) {
        int n = rows.shape().last();
        int best = 0;
        for (int i = 1; i < n; i++) {
            best = rows.floats()[row * n + i] > rows.floats()[row * n + best] ? i : best;
        }
        return best;
    }

    private static void draw(Tensor images, int image, PrintStream out) {
        int height = images.shape().dim(1);
        int width = images.shape().dim(2);
        for (int row = 0; row < height; row++) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < width; column++) {
                float ink = images.floats()[(image * height + row) * width + column];
                line.append(SHADES.charAt(Math.round(ink * (SHADES.length() - 1))));
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
