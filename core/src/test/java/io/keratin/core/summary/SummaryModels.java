package io.keratin.core.summary;

import io.keratin.core.activations.Activations;
import io.keratin.core.layers.ActivationLayer;
import io.keratin.core.layers.BatchNormalization;
import io.keratin.core.layers.Bidirectional;
import io.keratin.core.layers.Dense;
import io.keratin.core.layers.Elu;
import io.keratin.core.layers.Embedding;
import io.keratin.core.layers.Flatten;
import io.keratin.core.layers.Gru;
import io.keratin.core.layers.InputLayer;
import io.keratin.core.layers.LayerNormalization;
import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.LeakyRelu;
import io.keratin.core.layers.Lstm;
import io.keratin.core.layers.Masking;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.PRelu;
import io.keratin.core.layers.Permute;
import io.keratin.core.layers.RecurrentSpec;
import io.keratin.core.layers.Relu;
import io.keratin.core.layers.RepeatVector;
import io.keratin.core.layers.Reshape;
import io.keratin.core.layers.RnnOptions;
import io.keratin.core.layers.Sequential;
import io.keratin.core.layers.Softmax;
import io.keratin.core.layers.TimeDistributed;
import io.keratin.core.layers.TrainingOnly;
import io.keratin.core.layers.TrainingOnly.Kind;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The models of {@code summary/record.py}. */
final class SummaryModels {

    private SummaryModels() {}

    static NamedLayer article() {
        return sequential(
                Shape.batch(5, 126),
                named("lstm", sequences(new Lstm(64))),
                named("lstm_1", sequences(new Lstm(128))),
                named("lstm_2", new Lstm(64)),
                named("dense", new Dense(64)),
                named("dense_1", new Dense(32)),
                named("dense_2", new Dense(10)));
    }

    /** Three models in each other; the one in the middle has its own input. */
    static NamedLayer nested(boolean middleTrainable) {
        NamedLayer inmost = named("inmost", chain(null, frozenIf(!middleTrainable, named("out", new Dense(2)))));
        NamedLayer middle = named(
                "middle",
                chain(
                        Shape.batch(Shape.NONE, 4),
                        frozenIf(!middleTrainable, named("dense", new Dense(4))),
                        frozenIf(!middleTrainable, named("normalize", new BatchNormalization())),
                        inmost));
        NamedLayer outer = named("outer", chain(null, named("lstm", sequences(new Lstm(4))), dropout("drop"), middle));
        return sequential(
                Shape.batch(5, 3),
                outer,
                named("each", new TimeDistributed(named("dense_1", new Dense(3)))),
                named("flat", new Flatten(false)));
    }

    static NamedLayer frozen() {
        NamedLayer frozenGru = frozenIf(true, named("gru", sequences(new Gru(4))));
        return sequential(
                Shape.batch(5, 3),
                frozenIf(true, named("lstm", sequences(new Lstm(4)))),
                frozenIf(true, named("two_way", twoWay(named("lstm_1", sequences(new Lstm(4)))))),
                named("two_way_gru", twoWay(frozenGru)),
                named("normalize", new BatchNormalization()),
                frozenIf(true, named("normalize_frozen", new BatchNormalization())),
                dropout("drop"),
                named("dense", new Dense(2)));
    }

    static NamedLayer unbuilt() {
        return sequential(
                null,
                named("mask", new Masking(0)),
                named("lstm", new Lstm(4)),
                named("built_inside", chain(Shape.batch(4), named("known", new Dense(3)))),
                named("unbuilt_inside", chain(null, named("unknown", new Dense(3)), named("relu", new Relu()))),
                dropout("drop"),
                named("act", new ActivationLayer(Activations.RELU)),
                named("soft", new Softmax(List.of(-1))),
                named("prelu", new PRelu()),
                named("elu", new Elu(1)),
                named("leaky", new LeakyRelu(0.3f)),
                named("repeat", new RepeatVector(3)),
                named("permute", new Permute(List.of(2, 1))),
                named("reshape", new Reshape(List.of(9))),
                named("flat", new Flatten(false)),
                named("same", new TrainingOnly(Kind.IDENTITY, Map.of())),
                named("noise", new TrainingOnly(Kind.GAUSSIAN_NOISE, Map.of())),
                named("each", new TimeDistributed(named("dense", new Dense(2)))),
                named("both", twoWay(named("lstm", new Lstm(2)))),
                named("table", new Embedding(3, 2)),
                named("bn", new BatchNormalization()),
                named("ln", new LayerNormalization()));
    }

