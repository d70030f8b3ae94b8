package io.keratin.core.layers;

import io.keratin.core.activations.Activations;
import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PackedMatrix;
import io.keratin.core.tensor.LookUps;
import io.keratin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An embedding that also goes back: from ids to rows of a table, or, where a graph calls it with {@code reverse=True}, from rows
 * to a value for every id.
 *
 * <p>Weights: embeddings (inputDim, outputDim); reverse_embeddings (outputDim, inputDim), unless the table serves both ways.
 *
 * @param embedding the way from ids to rows
 * @param tieWeights whether the table serves both ways
 * @param reverseDtype type in which Keras computes the way back, or null; here it is float32
 * @param logitSoftCap what bounds the way back, as tanh(y / cap) · cap, or null
 */
public record ReversibleEmbedding(
        Embedding embedding,
        boolean tieWeights,
        @Nullable String reverseDtype,
        @Nullable Double logitSoftCap) implements UnaryLayer {

    /** A ReversibleEmbedding with Keras's defaults. */
    public ReversibleEmbedding(int inputDim, int outputDim) {
        this(new Embedding(inputDim, outputDim), true, null, null);
    }

    static ReversibleEmbedding fromConfig(Config config, LayerRegistry registry) {
        return new ReversibleEmbedding(
                Embedding.fromConfig(config, registry),
                config.flag("tie_weights", true),
                config.has("reverse_dtype") ? config.text("reverse_dtype") : null,
                config.has("logit_soft_cap") ? Double.valueOf(config.real("logit_soft_cap", 0)) : null);
    }

    @Override
    public String className() {
        return "ReversibleEmbedding";
    }

    @Override
    public Shape outputShape(Shape input) {
        return embedding.outputShape(input);
    }

    @Override
    public List<WeightSpec> weights(Shape input) {
        List<WeightSpec> w = new ArrayList<>(embedding.weights(input));
        if (!tieWeights) {
            w.add(new WeightSpec(
                            "reverse_embeddings",
                            Shape.of(embedding.outputDim(), embedding.inputDim()),
                            w.get(0).initializer())
                    .scaledAlong(List.of(1)));
        }
        return w;
    }

    @Override
    public Value.Fields config() {
        return embedding
                .config()
                .with("tie_weights", Value.of(tieWeights))
                .with("reverse_dtype", Value.of(reverseDtype))
                .with("logit_soft_cap", Value.of(logitSoftCap));
    }

    @Override
    public boolean takesIntegers() {
        return true;
    }

    @Override
    public TimeAxis timeAxis(Shape input) {
        return embedding.timeAxis(input);
    }

    @Override
    public Layer bind(Binding binding) {
        return embedding.bind(binding);
    }

    /** With {@code reverse=True}, the way back. */
    @Override
    public LayerSpec called(Arguments arguments) {
        Value reverse = arguments.get(1, "reverse");
        Value.Items first =
                new Value.Items(arguments.positional().items().stream().limit(1).toList());
        boolean rest = arguments.positional().items().size() > 2;
        (rest ? arguments : new Arguments(first, arguments.named()).without("reverse")).refuseOptions();
        return Value.of(true).equals(reverse) ? new Back(this) : this;
    }

    /**
     * The way back: (…, outputDim) to (…, inputDim).
     *
     * @param whole the layer, whose weights these are
     */
    record Back(ReversibleEmbedding whole) implements UnaryLayer {

        @Override
        public String className() {
            return whole.className();
        }

        @Override
        public Shape outputShape(Shape input) {
            if (input.rank() < 2 || !Shape.of(Shape.NONE, rows()).accepts(Shape.of(Shape.NONE, input.last()))) {
                throw new ShapeException(
                        "ReversibleEmbedding: the way back takes rows of " + rows() + " values, found " + input);
            }
            return input.with(-1, whole.embedding.inputDim());
        }

        private int rows() {
            return whole.embedding.outputDim();
        }

        @Override
        public List<WeightSpec> weights(Shape input) {
            return whole.weights(input);
        }

        @Override
        public Value.Fields config() {
            return whole.config();
        }

        @Override
        public TimeAxis timeAxis(Shape input) {
            return input.rank() > 2 ? TimeAxis.POINTWISE : TimeAxis.WHOLE;
        }

        @Override
        public Layer bind(Binding binding) {
            int ids = whole.embedding.inputDim();
            PackedMatrix w = whole.tieWeights ? tied(binding, ids) : binding.pack("reverse_embeddings", rows(), ids, 0);
            float[] bias = new float[ids];
            return call -> {
                int n = call.output().size();
                float[] x = call.input().floats();
                float[] y = call.output().floats();
                SharedProduct product =
                        new SharedProduct(binding.kernels(), w, bias, Activations.LINEAR, n / ids, call);
                Step forward = () -> {
                    product.run(x, y);
                    cap(y, n);
                };
                float[] dy = call.gradient(call.output());
                if (dy == null) {
                    return forward;
                }
                float[] dx = call.gradient(call.input());
                Runnable back = whole.tieWeights
                        ? tiedBack(binding, n / ids, x, dx, dy, call)
                        : untiedBack(binding, product, x, y, dx, dy, call);
                return Step.of(forward, () -> {
                    uncap(y, dy, n);
                    back.run();
                });
            };
        }

        /** The table turned; where it is trained, both forms of it follow. */
        private PackedMatrix tied(Binding binding, int ids) {
            return binding.trains()
                    ? binding.packTransposed("embeddings", new int[] {0}, rows(), ids)
                    : binding.kernels().pack(turned(binding.weight("embeddings"), ids), rows(), ids, 0);
        }

        /** z = x · Eᵀ: dE += dzᵀ · x, dx += dz · E. */
        private Runnable tiedBack(Binding binding, int m, float[] x, float @Nullable [] dx, float[] dz, Call call) {
            int ids = whole.embedding.inputDim();
            Kernels kernels = binding.kernels();
            float[] dTable = binding.gradient("embeddings");
            LookUps lookUps = binding.lookUps("embeddings");
            PackedMatrix table = binding.pack("embeddings", ids, rows(), 0);
            ProductGradient ofTable = new ProductGradient(kernels, m, ids, rows(), dTable, null, null, call);
            ProductGradient ofInput = new ProductGradient(kernels, m, rows(), ids, null, null, table, call);
            return () -> {
                ofTable.run(x, dz, null);
                ofInput.run(dz, x, dx);
                if (lookUps != null) {
                    lookUps.addToMatrix();
                }
            };
        }

        private Runnable untiedBack(
                Binding binding,
                SharedProduct product,
                float[] x,
                float[] y,
                float @Nullable [] dx,
                float[] dz,
                Call call) {
            int ids = whole.embedding.inputDim();
            product.withGradient(
                    binding.gradient("reverse_embeddings"),
                    null,
                    binding.transposed("reverse_embeddings", 0, rows(), ids),
                    call);
            return () -> product.back(x, y, dz, dx);
        }

        /** dz = dy · (1 - (y / cap)²). */
        private void uncap(float[] y, float[] dy, int n) {
            double cap = whole.logitSoftCap == null ? 0 : whole.logitSoftCap;
            for (int i = 0; whole.logitSoftCap != null && i < n; i++) {
                dy[i] *= (float) (1 - y[i] / cap * (y[i] / cap));
            }
        }

        private float[] turned(float[] table, int ids) {
            float[] turned = new float[table.length];
            DataFormat.transpose(1, ids, rows(), table, turned);
            return turned;
        }

        private void cap(float[] y, int n) {
            double cap = whole.logitSoftCap == null ? 0 : whole.logitSoftCap;
            for (int i = 0; whole.logitSoftCap != null && i < n; i++) {
                y[i] = (float) (Math.tanh(y[i] / cap) * cap);
            }
        }
    }
}
