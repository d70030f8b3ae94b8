package io.keratin.core.training;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What Keras's {@code fit} takes beside the data, with Keras's defaults.
 *
 * <pre>{@code
 * model.fit(x, y, fit -> fit.epochs(20).batchSize(32).validationSplit(0.2).callbacks(new EarlyStopping().patience(3)));
 * }</pre>
 */
public final class FitOptions extends RunOptions<FitOptions> {

    private int epochs = 1;
    private int initialEpoch;
    private boolean shuffle = true;
    private Map<Integer, Double> classWeight = Map.of();
    private double validationSplit;
    private @Nullable Object validationX;
    private @Nullable Object validationY;
    private @Nullable Object validationWeight;
    private @Nullable Dataset validationData;
    private int validationBatchSize;
    private int validationSteps;
    private int validationFreq = 1;
    private long seed;

    /** Keras's defaults: one epoch of batches of 32, shuffled. */
    public FitOptions() {}

    @Override
    FitOptions self() {
        return this;
    }

    /** Number of the epoch after the last, counted from 0. */
    public FitOptions epochs(int n) {
        epochs = positive("epochs", n);
        return this;
    }

    /** The first epoch, counted from 0: to go on with a training. */
    public FitOptions initialEpoch(int epoch) {
        if (epoch < 0) {
            throw new IllegalArgumentException("initial_epoch must not be negative, got " + epoch);
        }
        initialEpoch = epoch;
        return this;
    }

    /** Whether samples come in another order in each epoch. */
    public FitOptions shuffle(boolean yes) {
        shuffle = yes;
        return this;
    }

    /** Number of batches in an epoch; the next one goes on in the data where it stopped. */
    public FitOptions stepsPerEpoch(int n) {
        return steps(n);
    }

    /** What a sample counts by its class; 1 for a class that is not in it. Only for models with one output. */
    public FitOptions classWeight(Map<Integer, Double> weights) {
        if (weights == null || weights.keySet().stream().anyMatch(Objects::isNull)) {
            throw new IllegalArgumentException("class_weight: expected classes and what each counts, found " + weights);
        }
        weights.forEach((label, weight) -> {
            if (weight == null) {
                throw new IllegalArgumentException("class_weight: class " + label + " cannot count null");
            }
        });
        classWeight = Map.copyOf(weights);
        return this;
    }

    /** The part of the samples, 0 to 1, taken from their end before they are shuffled, that is judged and not trained on. */
    public FitOptions validationSplit(double part) {
        if (!(part >= 0 && part < 1)) {
            throw new IllegalArgumentException("validation_split must be from 0 to below 1, got " + part);
        }
        validationSplit = part;
        return this;
    }

    /** Samples that are judged after each epoch; see {@link CompiledModel} for what they may be. */
    public FitOptions validationData(Object x, Object y) {
        return validationData(x, y, null);
    }

    /** Samples that are judged after each epoch, and what they count. */
    public FitOptions validationData(Object x, Object y, @Nullable Object sampleWeight) {
        validationX = x;
        validationY = y;
        validationWeight = sampleWeight;
        return this;
    }

    /** Batches that are judged after each epoch. */
    public FitOptions validationData(Dataset data) {
        validationData = data;
        return this;
    }

    /** Samples that are judged together; as many as are trained on together if this is not called. */
    public FitOptions validationBatchSize(int n) {
        validationBatchSize = positive("validation_batch_size", n);
        return this;
    }

    /** Number of batches of validation data that are judged. */
    public FitOptions validationSteps(int n) {
        validationSteps = positive("validation_steps", n);
        return this;
    }

    /** Every how many epochs there is a validation. */
    public FitOptions validationFreq(int epochs) {
        validationFreq = positive("validation_freq", epochs);
        return this;
    }

    /** From which the order of samples and the random numbers of layers follow: the same seed gives the same weights to the bit. */
    public FitOptions seed(long value) {
        seed = value;
        return this;
    }

    int epochs() {
        return epochs;
    }

    int initialEpoch() {
        return initialEpoch;
    }

    long seed() {
        return seed;
    }

    boolean validates(int epoch) {
        return (epoch + 1) % validationFreq == 0;
    }

    int validationSteps() {
        return validationSteps;
    }

    /** The data to train on and the data to judge. */
    Data data(CompiledModel model, Object x, Object y) {
        if (initialEpoch > epochs) {
            throw new IllegalArgumentException("initial_epoch " + initialEpoch + " is beyond epochs " + epochs
                    + ": epochs is the number at which training ends, not how many more there are");
        }
        Batch all = model.samples(x, y, sampleWeight(), "");
        Dataset validation = validationData;
        int judged = validationBatchSize == 0 ? batchSize() : validationBatchSize;
        if (validationX != null && validationY != null) {
            Batch samples = model.samples(validationX, validationY, validationWeight, "validation ");
            model.check(samples, judged, "validation ", false);
            validation = Dataset.of(samples, judged);
        } else if (validation == null && validationSplit > 0) {
            int n = all.samples();
            int at = (int) Math.floor(n * (1 - validationSplit));
            if (at == 0 || at == n) {
                throw new IllegalArgumentException("the training data has " + n
                        + " samples: too few to split off the part " + validationSplit + " of them for validation");
            }
            validation = Dataset.of(rows(all, at, n), judged);
            all = rows(all, 0, at);
        }
        if (!classWeight.isEmpty()) {
            ClassWeights.check(classWeight, model.classes());
            all = ClassWeights.weighted(all, classWeight);
        }
        model.check(all, batchSize(), "", callbacks().stream().noneMatch(Callback::handlesNonFinite));
        return new Data(shuffle ? Dataset.shuffled(all, batchSize()) : Dataset.of(all, batchSize()), validation);
    }

    Data data(Dataset given) {
        if (sampleWeight() != null || validationSplit > 0 || validationX != null) {
            throw new IllegalArgumentException(
                    "batches of a dataset bring their sample weights, and validation data is a"
                            + " dataset too: sampleWeight, validationSplit and validationData(x, y) are for arrays");
        }
        return new Data(classWeight.isEmpty() ? given : ClassWeights.weighted(given, classWeight), validationData);
    }

    /** What is trained on, and what is judged after an epoch. */
    record Data(Dataset training, @Nullable Dataset validation) {}

    private static Batch rows(Batch all, int from, int to) {
        return new Batch(
                Samples.rows(all.x(), from, to),
                Samples.rows(all.y(), from, to),
                Samples.rows(all.sampleWeights(), from, to));
    }
}
