package io.keratin.cli;

import io.keratin.keras.numpy.NpyArray;
import java.nio.file.Path;

/**
 * An array for one input or output.
 *
 * @param name the input or output
 * @param file where it was read
 * @param array the array
 */
record NamedArray(String name, Path file, NpyArray array) {}
