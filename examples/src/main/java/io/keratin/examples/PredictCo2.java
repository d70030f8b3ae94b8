package io.keratin.examples;

import io.keratin.core.Model;
import io.keratin.core.tensor.Tensor;
import io.keratin.keras.KerasModel;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Loads a model that Keras trained and predicts with it: how the CO2 concentration at Mauna Loa changes in the next four
 * weeks. The file says what the model is; two lines are all there is to write.
 *
 * <pre>{@code
 * model = keras.saving.load_model("co2_forecaster.keras")
 * y = model.predict(x)
 * }</pre>
 */
public final class PredictCo2 {

    /** What the training script divided by: one unit is 2 ppm. */
    private static final float PPM = 2;

    private PredictCo2() {}

    /** Runs the example; the first argument may name the folder of the models. */
    public static void main(String[] args) throws IOException {
        run(ExampleFiles.folder(args), System.out);
    }

    static void run(Path folder, PrintStream out) throws IOException {
        Tensor x = ExampleFiles.floats(folder.resolve("co2_forecaster_input.npy"));

        Model model = KerasModel.load(folder.resolve("co2_forecaster.keras"));
        Tensor y = model.predict(x);

        float[] forecast = y.floats();
        int weeks = forecast.length;
        for (int week = weeks - 4; week < weeks; week++) {
            out.printf(Locale.ROOT, "from week %d: %+.2f ppm in four weeks%n", week + 1, PPM * forecast[week]);
        }
        Tensor expected = ExampleFiles.floats(folder.resolve("co2_forecaster_expected.npy"));
        out.printf(
                Locale.ROOT,
                "largest difference to Keras over %d weeks: %.1e%n",
                weeks,
                ExampleFiles.largestDifference(forecast, expected.floats()));
    }
}
