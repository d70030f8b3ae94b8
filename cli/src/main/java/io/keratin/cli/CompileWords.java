package io.keratin.cli;

import io.keratin.core.Model;
import io.keratin.core.config.Value;
import io.keratin.core.error.KeratinException;
import io.keratin.core.optimizers.Optimizer;
import io.keratin.core.optimizers.Optimizers;
import io.keratin.core.training.CompileOptions;
import io.keratin.core.training.CompiledModel;
import io.keratin.keras.KerasModel;
import io.keratin.keras.LoadedModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The words that say how a model is compiled; what they leave out, its file says. */
final class CompileWords {

    @Option(
            names = "--loss",
            paramLabel = "L",
            description = "A loss by Keras's name; several as A,B in the order of the outputs, or OUTPUT=A,OUTPUT=B;"
                    + " or what Keras writes of it as JSON. Default: what the file was compiled with.")
    private @Nullable String loss;

    @Option(
            names = "--metrics",
            paramLabel = "A,B",
            description = "Metrics by Keras's names, or what Keras writes of them as JSON. Default: those of the file.")
    private @Nullable String metrics;

    /** The model as its file and these words compile it. */
    CompiledModel compile(ModelSource source, Console console, @Nullable String optimizer) {
        LoadedModel opened = source.open(console);
        return Failures.in(
                source.model(),
                () -> Failures.misuse(() -> {
                    Model model = opened.model();
                    CompiledModel compiled = new CompiledModel(model, options(opened.compileConfig(), optimizer));
                    if (optimizer == null) {
                        opened.restoreOptimizer(compiled);
                    }
                    return compiled;
                }));
    }

    private CompileOptions options(Value.@Nullable Fields config, @Nullable String optimizer) {
        Map<String, Value> all = new LinkedHashMap<>(config == null ? Map.of() : config.fields());
        if (loss != null) {
            all.put("loss", named(loss));
            all.remove("loss_weights");
        } else if (config == null) {
            throw new KeratinException("the model was saved uncompiled: give it a --loss");
        }
        if (metrics != null) {
            all.put("metrics", named(metrics));
            all.remove("weighted_metrics");
        }
        if (optimizer != null) {
            all.put("optimizer", optimizer(optimizer));
        }
        return CompileOptions.fromConfig(new Value.Fields(all));
    }

    private static Value optimizer(String text) {
        Optimizer optimizer = text.startsWith("{")
                ? Optimizers.keras().read(KerasModel.parseJson(text), "--optimizer")
                : Optimizers.get(text);
        return Optimizers.entry(optimizer);
    }

    /** {@code a}, {@code a,b}, {@code x=a,y=b} or JSON. */
    private static Value named(String text) {
        if (text.startsWith("{") || text.startsWith("[")) {
            return KerasModel.parseJson(text);
        }
        if (text.contains("=")) {
            Map<String, Value> byOutput = new LinkedHashMap<>();
            for (String pair : text.split(",", -1)) {
                int at = pair.indexOf('=');
                if (at < 1) {
                    throw new IllegalArgumentException("expected OUTPUT=NAME,OUTPUT=NAME, found '" + text + "'");
                }
                byOutput.put(pair.substring(0, at), Value.of(pair.substring(at + 1)));
            }
            return new Value.Fields(byOutput);
        }
        return text.contains(",") ? Value.of(List.of(text.split(",", -1))) : Value.of(text);
    }
}
