package io.keratin.keras;

import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.Model;
import io.keratin.core.error.KeratinException;
import io.keratin.core.graph.Plan;
import io.keratin.core.graph.StateBank;
import io.keratin.core.layers.Binding;
import io.keratin.core.layers.LayerRegistry;
import io.keratin.core.layers.LayerSpec.Part;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.optimizers.Variable;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import io.keratin.core.threads.Team;
import io.keratin.core.training.TrainedWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Walks the registry: each layer that can be trained through is checked by a finite difference along one direction through all weights and
 * inputs, in the smallest golden models that have it. A layer without a gradient must be named here.
 */
class GradientWalkTest {

    /** Layers that take or give ids, or take text, through which nothing is trained. */
    private static final Set<String> OF_IDS = names("""
            CategoryEncoding
            Discretization
            HashedCrossing
            Hashing
            IntegerLookup
            StringLookup
            TextVectorization
            """);

    /**
     * Layers that nothing goes back through in Keras either, or that draw one in the pass of their golden model; AugmentationTest has the
     * gradients that there are.
     */
    private static final Set<String> STAIRS = names("""
            ContrastLimitedAdaptiveHistogramEqualization
            Equalization
            RandAugment
            RandomColorJitter
            RandomHue
            RandomPosterization
            RandomSaturation
            """);

    /** Golden models whose inputs stand at a corner: a channel of one value, which AutoContrast leaves as it is. */
    private static final Set<String> CORNERS =
            names("image_preprocessing/auto_contrast_unit image_preprocessing/auto_contrast_flat");

    /** A pass changes its kernel, and the gradient is that at what it has become: no slope of the loss. Fixtures prove it. */
    private static final String MOVING = "SpectralNormalization";

    private static final int TRIES = 4;
    private static final double STEP = 2e-3;
    private static final double TOLERANCE = 3e-2;

    private static Set<String> names(String list) {
        return new TreeSet<>(List.of(list.strip().split("\\s+", -1)));
    }

    @Test
    void every_layer_of_the_registry() throws IOException {
        List<Fixtures.Case> cases = new ArrayList<>(Fixtures.all());
        cases.removeIf(c -> !c.model().toString().endsWith(".keras") || Files.isDirectory(c.model()));
        cases.sort(Comparator.comparingLong(c -> size(c)));
        Set<String> checked = new TreeSet<>();
        Set<String> seen = new TreeSet<>();
        Map<String, Integer> tries = new HashMap<>();
        Map<String, String> refused = new TreeMap<>();
        for (Fixtures.Case c : cases) {
            Model model;
            try {
                model = KerasModel.load(c.model());
            } catch (KeratinException e) {
                continue;
            }
            Set<String> inside = new TreeSet<>();
            collect(model.spec(), model.inputShapes(), inside);
            if (inside.contains(MOVING) || CORNERS.contains(c.name())) {
                continue;
            }
            seen.addAll(inside);
            inside.removeAll(checked);
            inside.removeIf(name -> tries.merge(name, 1, Integer::sum) > TRIES);
            if (inside.isEmpty()) {
                continue;
            }
            String why =
                    check(c.name(), model, Fixtures.pairs(c.arrays()).get(0).inputs());
            for (String name : inside) {
                if (why == null) {
                    checked.add(name);
                } else if (why.contains("(" + name + ")")) {
                    refused.put(name, c.name());
                }
            }
        }
        seen.retainAll(LayerRegistry.keras().classNames());
        seen.removeAll(checked);
        refused.keySet().retainAll(seen);
        seen.removeAll(refused.keySet());
        assertThat(refused).as("layers without a gradient").isEmpty();
        Set<String> flat = new TreeSet<>(OF_IDS);
        flat.addAll(STAIRS);
        assertThat(seen).as("layers that no golden model let us check").isEqualTo(flat);
    }

    /** Those of TensorFlow Addons, which are in no .keras file. */
    @Test
    void peepholes() throws IOException {
        for (PackedCases.Case c : PeepholeTest.cases()) {
            assertThat(check(c.name(), PeepholeTest.model(c), PeepholeTest.inputs(c)))
                    .as(c.name())
                    .isNull();
        }
    }

