package io.keratin.keras;

import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.WeightSpec;
import io.keratin.core.optimizers.Slot;
import io.keratin.keras.container.Hdf5Dataset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the weights of a model are found: the two layouts that Keras has had. */
interface WeightSource {

    /**
     * The data sets of every weight, in the order of {@code specs}; nothing is read yet.
     *
     * @param model the model that takes the weights
     * @param specs its weights in Keras's order
     * @param problems collects every weight that is missing or too much
     */
    List<Located> locate(NamedLayer model, List<WeightSpec> specs, Problems problems);

    /** The variables of the optimizer as Keras 3 keeps them; none in other layouts. */
    default List<Slot> optimizer() {
        return List.of();
    }

    /**
     * Where a file keeps one weight.
     *
     * @param spec the weight
     * @param datasets what it is made of; one, unless an older Keras kept its gates apart
     * @param layout how they become the weight
     * @param quantized how the numbers are decoded, or null where they are stored as they are
     */
    record Located(
            WeightSpec spec,
            List<Hdf5Dataset> datasets,
            Layout layout,
            @Nullable Quantized quantized) {

        /** A weight that lies in the file as Keras 3 has it. */
        Located(WeightSpec spec, Hdf5Dataset dataset) {
            this(spec, List.of(dataset), Layout.TODAY);
        }

        /** A weight whose numbers are stored as they are. */
        Located(WeightSpec spec, List<Hdf5Dataset> datasets, Layout layout) {
            this(spec, datasets, layout, null);
        }

        Located with(@Nullable Quantized decoding) {
            return new Located(spec, datasets, layout, decoding);
        }

        Hdf5Dataset first() {
            return datasets.get(0);
        }
    }

    /**
     * How the arrays of a file become a weight. Who gives another layout than today's has compared all shapes.
     *
     * @param rule what the report says of it; empty where nothing was changed
     * @param conversion from the arrays in the order of the data sets to the weight's values
     */
    record Layout(String rule, Conversion conversion) {

        /** As Keras 3 has it. */
        static final Layout TODAY = new Layout("", arrays -> arrays.get(0));

        /** Whether nothing was changed. */
        boolean isToday() {
            return rule.isEmpty();
        }

        /** This and then another change of the same array. */
        Layout then(Layout next) {
            return isToday()
                    ? next
                    : new Layout(
                            rule + "; " + next.rule,
                            arrays -> next.conversion.apply(List.of(conversion.apply(arrays))));
        }
    }

    /** From arrays as an older Keras kept them to values in the layout of Keras 3; both row-major. */
    @FunctionalInterface
    interface Conversion {
        float[] apply(List<float[]> arrays);
    }
}
