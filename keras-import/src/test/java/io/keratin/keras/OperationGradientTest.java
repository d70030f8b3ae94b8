package io.keratin.keras;

import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.Model;
import io.keratin.core.config.Value;
import io.keratin.core.graph.Plan;
import io.keratin.core.graph.StateBank;
import io.keratin.core.kernels.KernelSelection;
import io.keratin.core.layers.Binding;
import io.keratin.core.layers.Functional;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.Parameters;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import io.keratin.core.threads.Team;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Gradients of operations, each output of the golden graphs alone, against {@code tf.GradientTape} of the real Keras. */
class OperationGradientTest {

    private static final double TOLERANCE = 1e-5;

    private static final Pattern REFUSED = Pattern.compile("\\((\\w+)\\)");

    private int compared;
    private final Set<String> refused = new TreeSet<>();
    private final Set<String> wrong = new TreeSet<>();

    @Test
    void as_keras_computes() throws IOException {
        for (PackedCases.Case c : PackedCases.read("operations/gradients")) {
            Path npz = Fixtures.ROOT.resolve("operations/" + c.name() + ".npz");
            Model model = KerasModel.load(Fixtures.ROOT.resolve("operations/" + c.name() + ".keras"));
            List<Tensor> x = Fixtures.pairs(npz).get(0).inputs();
            Functional graph = (Functional) model.spec().spec();
            List<Value> without = ((Value.Items) c.field("without")).items();
            for (int j = 0; j < graph.results().size(); j++) {
                if (!without.contains(Value.of(j))) {
                    output(c, model, only(graph, j), x, j);
                }
            }
        }
        assertThat(wrong).as("of %d", compared).isEmpty();
        assertThat(refused).as("operations without a gradient").isEmpty();
        assertThat(compared).isGreaterThan(400);
    }

    private void output(PackedCases.Case c, Model model, Functional graph, List<Tensor> x, int j) {
        NamedLayer named = new NamedLayer(model.name(), graph);
        List<DType> dtypes = model.inputDTypes();
        List<Shape> shapes = x.stream().map(Tensor::shape).toList();
        Parameters live = model.parameters().forTraining(Set.of());
        Plan plan;
        try {
            plan = Plan.training(
                    new Binding(model.inputShapes(), live, KernelSelection.current()).bind(named),
                    dtypes,
                    shapes,
                    new StateBank(),
                    Team.SOLO,
                    true);
        } catch (IllegalArgumentException e) {
            Matcher m = REFUSED.matcher(String.valueOf(e.getMessage()));
            while (m.find()) {
                refused.add(m.group(1));
            }
            return;
        }
        Tensor y = plan.output();
        if (y.dtype() != DType.FLOAT32) {
            return;
        }
        String what = c.name() + " " + j + " "
                + graph.operation(graph.results().get(0).node());
        for (int pass = 0; pass < 2; pass++) {
            for (int i = 0; i < x.size(); i++) {
                put(x.get(i), plan.inputs().get(i));
            }
            plan.run();
            float[] dy = plan.gradient(y);
            for (int i = 0; dy != null && i < y.size(); i++) {
                dy[i] += ((37 * i + 11) % 17 - 8) / 8f;
            }
            plan.backward(1);
        }
        for (int i = 0; i < x.size(); i++) {
            if (dtypes.get(i) != DType.FLOAT32) {
                continue;
            }
            float @Nullable [] dx = plan.gradient(plan.inputs().get(i));
            float @Nullable [] keras = c.values("g" + j + "_" + i);
            try {
                PackedCases.assertClose(
                        what + " x" + i,
                        dx == null ? new float[x.get(i).size()] : dx,
                        keras == null ? new float[x.get(i).size()] : keras,
                        TOLERANCE);
            } catch (AssertionError e) {
                wrong.add(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
            }
            compared++;
        }
    }

    private static void put(Tensor from, Tensor to) {
        float[] values = from.toFloats();
        for (int i = 0; i < values.length; i++) {
            if (to.dtype().isInts()) {
                to.ints()[i] = (int) values[i];
            } else {
                to.floats()[i] = values[i];
            }
        }
    }

    /** The graph with one of its results alone, and nothing that does not lead there. */
    private static Functional only(Functional graph, int j) {
        Set<Integer> needed = new TreeSet<>(graph.entries());
        needed.add(graph.results().get(j).node());
        for (int n = graph.nodes().size() - 1; n >= 0; n--) {
            if (needed.contains(n)) {
                graph.nodes().get(n).sources().forEach(s -> needed.add(s.node()));
            }
        }
        Map<Integer, Integer> moved = new HashMap<>();
        List<Functional.Node> nodes = new ArrayList<>();
        for (int n : needed) {
            Functional.Node node = graph.nodes().get(n);
            moved.put(n, nodes.size());
            nodes.add(new Functional.Node(
                    node.operation(),
                    node.called(),
                    node.arguments(),
                    node.sources().stream().map(s -> at(moved, s)).toList(),
                    node.masks()));
        }
        List<NamedLayer> operations = graph.operations();
        return new Functional(
                operations,
                nodes,
                graph.entries().stream().map(moved::get).toList(),
                graph.inputForm(),
                List.of(at(moved, graph.results().get(j))),
                new Value.Items(List.of(new Value.Input(0))));
    }

    private static Functional.Source at(Map<Integer, Integer> moved, Functional.Source s) {
        return new Functional.Source(moved.getOrDefault(s.node(), -1), s.output());
    }
}
