package io.keratin.benchmarks.peers;

import io.keratin.benchmarks.compare.Runner;
import io.keratin.benchmarks.compare.Task;
import java.util.Arrays;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.types.TFloat32;

/** Batches, or one call a step with the state in the session's variables; from one tensor, each answer in a new one. */
final class TensorFlowRunner implements Runner {

    static final String ENDING = ".savedmodel";

    private final SavedModelBundle bundle;
    private final String inputName;
    private final String outputName;
    private final TFloat32 x;
    private final FloatDataBuffer values;
    private final float[] in;
    private final float[] answer;
    private final int calls;

    TensorFlowRunner(Task task) {
        ConfigProto threads = ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(task.threads())
                .setInterOpParallelismThreads(task.threads())
                .build();
        bundle = SavedModelBundle.loader(task.file(ENDING).toString())
                .withTags(SavedModelBundle.DEFAULT_TAG)
                .withConfigProto(threads)
                .load();
        SignatureDef signature = bundle.metaGraphDef().getSignatureDefOrThrow(Signature.DEFAULT_KEY);
        inputName = signature.getInputsMap().values().iterator().next().getName();
        outputName = signature.getOutputsMap().values().iterator().next().getName();
        calls = task.calls();
        int[] shape = task.input().shape().toArray();
        shape[0] /= calls;
        // A stream's input has a row a step; the model takes [1, 1, features].
        long[] dims = Arrays.stream(shape).asLongStream().toArray();
        x = TFloat32.tensorOf(Shape.of(dims));
        values = x.asRawTensor().data().asFloats();
        in = task.input().floats();
        answer = new float[(int) task.output().size()];
    }

    @Override
    public void run() {
        int nx = in.length / calls;
        int ny = answer.length / calls;
        for (int call = 0; call < calls; call++) {
            values.write(in, call * nx, nx);
            try (Result result =
                    bundle.session().runner().feed(inputName, x).fetch(outputName).run()) {
                result.get(0).asRawTensor().data().asFloats().read(answer, call * ny, ny);
            }
        }
    }

    @Override
    public float[] answer() {
        return answer;
    }

    @Override
    public void close() {
        x.close();
        bundle.close();
    }
}
