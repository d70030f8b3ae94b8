package io.keratin.benchmarks.roofline;

import io.keratin.core.config.Value;
import io.keratin.core.layers.Gru;
import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.Lstm;
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
        work.add(spec, in);
        return work;
    }

    List<Products> products() {
        return products;
    }

    List<Activated> activated() {
        return activated;
    }

    private void add(LayerSpec spec, Shape in) {
        if (spec instanceof Sequential s) {
            List<Shape> shapes = s.shapes(in);
            for (int i = 0; i < s.layers().size(); i++) {
                add(s.layers().get(i).spec(), shapes.get(i));
            }
        } else if (spec instanceof TimeDistributed t) {
            add(t.layer().spec(), in.without(1).with(0, in.dim(0) * in.dim(1)));
        } else if (spec instanceof RecurrentLayer r) {
            recurrent(r, in);
        } else if (!spec.parts(List.of(in)).isEmpty()) {
            spec.parts(List.of(in))
                    .forEach(p -> add(p.layer().spec(), p.inputs().get(0)));
        } else {
            plain(spec, in);
        }
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
            activated.add(new Activated(l.recurrentActivation().kerasName(), 3 * states));
            activated.add(new Activated(l.activation().kerasName(), 2 * states));
        } else if (spec instanceof Gru g) {
            activated.add(new Activated(g.recurrentActivation().kerasName(), 2 * states));
            activated.add(new Activated(g.activation().kerasName(), states));
        } else if (spec instanceof SimpleRnn s) {
            activated.add(new Activated(s.activation().kerasName(), states));
        }
    }

    /** A dense layer or a convolution: its kernel is applied once for every place of the output. */
    private void plain(LayerSpec spec, Shape in) {
        Shape out = spec.outputShape(in);
        double places = (double) out.size() / out.last();
        for (WeightSpec w : spec.weights(List.of(in))) {
            if (w.name().equals("kernel")) {
                products.add(new Products(1, 2.0 * places * w.count(), w.count() * Float.BYTES));
            }
        }
        if (spec.config().get("activation") instanceof Value.Text name) {
            activated.add(new Activated(name.text(), out.size()));
        }
    }
}
