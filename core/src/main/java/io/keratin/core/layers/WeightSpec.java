package io.keratin.core.layers;

import io.keratin.core.tensor.Shape;
import java.util.List;

/**
 * One weight of a layer.
 *
 * @param owner path of the part that holds it, as Keras 3 files spell it: empty for the layer itself, {@code cell} for a
 *     recurrent layer, {@code forward_layer/cell} inside Bidirectional
 * @param name Keras's name, such as {@code kernel}
 * @param shape its shape, all dimensions known
 * @param trainable whether training changes it (moving averages are not)
 * @param initializer how a new model fills it
 * @param storage how Keras 3 files may hold it
 */
public record WeightSpec(
        String owner, String name, Shape shape, boolean trainable, Initializer initializer, Storage storage) {

    /**
     * What only readers of Keras 3 files need to know.
     *
     * @param scaledAlong the axes along which scales differ where the weight is quantised, in the order in which the scales
     *     stand; none for a weight that Keras does not quantise
     * @param copiesBefore how many weights of other layers the file repeats before it, beside it
     * @param count whether it is a whole number of 64 bits, whatever the type of the layer
     */
    public record Storage(List<Integer> scaledAlong, int copiesBefore, boolean count) {

        static final Storage PLAIN = new Storage(List.of(), 0, false);

        /** A copy of the axes. */
        public Storage {
            scaledAlong = List.copyOf(scaledAlong);
        }
    }

    /** A trainable weight of the layer itself. */
    public WeightSpec(String name, Shape shape, Initializer initializer) {
        this("", name, shape, true, initializer);
    }

    /** A weight that files hold as it is. */
    public WeightSpec(String owner, String name, Shape shape, boolean trainable, Initializer initializer) {
        this(owner, name, shape, trainable, initializer, Storage.PLAIN);
    }

    /** The same weight as part of a wrapping layer. */
    public WeightSpec under(String prefix) {
        String path = owner.isEmpty() ? prefix : prefix + "/" + owner;
        return new WeightSpec(path, name, shape, trainable, initializer, storage);
    }

    /** The same weight, not changed by training. */
    public WeightSpec frozen() {
        return new WeightSpec(owner, name, shape, false, initializer, storage);
    }

    /** The same weight, which Keras may quantise with a scale for each combination of these axes. */
    WeightSpec scaledAlong(List<Integer> axes) {
        return with(new Storage(axes, 0, false));
    }

    /** The same weight, which is a count. */
    WeightSpec counting() {
        return with(new Storage(List.of(), 0, true));
    }

    /** The same weight, before which files repeat so many weights of other layers. */
    WeightSpec afterCopies(int copies) {
        return with(new Storage(List.of(), copies, false));
    }

    private WeightSpec with(Storage other) {
        return new WeightSpec(owner, name, shape, trainable, initializer, other);
    }

    /** Owner and name: unique within a model. */
    public String key() {
        return owner.isEmpty() ? name : owner + "/" + name;
    }

    /** Number of values. */
    public long count() {
        return shape.size();
    }
}
