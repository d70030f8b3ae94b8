package io.keratin.keras;

import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.Model;
import io.keratin.core.ModelSession;
import io.keratin.core.tensor.Tensor;
import io.keratin.keras.Fixtures.Case;
import io.keratin.keras.Fixtures.Pair;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every golden fixture gives Keras's numbers, whatever the number of threads and the size of the batches. */
class GoldenTest {

    /** |difference| is at most this, plus this times |expected|. */
    private static final double TOLERANCE = 1e-5;

    private static final int AT_LEAST = 80;

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
            Tensor once = model.isStateful() ? session.predict(p.x()) : model.predict(p.x());
            assertClose(c.name() + " " + p.name(), once, p.y());
            if (!model.isStateful()) {
                assertSameBits(c.name() + " on two threads", model.predict(p.x(), 32, 2), once);
                assertSameBits(c.name() + " two at a time", model.predict(p.x(), 2, 1), once);
            }
        }
    }

    static void assertClose(String what, Tensor actual, Tensor expected) {
        assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
        for (int i = 0; i < expected.size(); i++) {
            double e = expected.floats()[i];
            double a = actual.floats()[i];
            boolean close = Math.abs(a - e) <= TOLERANCE + TOLERANCE * Math.abs(e)
                    || a == e
                    || (Double.isNaN(a) && Double.isNaN(e));
            assertThat(close)
                    .as("%s at index %s: Keras gives %s, we give %s", what, i, e, a)
                    .isTrue();
        }
    }

    private static void assertSameBits(String what, Tensor actual, Tensor expected) {
        assertThat(actual.floats()).as(what).containsExactly(expected.floats());
    }
}
