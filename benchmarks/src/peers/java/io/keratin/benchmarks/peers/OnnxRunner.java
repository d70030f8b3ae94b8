package io.keratin.benchmarks.peers;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.keratin.benchmarks.compare.Runner;
import io.keratin.benchmarks.compare.Task;
import java.util.Arrays;
import java.util.Map;

/** Batches, from one direct buffer into another; nothing is allocated but the result's Java object. */
final class OnnxRunner implements Runner {

    private final OrtSession session;
    private final Map<String, ai.onnxruntime.OnnxTensor> inputs;
    private final Map<String, ai.onnxruntime.OnnxTensor> outputs;
    private final OnnxArray x;
    private final OnnxArray y;
    private final float[] in;
    private final float[] answer;

    OnnxRunner(Task task) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        session = open(environment, task);
        x = OnnxArray.zeros(environment, dims(task.input().shape().toArray()));
        y = OnnxArray.zeros(environment, dims(task.output().toArray()));
        in = task.input().floats();
        answer = new float[y.values().capacity()];
        inputs = Map.of(session.getInputNames().iterator().next(), x.tensor());
        outputs = Map.of(session.getOutputNames().iterator().next(), y.tensor());
    }

    /** All operators optimised, one after another, each on the task's threads. */
    static OrtSession open(OrtEnvironment environment, Task task) throws OrtException {
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(task.threads());
            options.setInterOpNumThreads(1);
            options.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
            options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
            return environment.createSession(task.file(".onnx").toString(), options);
        }
    }

    private static long[] dims(int... shape) {
        return Arrays.stream(shape).asLongStream().toArray();
    }

    @Override
    public void run() {
        x.values().put(0, in);
        try {
session.run(inputs, outputs).close(); // of the outputs, only those that are not ours
            y.values().get(0, answer);
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public float[] answer() {
        return answer;
    }

    @Override
    public void close() {
        x.tensor().close();
        y.tensor().close();
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