    static NamedLayer inputOfTheFirstLayer() {
        return sequential(
                null,
                named("inside", chain(Shape.batch(5, 3), named("lstm", new Lstm(4)))),
                named("dense", new Dense(2)));
    }

    static NamedLayer longNames() {
        return new NamedLayer(
                "a model whose name does not fit into one line of a terminal of sixty-two_columns"
                        + "_and_goes_on_without_spaces_for_more_than_one_line_of_it",
                chain(
                        Shape.batch(5, 3),
                        named(
                                "a_name_of_a_layer_that_is_much_longer_than_any_column_of_this_table",
                                new BatchNormalization()),
                        named("bidirectional_with_spaces in its name", twoWay(named("lstm", sequences(new Lstm(100))))),
                        named(
                                "层归一化层归一化层归一化层归一化",
                                chain(
                                        null,
                                        named("short", new LayerNormalization()),
                                        named(
                                                "inside_the_nested_model_with_a_long_name",
                                                new TimeDistributed(named("dense", new Dense(12)))))),
                        named("διπλός", new Dense(3))));
    }

    static NamedLayer stateful() {
        return sequential(
                Shape.of(5, 7, 3),
                named("lstm", new Lstm(4).withRnn(RnnOptions.DEFAULTS.withStateful(true))),
                dropout("drop"),
                named("dense", new Dense(2)));
    }

    static NamedLayer big() {
        return sequential(
                Shape.batch(Shape.NONE),
                new NamedLayer("table", new Embedding(300_000, 512), true, "float64"),
                named("gru", new Gru(1000)),
                named("dense", new Dense(12_345)));
    }

    static NamedLayer types() {
        return sequential(
                Shape.batch(5),
                new NamedLayer("embedding", new Embedding(11, 6), true, "bfloat16"),
                named("both", twoWay(new NamedLayer("lstm", sequences(new Lstm(4)), true, "float16"))),
                named("each", new TimeDistributed(new NamedLayer("dense", new Dense(3), true, "float64"))),
                new NamedLayer("gru", sequences(new Gru(4)), true, "mixed_float16"),
                new NamedLayer("bn", new BatchNormalization(), true, "float16"),
                new NamedLayer("dense", new Dense(3), true, "mixed_bfloat16"));
    }

    /** What the optimizers are built for. */
    static NamedLayer small() {
        return sequential(
                Shape.batch(5),
                new NamedLayer("table", new Embedding(11, 6), true, "float16"),
                named("lstm", new Lstm(4)),
                named("normalize", new BatchNormalization()),
                frozenIf(true, named("frozen", new Dense(3))),
                named("dense", new Dense(2)));
    }

    static NamedLayer sequential(@Nullable Shape input, NamedLayer... layers) {
        return named("sequential", chain(input, layers));
    }

    static NamedLayer named(String name, LayerSpec spec) {
        return new NamedLayer(name, spec);
    }

    static NamedLayer frozenIf(boolean frozen, NamedLayer layer) {
        return new NamedLayer(layer.name(), layer.spec(), !frozen, layer.dtype());
    }

    private static Sequential chain(@Nullable Shape input, NamedLayer... layers) {
        NamedLayer in = input == null ? null : named("input_layer", new InputLayer(input, DType.FLOAT32));
        return new Sequential(in, List.of(layers));
    }

    private static RecurrentSpec sequences(RecurrentSpec layer) {
        return layer.withRnn(layer.rnn().withReturnSequences(true));
    }

    private static Bidirectional twoWay(NamedLayer layer) {
        return Bidirectional.of(layer, Bidirectional.Merge.CONCAT);
    }

    private static NamedLayer dropout(String name) {
        return named(name, new TrainingOnly(Kind.DROPOUT, Map.of()));
    }
}
