package io.keratin.core.training;

import io.keratin.core.constraints.Constraint;
import io.keratin.core.error.ShapeException;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.Parameters;
import io.keratin.core.optimizers.Variable;
import io.keratin.core.regularizers.Regularizer;
import io.keratin.core.summary.ModelWeight;
import io.keratin.core.summary.ModelWeight.HeldWeight;
import io.keratin.core.tensor.Finite;
import io.keratin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A model's weights while they are trained: the values that change, their gradients, and what their layers' options say of them:
 * regularizers and constraints. Belongs to one thread at a time.
 */
public final class TrainedWeights {

    private final Parameters live;
    private final List<Variable> variables = new ArrayList<>();
    private final List<Regularized> regularized = new ArrayList<>();

    private record Regularized(Variable variable, Regularizer regularizer) {}

    /** Copies of a model's weights, which stay as they are. */
    public TrainedWeights(NamedLayer model, List<Shape> inputs, Parameters weights) {
        List<HeldWeight> all = ModelWeight.held(model, inputs);
        if (model.crops(inputs)) {
            checkCrops(all, ModelWeight.held(model.cropping(), inputs));
        }
        List<HeldWeight> trainable = all.stream().filter(HeldWeight::trainable).toList();
        live = weights.forTraining(trainable.stream().map(HeldWeight::key).collect(Collectors.toSet()));
        for (HeldWeight held : trainable) {
            Regularizer regularizer = option(held, Regularizer.class);
            Variable variable = new Variable(
                    held.path(),
                    held.weight().shape(),
                    live.get(held.key()),
                    live.gradient(held.key()),
                    option(held, Constraint.class),
                    live.lookUps(held.key()));
            variables.add(variable);
            if (regularizer != null) {
                regularized.add(new Regularized(variable, regularizer));
            }
        }
    }

    /** A layer whose weights are counted by the size of images cannot take their crops. */
    private static void checkCrops(List<HeldWeight> weights, List<HeldWeight> ofCrops) {
        for (int i = 0; i < weights.size(); i++) {
            Shape shape = weights.get(i).weight().shape();
            Shape ofCrop = ofCrops.get(i).weight().shape();
            if (!shape.equals(ofCrop)) {
                throw new ShapeException(weights.get(i).path() + " is " + shape + ", but would have to be " + ofCrop
                        + " for what RandomCrop makes of images in training");
            }
        }
    }

    /**
     * What the layer's options say of a weight: those of {@code recurrent_kernel} begin with {@code recurrent}, those of a depthwise
     * convolution's {@code kernel} with {@code depthwise}.
     */
    private static <T> @Nullable T option(HeldWeight held, Class<T> kind) {
        String name = held.weight().name();
        for (String of : List.of(name.replaceAll("_kernel$", ""), name.equals("kernel") ? "depthwise" : name)) {
            Object found = kind == Regularizer.class
                    ? held.layer().spec().training().regularizer(of)
                    : held.layer().spec().training().constraint(of);
            if (found != null) {
                return kind.cast(found);
            }
        }
        return null;
    }

    /** The weights for {@link io.keratin.core.layers.Binding}; call {@link Parameters#changed()} when values have changed. */
    public Parameters live() {
        return live;
    }

    /** The trainable ones in Keras's order, for an optimizer. */
    public List<Variable> variables() {
        return variables;
    }

    /** What the weights cost by their regularizers. */
    public double penalty() {
        double sum = 0;
        for (int i = 0; i < regularized.size(); i++) {
            Regularized r = regularized.get(i);
            sum += r.regularizer.value(r.variable.value(), r.variable.shape());
        }
        return sum;
    }

    /** Adds {@code scale} times the gradient of {@link #penalty}. */
    public void addPenaltyGradients(double scale) {
        for (int i = 0; i < regularized.size(); i++) {
            Regularized r = regularized.get(i);
            float[] gradient = r.variable.gradient();
            if (gradient != null) {
                r.regularizer.addGradient(r.variable.value(), r.variable.shape(), scale, gradient);
                if (r.variable.lookUps() != null) {
                    r.variable.lookUps().addToMatrix();
                }
            }
        }
    }

    /** The path of the first weight whose gradient is not finite; null if all are. */
    @Nullable
    String nonFiniteGradient() {
        for (int i = 0; i < variables.size(); i++) {
            float[] gradient = variables.get(i).gradient();
            if (gradient != null && !Finite.areAll(gradient)) {
                return variables.get(i).path();
            }
        }
        return null;
    }

    /** Whether all values are finite. */
    boolean isFinite() {
        return live.specs().stream().allMatch(spec -> Finite.areAll(live.get(spec.key())));
    }

    /** Sets all gradients to zero. */
    public void clearGradients() {
        for (int i = 0; i < variables.size(); i++) {
            Variable variable = variables.get(i);
            if (variable.gradient() != null) {
                Arrays.fill(variable.gradient(), 0);
            }
            if (variable.lookUps() != null) {
                variable.lookUps().clear();
            }
        }
    }
}
