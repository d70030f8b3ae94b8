package io.keratin.examples;

import io.keratin.core.Model;
import io.keratin.core.activations.Activations;
import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.layers.Binding;
import io.keratin.core.layers.Initializers;
import io.keratin.core.layers.Layer;
import io.keratin.core.layers.LayerRegistry;
import io.keratin.core.layers.UnaryLayer;
import io.keratin.core.layers.WeightSpec;
import io.keratin.core.layers.WeightlessLayer;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import io.keratin.keras.KerasModel;
import io.keratin.keras.LoadOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Opens a model with a layer, an activation and a Lambda that are Python code ({@code make_custom_objects.py}). That code is
 * never run: what stands for it here is one class and one registration each.
 */
public final class CustomObjects {

    private CustomObjects() {}

    /** Runs the example; the first argument may name the folder of the models. */
    public static void main(String[] args) throws IOException {
        run(ExampleFiles.folder(args), System.out);
    }

    static void run(Path folder, PrintStream out) throws IOException {
        LayerRegistry registry = LayerRegistry.keras()
                .with("FeatureScale", FeatureScale::fromConfig)
                .with("quick_gelu", Activations.each("quick_gelu", x -> x / (1 + (float) Math.exp(-1.702f * x))))
                .with("Lambda", (config, inner) -> lambda(config.text("name")));
        LoadOptions options = LoadOptions.defaults().withRegistry(registry);

        Model model =
                KerasModel.open(folder.resolve("custom_objects.keras"), options).model();
        Tensor y = model.predict(ExampleFiles.floats(folder.resolve("custom_objects_input.npy")));

        Tensor expected = ExampleFiles.floats(folder.resolve("custom_objects_expected.npy"));
        double difference = ExampleFiles.largestDifference(expected.floats(), y.floats());
        out.printf(Locale.ROOT, "largest difference to Keras: %.1e%n", difference);
    }

    /** Lambdas are told apart by the names that the model gave them. */
    private static LastStep lambda(String name) {
        if (name.equals("last_step")) {
            return new LastStep();
        }
        throw new IllegalArgumentException("no Java code for the Lambda '" + name + "'");
    }

    /** x · scale + shift, a learnt scale for every feature: (…, features) to (…, features). */
    record FeatureScale(double shift) implements UnaryLayer {

        static FeatureScale fromConfig(Config config, LayerRegistry registry) {
            return new FeatureScale(config.real("shift", 0));
        }

        @Override
        public String className() {
            return "FeatureScale";
        }

        @Override
        public Shape outputShape(Shape input) {
            return input;
        }

        @Override
        public List<WeightSpec> weights(Shape input) {
            return List.of(new WeightSpec("scale", Shape.of(input.dim(-1)), Initializers.ONES));
        }

        @Override
        public Value.Fields config() {
            return Value.fields("shift", shift);
        }

        @Override
        public Layer bind(Binding binding) {
            float[] scale = binding.weight("scale");
            return call -> {
                float[] x = call.input().floats();
                float[] y = call.output().floats();
                int n = call.input().size();
                return () -> {
                    for (int i = 0; i < n; i++) {
                        y[i] = x[i] * scale[i % scale.length] + (float) shift;
                    }
                };
            };
        }
    }

    /** The Lambda {@code x[:, -1]}: (B, T, F) to (B, F). */
    record LastStep() implements WeightlessLayer {

        @Override
        public String className() {
            return "Lambda";
        }

        @Override
        public Shape outputShape(Shape input) {
            return input.without(1);
        }

        @Override
        public Value.Fields config() {
            return Value.fields();
        }

        @Override
        public Layer bind(Binding binding) {
            return call -> {
                float[] x = call.input().floats();
                float[] y = call.output().floats();
                Shape shape = call.input().shape();
                int features = shape.dim(2);
                return () -> {
                    for (int b = 0; b < shape.dim(0); b++) {
                        System.arraycopy(x, ((b + 1) * shape.dim(1) - 1) * features, y, b * features, features);
                    }
                };
            };
        }
    }
}
