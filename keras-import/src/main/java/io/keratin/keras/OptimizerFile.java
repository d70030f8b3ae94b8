package io.keratin.keras;

import io.keratin.core.config.Value;
import io.keratin.core.layers.ModelSpec;
import io.keratin.core.optimizers.Slot;
import io.keratin.core.tensor.Shape;
import io.keratin.keras.container.ElementType;
import io.keratin.keras.container.Hdf5Dataset;
import io.keratin.keras.container.Hdf5Group;
import io.keratin.keras.hdf5.Elements;
import io.keratin.keras.hdf5.NewGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where Keras 3 files keep the variables of an optimizer: {@code optimizer/vars/0} and so on. One that has others inside holds
 * all variables itself, and each of the others its own once more.
 */
final class OptimizerFile {

    private static final String OPTIMIZER = "optimizer";
    private static final String VARS = "vars";

    /** Variables of a LossScaleOptimizer itself, once it is built. */
    private static final int SCALING = 4;

    /** Variables that any optimizer has before it is built, if its learning rate follows no schedule. */
    private static final int UNBUILT = 2;

    private OptimizerFile() {}

    /** Whether a file has variables of an optimizer. */
    static boolean isIn(Hdf5Group root) {
        return root.find(OPTIMIZER + "/" + VARS + "/0") instanceof Hdf5Dataset;
    }

    /** The variables in a file; none if it has none. */
    static List<Slot> read(Hdf5Group root) {
        List<Slot> all = new ArrayList<>();
        String vars = OPTIMIZER + "/" + VARS + "/";
        while (root.find(vars + all.size()) instanceof Hdf5Dataset dataset) {
            all.add(read(vars + all.size(), dataset));
        }
        return all;
    }

    /** A variable that a file holds. */
    static Slot read(String path, Hdf5Dataset dataset) {
        ElementType type = ElementType.forDtype(dataset.dtype());
        if (type != null && type.isInteger() && dataset.size() == 1) {
            Slot counter = Slot.counter(path, dataset.dtype());
            counter.count(dataset.readLongs(1)[0]);
            return counter;
        }
        return Slot.of(path, dataset.shape(), dataset.dtype(), dataset.readFloats(dataset.size()));
    }

    /** Adds the variables to a file. */
    static void add(TrainingState state, NewGroup root) {
        if (state.optimizer().isEmpty()) {
            return;
        }
        Value optimizer = state.compileConfig().get(OPTIMIZER);
        NewGroup group = root.group(OPTIMIZER);
        add(group, optimizer, state.optimizer());
        Value inner = config(optimizer).get("inner_optimizer");
        int all = state.optimizer().size();
        if (inner != null) {
            int own = Math.min(all > SCALING ? SCALING : UNBUILT, all);
            add(group.group("inner_optimizer"), inner, state.optimizer().subList(own, all));
        }
        List<Value> several = several(config(config(optimizer).get("optimizer_map")));
        List<List<Slot>> shares = shares(state.optimizer());
        Map<String, Integer> used = new HashMap<>();
        for (int i = 0; i < several.size() && several.size() == shares.size(); i++) {
            String name = ModelSpec.snakeCase(text(several.get(i), "class_name"));
            int n = used.merge(name, 1, Integer::sum) - 1;
            add(group.group("optimizers/" + name + (n == 0 ? "" : "_" + n)), several.get(i), shares.get(i));
        }
    }

    private static void add(NewGroup group, @Nullable Value optimizer, List<Slot> slots) {
        NewGroup vars = group.group(VARS);
        String name = text(config(optimizer), "name");
        if (!name.isEmpty()) {
            vars.attribute("name", name);
        }
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            ElementType known = ElementType.forDtype(slot.dtype());
            ElementType type = known == null ? ElementType.FLOAT32 : known;
            vars.dataset(
                    Integer.toString(i),
                    type,
                    slot.isCounter() ? Shape.of() : slot.shape(),
                    () -> slot.isCounter() ? Elements.of(type, slot.count()) : Elements.of(type, slot.values()));
        }
    }

    /** The optimizers of a MultiOptimizer, in the order in which it lists their variables. */
    private static List<Value> several(Value.Fields map) {
        List<Value> all = new ArrayList<>();
        if (map.get("optimizer_map") instanceof Value.Fields byPath) {
            all.addAll(byPath.fields().values());
        }
        Value otherwise = map.get("default_optimizer");
        if (otherwise != null) {
            all.add(otherwise);
        }
        return all;
    }

    /** Their variables, after a step counter and a learning rate; each begins with a step counter of its own. */
    private static List<List<Slot>> shares(List<Slot> slots) {
        List<List<Slot>> shares = new ArrayList<>();
        for (Slot slot : slots.subList(Math.min(UNBUILT, slots.size()), slots.size())) {
            if (slot.isCounter() && slot.dtype().equals("int64")) {
                shares.add(new ArrayList<>());
            }
            if (!shares.isEmpty()) {
                shares.get(shares.size() - 1).add(slot);
            }
        }
        return shares;
    }

    private static Value.Fields config(@Nullable Value object) {
        return object instanceof Value.Fields f && f.get("config") instanceof Value.Fields c ? c : Value.fields();
    }

    private static String text(Value object, String key) {
        return object instanceof Value.Fields f && f.get(key) instanceof Value.Text t ? t.text() : "";
    }
}
