package io.keratin.keras;

import io.keratin.core.Model;
import io.keratin.core.config.Dialect;
import io.keratin.core.config.Value;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import io.keratin.core.layers.ModelSpec;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.optimizers.Optimizer;
import io.keratin.core.optimizers.Optimizers;
import io.keratin.core.optimizers.Slot;
import io.keratin.core.summary.LoadedOptimizer;
import io.keratin.core.summary.ModelWeight;
import io.keratin.core.summary.ModelWeight.HeldWeight;
import io.keratin.core.summary.OptimizerVariables;
import io.keratin.core.summary.OptimizerVariables.Variable;
import io.keratin.core.tensor.Shape;
import io.keratin.core.training.CompileOptions;
import io.keratin.keras.NamedWeights.Entry;
import io.keratin.keras.WeightSource.Located;
import io.keratin.keras.container.Hdf5Dataset;
import io.keratin.keras.container.Hdf5Group;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The variables of an optimizer in a whole-model {@code .h5} file, brought into the order of Keras 3. Three ages have kept them in
 * {@code optimizer_weights}:
 *
 * <ul>
 *   <li>Keras 3 lists them as the optimizer has them: {@code adam/iteration}, {@code adam/sequential_dense_kernel_momentum}.
 *   <li>tf.keras 2 names the weight and the slot, {@code Adam/dense/kernel/m:0}, since 2.11 {@code Adam/m/dense/kernel:0}; the order
 *       has changed, so the names decide.
 *   <li>Keras 1 and 2 name nothing, {@code training/Adam/Variable_3:0}: the step counter, if there is one, then one kind of slot for
 *       all weights, then the next kind, as {@code get_updates} of each optimizer made them.
 * </ul>
 *
 * A variable is taken where its name, or its place, and its shape leave no doubt; else none is.
 */
final class NamedOptimizer {

    private static final Set<String> STEP_COUNTERS = Set.of("iteration", "iterations", "iter");
    private static final String ITERATION = "iteration";
    private static final String UNUSED = "optimizer state of this file is not used, training starts with a fresh one: ";
    private static final String LEARNING_RATE = "learning_rate";

    /** The slots of today, and what tf.keras 2 has called them. */
    private static final Map<String, List<String>> OLD_NAMES = Map.of(
            "momentum", List.of("m", "momentum"),
            "velocity", List.of("v", "rms", "velocity"),
            "velocity_hat", List.of("vhat"),
            "norm", List.of("v", "u"),
            "average_gradient", List.of("mg", "average_gradient"),
            "accumulator", List.of("accumulator"),
            "linear", List.of("linear"),
            "accumulated_grad", List.of("accum_grad", "accumulated_grad"),
            "accumulated_delta_var", List.of("accum_var", "accumulated_delta_var"),
            "average", List.of("average"));

    /** The slots of Keras 1 and 2, one kind after the other; Adam has a third kind, of numbers that nothing uses unless it is AMSGrad. */
    private static final Map<String, List<String>> IN_ORDER = Map.of(
            "SGD", List.of("momentum"),
            "RMSprop", List.of("velocity"),
            "Adagrad", List.of("accumulator"),
            "Adadelta", List.of("accumulated_grad", "accumulated_delta_var"),
            "Adamax", List.of("momentum", "norm"),
            "Adam", List.of("momentum", "velocity", "velocity_hat"));

    /** Optimizers whose steps depend on how many there were. */
    private static final Set<String> COUNTING = Set.of("Adam", "AdamW", "Adamax");

    /** A trainable weight: how it lies in the file, and its names there. */
    private record Trained(Located located, List<String> names) {}

    private final Hdf5Group group;
    private final String className;
    private final double learningRate;
    private final List<Variable> wanted;
    private final boolean today;
    private final List<Entry> entries = new ArrayList<>();
    private final List<Trained> trained = new ArrayList<>();

    /** Weights of the file in its order: those of one kind of slot in Keras 1 and 2. */
    private final List<Hdf5Dataset> weightsInOrder = new ArrayList<>();

