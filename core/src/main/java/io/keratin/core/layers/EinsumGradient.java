package io.keratin.core.layers;

import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PackedMatrix;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The way back through the product of {@link EinsumDense}, c (kept, shared, made) = a (kept, shared, summed) · W (shared, summed, made)
 * for each combination of the shared labels: dW += aᵀ · dc, da = dc · Wᵀ. What lies otherwise in input, kernel or output is copied.
 */
final class EinsumGradient {

    private final int count;
    private final int rows;
    private final int summed;
    private final int made;
    private final float[] x;
    private final float[] w;
    private final float @Nullable [] dx;
    private final float @Nullable [] dw;

    /** Where the values of a, W and c stand in the input, the kernel and the output, all in the order of their labels above. */
    private final int[] fromInput;

    private final int[] fromKernel;
    private final int[] toOutput;

    /** Places over which the input is summed, counted from each of {@link #fromInput}. */
    private final int[] dropped;

    private final float[] a;
    private final float[] da;
    private final float[] dc;
    private final float[] own;
    private final float[] dOwn;
    private final PackedMatrix transposed;
    private final ProductGradient product;

    EinsumGradient(EinsumEquation einsum, Binding binding, Call call) {
        Kernels kernels = binding.kernels();
        String left = einsum.kept() + einsum.shared();
        count = (int) einsum.shape(einsum.shared()).size();
        rows = (int) einsum.shape(einsum.kept()).size();
        summed = (int) einsum.shape(einsum.summed()).size();
        made = (int) einsum.shape(einsum.made()).size();
        x = call.input().floats();
        dx = call.gradient(call.input());
        w = binding.weight("kernel");
        dw = binding.gradient("kernel");
        fromInput = all(einsum.index(einsum.input(), left + einsum.summed()), rows * count * summed);
        fromKernel = all(einsum.index(einsum.kernel(), einsum.shared() + einsum.summed() + einsum.made()), w.length);
        toOutput = all(einsum.index(left + einsum.made(), einsum.output()), rows * count * made);
        dropped = einsum.where(einsum.input(), einsum.dropped());
        a = call.scratch(rows * summed);
        da = call.scratch(rows * summed);
        dc = call.scratch(rows * count * made);
        own = call.scratch(summed * made);
        dOwn = call.scratch(summed * made);
        transposed = kernels.matrix(made, summed, 1);
        product = new ProductGradient(kernels, rows, summed, made, dw == null ? null : dOwn, null, transposed, call);
    }

    /** An index, of which null says that everything stands in its place. */
    private static int[] all(int @Nullable [] index, int n) {
        int[] places = new int[n];
        Arrays.setAll(places, i -> index == null ? i : index[i]);
        return places;
    }

    /** Adds to the gradients of kernel and input. {@code dz} not modified. */
    void run(float[] dz) {
        for (int i = 0; i < toOutput.length; i++) {
            int at = toOutput[i];
            int row = at / (count * made);
            int rest = at - row * count * made;
            dc[(rest / made * rows + row) * made + rest % made] = dz[i];
        }
        for (int i = 0; i < count; i++) {
            one(i);
        }
    }

    /** One combination of the shared labels. */
    private void one(int i) {
        for (int j = 0; j < rows * summed; j++) {
            double sum = 0;
            for (int offset : dropped) {
                sum += x[place(i, j) + offset];
            }
            a[j] = (float) sum;
        }
        for (int j = 0; j < summed * made; j++) {
            own[j] = w[fromKernel[i * summed * made + j]];
        }
        Arrays.fill(da, 0, rows * summed, 0);
        Arrays.fill(dOwn, 0);
        transposed.fill(own, 0, 1, made);
        product.run(dc, i * rows * made, a, 0, summed, dx == null ? null : da);
        for (int j = 0; dw != null && j < summed * made; j++) {
            dw[fromKernel[i * summed * made + j]] += dOwn[j];
        }
        for (int j = 0; dx != null && j < rows * summed; j++) {
            for (int offset : dropped) {
                dx[place(i, j) + offset] += da[j];
            }
        }
    }

    /** Where value j of rows of a stands in the input. */
    private int place(int i, int j) {
        int row = j / summed;
        return fromInput[(row * count + i) * summed + j - row * summed];
    }
}
