package io.keratin.core.layers;

import io.keratin.core.tensor.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A model: layers that are connected. It may be a layer of another model. */
public sealed interface ModelSpec extends LayerSpec permits Sequential, Functional {

    /** Where data enters, in Keras's order; empty as long as the input shape is not known. */
    List<NamedLayer> inputs();

    /** Shapes of the inputs; empty as long as they are not known. */
    default List<Shape> inputShapes() {
        return inputs().stream().map(i -> ((InputLayer) i.spec()).shape()).toList();
    }

    /** The layers whose weights are the model's, in the order of {@link #slots()}. */
    List<NamedLayer> layers();

    /** The name of each input: the key where the model takes a dict, else the input layer's name. */
    List<String> inputNames();

    /** The name of each output: the key where the model gives a dict, else the name of the layer that computes it. */
    List<String> outputNames();

    /**
     * Where Keras 3 files keep each of {@link #layers()}: {@code layers/} and its class in snake case, counted per class in
     * the order of the list. {@code keras/src/saving/saving_lib.py}, {@code _save_container_state}.
     */
    default List<String> slots() {
        return slots("layers", layers());
    }

    /** Where Keras 3 files keep the layers of a list that is the attribute {@code container} of its owner. */
    static List<String> slots(String container, List<NamedLayer> layers) {
        Map<String, Integer> used = new HashMap<>();
        return layers.stream()
                .map(layer -> {
                    String name = snakeCase(layer.spec().className());
                    int n = used.merge(name, 1, Integer::sum) - 1;
                    return container + "/" + (n == 0 ? name : name + "_" + n);
                })
                .toList();
    }

    /**
     * {@code SimpleRNN} to {@code simple_rnn}, as Keras's {@code to_snake_case} does: a word begins with a capital that has a small
     * letter before or behind it.
     */
    static String snakeCase(String className) {
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < className.length(); i++) {
            char c = className.charAt(i);
            if (isCapital(c) || isSmall(c) || c == '_' || (c >= '0' && c <= '9')) {
                words.append(c);
            }
        }
        StringBuilder snake = new StringBuilder();
        for (int i = 0; i < words.length(); i++) {
            char c = words.charAt(i);
            boolean behindSmall = i > 0 && isSmall(words.charAt(i - 1));
            boolean beforeSmall = i > 0 && i + 1 < words.length() && isSmall(words.charAt(i + 1));
            snake.append(isCapital(c) && (behindSmall || beforeSmall) ? "_" : "");
            snake.append(Character.toLowerCase(c));
        }
        return snake.toString();
    }

    private static boolean isCapital(char c) {
        return c >= 'A' && c <= 'Z';
    }

    private static boolean isSmall(char c) {
        return c >= 'a' && c <= 'z';
    }
}
