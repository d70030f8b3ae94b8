package io.keratin.core.layers;

import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The equation of an EinsumDense for inputs of one rank, such as {@code abc,cd->abd}: a label for each axis of input, kernel and
 * output, with the ellipsis written out, and the length of each.
 *
 * <p>Every such equation is a product of matrices, one for each combination of the labels in {@link #shared}: rows are the
 * labels {@link #kept}, columns {@link #made}, and the sum goes over {@link #summed}.
 */
final class EinsumEquation {

    private static final String LABELS = "([a-zA-Z]+)";
    private static final Pattern FORM =
            Pattern.compile("(0?)" + LABELS + "(0?)," + LABELS + "->(0?)" + LABELS + "(0?)");

    /** Stand for the axes of the ellipsis: no letter of an equation. */
    private static final char FIRST_HIDDEN = '\u0100';

    private final String input;
    private final String kernel;
    private final String output;
    private final boolean ellipsisLast;
    private final int hidden;
    private final Map<Character, Integer> lengths = new LinkedHashMap<>();

    /**
     * The equation for an input.
     *
     * @param partial the output's axes without the batch axis and the ellipsis, {@link Shape#NONE} where they are the input's
     * @throws ShapeException if they do not fit each other
     */
    EinsumEquation(String equation, List<Integer> partial, Shape shape) {
        Matcher m = form(equation);
        boolean ellipsisFirst = !m.group(1).isEmpty();
        ellipsisLast = !m.group(3).isEmpty();
        hidden = shape.rank() - m.group(2).length();
        if (hidden < 0 || (hidden > 0 && !ellipsisFirst && !ellipsisLast)) {
            throw misfit(
                    equation, "takes inputs of rank " + m.group(2).length() + (hidden < 0 ? " or more" : ""), shape);
        }
        String dots = IntStream.range(0, hidden)
                .mapToObj(i -> String.valueOf((char) (FIRST_HIDDEN + i)))
                .reduce("", String::concat);
        input = ellipsisFirst ? dots + m.group(2) : m.group(2) + dots;
        kernel = m.group(4);
        output = ellipsisFirst ? dots + m.group(6) : m.group(6) + dots;
        lengths(equation, shape, outputLengths(equation, partial, shape, ellipsisFirst));
    }

    /** The parts of an equation, as Keras takes them: {@code X,Y->Z}, {@code ...X,Y->...Z} or {@code X...,Y->Z...}. */
    static Matcher form(String equation) {
        Matcher m = FORM.matcher(equation.replace("...", "0").replace(" ", ""));
        boolean fits = m.matches()
                && m.group(1).equals(m.group(5))
                && m.group(3).equals(m.group(7))
                && (m.group(1).isEmpty() || m.group(3).isEmpty())
                && (m.group(3).isEmpty() || m.group(2).length() > 1);
        if (!fits) {
            throw new IllegalArgumentException("EinsumDense: equation must be of the form X,Y->Z, ...X,Y->...Z or "
                    + "X...,Y->Z..., got '" + equation + "'");
        }
        String made = m.group(6);
        for (String label : letters(made)) {
            if (m.group(2).indexOf(label) < 0 && m.group(4).indexOf(label) < 0) {
                throw new IllegalArgumentException("EinsumDense: '" + label + "' stands in the output of '" + equation
                        + "', but neither in its input nor in its kernel");
            }
            if (made.indexOf(label) != made.lastIndexOf(label)) {
                throw new IllegalArgumentException(
                        "EinsumDense: '" + label + "' stands twice in the output of '" + equation + "'");
            }
        }
        for (String label : letters(m.group(4))) {
            if (m.group(2).indexOf(label) < 0 && made.indexOf(label) < 0) {
                throw new IllegalArgumentException("EinsumDense: '" + label + "' stands in the kernel of '" + equation
                        + "', but neither in its input nor in its output");
            }
        }
        return m;
    }

    /** The output's axes: batch, those of the ellipsis, those that are given. */
    private List<Integer> outputLengths(String equation, List<Integer> partial, Shape shape, boolean ellipsisFirst) {
        List<Integer> all = new ArrayList<>();
        all.add(shape.dim(0));
        for (int i = 1; ellipsisFirst && i < hidden; i++) {
            all.add(shape.dim(i));
        }
        all.addAll(partial);
        for (int i = shape.rank() - hidden; ellipsisLast && i < shape.rank(); i++) {
            all.add(shape.dim(i));
        }
        if (all.size() != output.length()) {
            throw misfit(equation, "with output_shape " + partial + " does not fit", shape);
        }
        return all;
    }

    private void lengths(String equation, Shape shape, List<Integer> made) {
        for (int i = 0; i < output.length(); i++) {
            lengths.put(output.charAt(i), made.get(i));
        }
        for (int i = 0; i < input.length(); i++) {
            char label = input.charAt(i);
            int length = shape.dim(i);
            int known = lengths.getOrDefault(label, Shape.NONE);
            if (known != Shape.NONE && length != Shape.NONE && known != length) {
                throw misfit(equation, "has " + known + " for '" + label + "', which does not fit", shape);
            }
            lengths.put(label, known == Shape.NONE ? length : known);
        }
    }

    private static ShapeException misfit(String equation, String problem, Shape shape) {
        return new ShapeException("EinsumDense: equation '" + equation + "' " + problem + ", found " + shape);
    }

    Shape outputShape() {
        return shape(output);
    }

    Shape kernelShape() {
        Shape shape = shape(kernel);
        if (!shape.isKnown() || shape.size() == 0) {
            throw new ShapeException("EinsumDense: the axes of the kernel must be known and not empty, found " + shape);
        }
        return shape;
    }

    /** A length for each axis of the output from the first with a bias on, 1 where there is none. */
    Shape biasShape(String axes) {
        int first = output.length();
        for (String label : letters(axes)) {
            int at = output.indexOf(label);
            if (at < 0 || label.charAt(0) >= FIRST_HIDDEN) {
                throw new ShapeException("EinsumDense: bias axis '" + label + "' is not in the output");
            }
            first = Math.min(first, at);
        }
        Shape bias = Shape.of(output.substring(first)
                .chars()
                .map(label -> axes.indexOf(label) < 0 ? 1 : length((char) label))
                .toArray());
        if (!bias.isKnown()) {
            throw new ShapeException("EinsumDense: the axes of the bias must be known, found " + bias);
        }
        return bias;
    }

    Shape shape(String labels) {
        return Shape.of(labels.chars().map(label -> length((char) label)).toArray());
    }

    private int length(char label) {
        return lengths.getOrDefault(label, Shape.NONE);
    }

    /** Labels of input and output alone. */
    String kept() {
        return labels(input, kernel, false, output, true);
    }

    /** Labels of input, kernel and output. */
    String shared() {
        return labels(kernel, input, true, output, true);
    }

    /** Labels of kernel and output alone. */
    String made() {
        return labels(kernel, input, false, output, true);
    }

    /** Labels of input and kernel alone. */
    String summed() {
        return labels(kernel, input, true, output, false);
    }

    /** Labels of the input alone, which is summed over them. */
    String dropped() {
        return labels(input, kernel, false, output, false);
    }

    private static String labels(String from, String one, boolean inOne, String two, boolean inTwo) {
        return from.chars()
                .distinct()
                .filter(label -> one.indexOf(label) >= 0 == inOne && two.indexOf(label) >= 0 == inTwo)
                .mapToObj(label -> String.valueOf((char) label))
                .reduce("", String::concat);
    }

    private static List<String> letters(String labels) {
        return labels.chars().mapToObj(label -> String.valueOf((char) label)).toList();
    }

    String input() {
        return input;
    }

    String kernel() {
        return kernel;
    }

    String output() {
        return output;
    }

    /** Whether the kernel's axis stays in the output, for each of them that does, in the output's order. */
    List<Integer> keptKernelAxes() {
        return output.chars()
                .map(kernel::indexOf)
                .filter(axis -> axis >= 0)
                .boxed()
                .toList();
    }

    /** What the first axis of input and output have in common: whether each sample is computed on its own. */
    boolean keepsAxis(int axis) {
        return axis < input.length()
                && axis < output.length()
                && input.charAt(axis) == output.charAt(axis)
                && kernel.indexOf(input.charAt(axis)) < 0;
    }

    /**
     * For each element of an array with the axes {@code to}, row-major, where its value stands in one with the axes {@code
     * from}; null where the two are laid out alike. Labels that {@code from} does not have are repeated; one that it has twice
     * is its diagonal.
     */
    int @Nullable [] index(String from, String to) {
        return from.equals(to) ? null : where(from, to);
    }

    /** As {@link #index}, an index in any case. */
    int[] where(String from, String to) {
        int[] strides = shape(from).strides();
        int[] index = {0};
        for (String label : letters(to)) {
            int stride = 0;
            for (int axis = 0; axis < strides.length; axis++) {
                stride += from.startsWith(label, axis) ? strides[axis] : 0;
            }
            int length = length(label.charAt(0));
            int step = stride;
            int[] outer = index;
            index = new int[Math.multiplyExact(outer.length, length)];
            Arrays.setAll(index, j -> outer[j / length] + j % length * step);
        }
        return index;
    }
}
