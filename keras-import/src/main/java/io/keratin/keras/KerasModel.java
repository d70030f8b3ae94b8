package io.keratin.keras;

import io.keratin.core.Model;
import io.keratin.core.config.Config;
import io.keratin.core.config.Dialect;
import io.keratin.core.config.Value;
import io.keratin.core.error.KeratinException;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import io.keratin.core.error.ShapeException;
import io.keratin.core.layers.LayerRegistry;
import io.keratin.core.layers.ModelSpec;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.Parameters;
import io.keratin.core.layers.WeightSpec;
import io.keratin.core.optimizers.Slot;
import io.keratin.core.training.CompiledModel;
import io.keratin.keras.container.Ahead;
import io.keratin.keras.container.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Opens Keras models: {@code .keras} archives and folders, whole-model {@code .h5} files of Keras 3 and tf.keras 2,
 * architecture JSON with its weights. What a file is, its content decides, not its name.
 *
 * <pre>{@code
 * Model model = KerasModel.load(Path.of("model.keras"));
 * float[][] y = model.predict(x);
 *
 * LoadedModel opened = KerasModel.open(Path.of("old.h5"));         // with a report
 * Model mine = KerasModel.loadWeights(dslModel, Path.of("model.weights.h5"));
 * }</pre>
 *
 * <p>A file can only describe: nothing in it runs code, opens another file or allocates before its size was checked. Everything
 * wrong with a file is a {@link ModelFormatException} with file, place, what was expected and what was found.
 */
public final class KerasModel {

    private static final Set<String> MODELS = Set.of("Sequential", "Functional", "Model");

    private KerasModel() {}

    /**
     * The model in a file or folder.
     *
     * @throws ModelFormatException if the file is damaged, or holds something that is not supported
     * @throws IOException if it cannot be read at all
     */
    public static Model load(Path path) throws IOException {
        return open(path).model();
    }

    /** The model in a file or folder, in memory, in a stream or a channel. */
    public static Model load(ModelSource source) throws IOException {
        return open(source).model();
    }

    /** Opens a file or folder, with a report. */
    public static LoadedModel open(Path path) throws IOException {
        return open(ModelSource.of(path));
    }

    /** Opens a file or folder, with a report. */
    public static LoadedModel open(Path path, LoadOptions options) throws IOException {
        return open(ModelSource.of(path), options);
    }

    /** Opens a source, with a report. */
    public static LoadedModel open(ModelSource source) throws IOException {
        return open(source, new Ahead<>("keratin-kernels", LoadOptions::defaults));
    }

    /** Opens a source, with a report. */
    public static LoadedModel open(ModelSource source, LoadOptions options) throws IOException {
        return open(source, () -> options);
    }

    private static LoadedModel open(ModelSource source, Supplier<LoadOptions> options) throws IOException {
        return guarded(source, () -> {
            try (Documents file = Documents.open(source)) {
                return assemble(file.document(), options.get(), source, null);
            }
        });
    }

    /** Opens an architecture and the file that holds its weights. */
    public static LoadedModel open(Path architecture, Path weights) throws IOException {
        return open(architecture, weights, LoadOptions.defaults());
    }

    /** Opens an architecture and the file that holds its weights. */
    public static LoadedModel open(Path architecture, Path weights, LoadOptions options) throws IOException {
        return open(ModelSource.of(architecture), ModelSource.of(weights), options);
    }

    /** Opens an architecture and the source that holds its weights. */
    public static LoadedModel open(ModelSource architecture, ModelSource weights, LoadOptions options)
            throws IOException {
        return guarded(architecture, () -> {
            try (Documents file = Documents.open(architecture)) {
                return guarded(weights, () -> {
                    try (Documents values = Documents.open(weights)) {
                        Document both = file.document().withWeights(values.document());
                        return assemble(both, options, weights, architecture);
                    }
                });
            }
        });
    }

