package io.keratin.core.losses;

import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;
import java.util.Arrays;

/** (1 - p^q) / q with p the probability of the class that a label names; Zhang and Sabuncu 2018. */
final class GeneralizedFunction implements LossFunction {

    private final CategoricalGeneralizedCrossEntropy loss;
    private final Shape shape;
    private final int classes;

    GeneralizedFunction(CategoricalGeneralizedCrossEntropy loss, Shape yTrue, Shape yPred) {
        this.loss = loss;
        this.shape = SparseFunction.labels(loss, yTrue, yPred);
        this.classes = yPred.last();
        if (!yTrue.equals(shape)) {
            throw new ShapeException("loss '" + loss.name() + "': labels must have shape " + shape + ", got " + yTrue
                    + ", which Keras would broadcast to all pairs of samples");
        }
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public void values(float[] yTrue, float[] yPred, float[] values) {
        for (int i = 0; i < values.length; i++) {
            float p = yPred[i * classes + Losses.label(loss, yTrue[i], classes)];
            values[i] = (float) ((1 - Math.pow(p, loss.q())) / loss.q());
        }
    }

    @Override
    public void gradient(float[] yTrue, float[] yPred, float[] dValues, float[] dPred) {
        Arrays.fill(dPred, 0f);
        for (int i = 0; i < dValues.length; i++) {
            int at = i * classes + (int) yTrue[i];
            dPred[at] = (float) (-dValues[i] * Math.pow(yPred[at], loss.q() - 1));
        }
    }
}
