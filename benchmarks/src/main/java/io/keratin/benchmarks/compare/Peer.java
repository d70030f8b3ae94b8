package io.keratin.benchmarks.compare;

/** Another library that can run the same models. */
public interface Peer {

    /** Name and version, as the table shows it. */
    String name();

    /** Ending of the model files that it opens, such as {@code .onnx}. */
    String ending();

    /** Opens the task's model as a careful user of the library would. */
    Runner open(Task task);

    /** A program that opens the model and the input it is given, and ends with {@link ColdChild#tell}. */
    Class<?> coldStart();
}
