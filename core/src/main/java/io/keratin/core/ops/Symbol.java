package io.keratin.core.ops;

import io.keratin.core.error.ShapeException;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.List;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A tensor that is yet to be computed: its shape, in which dimensions may be open, its dtype, and where it comes from. Symbols
 * are immutable expressions; {@link Program} turns them into steps once all dimensions are known.
 */
public final class Symbol {

    /** Of {@link #kept()}: depends on no input. */
    static final int EVERYWHERE = Integer.MAX_VALUE;

    private final Shape shape;
    private final DType dtype;
    private final int kept;
    private final Source source;

    private Symbol(Shape shape, DType dtype, int kept, Source source) {
        this.shape = shape;
        this.dtype = dtype;
        this.kept = kept;
        this.source = source;
    }

    /** Where a symbol comes from. */
    sealed interface Source {}

    /** An input of the program. */
    record Input(int index) implements Source {}

    /** A value that is known. */
    record Constant(Tensor value) implements Source {}

    /** The same storage seen with another shape, or booleans seen as integers. */
    record Alias(Symbol of) implements Source {}

    /** The result of a computation. */
    record Computed(
            List<Symbol> operands, Layout layout, @Nullable Back back) implements Source {}

    /** Makes the step that computes a symbol, for known shapes. */
    @FunctionalInterface
    interface Layout {
        /** The step that writes {@code out}; it allocates nothing. */
        Runnable plan(List<Tensor> operands, Tensor out, Kernels kernels);
    }

    /** How the gradient of a computed symbol goes back to its operands: expressions like any other. */
    @FunctionalInterface
    interface Back {

        /** For each operand its share of {@code dy}, the gradient of {@code y}, in the operand's shape; null for none. */
        List<@Nullable Symbol> of(Symbol y, Symbol dy);
    }

    /** Input {@code i} of a program. */
    public static Symbol input(int i, Shape shape, DType dtype) {
        return new Symbol(shape, dtype, shape.rank(), new Input(i));
    }

    static Symbol constant(Tensor value) {
        return new Symbol(value.shape(), value.dtype(), EVERYWHERE, new Constant(value));
    }

    /** A value that depends on the number of samples in a batch, which {@code batch} has. */
    static Symbol counted(Tensor value, Symbol batch) {
        Layout layout = (in, out, kernels) -> () -> System.arraycopy(
                value.storage(), 0, out.storage(), 0, value.shape().length());
        return computed(value.shape(), value.dtype(), 0, List.of(batch), layout).flat();
    }

    static Symbol scalar(float value) {
        return constant(Tensor.of(new float[] {value}));
    }

    static Symbol computed(Shape shape, DType dtype, int kept, List<Symbol> operands, Layout layout) {
        boolean constant = operands.stream().allMatch(Symbol::isConstant);
        return new Symbol(shape, dtype, constant ? EVERYWHERE : kept, new Computed(operands, layout, null));
    }

    /** This symbol, newly computed, with its way back. */
    Symbol back(Back back) {
        return source instanceof Computed c
                ? new Symbol(shape, dtype, kept, new Computed(c.operands, c.layout, back))
                : this;
    }

    /** As {@link #back(Back)}, of one operand. */
    Symbol back1(BinaryOperator<Symbol> back) {
        return back((y, dy) -> List.of(back.apply(y, dy)));
    }

    /** This symbol, newly computed, from which no gradient goes back: it is none, or 0 wherever it is one. */
    Symbol flat() {
        return back((y, dy) -> List.of());
    }

    /** The same values, row-major, in another shape. */
    Symbol reshape(Shape other) {
        if (shape.isKnown() && other.isKnown() && shape.size() != other.size()) {
            throw new ShapeException("cannot reshape " + shape + " to " + other);
        }
        int same = 0;
        while (same < Math.min(shape.rank(), other.rank())
                && shape.dim(same) == other.dim(same)
                && restFits(other, same)) {
            same++;
        }
        return new Symbol(other, dtype, isConstant() ? EVERYWHERE : Math.min(kept, same), new Alias(this));
    }

    /** Whether the axes behind {@code axis} have the same number of elements in both shapes. */
    private boolean restFits(Shape other, int axis) {
        int rest = shape.product(axis + 1, shape.rank());
        return (rest != Shape.NONE && rest == other.product(axis + 1, other.rank()))
                || shape.slice(axis + 1, shape.rank()).equals(other.slice(axis + 1, other.rank()));
    }

    /** Booleans seen as 0 and 1, or the reverse. */
    Symbol seenAs(DType other) {
        return new Symbol(shape, other, kept, new Alias(this));
    }

    /** The shape; dimensions may be open. */
    public Shape shape() {
        return shape;
    }

    /** What the elements are. */
    public DType dtype() {
        return dtype;
    }

    /**
     * The number of leading axes that are those of every input: an element depends on elements of the inputs with the same
     * indices there. At least 1: samples do not meet; at least 2: nor do time steps.
     */
    public int kept() {
        return kept;
    }

    boolean isConstant() {
        return kept == EVERYWHERE;
    }

    /** The leading axes that are still those of the inputs when this is broadcast to {@code out}. */
    int keptIn(Shape out) {
        int ahead = out.rank() - shape.rank();
        int axis = isConstant() ? ahead : 0;
        if (!isConstant() && ahead > 0) {
            return 0;
        }
        while (axis < out.rank()
                && (isConstant() ? shape.dim(axis - ahead) == 1 : axis < kept && shape.dim(axis) == out.dim(axis))) {
            axis++;
        }
        return axis == out.rank() && isConstant() ? EVERYWHERE : axis;
    }

    int rank() {
        return shape.rank();
    }

    /** An axis counted from the start. */
    int axis(int axis) {
        return axis(axis, shape.rank());
    }

    static int axis(int axis, int rank) {
        if (axis < -rank || axis >= rank) {
            throw new ShapeException("axis " + axis + " is not in a tensor of rank " + rank);
        }
        return axis < 0 ? axis + rank : axis;
    }

    Source source() {
        return source;
    }

    @Override
    public String toString() {
        return dtype.kerasName() + shape;
    }
}