    /**
     * A model, written in Java or read from another file, with the weights of a file in place of its own.
     *
     * @throws ModelFormatException if a weight is missing, too much, or of another shape
     */
    public static Model loadWeights(Model model, Path weights) throws IOException {
        return loadWeights(model, ModelSource.of(weights));
    }

    /** As {@link #loadWeights(Model, Path)}, from any source. */
    public static Model loadWeights(Model model, ModelSource weights) throws IOException {
        return guarded(weights, () -> {
            try (Documents values = Documents.open(weights)) {
                WeightSource source = values.document().weights();
                if (source == null) {
                    throw new ModelFormatException(
                            Kind.MISMATCH, "", "expected weights, found an architecture without weights");
                }
                WeightReader reader = new WeightReader(new ArrayList<>(), false);
                return model.withParameters(
                        reader.read(model.spec(), model.parameters().specs(), source));
            }
        });
    }

    /**
     * Saves a model as Keras 3 does: architecture and weights in a {@code .keras} archive, or the weights alone in a {@code
     * .weights.h5} file, as the name ends. It is not compiled; {@link LoadedModel#save} keeps what a file was compiled with.
     *
     * <p>The file is replaced as a whole or not at all: what is written is read back and compared first. Weights are written in the
     * type of their layer's dtype policy; those that were quantised, as the floats to which they were decoded.
     *
     * @throws IllegalArgumentException if the name ends in anything else
     * @throws KeratinException if a layer has no counterpart in Keras 3; all such layers are named
     */
    public static void save(Model model, Path path) throws IOException {
        ModelWriter.save(model, path, null);
    }

    /** Saves a compiled model with the variables of its optimizer; see {@link #save(Model, Path)}. */
    public static void save(Model model, Path path, TrainingState training) throws IOException {
        ModelWriter.save(model, path, training);
    }

    /** Saves a model that is trained, with what it was compiled with and where its optimizer is; see {@link #save(Model, Path)}. */
    public static void save(CompiledModel model, Path path) throws IOException {
        ModelWriter.save(model.model(), path, TrainingState.of(model));
    }

    /**
     * Takes over the weights of a file, and the state of the optimizer if the file has one that fits.
     *
     * @throws ModelFormatException if a weight is missing, too much, or of another shape
     */
    public static void loadWeights(CompiledModel model, Path weights) throws IOException {
        ModelSource source = ModelSource.of(weights);
        model.setParameters(loadWeights(model.model(), source).parameters());
        List<Slot> slots = optimizerVariables(source);
        if (!slots.isEmpty()) {
            new TrainingState(model.options().config(), slots).restore(model.optimizer());
        }
    }

    /**
     * The variables of the optimizer in a {@code .keras} or {@code .weights.h5} file of Keras 3, in their order; none if it has
     * none. See {@link TrainingState#restore}.
     */
    public static List<Slot> optimizerVariables(ModelSource source) throws IOException {
        return guarded(source, () -> {
            try (Documents file = Documents.open(source)) {
                return optimizer(file.document());
            }
        });
    }

    /** What is in a file: format, versions, rules that would apply, members, architecture and weights, as a tree. */
    public static Value.Fields inspect(Path path) throws IOException {
        return inspect(ModelSource.of(path));
    }

    /** What is in a source; see {@link #inspect(Path)}. */
    public static Value.Fields inspect(ModelSource source) throws IOException {
        return guarded(source, () -> Inspection.of(source));
    }

    /** A value as JSON text in one line, as Python writes it. */
    public static String toJson(Value value) {
        return Json.write(value);
    }

    /** JSON text as a value; bounded in depth and size. */
    public static Value parseJson(String text) {
        return Json.parse(text);
    }

    /** What a model was compiled with, and the variables of its optimizer that are in a file, in the words of Keras 3. */
    static @Nullable TrainingState training(Value.Fields compile, NamedLayer spec, ModelSource weights)
            throws IOException {
        return guarded(weights, () -> {
                    try (Documents file = Documents.open(weights)) {
                        Document values = file.document();
                        return values.weights() instanceof NamedWeights
                                ? NamedOptimizer.training(values.compiledWith(compile), spec)
                                : Optional.of(new TrainingState(compile, optimizer(values)));
                    }
                })
                .orElse(null);
    }

