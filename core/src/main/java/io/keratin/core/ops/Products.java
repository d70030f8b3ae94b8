package io.keratin.core.ops;

import io.keratin.core.error.ShapeException;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PackedMatrix;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Sums of products: everything of the kind is brought to a product of matrices. */
final class Products {

    private Products() {}

    /** NumPy's matmul: the last two axes are matrices, those before them are broadcast; vectors are rows or columns. */
    static Symbol matmul(Symbol a, Symbol b) {
        Symbol left = a.rank() == 1 ? Views.expand(a, 0) : a;
        Symbol right = b.rank() == 1 ? Views.expand(b, -1) : b;
        Symbol product = matrices(left, right);
        product = a.rank() == 1 ? Views.squeeze(product, new int[] {-2}) : product;
        return b.rank() == 1 ? Views.squeeze(product, new int[] {-1}) : product;
    }

    private static Symbol matrices(Symbol a, Symbol b) {
        DType type = Pointwise.common(a, b) == DType.FLOAT32 ? DType.FLOAT32 : DType.INT32;
        int k = a.shape().last();
        int other = b.shape().dim(-2);
        if (a.rank() < 2 || b.rank() < 2 || (k != other && k != Shape.NONE && other != Shape.NONE)) {
            throw new ShapeException("cannot multiply matrices " + a.shape() + " and " + b.shape());
        }
        Shape batch =
                Pointwise.broadcast(a.shape().slice(0, a.rank() - 2), b.shape().slice(0, b.rank() - 2));
        int rows = a.shape().dim(-2);
        int columns = b.shape().last();
        Shape out = batch.concat(Shape.of(rows, columns));
        int axes = batch.rank();
        int kept = Math.min(axes, Math.min(a.keptIn(sized(a, batch)), b.keptIn(sized(b, batch))));
        if (b.isConstant() && b.rank() == 2) {
            kept = Math.min(a.kept(), a.rank() - 1);
        }
        Symbol left = Pointwise.cast(a, DType.FLOAT32);
        Symbol right = Pointwise.cast(b, DType.FLOAT32);
        Symbol product = Symbol.computed(
                        out, DType.FLOAT32, kept, List.of(left, right), (in, y, kernels) -> plan(right, in, y, kernels))
                .back((y, dy) -> Arrays.asList(
                        left.isConstant() ? null : backLeft(left, right, dy),
                        right.isConstant() ? null : backRight(left, right, dy)));
        return type == DType.FLOAT32 ? product : Pointwise.cast(product, type);
    }

    /** da = dy · bᵀ. */
    private static Symbol backLeft(Symbol a, Symbol b, Symbol dy) {
        return Pointwise.summed(matrices(dy, Views.swapaxes(b, -1, -2)), a.shape());
    }

    /** db = aᵀ · dy; where one b serves all batches, their rows are those of one matrix. */
    private static Symbol backRight(Symbol a, Symbol b, Symbol dy) {
        Symbol left = b.rank() == 2 ? Views.reshape(a, -1, a.shape().last()) : a;
        Symbol right = b.rank() == 2 ? Views.reshape(dy, -1, dy.shape().last()) : dy;
        return Pointwise.summed(matrices(Views.swapaxes(left, -1, -2), right), b.shape());
    }

    /** The batch axes with the symbol's own matrix behind them. */
    private static Shape sized(Symbol s, Shape batch) {
        return batch.concat(s.shape().slice(s.rank() - 2, s.rank()));
    }

    private static Runnable plan(Symbol right, List<Tensor> in, Tensor out, Kernels kernels) {
        Tensor a = in.get(0);
        Tensor b = in.get(1);
        int rank = out.shape().rank();
        int k = a.shape().last();
        int n = out.shape().last();
        if (b.shape().rank() == 2) {
            int m = a.shape().product(0, a.shape().rank() - 1);
            if (right.source() instanceof Symbol.Constant && k > 0 && n > 0) {
                PackedMatrix packed = kernels.pack(b.floats(), k, n, 0);
                float[] work = new float[Kernels.WORK];
                return () -> kernels.gemm(m, a.floats(), 0, k, packed, null, 0, 0, out.floats(), 0, n, work);
            }
            return () -> multiply(m, k, n, a.floats(), 0, b.floats(), 0, out.floats(), 0);
        }
        int m = out.shape().dim(rank - 2);
        Shape batch = out.shape().slice(0, rank - 2);
        int[] as = starts(a.shape(), batch, m * k);
        int[] bs = starts(b.shape(), batch, k * n);
        return () -> {
            for (int i = 0; i < as.length; i++) {
                multiply(m, k, n, a.floats(), as[i], b.floats(), bs[i], out.floats(), i * m * n);
            }
        };
    }

