package io.keratin.keras;

import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.Model;
import io.keratin.core.ModelSession;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Tensor;
import io.keratin.keras.Fixtures.Case;
import io.keratin.keras.Fixtures.Pair;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Every golden fixture gives Keras's numbers, whatever the number of threads and the size of the batches. */
@Execution(ExecutionMode.CONCURRENT)
class GoldenTest {

    /** |difference| is at most this, plus this times |expected|. */
    private static final double TOLERANCE = 1e-5;

    private static final int AT_LEAST = 80;

    /** Keras lays a mask of (B, T) over the last two axes of Softmax's input: what it computes depends on the batch size. */
    private static final String DEPENDS_ON_BATCH_SIZE = "masked_softmax";

    @Test
    void there_are_fixtures() throws IOException {
        assertThat(Fixtures.all()).hasSizeGreaterThanOrEqualTo(AT_LEAST);
    }

    @TestFactory
    Stream<DynamicTest> gives_the_numbers_of_keras() throws IOException {
        return Fixtures.all().stream().map(c -> DynamicTest.dynamicTest(c.name(), () -> check(c)));
    }

    private static void check(Case c) throws IOException {
        Model model = c.open().model();
        List<Pair> pairs = Fixtures.pairs(c.arrays());
        assertThat(pairs).as("inputs in %s", c.arrays()).isNotEmpty();
        ModelSession session = model.session();
        for (Pair p : pairs) {
            List<Tensor> once = model.isStateful() ? session.predictAll(p.inputs()) : model.predictAll(p.inputs());
            assertThat(once).as("outputs of %s", c.name()).hasSameSizeAs(p.all());
            for (int i = 0; i < once.size(); i++) {
                assertClose(
                        c.name() + " " + p.name() + " output " + i,
                        once.get(i),
                        p.all().get(i));
            }
            if (!model.isStateful() && !c.name().contains(DEPENDS_ON_BATCH_SIZE)) {
                assertSameBits(c.name() + " on two threads", model.predictAll(p.inputs(), 32, 2), once);
                if (!model.spec().spec().mixesSamples(model.inputShapes())) {
                    assertSameBits(c.name() + " two at a time", model.predictAll(p.inputs(), 2, 1), once);
                }
            }
        }
    }

    static void assertClose(String what, Tensor actual, Tensor expected) {
        assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
        if (expected.dtype() == DType.STRING) {
            assertThat(actual.strings()).as(what).isEqualTo(expected.strings());
            return;
        }
        for (int i = 0; i < expected.size(); i++) {
            double e = expected.dtype().isInts() ? expected.ints()[i] : expected.floats()[i];
            double a = actual.dtype().isInts() ? actual.ints()[i] : actual.floats()[i];
            boolean close = Math.abs(a - e) <= TOLERANCE + TOLERANCE * Math.abs(e)
                    || a == e
                    || (Double.isNaN(a) && Double.isNaN(e));
            assertThat(close)
                    .as("%s at index %s: Keras gives %s, we give %s", what, i, e, a)
                    .isTrue();
        }
    }

    private static void assertSameBits(String what, List<Tensor> actual, List<Tensor> expected) {
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).storage())
                    .as(what)
                    .isEqualTo(expected.get(i).storage());
        }
    }
}
