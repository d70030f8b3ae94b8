package io.keratin.core.optimizers;

import io.keratin.core.constraints.Constraint;
import io.keratin.core.tensor.LookUps;
import io.keratin.core.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * A weight that is trained. The arrays belong to the model; an optimizer's step changes both.
 *
 * @param path Keras's path: {@code dense/kernel}
 * @param shape its shape
 * @param value row-major; changed by a step
 * @param gradient of the loss, same order; clobbered by a step; null if the loss does not depend on it
 * @param constraint what holds after each step, null for nothing
 * @param lookUps the gradient of a table by look-ups, clobbered too; null if nothing is known of them
 */
@SuppressWarnings("ArrayRecordComponent") // identity is what is meant: a variable is its storage
public record Variable(
        String path,
        Shape shape,
        float[] value,
        float @Nullable [] gradient,
        @Nullable Constraint constraint,
        @Nullable LookUps lookUps) {

    /** Checks the lengths. */
    public Variable {
        if (shape.size() != value.length || (gradient != null && gradient.length != value.length)) {
            throw new IllegalArgumentException("variable '" + path + "': shape " + shape + " does not fit "
                    + value.length + " values" + (gradient == null ? "" : " and " + gradient.length + " gradients"));
        }
    }

    /** A variable without a constraint. */
    public Variable(String path, Shape shape, float[] value, float[] gradient) {
        this(path, shape, value, gradient, null, null);
    }

    /** The look-ups that make up the whole gradient; null if it is a matrix like others. */
    @Nullable
    LookUps sparse() {
        return lookUps != null && lookUps.areAll() ? lookUps : null;
    }

    /** The last part of the path. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
