package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts every text or whole number into one of numBins bins by a hash of its text: FarmHash64, or SipHash64 with a salt.
 *
 * @param numBins number of bins
 * @param maskValue the value that has bin 0 to itself, or null
 * @param salt two words that key the hash, or null
 * @param outputMode any but {@link CategoryMode#TF_IDF}
 * @param sparse whether Keras gives a sparse tensor; the numbers are the same
 */
public record Hashing(
        int numBins, @Nullable Value maskValue, @Nullable List<Long> salt, CategoryMode outputMode, boolean sparse)
        implements WeightlessLayer {

    /** Checks the options. */
    public Hashing {
        Checks.positive("Hashing", "num_bins", numBins);
        salt = salt == null ? null : List.copyOf(salt);
        if (sparse && outputMode == CategoryMode.INT) {
            throw new IllegalArgumentException("Hashing: sparse does not go with output_mode 'int'");
        }
    }

    static Hashing fromConfig(Config config, LayerRegistry registry) {
        Value mask = config.value("mask_value");
        if (mask != null && !(mask instanceof Value.Text) && !(mask instanceof Value.Int)) {
            throw config.error("mask_value", "expected a text or a whole number, found " + mask);
        }
        return new Hashing(
                config.positiveInt("num_bins"),
                mask,
                salt(config),
                CategoryMode.read(
                        config,
                        CategoryMode.INT,
                        CategoryMode.INT,
                        CategoryMode.ONE_HOT,
                        CategoryMode.MULTI_HOT,
                        CategoryMode.COUNT),
                config.flag("sparse", false));
    }

    /** The two words of a salt; one integer stands for two equal ones. */
    static @Nullable List<Long> salt(Config config) {
        List<Long> words = config.longs("salt");
        if (words != null && words.size() == 1) {
            return List.of(words.get(0), words.get(0));
        } else if (words != null && words.size() != 2) {
            throw config.error("salt", "expected one or two integers, found " + words.size());
        }
        return words;
    }

    /** The bucket of a text. */
    static int bucket(Utf8 text, int buckets, @Nullable List<Long> salt) {
        long hash = salt == null
                ? Fingerprint.farm(text.bytes(), text.length())
                : Fingerprint.sip(text.bytes(), text.length(), salt.get(0), salt.get(1));
        return (int) Fingerprint.bucket(hash, buckets);
    }

    @Override
    public String className() {
        return "Hashing";
    }

    /** With one-hot rows, Keras takes away a last axis of length 1 before and after it hashes. */
    @Override
    public Shape outputShape(Shape input) {
        return outputMode.shape(className(), ids(input), numBins);
    }

    private Shape ids(Shape input) {
        return outputMode == CategoryMode.ONE_HOT && input.rank() > 1 && input.last() == 1 ? input.without(-1) : input;
    }

    @Override
    public DType outputDType(DType input) {
        if (maskValue != null && (maskValue instanceof Value.Text) != (input == DType.STRING)) {
            throw new ShapeException(
                    "Hashing: mask_value " + maskValue + " cannot be found in an input of type " + input.kerasName());
        }
        return outputMode.dtype();
    }

    @Override
    public boolean takesIntegers() {
        return true;
    }

    @Override
    public Value.Fields config() {
        return Value.fields(
                "num_bins", numBins,
                "salt", salt,
                "mask_value", maskValue,
                "output_mode", outputMode.kerasName(),
                "sparse", sparse);
    }

    @Override
    public Layer bind(Binding binding) {
        boolean masks = maskValue != null && numBins > 1;
        int bins = masks ? numBins - 1 : numBins;
        return call -> {
            Tensor x = call.input();
            Utf8 text = new Utf8();
            return outputMode.plan(call, numBins, null, ids -> {
                for (int i = 0; i < x.size(); i++) {
                    if (masks && isMask(x, i)) {
                        ids[i] = 0;
                    } else {
                        text.set(x, i);
                        ids[i] = bucket(text, bins, salt) + (masks ? 1 : 0);
                    }
                }
            });
        };
    }

    private boolean isMask(Tensor x, int i) {
        if (maskValue instanceof Value.Text t) {
            return t.text().equals(x.strings()[i]);
        }
        double value = x.dtype().isInts() ? x.ints()[i] : x.floats()[i];
        return maskValue instanceof Value.Int n && n.number() == value;
    }
}