    private static int[] starts(Shape matrices, Shape batch, int size) {
        Shape own = matrices.slice(0, matrices.rank() - 2);
        int[] strides = Views.broadcastStrides(own, batch);
        return Views.sums(IntStream.range(0, batch.rank())
                .mapToObj(axis -> Views.along(batch.dim(axis), i -> i * strides[axis] * size))
                .toArray(int[][]::new));
    }

    /** y (m, n) = a (m, k) · b (k, n), rows of b added four at a time. {@code a}, {@code b} not modified; {@code y} modified. */
    private static void multiply(int m, int k, int n, float[] a, int ao, float[] b, int bo, float[] y, int yo) {
        for (int row = 0; row < m; row++) {
            int to = yo + row * n;
            int from = ao + row * k;
            Arrays.fill(y, to, to + n, 0f);
            int i = 0;
            for (; i + 4 <= k; i += 4) {
                addRows(a[from + i], a[from + i + 1], a[from + i + 2], a[from + i + 3], b, bo + i * n, n, y, to);
            }
            for (; i < k; i++) {
                addRow(a[from + i], b, bo + i * n, n, y, to);
            }
        }
    }

    private static void addRows(float p, float q, float r, float s, float[] b, int bo, int n, float[] y, int to) {
        for (int j = 0; j < n; j++) {
            y[to + j] += p * b[bo + j] + q * b[bo + n + j] + r * b[bo + 2 * n + j] + s * b[bo + 3 * n + j];
        }
    }

    private static void addRow(float p, float[] b, int bo, int n, float[] y, int to) {
        for (int j = 0; j < n; j++) {
            y[to + j] += p * b[bo + j];
        }
    }

    // ---- Einstein's notation

    /** {@code "bij,bjk->bik"}: axes of the same letter go together, letters that the result does not have are summed over. */
    static Symbol einsum(String subscripts, List<Symbol> operands) {
        String text = subscripts.replace(" ", "");
        int arrow = text.indexOf("->");
        String[] inputs = (arrow < 0 ? text : text.substring(0, arrow)).split(",", -1);
        if (inputs.length != operands.size()) {
            throw new ShapeException(
                    "einsum '" + subscripts + "': expected " + inputs.length + " operands, found " + operands.size());
        }
        List<List<Character>> labels = new ArrayList<>();
        int dots = 0;
        for (int i = 0; i < inputs.length; i++) {
            labels.add(labels(
                    inputs[i],
                    operands.get(i).rank() - inputs[i].replace("...", "").length(),
                    subscripts));
            dots = Math.max(dots, inputs[i].contains("...") ? operands.get(i).rank() - inputs[i].length() + 3 : 0);
            if (labels.get(i).size() != operands.get(i).rank()) {
                throw new ShapeException("einsum '" + subscripts + "': '" + inputs[i] + "' does not fit "
                        + operands.get(i).shape());
            }
        }
        List<Character> out = arrow < 0 ? implicit(labels, dots) : labels(text.substring(arrow + 2), dots, subscripts);
        Symbol result = operands.get(0);
        List<Character> have = labels.get(0);
        for (int i = 1; i < operands.size(); i++) {
            List<Character> needed = new ArrayList<>(out);
            labels.subList(i + 1, labels.size()).forEach(needed::addAll);
            List<Character> made = new ArrayList<>();
            result = pair(result, have, operands.get(i), labels.get(i), needed, made);
            have = made;
        }
        return ordered(result, have, out);
    }

    /** Letters of an operand; the axes of an ellipsis get digits, counted from its end. */
    private static List<Character> labels(String text, int dots, String subscripts) {
        List<Character> labels = new ArrayList<>();
        for (int i = 0; i < text.length(); i++) {
            if (text.startsWith("...", i)) {
                for (int d = dots; d > 0; d--) {
                    labels.add((char) ('0' + d));
                }
                i += 2;
            } else if (Character.isLetter(text.charAt(i))) {
                labels.add(text.charAt(i));
            } else {
                throw new ShapeException("einsum '" + subscripts + "': unexpected '" + text.charAt(i) + "'");
            }
        }
        return labels;
    }

    /** Without an arrow: the ellipsis, then the letters that occur once, in alphabetical order. */
    private static List<Character> implicit(List<List<Character>> labels, int dots) {
        List<Character> all = labels.stream().flatMap(List::stream).toList();
        List<Character> out = labels("...", dots, "");
        all.stream()
                .filter(c -> Character.isLetter(c) && all.indexOf(c) == all.lastIndexOf(c))
                .sorted()
                .forEach(out::add);
        return out;
    }