    private static long size(Fixtures.Case c) {
        try {
            return Files.size(c.model());
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    private static void collect(NamedLayer layer, List<Shape> inputs, Set<String> names) {
        names.add(layer.spec().className());
        for (Part part : layer.spec().parts(inputs)) {
            collect(part.layer(), part.inputs(), names);
        }
    }

    /** Null if the difference agrees with the gradient; else why it could not be taken. */
    private static @Nullable String check(String name, Model model, List<Tensor> x) {
        List<Shape> shapes = x.stream().map(Tensor::shape).toList();
        TrainedWeights weights = new TrainedWeights(model.spec(), model.inputShapes(), model.parameters());
        Plan plan;
        try {
            plan = Plan.training(
                    new Binding(model.inputShapes(), weights.live(), model.kernels()).bind(model.spec()),
                    model.inputDTypes(),
                    shapes,
                    new StateBank(),
                    Team.SOLO,
                    true);
        } catch (IllegalArgumentException | KeratinException e) {
            return String.valueOf(e.getMessage());
        }
        if (plan.outputs().stream().anyMatch(y -> y.dtype() != DType.FLOAT32)) {
            return "ids or text";
        }
        for (int i = 0; i < x.size(); i++) {
            put(x.get(i), plan.inputs().get(i));
        }
        Random random = new Random(name.hashCode());
        List<float[]> cotangents = new ArrayList<>();
        for (Tensor y : plan.outputs()) {
            float[] cotangent = new float[y.size()];
            for (int i = 0; i < cotangent.length; i++) {
                cotangent[i] = (float) random.nextGaussian();
            }
            cotangents.add(cotangent);
        }
        loss(plan, weights, cotangents);
        for (int i = 0; i < cotangents.size(); i++) {
            float[] dy = plan.gradient(plan.outputs().get(i));
            for (int j = 0; dy != null && j < cotangents.get(i).length; j++) {
                dy[j] += cotangents.get(i)[j];
            }
        }
        plan.backward(1);
        weights.addPenaltyGradients(1);
        List<float[]> at = new ArrayList<>();
        List<float[]> gradients = new ArrayList<>();
        for (Variable v : weights.variables()) {
            at.add(v.value());
            gradients.add(Objects.requireNonNull(v.gradient()).clone());
        }
        for (Tensor input : plan.inputs()) {
            float[] dx = plan.gradient(input);
            if (dx != null) {
                at.add(input.floats());
                gradients.add(dx.clone());
            }
        }
        double squares = 0;
        for (float[] g : gradients) {
            for (float v : g) {
                squares += (double) v * v;
            }
        }
        if (!(squares > 0)) {
            return "no gradient";
        }
        double expected = Math.sqrt(squares);
        double up = moved(at, gradients, STEP / expected, plan, weights, cotangents);
        double down = moved(at, gradients, -STEP / expected, plan, weights, cotangents);
        double difference = (up - down) / (2 * STEP);
        assertThat(Math.abs(difference - expected))
                .as("%s: the gradient's length is %s, the difference along it %s", name, expected, difference)
                .isLessThan(TOLERANCE * expected);
        return null;
    }

    @SuppressWarnings("SuspiciousSystemArraycopy") // both arrays are storages of one type
    private static void put(Tensor from, Tensor to) {
        for (int i = 0;
                i < from.size() && from.storage() instanceof float[] f && to.storage() instanceof int[] ids;
                i++) {
            ids[i] = (int) f[i];
        }
        if (from.storage().getClass() == to.storage().getClass()) {
            System.arraycopy(from.storage(), 0, to.storage(), 0, from.size());
        }
    }

    /** The loss with everything moved by so much of its gradient. */
    private static double moved(
            List<float[]> at,
            List<float[]> gradients,
            double by,
            Plan plan,
            TrainedWeights weights,
            List<float[]> cotangents) {
        List<float[]> before = at.stream().map(float[]::clone).toList();
        for (int i = 0; i < at.size(); i++) {
            for (int j = 0; j < at.get(i).length; j++) {
                at.get(i)[j] += (float) (by * gradients.get(i)[j]);
            }
        }
        weights.live().changed();
        double loss = loss(plan, weights, cotangents);
        for (int i = 0; i < at.size(); i++) {
            System.arraycopy(before.get(i), 0, at.get(i), 0, at.get(i).length);
        }
        weights.live().changed();
        return loss;
    }

    private static double loss(Plan plan, TrainedWeights weights, List<float[]> cotangents) {
        plan.run(1, 1);
        double sum = plan.penalty() + weights.penalty();
        for (int i = 0; i < cotangents.size(); i++) {
            float[] y = plan.outputs().get(i).toFloats();
            for (int j = 0; j < y.length; j++) {
                sum += (double) y[j] * cotangents.get(i)[j];
            }
        }
        return sum;
    }
}
