package io.keratin.dsl;

import static io.keratin.dsl.Keras.*;
import static io.keratin.dsl.KerasOptimizers.sgd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.keratin.core.callbacks.TerminateOnNaN;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.layers.WeightSpec;
import io.keratin.core.losses.Losses;
import io.keratin.core.training.Batch;
import io.keratin.core.training.Callback;
import io.keratin.core.training.CompileOptions;
import io.keratin.core.training.CompiledModel;
import io.keratin.core.training.Dataset;
import io.keratin.core.training.FitOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What cannot be trained on is refused in one sentence, before a weight has changed; the trouble is in the last batch wherever it can be. */
class BadTrainingTest {

    private static final int N = 10;

    private final CompiledModel classes = classes(Map.of());
    private final CompiledModel numbers =
            sequential("numbers", input(3)).add(dense(2)).compile(sgd(0.1), "mse", "mae");
    private final CompiledModel two = two();

    private static CompiledModel classes(Map<String, Integer> loss) {
        Value.Fields config = Value.fields();
        for (Map.Entry<String, Integer> option : loss.entrySet()) {
            config = config.with(option.getKey(), Value.of(option.getValue()));
        }
        return new CompiledModel(
                sequential("classes", input(3))
                        .add(dense(4).activation("softmax"))
                        .build(),
                CompileOptions.of(sgd(0.1))
                        .loss(Losses.keras()
                                .read(
                                        Value.fields("class_name", "SparseCategoricalCrossentropy", "config", config),
                                        "loss")));
    }

    private static CompiledModel two() {
        InputBuilder in = input(3);
        return model(
                        in,
                        List.of(dense(2).name("a").apply(in), dense(1).name("b").apply(in)))
                .compile(sgd(0.1), "mse");
    }

    private static void asIs(FitOptions fit) {
        assertThat(fit).isNotNull();
    }

    private static float[][] x() {
        float[][] x = new float[N][3];
        for (int i = 0; i < 3 * N; i++) {
            x[i / 3][i % 3] = i * 0.1f - 1;
        }
        return x;
    }

    private static String[][] texts(int width) {
        String[][] texts = new String[N][width];
        for (String[] row : texts) {
            Arrays.fill(row, "a");
        }
        return texts;
    }

    private static float[][] y() {
        return new float[N][2];
    }

    /** Classes, the last of which is this one. */
    private static int[] labels(int last) {
        int[] y = new int[N];
        for (int i = 0; i < N; i++) {
            y[i] = i % 4;
        }
        y[N - 1] = last;
        return y;
    }

    private static float[][] endingIn(float[][] values, float last) {
        values[values.length - 1][1] = last;
        return values;
    }

    private static float[] endingIn(float last) {
        float[] weights = new float[N];
        weights[N - 1] = last;
        return weights;
    }

    private static List<float[]> weights(CompiledModel model) {
        List<float[]> all = new ArrayList<>();
        for (WeightSpec w : model.parameters().specs()) {
            all.add(model.parameters().get(w.key()).clone());
        }
        return all;
    }

    private static void fit(CompiledModel model, Object x, Object y, Consumer<FitOptions> how) {
        model.fit(x, y, fit -> how.accept(fit.batchSize(2).shuffle(false).verbose(0)));
    }

    private static void refused(CompiledModel model, Object x, Object y, Consumer<FitOptions> how, String message) {
        List<float[]> before = weights(model);
        assertThat(catchThrowable(() -> fit(model, x, y, how)))
                .isInstanceOfAny(IllegalArgumentException.class, ShapeException.class)
                .hasMessage(message);
        List<float[]> after = weights(model);
        for (int i = 0; i < before.size(); i++) {
            assertThat(after.get(i)).as("weights after: " + message).isEqualTo(before.get(i));
        }
    }

    private void refused(Consumer<FitOptions> how, String message) {
        refused(numbers, x(), y(), how, message);
    }

