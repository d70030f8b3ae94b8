package io.keratin.keras;

import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.Parameters;
import io.keratin.core.layers.WeightSpec;
import io.keratin.core.tensor.Finite;
import io.keratin.keras.WeightSource.Located;
import io.keratin.keras.container.Hdf5Dataset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads the weights of a model: every shape and type is compared with what the model asks for before anything is read. */
final class WeightReader {

    private static final Set<String> FLOATS = Set.of("float16", "bfloat16", "float32", "float64");
    private static final Set<String> COUNTS = Set.of("int32", "int64");

    private final List<String> rules;
    private final boolean refuseNonFinite;

    /** What was found in data sets that are not all finite, by their paths: who binds a model reads them in any order. */
    private final Map<String, String> nonFinite = new TreeMap<>();

    WeightReader(List<String> rules, boolean refuseNonFinite) {
        this.rules = rules;
        this.refuseNonFinite = refuseNonFinite;
    }

    Parameters read(NamedLayer model, List<WeightSpec> specs, WeightSource source) {
        Problems problems = new Problems();
        List<Located> located = source.locate(model, specs, problems);
        located.forEach(l -> check(model, l, problems));
        problems.throwIfAny();
        List<Parameters.Source> values = new ArrayList<>();
        Set<String> rounded = new TreeSet<>();
        Set<String> quantized = new TreeSet<>();
        Set<String> layouts = new LinkedHashSet<>();
        for (Located l : located) {
            for (Hdf5Dataset dataset : l.datasets()) {
                if (dataset.dtype().equals("float64")) {
                    rounded.add("float64");
                }
            }
            layouts.add(l.layout().rule());
            values.add(source(model, l, quantized));
        }
        layouts.stream().filter(rule -> !rule.isEmpty()).forEach(rules::add);
        rounded.forEach(t -> rules.add("weights stored as " + t + " were rounded to float32"));
        rules.addAll(quantized);
        return Parameters.reading(specs, values);
    }

    /** Warnings about what was read up to now. */
    Collection<String> warnings() {
        return nonFinite.values();
    }

    /** What lies in the file as it is wanted is read when it is wanted, by one thread at a time. */
    private Parameters.Source source(NamedLayer model, Located l, Set<String> quantized) {
        Hdf5Dataset only = l.first();
        boolean fits = l.spec().count() <= Integer.MAX_VALUE - 8;
        if (fits && l.layout().isToday() && l.quantized() == null && !only.mayBeBfloat16() && only.isContiguous()) {
            return (from, n, to) -> {
                synchronized (this) {
                    only.readFloats(l.spec().count(), from, n, to);
                }
                if (!Finite.areAll(to, n)) {
                    synchronized (this) {
                        checkFinite(
                                only.path(),
                                model,
                                l.spec(),
                                only.readFloats(l.spec().count()));
                    }
                }
            };
        }
        List<float[]> arrays = new ArrayList<>();
        for (Hdf5Dataset dataset : l.datasets()) {
            float[] v = values(l, dataset, quantized);
            checkFinite(dataset.path(), model, l.spec(), v);
            arrays.add(v);
        }
        float[] converted = l.layout().conversion().apply(arrays);
        return (from, n, to) -> System.arraycopy(converted, from, to, 0, n);
    }

    private static float[] values(Located l, Hdf5Dataset dataset, Set<String> quantized) {
        if (l.quantized() != null) {
            return l.quantized().read(l.spec(), quantized);
        }
        return dataset.mayBeBfloat16() ? dataset.readBfloat16(dataset.size()) : dataset.readFloats(dataset.size());
    }

    private static void check(NamedLayer model, Located l, Problems problems) {
        WeightSpec spec = l.spec();
        if (l.quantized() != null) {
            String problem = l.quantized().problem(spec);
            if (problem != null) {
                problems.mismatch(l.first().path(), weight(model, spec) + " " + problem);
            }
            return;
        }
        boolean counts = spec.storage().count();
        for (Hdf5Dataset dataset : l.datasets()) {
            if (!FLOATS.contains(dataset.dtype())
                    && !dataset.mayBeBfloat16()
                    && !(counts && COUNTS.contains(dataset.dtype()))) {
                problems.mismatch(
                        dataset.path(),
                        weight(model, spec) + " was expected as floating point numbers, found " + dataset.dtype());
            }
        }
        if (l.layout().isToday() && !l.first().shape().equals(spec.shape())) {
            problems.mismatch(
                    l.first().path(),
                    weight(model, spec) + " is " + l.first().shape() + " in the file, " + spec.shape()
                            + " in the model");
        }
    }

    private static String weight(NamedLayer model, WeightSpec spec) {
        return layer(model, spec) + spec.name();
    }

    private static String layer(NamedLayer model, WeightSpec spec) {
        return "layer " + LayerNames.of(model, spec.owner()) + ": ";
    }

    private void checkFinite(String place, NamedLayer model, WeightSpec spec, float[] values) {
        if (Finite.areAll(values)) {
            return;
        }
        int bad = values.length - Finite.count(values, values.length);
        String problem = layer(model, spec) + bad + " of " + values.length + " values are NaN or infinite";
        if (refuseNonFinite) {
            throw new ModelFormatException(Kind.MISMATCH, place, problem);
        }
        nonFinite.put(place, place + ": " + problem); // again where a weight is read in pieces
    }
}
