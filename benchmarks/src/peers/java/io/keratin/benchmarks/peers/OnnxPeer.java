package io.keratin.benchmarks.peers;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.keratin.benchmarks.compare.ColdChild;
import io.keratin.benchmarks.compare.Peer;
import io.keratin.benchmarks.compare.Runner;
import io.keratin.benchmarks.compare.Task;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;

/** ONNX Runtime, whose own Java binding runs its native library. */
final class OnnxPeer implements Peer {

    @Override
    public String name() {
        return "ONNX Runtime " + OrtEnvironment.getEnvironment().getVersion();
    }

    @Override
    public String ending() {
        return ".onnx";
    }

    @Override
    public Runner open(Task task) {
        try {
            return task.stream() ? new OnnxStreamRunner(task) : new OnnxRunner(task);
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Class<?> coldStart() {
        return Cold.class;
    }

    /** First answer of a fresh JVM; models with one output of one value. */
    static final class Cold {

        private Cold() {}

        public static void main(String[] args) throws IOException, OrtException {
            Tensor x = ColdChild.firstSample(Path.of(args[1]));
            try (OnnxRunner runner = new OnnxRunner(new Task(Path.of(args[0]), x, Shape.of(1, 1), false, 1))) {
                runner.run();
                ColdChild.tell(runner.answer());
            }
        }
    }
}
