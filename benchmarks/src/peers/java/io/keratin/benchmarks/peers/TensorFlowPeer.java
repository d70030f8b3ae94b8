package io.keratin.benchmarks.peers;

import io.keratin.benchmarks.compare.ColdChild;
import io.keratin.benchmarks.compare.Peer;
import io.keratin.benchmarks.compare.Runner;
import io.keratin.benchmarks.compare.Task;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import org.tensorflow.TensorFlow;

/** TensorFlow, whose own Java binding runs the SavedModel that Keras exports. */
final class TensorFlowPeer implements Peer {

    @Override
    public String name() {
        return "TensorFlow " + TensorFlow.version();
    }

    @Override
    public String ending() {
        return TensorFlowRunner.ENDING;
    }

    @Override
    public Runner open(Task task) {
        return new TensorFlowRunner(task);
    }

    @Override
    public Class<?> coldStart() {
        return Cold.class;
    }

    /** First answer of a fresh JVM; models with one output of one value. */
    static final class Cold {

        private Cold() {}

        public static void main(String[] args) throws IOException {
            Tensor x = ColdChild.firstSample(Path.of(args[1]));
            try (TensorFlowRunner runner =
                    new TensorFlowRunner(new Task(Path.of(args[0]), x, Shape.of(1, 1), false, 1))) {
                runner.run();
                ColdChild.tell(runner.answer());
            }
        }
    }
}
