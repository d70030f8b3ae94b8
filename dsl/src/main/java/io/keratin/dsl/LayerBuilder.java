package io.keratin.dsl;

import io.keratin.core.config.Value;
import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.TrainingOptions;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A layer that is being written down: the options that every layer has. Options keep Keras's names in camelCase and
 * Keras's defaults.
 *
 * @param <B> the layer's own builder, so that options can be given in any order
 */
public abstract sealed class LayerBuilder<B extends LayerBuilder<B>>
        permits ActivityRegularizationBuilder,
                AdaptivePoolingBuilder,
                AttentionBuilder,
                BiasBuilder,
                BidirectionalBuilder,
                DotBuilder,
                EluBuilder,
                FeatureNormalizationBuilder,
                FormatBuilder,
                FunctionalBuilder,
                GlobalPoolingBuilder,
                LeakyReluBuilder,
                NoiseBuilder,
                NormalizationBuilder,
                OperationBuilder,
                OptionBuilder,
                PReluBuilder,
                PipelineBuilder,
                PlainBuilder,
                PoolingBuilder,
                ReluBuilder,
                ResizingBuilder,
                RmsNormalizationBuilder,
                RnnBuilder,
                SequentialBuilder,
                SoftmaxBuilder,
                SpectralNormalizationBuilder,
                StackedRnnCellsBuilder,
                TableBuilder,
                TimeDistributedBuilder,
                UpSampling2dBuilder {

    private final long number = Creation.next();
    private @Nullable String name;
    private boolean trainable = true;
    private String dtype = "float32";
    private TrainingOptions training = TrainingOptions.NONE;

    LayerBuilder() {}

    /** The layer's name; without one it gets Keras's automatic name. */
    public B name(String value) {
        name = Options.name(value);
        return self();
    }

    /** Whether training changes the weights; true unless said otherwise. */
    public B trainable(boolean value) {
        trainable = value;
        return self();
    }

    /** Keras's dtype policy, such as {@code float32}. */
    public B dtype(String value) {
        dtype = Options.dtype(value);
        return self();
    }

    /**
     * Calls the layer on a tensor; on several, where they are arguments of their own as in {@code attention(query, value)}. A
     * layer that is called again keeps its weights.
     *
     * @throws io.keratin.core.error.ShapeException if the layer cannot take them
     */
    public final KerasTensor apply(KerasTensor... inputs) {
        return call(inputs).output();
    }

    /** Calls the layer on a list of tensors, as in {@code Add()([a, b])}. */
    public final KerasTensor apply(List<? extends KerasTensor> inputs) {
        return call(inputs).output();
    }

    /** A call with more than tensors, or for several outputs. */
    public final LayerCall call(KerasTensor... inputs) {
        return new LayerCall(this).on(List.of(inputs));
    }

    /** A call on a list of tensors with more than them, or for several outputs. */
    public final LayerCall call(List<? extends KerasTensor> inputs) {
        return new LayerCall(this).onList(inputs);
    }

    /** Calls a model on tensors that go by name. */
    public final KerasTensor apply(Map<String, ? extends KerasTensor> inputs) {
        return call(inputs).output();
    }

    /** A call of a model on tensors that go by name, for several outputs. */
    public final LayerCall call(Map<String, ? extends KerasTensor> inputs) {
        return new LayerCall(this).onMap(inputs);
    }

    /** When it was made, among all inputs, layers and calls. */
    final long number() {
        return number;
    }

    /** What messages call it. */
    final String describe() {
        String className = spec(new Names()).className();
        return name == null ? className : "'" + name + "' (" + className + ")";
    }

    /** What has been written so far as core's record, named as in a model of its own. */
    public NamedLayer spec() {
        return named(new Names());
    }

    /** The record for the options; wrappers name their inner layers. */
    abstract LayerSpec spec(Names names);

    /** The record with its name; a layer inside comes first, as in Python, where it is made first. */
    NamedLayer named(Names names) {
        LayerSpec spec = spec(names);
        return place(nameOr(names, spec.className()), spec);
    }

    final NamedLayer place(String layerName, LayerSpec spec) {
        return new NamedLayer(layerName, spec, trainable, dtype);
    }

    final String nameOr(Names names, String className) {
        return name == null ? names.next(className) : name;
    }

    final @Nullable String givenName() {
        return name;
    }

    final boolean isTrainable() {
        return trainable;
    }

    final TrainingOptions training() {
        return training;
    }

    /** Keeps an option that matters only in training, under Keras's key. */
    final B training(String key, Object value) {
        training = training.with(key, Value.of(value));
        return self();
    }

    @SuppressWarnings("unchecked") // Every subclass passes itself as B.
    final B self() {
        return (B) this;
    }
}
