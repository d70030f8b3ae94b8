package io.keratin.keras;

import io.keratin.core.Model;
import io.keratin.core.config.Value;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.training.CompileOptions;
import io.keratin.core.training.CompiledModel;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** An opened file: the model, and what was learnt about the file on the way. */
public final class LoadedModel {

    private final NamedLayer spec;
    private final @Nullable Model model;
    private final Value.@Nullable Fields compileConfig;
    private final @Nullable ModelSource training;
    private final ImportReport report;

    /** {@code training} is where the optimizer's variables are, null if there is no model, or an archive of Keras 2. */
    LoadedModel(
            NamedLayer spec,
            @Nullable Model model,
            Value.@Nullable Fields compileConfig,
            @Nullable ModelSource training,
            ImportReport report) {
        this.spec = spec;
        this.model = model;
        this.compileConfig = compileConfig;
        this.training = training;
        this.report = report;
    }

    /** What the model is; also there where the file holds an architecture alone. */
    public NamedLayer spec() {
        return spec;
    }

    /** Whether there is a model that can predict: the input shape is known, and the weights are there. */
    public boolean hasModel() {
        return model != null;
    }

    /**
     * The model, ready to predict.
     *
     * @throws ModelFormatException if the file holds an architecture alone, or a model that was never built
     */
    public Model model() {
        if (model == null) {
            throw new ModelFormatException(
                    Kind.MISMATCH,
                    "",
                    "model '" + spec.name() + "' has no weights: the file holds an architecture that was never built,"
                            + " or its weights are in another file");
        }
        return model;
    }

    /** The compile configuration as the file has it, or null if the model was saved uncompiled. */
    public Value.@Nullable Fields compileConfig() {
        return compileConfig;
    }

    /**
     * What the model was compiled with and the variables of its optimizer, which are read from the file here and now; null if it
     * was saved uncompiled, or as an archive of Keras 2. What older {@code .h5} files hold is given in the words and the order of
     * Keras 3; variables that do not fit are left out, and {@link #report()} warns of it.
     */
    public @Nullable TrainingState training() throws IOException {
        return compileConfig == null || training == null ? null : KerasModel.training(compileConfig, spec, training);
    }

    /**
     * The model compiled as the file says, its optimizer where it stopped: ready to be trained on. As in Keras, an optimizer whose
     * variables do not fit begins anew.
     *
     * @throws ModelFormatException if the model was saved uncompiled, or its compile configuration has names or options that are not
     *     known; compile {@link #model()} instead
     */
    public CompiledModel compiled() throws IOException {
        if (compileConfig == null) {
            throw new ModelFormatException(
                    Kind.MISMATCH,
                    "",
                    "model '" + spec.name()
                            + "' was saved uncompiled: say with which optimizer and loss it is trained");
        }
        CompiledModel compiled = new CompiledModel(model(), CompileOptions.fromConfig(compileConfig));
        restoreOptimizer(compiled);
        return compiled;
    }

    /**
     * Lets the optimizer of a model go on where that of the file is, if its variables fit.
     *
     * @param compiled {@link #model()}, compiled with an optimizer of the same kind
     */
    public void restoreOptimizer(CompiledModel compiled) throws IOException {
        TrainingState state = training();
        if (state != null && !state.optimizer().isEmpty()) {
            state.restore(compiled.optimizer());
        }
    }

    /** Saves the model, with what it was compiled with and its optimizer's variables; see {@link KerasModel#save}. */
    public void save(Path path) throws IOException {
        ModelWriter.save(model(), path, training());
    }

    /** What was found and which rules were applied. */
    public ImportReport report() {
        return report;
    }
}