    @Test
    void labels_that_name_no_class() {
        String sparse = "loss 'sparse_categorical_crossentropy': ";
        refused(
                classes,
                x(),
                labels(4),
                BadTrainingTest::asIs,
                sparse + "a label is 4, but predictions have 4 classes, 0 to 3");
        refused(
                classes,
                x(),
                labels(-1),
                BadTrainingTest::asIs,
                sparse + "a label is -1, but predictions have 4 classes, 0 to 3");
        CompiledModel ignoring = classes(Map.of("ignore_class", -1));
        refused(
                ignoring,
                x(),
                labels(-2),
                BadTrainingTest::asIs,
                sparse + "a label is -2, but predictions have 4 classes, 0 to 3");
        assertThatCode(() -> fit(ignoring, x(), labels(-1), BadTrainingTest::asIs))
                .doesNotThrowAnyException();
        refused(
                classes,
                x(),
                labels(0),
                fit -> fit.validationData(x(), labels(7)),
                sparse + "a label is 7, but predictions have 4 classes, 0 to 3");
    }

    @Test
    void labels_of_another_shape_or_kind() {
        String rows = " do not fit predictions of shape (2, 4), which take one class number for each row";
        String sparse = "loss 'sparse_categorical_crossentropy': labels of shape ";
        refused(classes, x(), new float[N][4][1], BadTrainingTest::asIs, sparse + "(2, 4, 1)" + rows);
        refused(
                classes,
                x(),
                new float[N][4],
                BadTrainingTest::asIs,
                sparse + "(2, 4)" + rows + ": for one-hot labels use categorical_crossentropy");
        refused(
                numbers,
                x(),
                new float[N][3],
                BadTrainingTest::asIs,
                "loss 'mean_squared_error': labels and predictions of shapes (2, 3) and (2, 2) do not fit together");
        refused(
                numbers,
                x(),
                texts(2),
                BadTrainingTest::asIs,
                "labels of output 'dense': expected numbers, found text");
        refused(
                numbers,
                x(),
                new float[N - 1][2],
                BadTrainingTest::asIs,
                "x[0] has 10 samples, y[0] has 9: they must have as many");
        refused(
                numbers,
                x(),
                3,
                BadTrainingTest::asIs,
                "y: expected a Tensor, or nested arrays of numbers, booleans or texts, got java.lang.Integer");
    }

    @Test
    void inputs_of_another_shape_or_kind() {
        refused(
                numbers,
                new float[N][5],
                y(),
                BadTrainingTest::asIs,
                "model 'numbers': x 'input_layer': expected shape (None, 3), found (10, 5)");
        refused(
                numbers,
                texts(3),
                y(),
                BadTrainingTest::asIs,
                "model 'numbers': x 'input_layer': expected numbers, found text");
        refused(numbers, new float[0][3], new float[0][2], BadTrainingTest::asIs, "x has no samples");
        refused(
                numbers,
                new float[][] {{1, 2, 3}, {1, 2}},
                new float[2][2],
                BadTrainingTest::asIs,
                "x[1]: expected 3 values as before it, found 2; all must be of one length");
        refused(
                numbers,
                List.of(x(), x()),
                y(),
                BadTrainingTest::asIs,
                "model 'numbers' takes 1 inputs [input_layer], found 2 in x");
    }

    @Test
    void numbers_that_are_none() {
        refused(
                numbers,
                endingIn(x(), Float.NaN),
                y(),
                BadTrainingTest::asIs,
                "x 'input_layer': NaN at [9, 1], and so is what the model makes of it");
        refused(
                numbers,
                endingIn(x(), Float.NEGATIVE_INFINITY),
                y(),
                BadTrainingTest::asIs,
                "x 'input_layer': -Infinity at [9, 1], and so is what the model makes of it");
        refused(
                numbers,
                x(),
                endingIn(y(), Float.NaN),
                BadTrainingTest::asIs,
                "y: NaN at [9, 1]; nothing can be learnt from it");
        refused(
                fit -> fit.sampleWeight(endingIn(Float.NaN)),
                "sample weights: NaN at [9]; nothing can be learnt from it");
    }

