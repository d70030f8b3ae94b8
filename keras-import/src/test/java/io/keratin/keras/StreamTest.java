package io.keratin.keras;

import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.Model;
import io.keratin.core.ModelStream;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Tensor;
import io.keratin.keras.Fixtures.Case;
import io.keratin.keras.Fixtures.Pair;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Stepping through time with kept state gives what the whole sequence gives, for every fixture whose model can do it. */
class StreamTest {

    private static final int AT_LEAST = 60;

    @Test
    void a_stream_of_steps_equals_the_whole_sequence() throws IOException {
        List<String> streamed = new ArrayList<>();
        for (Case c : Fixtures.all()) {
            Model model = c.open().model();
            boolean sequences =
                    model.inputShape().rank() >= 2 && model.outputShape().rank() >= 2;
            if (!sequences || model.isStateful()) {
                continue;
            }
            for (Pair p : Fixtures.pairs(c.arrays())) {
                ModelStream stream;
                try {
                    stream = model.stream(p.x().shape().dim(0));
                } catch (ShapeException needsTheWholeSequence) {
                    continue;
                }
                assertSteps(c.name() + " " + p.name(), stream, p);
                streamed.add(c.name());
            }
        }
        assertThat(streamed.stream().distinct()).hasSizeGreaterThanOrEqualTo(AT_LEAST);
    }

    private static void assertSteps(String what, ModelStream stream, Pair p) {
        int batch = p.x().shape().dim(0);
        int time = p.x().shape().dim(1);
        boolean everyStep = stream.outputShape().rank() == p.y().shape().rank()
                && p.y().shape().dim(1) == time
                && stream.outputShape().dim(1) == 1;
        int features = p.x().size() / batch / time;
        float[] step = new float[batch * features];
        float[] out = new float[Math.toIntExact(stream.outputShape().size())];
        float[] all = new float[p.y().size()];
        for (int t = 0; t < time; t++) {
            for (int b = 0; b < batch; b++) {
                System.arraycopy(p.x().floats(), (b * time + t) * features, step, b * features, features);
            }
            stream.step(step, out);
            int n = out.length / batch;
            for (int b = 0; b < batch && everyStep; b++) {
                System.arraycopy(out, b * n, all, (b * time + t) * n, n);
            }
        }
        Tensor got = Tensor.of(everyStep ? all : Arrays.copyOf(out, all.length), p.y().shape());
        GoldenTest.assertClose(what, got, p.y());
    }
}
