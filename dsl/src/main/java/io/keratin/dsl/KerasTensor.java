package io.keratin.dsl;

import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A place in a graph that is being written down: an input, or what a layer gives when it is called. It holds no numbers, only
 * a shape and a type.
 *
 * <pre>{@code
 * KerasTensor x = input(10);
 * KerasTensor h = dense(32).activation("relu").apply(x);
 * Model model = model(x, dense(1).apply(h)).build();
 * }</pre>
 */
public sealed interface KerasTensor permits InputBuilder, CallOutput {

    /** Dimensions, batch axis first, open ones as {@link Keras#NONE}. */
    Shape shape();

    /** What the elements are. */
    DType dtype();

    // Python's operators. A number on the left is an operation by name: op("subtract", 1, x).output().

    /** x + y, with broadcasting. */
    default KerasTensor plus(KerasTensor y) {
        return Keras.op("add", this, y).output();
    }

    /** x + y, with broadcasting. */
    default KerasTensor plus(Number y) {
        return Keras.op("add", this, y).output();
    }

    /** x - y, with broadcasting. */
    default KerasTensor minus(KerasTensor y) {
        return Keras.op("subtract", this, y).output();
    }

    /** x - y, with broadcasting. */
    default KerasTensor minus(Number y) {
        return Keras.op("subtract", this, y).output();
    }

    /** x * y, with broadcasting. */
    default KerasTensor times(KerasTensor y) {
        return Keras.op("multiply", this, y).output();
    }

    /** x * y, with broadcasting. */
    default KerasTensor times(Number y) {
        return Keras.op("multiply", this, y).output();
    }

    /** x / y, with broadcasting. */
    default KerasTensor dividedBy(KerasTensor y) {
        return Keras.op("true_divide", this, y).output();
    }

    /** x / y, with broadcasting. */
    default KerasTensor dividedBy(Number y) {
        return Keras.op("true_divide", this, y).output();
    }

    /** x // y, with broadcasting. */
    default KerasTensor floorDividedBy(KerasTensor y) {
        return Keras.op("floor_divide", this, y).output();
    }

    /** x // y, with broadcasting. */
    default KerasTensor floorDividedBy(Number y) {
        return Keras.op("floor_divide", this, y).output();
    }

    /** x % y, with broadcasting. */
    default KerasTensor mod(KerasTensor y) {
        return Keras.op("mod", this, y).output();
    }

    /** x % y, with broadcasting. */
    default KerasTensor mod(Number y) {
        return Keras.op("mod", this, y).output();
    }

    /** x ** y, with broadcasting. */
    default KerasTensor power(KerasTensor y) {
        return Keras.op("power", this, y).output();
    }

    /** x ** y, with broadcasting. */
    default KerasTensor power(Number y) {
        return Keras.op("power", this, y).output();
    }

    /** x &lt; y, with broadcasting. */
    default KerasTensor lessThan(KerasTensor y) {
        return Keras.op("less", this, y).output();
    }

    /** x &lt; y, with broadcasting. */
    default KerasTensor lessThan(Number y) {
        return Keras.op("less", this, y).output();
    }

    /** x &lt;= y, with broadcasting. */
    default KerasTensor lessOrEqual(KerasTensor y) {
        return Keras.op("less_equal", this, y).output();
    }

    /** x &lt;= y, with broadcasting. */
    default KerasTensor lessOrEqual(Number y) {
        return Keras.op("less_equal", this, y).output();
    }

    /** x &gt; y, with broadcasting. */
    default KerasTensor greaterThan(KerasTensor y) {
        return Keras.op("greater", this, y).output();
    }

    /** x &gt; y, with broadcasting. */
    default KerasTensor greaterThan(Number y) {
        return Keras.op("greater", this, y).output();
    }

    /** x &gt;= y, with broadcasting. */
    default KerasTensor greaterOrEqual(KerasTensor y) {
        return Keras.op("greater_equal", this, y).output();
    }

    /** x &gt;= y, with broadcasting. */
    default KerasTensor greaterOrEqual(Number y) {
        return Keras.op("greater_equal", this, y).output();
    }

    /** x != y, with broadcasting. */
    default KerasTensor notEqual(KerasTensor y) {
        return Keras.op("not_equal", this, y).output();
    }

    /** x != y, with broadcasting. */
    default KerasTensor notEqual(Number y) {
        return Keras.op("not_equal", this, y).output();
    }

    /** x {@literal @} y, with broadcasting. */
    default KerasTensor matmul(KerasTensor y) {
        return Keras.op("matmul", this, y).output();
    }

    /** x &amp; y, with broadcasting. */
    default KerasTensor and(KerasTensor y) {
        return Keras.op("logical_and", this, y).output();
    }

    /** x | y, with broadcasting. */
    default KerasTensor or(KerasTensor y) {
        return Keras.op("logical_or", this, y).output();
    }

    /** x ^ y, with broadcasting. */
    default KerasTensor xor(KerasTensor y) {
        return Keras.op("logical_xor", this, y).output();
    }

    /** -x. */
    default KerasTensor negated() {
        return Keras.op("negative", this).output();
    }

    /** abs(x). */
    default KerasTensor absolute() {
        return Keras.op("absolute", this).output();
    }

    /** ~x. */
    default KerasTensor not() {
        return Keras.op("logical_not", this).output();
    }

    /**
     * x[index, ...]: integers, {@link Index}es, lists of integers; null is a new axis, as Python's {@code None}.
     *
     * @throws io.keratin.core.error.ShapeException if it does not fit the shape
     */
    default KerasTensor get(@Nullable Object... index) {
        return Keras.op("get_item", this, Arrays.asList(index)).output();
    }
}
