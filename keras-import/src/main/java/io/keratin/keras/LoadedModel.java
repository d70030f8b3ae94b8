package io.keratin.keras;

import io.keratin.core.Model;
import io.keratin.core.config.Value;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import io.keratin.core.layers.NamedLayer;
import org.jspecify.annotations.Nullable;

/** An opened file: the model, and what was learnt about the file on the way. */
public final class LoadedModel {

    private final NamedLayer spec;
    private final @Nullable Model model;
    private final Value.@Nullable Fields compileConfig;
    private final ImportReport report;

    LoadedModel(NamedLayer spec, @Nullable Model model, Value.@Nullable Fields compileConfig, ImportReport report) {
        this.spec = spec;
        this.model = model;
        this.compileConfig = compileConfig;
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

    /** What was found and which rules were applied. */
    public ImportReport report() {
        return report;
    }
}
