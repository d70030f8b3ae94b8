package io.keratin.cli;

import io.keratin.core.config.Config;
import io.keratin.core.config.Dialect;
import io.keratin.core.config.Value;
import io.keratin.core.error.KeratinException;
import io.keratin.core.layers.Functional;
import io.keratin.core.layers.LayerRegistry;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.Sequential;
import io.keratin.keras.KerasModel;
import io.keratin.keras.LoadedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The whole models among the fixtures that have arrays beside them, each opened once. */
final class GoldenModels {

    private static final LayerRegistry REGISTRY = LayerRegistry.keras().withOldLayers();

    static final List<Golden> ALL = all();

    private GoldenModels() {}

    /**
     * A golden model.
     *
     * @param file where it is
     * @param spec what it is
     * @param era the first number of the version of Keras that wrote it
     */
    record Golden(Path file, NamedLayer spec, String era) {

        Path arrays() {
            return GoldenModels.arrays(file);
        }

        /** All layers and operations, those of nested models too. */
        List<NamedLayer> layers() {
            List<NamedLayer> layers = new ArrayList<>();
            collect(spec, layers);
            return layers;
        }

        private static void collect(NamedLayer layer, List<NamedLayer> all) {
            all.add(layer);
            if (layer.spec() instanceof Sequential chain) {
                chain.layers().forEach(l -> collect(l, all));
            } else if (layer.spec() instanceof Functional graph) {
                graph.operations().forEach(l -> collect(l, all));
            } else {
                layer.spec().config().fields().values().forEach(v -> collectInside(v, all));
            }
        }

        /** Layers and cells in a wrapper's configuration. */
        private static void collectInside(Value value, List<NamedLayer> all) {
            if (value instanceof Value.Items list) {
                list.items().forEach(v -> collectInside(v, all));
            } else if (value instanceof Value.Fields f
                    && f.get("class_name") instanceof Value.Text name
                    && REGISTRY.knows(name.text())) {
                collect(REGISTRY.read(new Config(f, "", Dialect.KERAS_3)), all);
            }
        }
    }

    private static Path arrays(Path model) {
        String name = String.valueOf(model.getFileName());
        return model.resolveSibling(name.substring(0, name.lastIndexOf('.')) + ".npz");
    }

    private static List<Golden> all() {
        List<Golden> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("..", "keras-import", "src", "test", "fixtures"))) {
            for (Path file : files.filter(GoldenModels::isWhole).sorted().toList()) {
                try {
                    LoadedModel opened = KerasModel.open(file);
                    if (opened.hasModel()) {
                        all.add(new Golden(file, opened.spec(), era(opened)));
                    }
                } catch (KeratinException weightsAlone) {
                    // not a case
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    private static String era(LoadedModel opened) {
        String version = opened.report().kerasVersion();
        return Character.isDigit(version.charAt(0)) ? version.substring(0, 1) : "1";
    }

    private static boolean isWhole(Path file) {
        String name = file.toString();
        return (name.endsWith(".keras") || name.endsWith(".h5"))
                && !name.contains("broken")
                && Files.exists(arrays(file));
    }
}
