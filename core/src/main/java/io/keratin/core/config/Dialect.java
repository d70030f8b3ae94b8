package io.keratin.core.config;

/** The Keras era in whose meaning a configuration is read: the same name can stand for different mathematics. */
public enum Dialect {
    /** Keras 3, and models written in Java. */
    KERAS_3,
    /** tf.keras 2 and Keras 2: {@code hard_sigmoid} is clip(0.2 x + 0.5, 0, 1). */
    KERAS_2
}
