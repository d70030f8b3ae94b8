package io.keratin.core.training;

import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** What samples count by their classes, as sample weights. */
final class ClassWeights {

    private ClassWeights() {}

    /** Refuses weights that are not finite, and classes that a model with so many outputs cannot have. */
    static void check(Map<Integer, Double> weights, int classes) {
        int above = classes > 1 ? classes : Integer.MAX_VALUE;
        weights.forEach((label, weight) -> {
            if (label < 0 || label >= above) {
                throw new IllegalArgumentException("class_weight: there is no class " + label
                        + (classes > 1 ? ": the model tells " + classes + " apart, 0 to " + (classes - 1) : ""));
            }
            if (!Double.isFinite(weight)) {
                throw new IllegalArgumentException("class_weight: class " + label + " cannot count " + weight);
            }
        });
    }

    static Dataset weighted(Dataset data, Map<Integer, Double> weights) {
        return new Dataset() {

            @Override
            public int batches() {
                return data.batches();
            }

            @Override
            public Iterator<Batch> epoch(long order) {
                Iterator<Batch> batches = data.epoch(order);
                return new Iterator<>() {

                    @Override
                    public boolean hasNext() {
                        return batches.hasNext();
                    }

                    @Override
                    public Batch next() {
                        return weighted(batches.next(), weights);
                    }
                };
            }
        };
    }

    /**
     * The samples with weights by the class that their label names, or, where labels are several numbers, by the largest of them.
     *
     * @throws IllegalArgumentException if there is more than one output, or there are sample weights already, as in Keras
     */
    static Batch weighted(Batch samples, Map<Integer, Double> weights) {
        if (samples.y().size() != 1 || !samples.sampleWeights().isEmpty()) {
            throw new IllegalArgumentException(
                    "class weights are for models with one output and without sample weights, got "
                            + samples.y().size() + " outputs and "
                            + samples.sampleWeights().size() + " sample weights");
        }
        Tensor y = samples.y().get(0);
        Shape shape = y.shape();
        if (shape.rank() > 2) {
            throw new IllegalArgumentException(
                    "class weights are for labels of shape (B), (B, 1) or (B, classes), found " + shape);
        }
        float[] labels = y.toFloats();
        int width = shape.rank() == 1 ? 1 : shape.last();
        float[] out = new float[shape.dim(0)];
        for (int i = 0; i < out.length; i++) {
            int label = width == 1 ? (int) Math.rint(labels[i]) : largest(labels, i * width, width);
            out[i] = weights.getOrDefault(label, 1.0).floatValue();
        }
        return new Batch(samples.x(), samples.y(), List.of(Tensor.of(out, out.length)));
    }

    private static int largest(float[] of, int from, int n) {
        int best = 0;
        for (int i = 1; i < n; i++) {
            if (of[from + i] > of[from + best]) {
                best = i;
            }
        }
        return best;
    }
}