    @Test
    void not_a_number_is_for_a_model_that_knows_of_it_and_for_a_callback() {
        InputBuilder in = input(3);
        CompiledModel mended =
                model(in, dense(2).apply(op("nan_to_num", in).output())).compile(sgd(0.1), "mse");
        assertThatCode(() -> fit(mended, endingIn(x(), Float.NaN), y(), BadTrainingTest::asIs))
                .doesNotThrowAnyException();
        assertThatCode(() -> fit(numbers, endingIn(x(), Float.NaN), y(), fit -> fit.callbacks(new TerminateOnNaN())))
                .doesNotThrowAnyException();
    }

    @Test
    void sizes_of_batches_and_numbers_of_epochs() {
        refused(fit -> fit.batchSize(0), "batch_size must be positive, got 0");
        refused(fit -> fit.batchSize(-1), "batch_size must be positive, got -1");
        refused(fit -> fit.epochs(0), "epochs must be positive, got 0");
        refused(fit -> fit.epochs(-3), "epochs must be positive, got -3");
        refused(fit -> fit.initialEpoch(-1), "initial_epoch must not be negative, got -1");
        refused(
                fit -> fit.epochs(3).initialEpoch(5),
                "initial_epoch 5 is beyond epochs 3: epochs is the number at which training ends, not how many more there are");
        refused(fit -> fit.stepsPerEpoch(0), "steps must be positive, got 0");
        refused(fit -> fit.threads(0), "threads must be positive, got 0");
        refused(fit -> fit.verbose(7), "verbose must be 0, 1 or 2, got 7");
        assertThatCode(() -> fit(numbers, x(), y(), fit -> fit.batchSize(1000))).doesNotThrowAnyException();
    }

    @Test
    void data_for_validation() {
        refused(fit -> fit.validationSplit(1), "validation_split must be from 0 to below 1, got 1.0");
        refused(fit -> fit.validationSplit(-0.1), "validation_split must be from 0 to below 1, got -0.1");
        refused(
                fit -> fit.validationSplit(0.95),
                "the training data has 10 samples: too few to split off the part 0.95 of them for validation");
        refused(
                fit -> fit.validationData(new float[4][5], new float[4][2]),
                "model 'numbers': validation x 'input_layer': expected shape (None, 3), found (4, 5)");
        refused(
                fit -> fit.validationData(new float[4][3], new float[4][3]),
                "loss 'mean_squared_error': labels and predictions of shapes (2, 3) and (2, 2) do not fit together");
        refused(
                fit -> fit.validationData(new float[4][3], new float[5][2]),
                "x[0] has 4 samples, y[0] has 5: they must have as many");
        refused(fit -> fit.validationData(new float[0][3], new float[0][2]), "validation x has no samples");
        assertThatCode(() -> fit(numbers, x(), y(), fit -> fit.validationSplit(0)))
                .doesNotThrowAnyException();
    }

    @Test
    void what_samples_and_classes_count() {
        refused(
                fit -> fit.sampleWeight(new float[N - 1]),
                "x[0] has 10 samples, sample weights[0] has 9: they must have as many");
        refused(
                fit -> fit.sampleWeight(new float[N][3]),
                "loss 'mean_squared_error': values and sample weights of shapes (2,) and (2, 3) do not fit together");
        refused(fit -> fit.sampleWeight(new String[] {"a", "b"}), "sample weights: expected numbers, found text");
        refused(
                classes,
                x(),
                labels(0),
                fit -> fit.classWeight(Map.of(4, 2.0)),
                "class_weight: there is no class 4: the model tells 4 apart, 0 to 3");
        refused(
                classes,
                x(),
                labels(0),
                fit -> fit.classWeight(Map.of(-1, 2.0)),
                "class_weight: there is no class -1: the model tells 4 apart, 0 to 3");
        refused(
                classes,
                x(),
                labels(0),
                fit -> fit.classWeight(Map.of(1, Double.NaN)),
                "class_weight: class 1 cannot count NaN");
        refused(
                classes,
                x(),
                labels(0),
                fit -> fit.classWeight(Map.of(1, 2.0)).sampleWeight(new float[N]),
                "class weights are for models with one output and without sample weights, got 1 outputs and 1 sample weights");
        refused(
                two,
                x(),
                List.of(y(), new float[N][1]),
                fit -> fit.classWeight(Map.of(1, 2.0)),
                "class weights are for models with one output and without sample weights, got 2 outputs and 0 sample weights");
        assertThatCode(() -> fit(numbers, x(), y(), fit -> fit.sampleWeight(new int[N])))
                .doesNotThrowAnyException();
    }