    /**
     * Finds nothing yet.
     *
     * @throws ModelFormatException if a variable that the file lists is missing, or a weight that is trained
     */
    private NamedOptimizer(
            Hdf5Group group,
            Optimizer optimizer,
            List<Variable> wanted,
            boolean today,
            NamedLayer model,
            NamedWeights weights) {
        this.group = group;
        this.className = optimizer.className();
        this.learningRate = optimizer.options().learningRate();
        this.wanted = wanted;
        this.today = today;
        List<String> names = group.textsAttribute("weight_names");
        for (String name : names == null ? List.<String>of() : names) {
            if (!(group.find(name) instanceof Hdf5Dataset dataset)) {
                throw misfit("'" + name + "' is listed in weight_names, but is missing");
            }
            entries.add(new Entry("", name, dataset));
        }
        locate(model, weights);
    }

    /** Why the state of a file's optimizer cannot be used; nothing if it can, or if there is none. */
    static Optional<String> problem(Document document, NamedLayer model) {
        if (document.dialect() == Dialect.KERAS_2
                && document.weights() instanceof SlotWeights archive
                && archive.hasOptimizer()) {
            return Optional.of(UNUSED + "archives of Keras 2 number an optimizer's variables without names");
        }
        try {
            find(document, model);
            return Optional.empty();
        } catch (ModelFormatException e) {
            return Optional.of(UNUSED + e.getMessage());
        }
    }

    private static List<Supplier<Slot>> usable(Document document, NamedLayer model) {
        try {
            return find(document, model);
        } catch (ModelFormatException unusable) {
            return List.of();
        }
    }

    /**
     * What a model was compiled with, in the words of Keras 3, and where its optimizer was: no variables if they cannot be used;
     * nothing if the optimizer itself is not known.
     */
    static Optional<TrainingState> training(Document document, NamedLayer model) {
        Value.Fields compile = Objects.requireNonNull(document.compile());
        List<Slot> slots = usable(document, model).stream().map(Supplier::get).toList();
        try {
            return Optional.of(
                    new TrainingState(CompileOptions.fromConfig(compile).config(), slots));
        } catch (ModelFormatException ofUser) {
            return knownOptimizer(compile)
                    .map(o -> new TrainingState(
                            compile.without("optimizer_config").with("optimizer", Optimizers.entry(o)), slots));
        }
    }

    /** The optimizer, whatever losses and metrics of the user's own stand beside it. */
    private static Optional<Optimizer> knownOptimizer(Value.Fields compile) {
        try {
            return Optional.of(optimizer(compile));
        } catch (ModelFormatException unknown) {
            return Optional.empty();
        }
    }

    private static Optimizer optimizer(Value.Fields compile) {
        Value.Fields alone = compile.without("loss")
                .without("loss_weights")
                .without("metrics")
                .without("weighted_metrics");
        return CompileOptions.fromConfig(alone).optimizer();
    }

    /**
     * The variables of a file's optimizer, in the order of Keras 3, still to be read; none if the file has none.
     *
     * @throws ModelFormatException if one is missing or does not fit: says which
     */
    private static List<Supplier<Slot>> find(Document document, NamedLayer model) {
        Hdf5Group group = document.optimizerWeights();
        Value.Fields compile = document.compile();
        if (group == null || compile == null || !(document.weights() instanceof NamedWeights weights)) {
            return List.of();
        }
        Optimizer optimizer = optimizer(compile);
        List<Variable> wanted = LoadedOptimizer.ofKeras(Optimizers.entry(optimizer), model)
                .map(OptimizerVariables::variables)
                .orElse(List.of());
        boolean today = document.dialect() == Dialect.KERAS_3;
        return new NamedOptimizer(group, optimizer, wanted, today, model, weights).find();
    }

    private void locate(NamedLayer model, NamedWeights weights) {
        List<HeldWeight> held = ModelWeight.held(model, ((ModelSpec) model.spec()).inputShapes()).stream()
                .filter(HeldWeight::trainable)
                .toList();
        Map<String, Located> byKey = new HashMap<>();
        weights.locate(model, Model.weights(model), new Problems())
                .forEach(l -> byKey.put(l.spec().key(), l));
        List<Entry> all = weights.entries();
        Map<String, String> names = new HashMap<>();
        all.forEach(e -> names.put(e.dataset().path(), plain(e.name())));
        Set<String> used = new HashSet<>();
        for (HeldWeight h : held) {
            Located located = byKey.get(h.key());
            if (located == null || located.quantized() != null) {
                throw misfit("weight " + h.path() + " was not found as it is trained");
            }
            trained.add(new Trained(
                    located,
                    located.datasets().stream()
                            .map(d -> names.getOrDefault(d.path(), ""))
                            .toList()));
            located.datasets().forEach(d -> used.add(d.path()));
        }
        all.stream().map(Entry::dataset).filter(d -> used.contains(d.path())).forEach(weightsInOrder::add);
    }

