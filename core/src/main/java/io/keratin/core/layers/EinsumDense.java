package io.keratin.core.layers;

import io.keratin.core.activations.Activation;
import io.keratin.core.activations.Activations;
import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PackedMatrix;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fully connected layer along any axes: y = φ(einsum(equation, x, W) + b).
 *
 * <p>Weights: kernel, with the axes that the equation names; bias, with the axes {@code biasAxes}.
 *
 * @param equation which axes of input and kernel make which axes of the output, such as {@code abc,cd->abd} or {@code
 *     ...x,xy->...y}
 * @param outputShape the output's axes without the batch axis and the ellipsis; {@link Shape#NONE} where they are the input's
 * @param biasAxes labels of the output's axes along which the bias differs; null for no bias
 * @param activation φ
 * @param training options that matter only in training
 */
public record EinsumDense(
        String equation,
        List<Integer> outputShape,
        @Nullable String biasAxes,
        Activation activation,
        TrainingOptions training)
        implements UnaryLayer {

    private static final int[] ITSELF = {0};

    /** Checks the equation. */
    public EinsumDense {
        EinsumEquation.form(equation);
        outputShape = List.copyOf(outputShape);
        biasAxes = biasAxes == null || biasAxes.isEmpty() ? null : biasAxes;
    }

    /** An EinsumDense with Keras's defaults. */
    public EinsumDense(String equation, List<Integer> outputShape) {
        this(equation, outputShape, null, Activations.LINEAR, TrainingOptions.NONE);
    }

    static EinsumDense fromConfig(Config config, LayerRegistry registry) {
        if (config.value("output_shape") instanceof Value.Int single) {
            return fromConfig(config, List.of(Math.toIntExact(single.number())));
        }
        int[] dims = config.dims("output_shape");
        if (dims == null) {
            throw config.error("output_shape", "expected a list of dimensions, found nothing");
        }
        return fromConfig(config, Arrays.stream(dims).boxed().toList());
    }

    private static EinsumDense fromConfig(Config config, List<Integer> outputShape) {
        EinsumDense defaults = new EinsumDense(config.text("equation"), outputShape);
        return new EinsumDense(
                defaults.equation,
                defaults.outputShape,
                config.has("bias_axes") ? config.text("bias_axes") : defaults.biasAxes,
                Activations.read(config, "activation", defaults.activation),
                TrainingOptions.read(config, Dense.TRAINING_OPTIONS));
    }

    @Override
    public String className() {
        return "EinsumDense";
    }

    private EinsumEquation on(Shape input) {
        return new EinsumEquation(equation, outputShape, input);
    }

    @Override
    public Shape outputShape(Shape input) {
        Shape wide = on(input).outputShape();
        int n = wide.last();
        if (n != Shape.NONE && activation.rowLength(2) != 2 && n % 2 != 0) {
            throw new ShapeException("EinsumDense: activation 'glu' halves the last axis, which must be even, found "
                    + wide + " before it");
        }
        return n == Shape.NONE ? wide : wide.with(-1, activation.rowLength(n));
    }

    @Override
    public List<WeightSpec> weights(Shape input) {
        outputShape(input);
        EinsumEquation einsum = on(input);
        List<WeightSpec> w = new ArrayList<>();
        w.add(new WeightSpec(
                        "kernel",
                        einsum.kernelShape(),
                        Initializers.of(training, "kernel_initializer", Initializers.GLOROT_UNIFORM))
                .scaledAlong(einsum.keptKernelAxes()));
        if (biasAxes != null) {
            w.add(new WeightSpec(
                    "bias",
                    einsum.biasShape(biasAxes),
                    Initializers.of(training, "bias_initializer", Initializers.ZEROS)));
        }
        return w;
    }

    @Override
    public Value.Fields config() {
        return training.addTo(Value.fields(
                "equation",
                equation,
                "output_shape",
                dims(),
                "activation",
                activation.serialized(),
                "bias_axes",
                biasAxes));
    }

    private Value dims() {
        return new Value.Items(outputShape.stream()
                .map(d -> d == Shape.NONE ? Value.Nothing.NULL : Value.of(d))
                .toList());
    }

    @Override
    public TimeAxis timeAxis(Shape input) {
        boolean constantBias = biasAxes == null
                || on(input).biasShape(biasAxes).rank() < outputShape(input).rank() - 1;
        return input.rank() > 2 && on(input).keepsAxis(1) && constantBias ? TimeAxis.POINTWISE : TimeAxis.WHOLE;
    }

    @Override
    public Layer bind(Binding binding) {
        EinsumEquation built = on(binding.input());
        List<PackedMatrix> kernels = matrices(built, binding);
        float[] bias = biasAxes == null ? new float[1] : binding.weight("bias");
        Shape biasShape = biasAxes == null ? Shape.of() : built.biasShape(biasAxes);
        Kernels computing = binding.kernels();
        return call -> {
            EinsumEquation einsum = on(call.input().shape());
            Tensor logits = call.logits(activation);
            Tensor end = logits == null ? call.output() : logits;
            Activation f = logits == null ? activation : Activations.LINEAR;
            Shape wide = einsum.outputShape();
            int n = wide.last();
            int rows = n == 0 ? 0 : Math.toIntExact(wide.size() / n);
            float[] y = end.floats();
            int result = f.rowLength(n);
            float[] z = result == n ? y : call.scratch(rows * n);
            Step product = product(einsum, kernels, computing, call, z);
            Step shift = biasAxes == null
                    ? () -> {}
                    : Laid.overLast("EinsumDense", "bias", biasShape, bias, wide)
                            .addedTo(Tensor.of(z, wide), binding.trains());
            float[] dy = call.gradient(end);
            Step step = dy != null
                    ? trained(einsum, binding, call, product, shift, z, f, y, dy)
                    : () -> {
                        product.forward();
                        shift.forward();
                        computing.activate(f, z, 0, rows, n, n);
                        for (int r = 0; z != y && r < rows; r++) {
                            System.arraycopy(z, r * n, y, r * result, result);
                        }
                    };
            return logits == null ? step : ActivatedRows.behind(step, logits, activation, computing, call);
        };
    }

    /** The layer in training: dz = dy ∘ φ', db += dz summed over the axes along which the bias is the same, and back through the product. */
    private Step trained(
            EinsumEquation einsum,
            Binding binding,
            Call call,
            Step product,
            Step shift,
            float[] z,
            Activation f,
            float[] y,
            float[] dy) {
        Shape wide = einsum.outputShape();
        int n = wide.last();
        int size = wide.length();
        ActivatedRows end = new ActivatedRows(call, binding.kernels(), f, n == 0 ? 0 : size / n, n, y, dy);
        Step forward = () -> {
            product.forward();
            shift.forward();
            System.arraycopy(z, 0, end.z(), 0, size);
            end.forward();
        };
        if (!end.differentiable()) {
            return forward;
        }
        float[] db = biasAxes == null ? null : binding.gradient("bias");
        int[] biases = db == null || biasAxes == null
                ? new int[0]
                : Laid.overLast("EinsumDense", "bias", einsum.biasShape(biasAxes), db, wide)
                        .rowIndex(wide);
        EinsumGradient gradient = new EinsumGradient(einsum, binding, call);
        return Step.of(forward, () -> {
            end.backward();
            for (int i = 0; db != null && i < size; i++) {
                db[biases[i % biases.length]] += end.dz()[i];
            }
            gradient.run(end.dz());
        });
    }

    /** A matrix (summed, made) for each combination of the shared labels. */
    private static List<PackedMatrix> matrices(EinsumEquation einsum, Binding binding) {
        int count = (int) einsum.shape(einsum.shared()).size();
        int rows = (int) einsum.shape(einsum.summed()).size();
        int columns = (int) einsum.shape(einsum.made()).size();
        int[] index = einsum.index(einsum.kernel(), einsum.shared() + einsum.summed() + einsum.made());
        List<PackedMatrix> matrices = new ArrayList<>();
        float[] w = binding.weight("kernel");
        for (int i = 0; i < count; i++) {
            if (index == null) {
                matrices.add(binding.packRows("kernel", i * rows, rows, columns, columns, 0));
                continue;
            }
            float[] some = new float[rows * columns];
            for (int j = 0; j < some.length; j++) {
                some[j] = w[index[i * some.length + j]];
            }
            PackedMatrix packed = binding.kernels().pack(some, rows, columns, 0);
            int first = i * some.length;
            binding.onChange(() -> {
                for (int j = 0; j < some.length; j++) {
                    some[j] = w[index[first + j]];
                }
                packed.fill(some, 0, columns, 1);
            });
            matrices.add(packed);
        }
        return matrices;
    }

    /** z = einsum(x, W). Input and output are laid out anew where a product of matrices cannot take them as they are. */
    private static Step product(
            EinsumEquation einsum, List<PackedMatrix> matrices, Kernels kernels, Call call, float[] z) {
        String left = einsum.kept() + einsum.shared();
        int[] fromInput = einsum.index(einsum.input(), left + einsum.summed());
        int[] toOutput = einsum.index(left + einsum.made(), einsum.output());
        float[] x = call.input().floats();
        float[] a = fromInput == null ? x : call.scratch(fromInput.length);
        float[] c = toOutput == null ? z : call.scratch(toOutput.length);
        int[] dropped = einsum.where(einsum.input(), einsum.dropped());
        Step multiply = multiply(einsum, matrices, kernels, call, a, c);
        return () -> {
            gather(x, fromInput, dropped, a);
            multiply.forward();
            gather(c, toOutput, ITSELF, z);
        };
    }

    /** c (kept, shared, made) = a (kept, shared, summed) · W (shared, summed, made). */
    private static Step multiply(
            EinsumEquation einsum, List<PackedMatrix> matrices, Kernels kernels, Call call, float[] a, float[] c) {
        int rows = (int) einsum.shape(einsum.kept()).size();
        int made = (int) einsum.shape(einsum.made()).size();
        int count = matrices.size();
        if (count == 1) {
            SharedProduct product =
                    new SharedProduct(kernels, matrices.get(0), new float[made], Activations.LINEAR, rows, call);
            return () -> product.run(a, c);
        }
        float[] work = call.scratch(Kernels.WORK);
        return () -> {
            for (int i = 0; i < count; i++) {
                PackedMatrix w = matrices.get(i);
                int k = w.rows();
                kernels.gemm(rows, a, i * k, count * k, w, null, 0, 0, c, i * made, count * made, work);
            }
        };
    }

    /** to[i] = Σ from[index[i] + offsets[j]] over j; nothing where there is no index, and both are the same array. */
    private static void gather(float[] from, int @Nullable [] index, int[] offsets, float[] to) {
        for (int i = 0; index != null && i < index.length; i++) {
            double sum = 0;
            for (int offset : offsets) {
                sum += from[index[i] + offset];
            }
            to[i] = (float) sum;
        }
    }
}
