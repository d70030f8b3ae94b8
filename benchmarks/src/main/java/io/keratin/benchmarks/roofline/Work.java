package io.keratin.benchmarks.roofline;

import io.keratin.core.activations.Activation;
import io.keratin.core.config.Value;
import io.keratin.core.layers.ConvLstm;
import io.keratin.core.layers.ConvTranspose;
import io.keratin.core.layers.Gru;
import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.Lstm;
import io.keratin.core.layers.MultiHeadAttention;
import io.keratin.core.layers.RecurrentLayer;
import io.keratin.core.layers.Sequential;
import io.keratin.core.layers.SimpleRnn;
import io.keratin.core.layers.TimeDistributed;
import io.keratin.core.layers.WeightSpec;
import io.keratin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** What every implementation of a model has to do for an input: products with weights, and activations. */
final class Work {

    /**
     * Products with one weight matrix, one after another because each needs the result of the one before.
     *
     * @param times how many
     * @param flops floating-point operations of each
     * @param bytes size of the matrix, which each has to read
     */
    record Products(int times, double flops, long bytes) {}

    /**
     * Values that go through an activation.
     *
     * @param function Keras's name of the activation
     * @param values how many
     */
    record Activated(String function, double values) {}

    private final List<Products> products = new ArrayList<>();
    private final List<Activated> activated = new ArrayList<>();

    private Work() {}

    /** The work of a layer or model for an input of known shape. */
    static Work of(LayerSpec spec, Shape in) {
        Work work = new Work();
        work.add(spec, List.of(in));
        return work;
    }

    List<Products> products() {
        return products;
    }

    List<Activated> activated() {
        return activated;
    }

    private void add(LayerSpec spec, List<Shape> inputs) {
        Shape in = inputs.get(0);
        if (spec instanceof Sequential s) {
            List<Shape> shapes = s.shapes(in);
            for (int i = 0; i < s.layers().size(); i++) {
                add(s.layers().get(i).spec(), List.of(shapes.get(i)));
            }
        } else if (spec instanceof TimeDistributed t) {
            add(t.layer().spec(), List.of(in.without(1).with(0, in.dim(0) * in.dim(1))));
        } else if (spec instanceof RecurrentLayer r) {
            recurrent(r, in);
        } else if (spec instanceof ConvLstm c) {
            recurrent(c, inputs);
        } else if (spec instanceof MultiHeadAttention a) {
            attention(a, inputs);
        } else if (!spec.parts(inputs).isEmpty()) {
            spec.parts(inputs).forEach(p -> add(p.layer().spec(), p.inputs()));
        } else {
            plain(spec, inputs);
        }
    }

    /** Projections of queries, keys and values and of the result, then each query with each key and each value. */
    private void attention(MultiHeadAttention spec, List<Shape> inputs) {
        Shape query = inputs.get(0);
        Shape value = inputs.get(1);
        double queries = (double) query.size() / query.last();
        double keys = (double) value.size() / value.last();
        for (WeightSpec w : spec.weights(inputs)) {
            if (w.name().equals("kernel")) {
                boolean ofQueries = w.key().contains("query") || w.key().contains("output");
                multiply(ofQueries ? queries : keys, w);
            }
        }
        double pairs = spec.numHeads() * queries * keys / value.dim(0);
        products.add(new Products(1, 2 * pairs * spec.keyDim(), 0));
        products.add(new Products(1, 2 * pairs * spec.valueDim(), 0));
        activated.add(new Activated("softmax", pairs));
    }

    private void multiply(double places, WeightSpec kernel) {
        products.add(new Products(1, 2 * places * kernel.count(), kernel.count() * Float.BYTES));
    }

    /** As an LSTM, once for each place of the state. */
    private void recurrent(ConvLstm spec, List<Shape> inputs) {
        Shape in = inputs.get(0);
        Shape state = spec.stepOutput(in.without(1));
        int steps = in.dim(1);
        double places = (double) state.size() / spec.filters();
        for (WeightSpec w : spec.weights(inputs)) {
            if (w.name().equals("kernel")) {
                multiply(places * steps, w);
            } else if (w.name().equals("recurrent_kernel")) {
                products.add(new Products(steps, 2 * places * w.count(), w.count() * Float.BYTES));
            }
        }
        gates(spec.recurrentActivation(), spec.activation(), (double) steps * state.size());
    }

    private void gates(Activation sigma, Activation phi, double states) {
        activated.add(new Activated(sigma.kerasName(), 3 * states));
        activated.add(new Activated(phi.kerasName(), 2 * states));
    }

    private void recurrent(RecurrentLayer spec, Shape in) {
        int batch = in.dim(0);
        int steps = in.dim(1);
        for (WeightSpec w : spec.cellWeights(in.last())) {
            double flops = 2.0 * batch * w.count();
            if (w.name().equals("kernel")) {
                products.add(new Products(1, flops * steps, w.count() * Float.BYTES));
            } else if (w.name().equals("recurrent_kernel")) {
                products.add(new Products(steps, flops, w.count() * Float.BYTES));
            }
        }
        double states = (double) batch * steps * spec.units();
        if (spec instanceof Lstm l) {
            gates(l.recurrentActivation(), l.activation(), states);
        } else if (spec instanceof Gru g) {
            activated.add(new Activated(g.recurrentActivation().kerasName(), 2 * states));
            activated.add(new Activated(g.activation().kerasName(), states));
        } else if (spec instanceof SimpleRnn s) {
            activated.add(new Activated(s.activation().kerasName(), states));
        }
    }

    /**
     * A dense layer or a convolution: its kernels are applied once for every place of the output; those of a transposed convolution, and
     * the first of a separable one, for every place of what they read or make.
     */
    private void plain(LayerSpec spec, List<Shape> inputs) {
        Shape in = inputs.get(0);
        Shape out = spec.outputShapes(inputs).get(0);
        boolean first = Value.of("channels_first").equals(spec.config().get("data_format"));
        Shape over = spec instanceof ConvTranspose ? in : out;
        double places = (double) over.size() / over.dim(first ? 1 : -1);
        for (WeightSpec w : spec.weights(inputs)) {
            if (w.name().equals("kernel") || w.name().endsWith("wise_kernel")) {
                multiply(places, w);
            }
        }
        if (spec.config().get("activation") instanceof Value.Text name) {
            activated.add(new Activated(name.text(), out.size()));
        }
    }
}