    /**
     * Where each variable is; nothing is read yet.
     *
     * @return readers of the variables in the order of Keras 3
     * @throws ModelFormatException if one is missing or does not fit: says which
     */
    private List<Supplier<Slot>> find() {
        if (hasCountersAlone()) {
            return unbuilt();
        }
        return today ? inTheirOrder() : inOldWords();
    }

    private List<Supplier<Slot>> inOldWords() {
        Map<String, Hdf5Dataset> places = saysNothingOfWeights() ? places() : byNames();
        List<Supplier<Slot>> found = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        for (Variable v : wanted) {
            if (v.name().equals(ITERATION) || v.name().equals(LEARNING_RATE)) {
                found.add(ofOptimizer(v));
            } else {
                int weight = seen.merge(v.name(), 1, Integer::sum) - 1;
                if (weight >= trained.size()) {
                    throw misfit("no " + v.name());
                }
                found.add(slot(v, trained.get(weight), places));
            }
        }
        return found;
    }

    /** Whether the optimizer was never built, and has nothing but what counts its steps. */
    private boolean hasCountersAlone() {
        return entries.stream()
                .allMatch(e -> e.dataset().shape().rank() == 0
                        && (STEP_COUNTERS.contains(e.lastName()) || e.lastName().equals(LEARNING_RATE)));
    }

    private List<Supplier<Slot>> unbuilt() {
        return wanted.stream()
                .filter(v -> v.name().equals(ITERATION) || v.name().equals(LEARNING_RATE))
                .limit(2)
                .map(this::ofOptimizer)
                .toList();
    }

    /** The step counter, or the learning rate as the configuration has it. */
    private Supplier<Slot> ofOptimizer(Variable v) {
        return v.name().equals(ITERATION)
                ? iteration()
                : () -> Slot.of(v.name(), Shape.of(), v.dtype(), new float[] {(float) learningRate});
    }

    // ---- Keras 3

