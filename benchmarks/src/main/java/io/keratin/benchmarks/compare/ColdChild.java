package io.keratin.benchmarks.compare;

import io.keratin.benchmarks.roofline.Machine;
import io.keratin.core.Model;
import io.keratin.core.tensor.Tensor;
import io.keratin.keras.KerasModel;
import io.keratin.keras.numpy.Npy;
import io.keratin.keras.numpy.NpyArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** A program that opens a model, answers one input, and says how much memory it took. */
public final class ColdChild {

    private ColdChild() {}

    /** Model without ending, input. */
    public static void main(String[] args) throws IOException {
        Model model = KerasModel.load(Path.of(args[0] + ".keras"));
        Tensor x = firstSample(Path.of(args[1]));
        tell(model.predict(x).floats());
    }

    /** The first sample of an npy file as a batch of one. */
    public static Tensor firstSample(Path npy) throws IOException {
        NpyArray all = Npy.read(npy);
        int size = all.size() / all.shape().dim(0);
        return Tensor.of(Arrays.copyOf(all.toFloats(), size), all.shape().with(0, 1));
    }

    /** Prints the answer, on which the clock stops, and then the memory. */
    public static void tell(float[] answer) {
        System.out.println(answer[0]);
        System.out.flush();
        System.out.println(Machine.peakResidentBytes());
    }
}