    @Test
    @SuppressWarnings("NullAway") // not everybody compiles with it
    void null_in_place_of_data() {
        Map<Integer, Double> weights = new HashMap<>();
        weights.put(1, null);
        refused(fit -> fit.classWeight(weights), "class_weight: class 1 cannot count null");
        weights.put(null, 1.0);
        refused(
                fit -> fit.classWeight(weights),
                "class_weight: expected classes and what each counts, found {null=1.0, 1=null}");
        refused(fit -> fit.callbacks((Callback) null), "callbacks: expected callbacks, found null");
        refused(
                numbers,
                null,
                y(),
                BadTrainingTest::asIs,
                "model 'numbers' takes 1 inputs [input_layer], found 0 in x");
        assertThat(catchThrowable(() -> numbers.fit((Dataset) null, BadTrainingTest::asIs)))
                .hasMessage("expected a dataset, found null");
        assertThat(catchThrowable(
                        () -> numbers.fit(Dataset.of(Collections.singletonList(null)), fit -> fit.verbose(0))))
                .hasMessage("batch 1 of the dataset is null");
        assertThat(catchThrowable(() -> new Batch(List.of(), Collections.singletonList(null))))
                .hasMessage("y: expected tensors, found null among them");
        assertThat(catchThrowable(() -> CompileOptions.of((String) null)))
                .hasMessage("compile: expected the name of an optimizer, found null");
        assertThat(catchThrowable(() -> CompileOptions.of("adam").loss((String) null)))
                .hasMessage("compile: expected the name of a loss or a metric, found null");
    }

    @Test
    void several_outputs() {
        refused(
                two,
                x(),
                y(),
                BadTrainingTest::asIs,
                "model 'functional': expected labels for the outputs [a, b], found 1 arrays");
        refused(
                two,
                x(),
                List.of(y(), new float[N - 1][1]),
                BadTrainingTest::asIs,
                "x[0] has 10 samples, y[1] has 9: they must have as many");
        refused(
                two,
                x(),
                List.of(y(), new float[N][1]),
                fit -> fit.sampleWeight(List.of(new float[N], new float[N], new float[N])),
                "model 'functional': expected one array of sample weights, or one for each of 2 arrays of labels, found 3");
    }

    @Test
    void names_that_nobody_knows() {
        assertThat(catchThrowable(() -> CompiledModel.of(numbers.model(), "adm", "mse")))
                .hasMessage("unknown optimizer 'adm'; similar: Adam, adam");
        refused(
                CompiledModel.of(numbers.model(), "adam", "binary_crosentropy"),
                x(),
                y(),
                BadTrainingTest::asIs,
                "unknown loss 'binary_crosentropy'; similar: BinaryCrossentropy, binary_crossentropy");
        refused(
                CompiledModel.of(numbers.model(), "adam", "mse", "acuracy"),
                x(),
                y(),
                BadTrainingTest::asIs,
                "unknown metric 'acuracy'; similar: Accuracy, accuracy");
        refused(
                new CompiledModel(numbers.model(), CompileOptions.of("adam")),
                x(),
                y(),
                BadTrainingTest::asIs,
                "the model was compiled without a loss: give one to train or evaluate it");
    }
}