    private List<Supplier<Slot>> inTheirOrder() {
        if (entries.size() != wanted.size()) {
            throw misfit("the file has " + entries.size() + " variables, the optimizer " + wanted.size());
        }
        Map<String, Integer> seen = new HashMap<>();
        List<Supplier<Slot>> found = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            Variable v = wanted.get(i);
            Entry entry = entries.get(i);
            int weight = seen.merge(v.name(), 1, Integer::sum) - 1;
            boolean ofEach =
                    wanted.stream().filter(w -> w.name().equals(v.name())).count() == trained.size();
            String name = ofEach && v.shape().rank() > 0
                    ? trained.get(weight).names().get(0).replace('/', '_') + "_" + v.name()
                    : v.name().equals("u_product") ? "variable" : v.name();
            boolean named =
                    className.equals("MultiOptimizer") || plain(entry.name()).endsWith(name);
            if (!named || !entry.dataset().shape().equals(v.shape())) {
                throw misfit("expected " + name + v.shape() + " at place " + i + ", found " + entry.name()
                        + entry.dataset().shape());
            }
            found.add(() -> OptimizerFile.read(v.name(), entry.dataset()));
        }
        return found;
    }

    // ---- Keras 1 and 2

    private Supplier<Slot> iteration() {
        List<Entry> counters = entries.stream()
                .filter(e -> e.dataset().shape().rank() == 0)
                .filter(e -> STEP_COUNTERS.contains(e.lastName()) || saysNothingOfWeights())
                .toList();
        if (counters.isEmpty() && !COUNTING.contains(className)) {
            return () -> Slot.counter(ITERATION, "int64");
        }
        if (counters.size() != 1) {
            throw misfit("expected one step counter, found " + counters.size());
        }
        Hdf5Dataset dataset = counters.get(0).dataset();
        return () -> {
            Slot counter = Slot.counter(ITERATION, "int64");
            Slot read = OptimizerFile.read(ITERATION, dataset);
            counter.count(read.isCounter() ? read.count() : (long) read.values()[0]);
            return counter;
        };
    }

    private Supplier<Slot> slot(Variable v, Trained weight, Map<String, Hdf5Dataset> places) {
        Located located = weight.located();
        List<Hdf5Dataset> parts = new ArrayList<>();
        long size = 0;
        for (Hdf5Dataset of : located.datasets()) {
            Hdf5Dataset slot = places.get(key(v.name(), of));
            if (slot == null) {
                throw misfit("no " + v.name() + " of " + weight.names().get(0));
            }
            if (!slot.shape().equals(of.shape())) {
                throw misfit(slot.path() + " is " + slot.shape() + ", its weight " + of.shape());
            }
            parts.add(slot);
            size += slot.size();
        }
        if (size != v.shape().size()) {
            throw misfit("what belongs to parts of " + weight.names().get(0)
                    + " does not make up what belongs to the whole");
        }
        return () -> Slot.of(
                v.name(),
                v.shape(),
                "float32",
                located.layout()
                        .conversion()
                        .apply(parts.stream().map(d -> d.readFloats(d.size())).toList()));
    }

    private static String key(String slot, Hdf5Dataset weight) {
        return slot + ' ' + weight.path();
    }

    private boolean saysNothingOfWeights() {
        return trained.stream()
                .flatMap(t -> t.names().stream())
                .map(name -> name.substring(name.lastIndexOf('/') + 1))
                .noneMatch(last ->
                        entries.stream().anyMatch(e -> ("/" + plain(e.name()) + "/").contains("/" + last + "/")));
    }

    private Map<String, Hdf5Dataset> byNames() {
        Map<String, Entry> ends = byEnds();
        Map<String, Hdf5Dataset> found = new HashMap<>();
        Set<String> taken = new HashSet<>();
        Set<String> kinds = new HashSet<>();
        wanted.forEach(v -> kinds.add(v.name()));
        for (String kind : kinds) {
            for (Trained weight : trained) {
                for (int i = 0; i < weight.names().size(); i++) {
                    String name = weight.names().get(i);
                    Entry slot = OLD_NAMES.getOrDefault(kind, List.of()).stream()
                            .flatMap(old -> Stream.of(ends.get(name + "/" + old), ends.get(old + "/" + name)))
                            .filter(Objects::nonNull)
                            .findFirst()
                            .orElse(null);
                    if (slot == null) {
                        continue;
                    }
                    if (!taken.add(slot.name())) {
                        throw misfit(slot.name() + " could belong to several weights");
                    }
                    found.put(key(kind, weight.located().datasets().get(i)), slot.dataset());
                }
            }
        }
        return found;
    }

    /**
     * Each variable by every end of its name that begins with a whole part; the shortest name where several end alike: {@code
     * dense/kernel/m} is {@code Adam/dense/kernel/m}, not {@code Adam/other/dense/kernel/m}.
     */
    private Map<String, Entry> byEnds() {
        Map<String, Entry> ends = new HashMap<>();
        for (Entry e : entries) {
            String name = plain(e.name());
            for (int at = 0; at >= 0; at = name.indexOf('/', at) + 1) {
                ends.merge(
                        name.substring(at),
                        e,
                        (a, b) -> a.name().length() <= b.name().length() ? a : b);
                if (name.indexOf('/', at) < 0) {
                    break;
                }
            }
        }
        return ends;
    }

    private Map<String, Hdf5Dataset> places() {
        List<String> kinds = IN_ORDER.get(className);
        List<Entry> slots = entries.stream()
                .skip(entries.get(0).dataset().shape().rank() == 0 ? 1 : 0)
                .toList();
        int n = weightsInOrder.size();
        int blocks = slots.size() / Math.max(1, n);
        boolean fewer = kinds != null && className.equals("Adam") && blocks == kinds.size() - 1;
        if (kinds == null || slots.size() != n * blocks || (blocks != kinds.size() && !fewer)) {
            throw misfit("expected " + (kinds == null ? "no" : kinds) + " slots of " + n + " weights, found "
                    + slots.size() + " variables");
        }
        Map<String, Hdf5Dataset> found = new HashMap<>();
        for (int i = 0; i < slots.size(); i++) {
            found.put(
                    key(kinds.get(i / n), weightsInOrder.get(i % n)),
                    slots.get(i).dataset());
        }
        return found;
    }

    /** Without TensorFlow's number of the output. */
    private static String plain(String name) {
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }

    private ModelFormatException misfit(String problem) {
        return new ModelFormatException(Kind.MISMATCH, group.path(), problem);
    }
}
