package io.keratin.dsl;

import io.keratin.core.Model;
import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.Sequential;
import io.keratin.core.summary.Summary;
import io.keratin.core.summary.SummaryOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A {@link Sequential} model, or such a model as a layer of another one, that is being written down. */
public final class SequentialBuilder extends LayerBuilder<SequentialBuilder> implements ModelBuilder {

    /** The seed of the first weights where the user gives none. */
    public static final long DEFAULT_SEED = 0;

    private final List<LayerBuilder<?>> layers = new ArrayList<>();
    private @Nullable InputBuilder input;
    private long seed = DEFAULT_SEED;

    SequentialBuilder(@Nullable InputBuilder input) {
        this.input = input;
    }

    /**
     * The input, where it was not given to {@code sequential(…)}.
     *
     * @throws IllegalArgumentException if there is something before it
     */
    public SequentialBuilder add(InputBuilder value) {
        if (input != null || !layers.isEmpty()) {
            throw new IllegalArgumentException("Sequential: the input is given once and comes before all layers");
        }
        input = value;
        return this;
    }

    /** One more layer. */
    public SequentialBuilder add(LayerBuilder<?> layer) {
        if (layer == this) {
            throw new IllegalArgumentException("Sequential: a model cannot be a layer of itself");
        }
        layers.add(layer);
        return this;
    }

    /** The seed of the first weights, 0 unless said otherwise: the same seed gives the same weights. */
    public SequentialBuilder seed(long value) {
        seed = value;
        return this;
    }

    /**
     * The model with freshly initialised weights, ready to predict.
     *
     * @throws io.keratin.core.error.ShapeException if there is no input, or a layer cannot take what the one before gives
     */
    @Override
    public Model build() {
        return Model.initialized(spec(), seed);
    }

    /** Prints Keras's summary of what has been written so far on standard output; without an input, nothing is counted. */
    public void summary() {
        SummaryOptions options = SummaryOptions.of(System.out);
        System.out.print(Summary.text(spec(), options));
    }

    /** The model's own name comes before its layers', as in a script that makes a Sequential and then adds to it. */
    @Override
    NamedLayer named(Names names) {
        String name = nameOr(names, "Sequential");
        return place(name, spec(names));
    }

    @Override
    LayerSpec spec(Names names) {
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("Sequential: the model has no layers; add at least one");
        }
        Names inside = names.inside(givenNames());
        NamedLayer in = input == null ? null : input.named(inside);
        Sequential chain =
                new Sequential(in, layers.stream().map(l -> l.named(inside)).toList());
        return isTrainable() ? chain : chain.withInner(layer -> layer.withTrainable(inner -> false));
    }

    private Set<String> givenNames() {
        return Stream.concat(
                        Stream.ofNullable(input == null ? null : input.givenName()),
                        layers.stream().flatMap(layer -> Stream.ofNullable(layer.givenName())))
                .collect(Collectors.toSet());
    }
}
