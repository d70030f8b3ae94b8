package io.keratin.benchmarks.peers;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.keratin.benchmarks.compare.Runner;
import io.keratin.benchmarks.compare.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One call a step, with a graph whose first input and output are data and whose others are state. State lies in two sets of
 * buffers that change places after each step, so none of it is copied.
 */
final class OnnxStreamRunner implements Runner {

    private final OrtSession session;
    private final List<OnnxArray> arrays = new ArrayList<>();
    private final List<Map<String, OnnxTensor>> inputs = List.of(new HashMap<>(), new HashMap<>());
    private final List<Map<String, OnnxTensor>> outputs = List.of(new HashMap<>(), new HashMap<>());
    private final OnnxArray x;
    private final OnnxArray y;
    private final float[] in;
    private final float[] answer;
    private int turn;

    OnnxStreamRunner(Task task) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        session = OnnxRunner.open(environment, task);
        List<NodeInfo> ins = List.copyOf(session.getInputInfo().values());
        List<NodeInfo> outs = List.copyOf(session.getOutputInfo().values());
        x = array(environment, ins.get(0));
        y = array(environment, outs.get(0));
        for (int set = 0; set < 2; set++) {
            inputs.get(set).put(ins.get(0).getName(), x.tensor());
            outputs.get(set).put(outs.get(0).getName(), y.tensor());
            for (int i = 1; i < ins.size(); i++) {
                OnnxTensor state = array(environment, ins.get(i)).tensor();
                inputs.get(set).put(ins.get(i).getName(), state);
                outputs.get(1 - set).put(outs.get(i).getName(), state);
            }
        }
        in = task.input().floats();
        answer = new float[task.calls() * y.values().capacity()];
    }

    private OnnxArray array(OrtEnvironment environment, NodeInfo node) throws OrtException {
        OnnxArray array = OnnxArray.zeros(environment, ((TensorInfo) node.getInfo()).getShape());
        arrays.add(array);
        return array;
    }

    @Override
    public void run() {
        int nx = x.values().capacity();
        int ny = y.values().capacity();
        for (int from = 0, to = 0; from < in.length; from += nx, to += ny) {
            x.values().put(0, in, from, nx);
            try {
session.run(inputs.get(turn), outputs.get(turn)).close(); // of the outputs, only those that are not ours
                y.values().get(0, answer, to, ny);
            } catch (OrtException e) {
                throw new IllegalStateException(e);
            }
            turn = 1 - turn;
        }
    }

    @Override
    public float[] answer() {
        return answer;
    }

    @Override
    public void close() {
        arrays.forEach(a -> a.tensor().close());
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
