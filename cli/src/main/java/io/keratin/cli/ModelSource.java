package io.keratin.cli;

import io.keratin.core.Model;
import io.keratin.keras.KerasModel;
import io.keratin.keras.LoadedModel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The files that a model is read from.
 *
 * @param model a whole model, or an architecture
 * @param weights the weights of an architecture, or null
 */
record ModelSource(Path model, @Nullable Path weights) {

    /** The file with the weights. */
    Path parameters() {
        return weights == null ? model : weights;
    }

    /** Opens the model; what a user should look at goes to the console. */
    LoadedModel open(Console console) {
        LoadedModel opened =
                Failures.in(model, () -> weights == null ? KerasModel.open(model) : KerasModel.open(model, weights));
        opened.report().warnings().forEach(w -> console.warn(model + ": " + w));
        return opened;
    }

    /** Opens the model, which must be able to predict. */
    Model load(Console console) {
        LoadedModel opened = open(console);
        return Failures.in(model, opened::model);
    }
}
