package io.keratin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.tensor.Shape;
import org.junit.jupiter.api.Test;

class DifferenceTest {

    private static final float NAN = Float.NaN;
    private static final float INFINITY = Float.POSITIVE_INFINITY;

    @Test
    void the_largest_differences_are_found_each_with_its_place() {
        Difference d = Difference.of(new float[] {1, 2.5f, 0.25f}, new double[] {1, 2, 0.125}, 1, 0);
        assertThat(d).isEqualTo(new Difference(0.5, 1, 1, 2, 0, 0));
        assertThat(d.describe(Shape.of(1, 3)))
                .isEqualTo("largest absolute difference 0.500 at (0, 1), largest relative difference 1.00 at (0, 2)");
    }

    @Test
    void a_value_may_differ_by_both_tolerances_together() {
        assertThat(Difference.of(new float[] {4.75f}, new double[] {4}, 0.25, 0.125)
                        .agrees())
                .isTrue();
        assertThat(Difference.of(new float[] {4.75f}, new double[] {4}, 0.25, 0.12)
                        .agrees())
                .isFalse();
        assertThat(Difference.of(new float[] {4}, new double[] {4}, 0, 0).agrees())
                .isTrue();
    }

    @Test
    void the_value_farthest_outside_is_the_worst() {
        Difference d = Difference.of(new float[] {101, 1.5f}, new double[] {100, 1}, 0, 0.001);
        assertThat(d.disagreeing()).isEqualTo(2);
        assertThat(d.worstAt()).isEqualTo(1);
    }

    @Test
    void what_is_not_finite_agrees_with_itself_alone() {
        float[] all = {NAN, INFINITY, -INFINITY, 1};
        for (int i = 0; i < all.length; i++) {
            for (int j = 0; j < all.length; j++) {
                Difference d = Difference.of(new float[] {all[i]}, new double[] {all[j]}, 1e30, 1);
                assertThat(d.agrees()).as(all[i] + " and " + all[j]).isEqualTo(i == j);
                assertThat(d.absolute()).isEqualTo(i == j ? 0 : Double.POSITIVE_INFINITY);
            }
        }
    }

    @Test
    void nothing_agrees_with_nothing() {
        assertThat(Difference.of(new float[0], new double[0], 0, 0).agrees()).isTrue();
    }
}
