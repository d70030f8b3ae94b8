package io.keratin.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.keratin.core.error.ShapeException;
import io.keratin.core.layers.Dense;
import io.keratin.core.layers.InputLayer;
import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.Lstm;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.Sequential;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After a warm-up the model gives the same bits as before, and nothing is left to be allocated. */
class WarmUpTest {

    private static final int STEPS = 20;
    private static final int FEATURES = 8;

    /** The compiler is no part of the promise: on a busy machine it may still be at work. */
    private static final long PATIENCE_NANOS = 20_000_000_000L;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void a_warm_model_gives_the_same_bits_and_allocates_nothing(int batch) {
        Model model = model(STEPS);
        Shape shape = Shape.of(batch, STEPS, FEATURES);
        Tensor x = input(shape);
        float[] before = model.predict(x).floats();

        model.warmUp(shape);

        Tensor y = Tensor.zeros(DType.FLOAT32, model.outputShape(shape));
        assertThat(leastAllocated(() -> model.predict(x, y))).isZero();
        assertThat(y.floats()).isEqualTo(before);
    }

    @Test
    void without_a_shape_one_sample_is_meant() {
        Model model = model(STEPS);
        Tensor x = input(Shape.of(1, STEPS, FEATURES));
        float[] before = model.predict(x).floats();
        model.warmUp();
        assertThat(model.predict(x).floats()).isEqualTo(before);
    }

    @Test
    void a_shape_that_is_open_or_does_not_fit_is_refused() {
        Model model = model(Shape.NONE);
        assertThatThrownBy(model::warmUp).isInstanceOf(ShapeException.class).hasMessageContaining("warmUp(Shape)");
        assertThatThrownBy(() -> model.warmUp(Shape.of(1, STEPS, FEATURES + 1)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("expected an input of shape");
    }

    private long leastAllocated(Runnable call) {
        long least = Long.MAX_VALUE;
        long start = System.nanoTime();
        while (least > 0 && System.nanoTime() - start < PATIENCE_NANOS) {
            long before = threads.getCurrentThreadAllocatedBytes();
            call.run();
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }

    private static Tensor input(Shape shape) {
        Random random = new Random(1);
        float[] x = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextFloat() * 2 - 1;
        }
        return Tensor.of(x, shape);
    }

    private static Model model(int steps) {
        NamedLayer input = layer("input", new InputLayer(Shape.of(Shape.NONE, steps, FEATURES), DType.FLOAT32));
        List<NamedLayer> layers = List.of(layer("lstm", new Lstm(40)), layer("dense", new Dense(3)));
        return Model.initialized(layer("model", new Sequential(input, layers)), 1);
    }

    private static NamedLayer layer(String name, LayerSpec spec) {
        return new NamedLayer(name, spec);
    }
}
