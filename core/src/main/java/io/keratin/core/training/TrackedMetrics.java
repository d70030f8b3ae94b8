package io.keratin.core.training;

import io.keratin.core.metrics.Metric;
import io.keratin.core.metrics.MetricState;
import io.keratin.core.metrics.Metrics;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The loss and the metrics of a compiled model over the batches of an epoch, under the names that Keras gives them. Rules:
 * {@code keras/src/trainers/compile_utils.py} of Keras 3.15.1.
 */
final class TrackedMetrics {

    private final List<Tracked> metrics = new ArrayList<>();
    private final List<String> lossNames = new ArrayList<>();
    private final List<Integer> lossOutputs = new ArrayList<>();
    private final double[] lossSums;
    private double lossSum;
    private double samples;
    private double batches;

    private record Tracked(String name, int output, boolean weighted, Metric metric, MetricState state) {}

    /** Of outputs and labels of these shapes; labels are null for an output that has none. */
    TrackedMetrics(
            CompileOptions options, List<String> outputNames, List<@Nullable Shape> labels, List<Shape> predictions) {
        Map<String, Integer> seen = new HashMap<>();
        for (boolean weighted : new boolean[] {false, true}) {
            List<List<Choice<Metric>>> chosen = options.metrics(outputNames, weighted);
            for (int i = 0; i < chosen.size(); i++) {
                String prefix = outputNames.size() == 1 ? "" : outputNames.get(i) + "_";
                for (Choice<Metric> choice : chosen.get(i)) {
                    Shape yTrue = labels.get(i);
                    if (yTrue == null) {
                        throw new IllegalArgumentException(
                                "output '" + outputNames.get(i) + "' has a metric but no labels");
                    }
                    Shape yPred = predictions.get(i);
                    Metric metric = choice.get(name -> Metrics.get(name, yTrue, yPred));
                    String name = unique(seen, prefix, metric.name(), weighted);
                    metrics.add(new Tracked(name, i, weighted, metric, metric.state()));
                }
            }
        }
        List<@Nullable Object> losses = new ArrayList<>(options.losses(outputNames));
        for (int i = 0; i < losses.size(); i++) {
            if (losses.get(i) != null) {
                lossNames.add(outputNames.get(i) + "_loss");
                lossOutputs.add(i);
            }
        }
        lossSums = new double[lossNames.size()];
    }

    /** A name that is taken gets a number; that of a weighted metric first gets {@code weighted_}. */
    private static String unique(Map<String, Integer> seen, String prefix, String own, boolean weighted) {
        String name = prefix + own;
        if (!seen.containsKey(name)) {
            seen.put(name, 1);
            return name;
        }
        if (weighted) {
            name = prefix + "weighted_" + own;
            if (!seen.containsKey(name)) {
                seen.put(name, 1);
                return name;
            }
        }
        int index = seen.merge(name, 1, Integer::sum) - 1;
        return name + "_" + index;
    }

    /** Takes in the last batch of a trainer. */
    void update(double loss, Trainer trainer, int n, List<@Nullable Tensor> y, List<@Nullable Tensor> weights) {
        lossSum += loss * n;
        samples += n;
        batches++;
        double[] each = trainer.outputLosses();
        for (int i = 0; i < lossSums.length; i++) {
            lossSums[i] += each[lossOutputs.get(i)];
        }
        for (int i = 0; i < metrics.size(); i++) {
            Tracked m = metrics.get(i);
            Tensor labels = y.get(m.output);
            if (labels != null) {
                m.state.update(
                        labels,
                        trainer.outputs().get(m.output),
                        m.weighted ? weights.get(m.output) : null,
                        trainer.outputMask(m.output));
            }
        }
    }

    void reset() {
        lossSum = 0;
        samples = 0;
        batches = 0;
        Arrays.fill(lossSums, 0);
        metrics.forEach(m -> m.state.reset());
    }

    /**
     * All values so far: the loss, the metrics, and the losses of the outputs if there are several. In these each batch counts the same,
     * as in Keras, whose functions do not know how many samples a batch has.
     */
    Map<String, Double> values() {
        Map<String, Double> all = new LinkedHashMap<>();
        all.put("loss", mean(lossSum, samples));
        metrics.forEach(m -> all.put(m.name, m.state.value()));
        for (int i = 0; lossSums.length > 1 && i < lossSums.length; i++) {
            all.put(lossNames.get(i), mean(lossSums[i], batches));
        }
        return all;
    }

    private static double mean(double sum, double n) {
        return n == 0 ? 0 : (float) (sum / n);
    }

    /** All that was counted, for {@link #restore}. */
    List<double[]> saved() {
        List<double[]> all = new ArrayList<>();
        all.add(new double[] {lossSum, samples, batches});
        all.add(lossSums.clone());
        metrics.forEach(m -> all.add(m.state.saved()));
        return all;
    }

    /** Goes on from what was {@link #saved} of the same model, compiled alike. */
    void restore(List<double[]> saved) {
        if (saved.size() != 2 + metrics.size() || saved.get(1).length != lossSums.length) {
            throw new IllegalArgumentException("the training that is resumed had " + (saved.size() - 2)
                    + " metrics, this model is compiled with " + metrics.size());
        }
        lossSum = saved.get(0)[0];
        samples = saved.get(0)[1];
        batches = saved.get(0)[2];
        System.arraycopy(saved.get(1), 0, lossSums, 0, lossSums.length);
        for (int i = 0; i < metrics.size(); i++) {
            metrics.get(i).state.restore(saved.get(2 + i));
        }
    }

    /** The first metric with this name of its own, without that of its output. */
    Optional<Metric> metric(String name) {
        return metrics.stream()
                .map(Tracked::metric)
                .filter(m -> m.name().equals(name))
                .findFirst();
    }
}