    /** One operand with its axes in the order of {@code out}: diagonals taken, other axes summed over. */
    private static Symbol ordered(Symbol x, List<Character> labels, List<Character> out) {
        List<Character> have = new ArrayList<>(labels);
        Symbol s = x;
        for (int i = 0; i < have.size(); i++) {
            int again = have.lastIndexOf(have.get(i));
            while (again > i) {
                s = Views.diagonal(s, 0, i, again);
                char label = have.remove(again);
                have.remove(i);
                have.add(label);
                again = have.lastIndexOf(have.get(i));
            }
        }
        for (int i = have.size() - 1; i >= 0; i--) {
            if (!out.contains(have.get(i))) {
                s = Lanes.reduce(s, new int[] {i}, false, null, Lanes.SUM);
                have.remove(i);
            }
        }
        if (!have.containsAll(out)) {
            throw new ShapeException("einsum: the result has axes " + out + ", the operands " + labels);
        }
        return Views.transpose(s, out.stream().mapToInt(have::indexOf).toArray());
    }

    /** Two operands as one product of matrices; {@code made} gets the labels of the result. */
    private static Symbol pair(
            Symbol a, List<Character> la, Symbol b, List<Character> lb, List<Character> needed, List<Character> made) {
        List<Character> batch = new ArrayList<>();
        List<Character> summed = new ArrayList<>();
        List<Character> left = new ArrayList<>();
        List<Character> right = new ArrayList<>();
        for (char c : la) {
            List<Character> group = !lb.contains(c) ? left : needed.contains(c) ? batch : summed;
            if ((lb.contains(c) || needed.contains(c)) && !group.contains(c)) {
                group.add(c);
            }
        }
        for (char c : lb) {
            if (!la.contains(c) && needed.contains(c) && !right.contains(c)) {
                right.add(c);
            }
        }
        Symbol x = ordered(a, la, joined(batch, left, summed));
        Symbol y = ordered(b, lb, joined(batch, summed, right));
        int axes = batch.size();
        Shape common = Pointwise.broadcast(x.shape().slice(0, axes), y.shape().slice(0, axes));
        Shape rows = x.shape().slice(axes, axes + left.size());
        Shape columns = y.shape().slice(axes + summed.size(), y.rank());
        int k = x.shape().product(axes + left.size(), x.rank());
        Symbol p = x.reshape(x.shape().slice(0, axes).concat(Shape.of(rows.product(0, rows.rank()), k)));
        Symbol q = y.reshape(y.shape()
                .slice(0, axes)
                .concat(Shape.of(y.shape().product(axes, axes + summed.size()), columns.product(0, columns.rank()))));
        made.addAll(joined(batch, left, right));
        return matrices(p, q).reshape(common.concat(rows).concat(columns));
    }

    private static List<Character> joined(List<Character> a, List<Character> b, List<Character> c) {
        List<Character> all = new ArrayList<>(a);
        all.addAll(b);
        all.addAll(c);
        return all;
    }

    /** Letters {@code from} to {@code to} of the alphabet. */
    static String letters(int from, int to) {
        StringBuilder b = new StringBuilder();
        for (int i = from; i < to; i++) {
            b.append((char) (i < 26 ? 'a' + i : 'A' + i - 26));
        }
        return b.toString();
    }

    /** The axes {@code ofA} of a and {@code ofB} of b go together and are summed over. */
    static Symbol tensordot(Symbol a, Symbol b, int[] ofA, int[] ofB) {
        char[] right = letters(a.rank(), a.rank() + b.rank()).toCharArray();
        String left = letters(0, a.rank());
        StringBuilder out = new StringBuilder(left + new String(right));
        for (int i = 0; i < ofA.length; i++) {
            char c = left.charAt(a.axis(ofA[i]));
            out.deleteCharAt(out.indexOf(String.valueOf(c)));
            out.deleteCharAt(out.indexOf(String.valueOf(right[b.axis(ofB[i])])));
            right[b.axis(ofB[i])] = c;
        }
        return einsum(left + "," + new String(right) + "->" + out, List.of(a, b));
    }

    /** NumPy's dot: over the last axis of a and the last but one of b; of vectors and scalars their product. */
    static Symbol dot(Symbol a, Symbol b) {
        if (a.rank() == 0 || b.rank() == 0) {
            return Pointwise.multiply(a, b);
        }
        return tensordot(a, b, new int[] {-1}, new int[] {b.rank() == 1 ? 0 : -2});
    }
}
