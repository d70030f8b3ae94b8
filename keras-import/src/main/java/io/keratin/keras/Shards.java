package io.keratin.keras;

import io.keratin.core.config.Value;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import io.keratin.keras.container.Bytes;
import io.keratin.keras.container.Hdf5File;
import io.keratin.keras.container.Hdf5Group;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Weights in several files, as {@code save_weights(…, max_shard_size=…)} writes them: a map {@code name.weights.json} of groups
 * to files, which lie beside it. The map may name files of its own folder alone, by their plain names; it names none where a model
 * has no weights.
 */
final class Shards implements Closeable {

    private static final int MOST = 10_000;

    private final List<Bytes> files = new ArrayList<>();
    private final List<Hdf5Group> roots = new ArrayList<>();

    private Shards() {}

    static Shards open(ModelSource map, Value.Fields weightMap) throws IOException {
        Shards shards = new Shards();
        try {
            for (String name : names(weightMap)) {
                ModelSource file = map.beside(name);
                if (file == null) {
                    throw new ModelFormatException(
                            Kind.UNSUPPORTED,
                            "weight_map",
                            "names the file '" + name + "', and other files are found only beside a file: give a path");
                }
                Bytes bytes = file.bytes();
                shards.files.add(bytes);
                shards.roots.add(Hdf5File.open(bytes, name).root());
            }
            return shards;
        } catch (RuntimeException | IOException e) {
            shards.close();
            throw e;
        }
    }

    WeightSource weights() {
        return new SlotWeights(roots);
    }

    private static Set<String> names(Value.Fields weightMap) {
        Set<String> names = new LinkedHashSet<>();
        weightMap.fields().forEach((group, files) -> {
            for (Value file : files instanceof Value.Items list ? list.items() : List.of(files)) {
                names.add(plain(group, file));
            }
        });
        if (names.size() > MOST) {
            throw new ModelFormatException(
                    Kind.FORBIDDEN, "weight_map", "names " + names.size() + " files; expected at most " + MOST);
        }
        return names;
    }

    private static String plain(String group, Value file) {
        if (file instanceof Value.Text t
                && t.text().matches("[^/\\\\:\\p{Cntrl}]+\\.weights\\.h5")
                && !t.text().startsWith(".")) {
            return t.text();
        }
        throw new ModelFormatException(
                Kind.FORBIDDEN,
                "weight_map." + group,
                "expected the plain name of a .weights.h5 file in the same folder, found " + file);
    }

    @Override
    public void close() throws IOException {
        for (Bytes file : files) {
            file.close();
        }
    }
}