    private static List<Slot> optimizer(Document document) {
        WeightSource weights = document.weights();
        return weights == null ? List.of() : weights.optimizer();
    }

    private static LoadedModel assemble(
            Document document, LoadOptions options, ModelSource weights, @Nullable ModelSource architecture) {
        List<String> rules = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        NamedLayer spec;
        try {
            spec = specification(document, options, rules);
        } catch (ModelFormatException e) {
            throw architecture == null ? e : e.in(architecture.name());
        }
        Model model = null;
        WeightSource source = document.weights();
        if (source != null && !((ModelSpec) spec.spec()).inputs().isEmpty()) {
            List<WeightSpec> wanted = weights(spec);
            WeightReader reader = new WeightReader(rules, options.refuseNonFinite());
            Parameters parameters = reader.read(spec, wanted, source);
            Model bare = Model.of(spec, parameters.givenAway(), options.kernels(), options.precision());
            warnings.addAll(reader.warnings());
            model = document.optimizer(spec).map(bare::withOptimizer).orElse(bare);
            NamedOptimizer.problem(document, spec).ifPresent(warnings::add);
        }
        TrainingFacts.policies(spec).forEach(p -> rules.add("dtype policy " + p + " is computed in float32"));
        List<String> kept = TrainingFacts.of(spec, document.compile());
        ImportReport report = new ImportReport(document.format(), document.kerasVersion(), rules, kept, warnings);
        boolean trainable = model != null && (document.dialect() == Dialect.KERAS_3 || source instanceof NamedWeights);
        return new LoadedModel(spec, model, document.compile(), trainable ? weights : null, report);
    }

    private static NamedLayer specification(Document document, LoadOptions options, List<String> rules) {
        Value.Fields entry = document.architecture();
        if (entry == null) {
            throw new ModelFormatException(
                    Kind.MISMATCH,
                    "",
                    "expected a model, found weights alone; give its architecture too, or load them into a model");
        }
        Value className = entry.get("class_name");
        if (!(className instanceof Value.Text name && MODELS.contains(name.text()))) {
            throw new ModelFormatException(
                    Kind.UNSUPPORTED,
                    "class_name",
                    "expected a Sequential or Functional model, found " + (className == null ? "nothing" : className)
                            + "; what a model of another class computes is Python code, which a file does not hold");
        }
        List<ModelFormatException> problems = new ArrayList<>();
        Value.Fields modern = EraRules.apply(entry, document, rules, problems);
        LayerRegistry registry =
                document.dialect() == Dialect.KERAS_2 ? options.registry().withOldLayers() : options.registry();
        return EraRules.refusing(registry, problems).read(new Config(modern, "", document.dialect()));
    }

    private static List<WeightSpec> weights(NamedLayer spec) {
        try {
            return Model.weights(spec);
        } catch (ShapeException | IllegalArgumentException | ArithmeticException e) {
            throw new ModelFormatException(
                    Kind.MISMATCH, "config", "the layers do not fit each other: " + e.getMessage(), e);
        }
    }

    private static <T> T guarded(ModelSource source, Body<T> body) throws IOException {
        String name = source.name();
        try {
            return body.run();
        } catch (ModelFormatException e) {
            throw e.in(name);
        } catch (ShapeException | IllegalArgumentException | ArithmeticException e) {
            throw new ModelFormatException(Kind.MISMATCH, "", String.valueOf(e.getMessage()), e).in(name);
        } catch (UncheckedIOException e) {
            throw new IOException(name + ": " + e.getMessage(), e);
        } catch (StackOverflowError | OutOfMemoryError e) {
            throw new ModelFormatException(Kind.FORBIDDEN, "", "the model asks for more memory than there is", e)
                    .in(name);
        }
    }

    private interface Body<T> {
        T run() throws IOException, KeratinException;
    }
}
