package io.keratin.benchmarks.compare;

import io.keratin.core.Model;
import io.keratin.core.ModelStream;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Tensor;

/** This library. */
final class KeratinRunner implements Runner {

    private final Tensor output;
    private final Runnable work;

    private KeratinRunner(Tensor output, Runnable work) {
        this.output = output;
        this.work = work;
    }

    static KeratinRunner of(Model model, Task task, int batchSize) {
        Tensor output = Tensor.zeros(DType.FLOAT32, task.output());
        if (task.stream()) {
            return new KeratinRunner(
                    output, new Steps(model.stream(), task.input().floats(), output.floats(), task));
        }
        return new KeratinRunner(output, () -> model.predict(task.input(), output, batchSize, task.threads()));
    }

    @Override
    public void run() {
        work.run();
    }

    @Override
    public float[] answer() {
        return output.floats();
    }

    @Override
    public void close() {}

    /** All steps of a sequence, one call each. */
    private static final class Steps implements Runnable {

        private final ModelStream stream;
        private final float[] in;
        private final float[] out;
        private final float[] x;
        private final float[] y;

        Steps(ModelStream stream, float[] in, float[] out, Task task) {
            this.stream = stream;
            this.in = in;
            this.out = out;
            this.x = new float[in.length / task.calls()];
            this.y = new float[out.length / task.calls()];
        }

        @Override
        public void run() {
            for (int from = 0, to = 0; from < in.length; from += x.length, to += y.length) {
                System.arraycopy(in, from, x, 0, x.length);
                stream.step(x, y);
                System.arraycopy(y, 0, out, to, y.length);
            }
        }
    }
}
