package io.keratin.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LookUpsTest {

    private static LookUps of(float[]... rows) {
        LookUps lookUps = new LookUps(2);
        for (int i = 0; i < rows.length; i++) {
            lookUps.add((int) rows[i][0], rows[i], 1);
        }
        return lookUps;
    }

    @Test
    void two_look_ups_of_an_id_are_squared_each() {
        float[] into = new float[6];
        LookUps lookUps = of(new float[] {2, 3, -1}, new float[] {0, 1, 0}, new float[] {2, 4, 1});
        lookUps.squares(into);
        assertThat(into).containsExactly(1, 0, 0, 0, 25, 2);
        assertThat(lookUps.squares()).isEqualTo(28);
        lookUps.magnitudes(into);
        assertThat(into).containsExactly(1, 0, 0, 0, 7, 2);
    }

    @Test
    void each_look_up_is_clipped_before_they_are_added() {
        float[] gradient = new float[4];
        of(new float[] {1, 3, -5}, new float[] {1, 0.5f, 1}).clip(2, gradient);
        assertThat(gradient).containsExactly(0, 0, 2.5f, -1);
    }

    @Test
    void scaling_and_forgetting() {
        LookUps lookUps = of(new float[] {0, 8, 4});
        lookUps.scale(0.25f);
        assertThat(lookUps.squares()).isEqualTo(5);
        assertThat(lookUps.areAll()).isTrue();
        lookUps.addToMatrix();
        assertThat(lookUps.areAll()).isFalse();
        lookUps.clear();
        assertThat(lookUps.areAll()).isFalse();
        for (int i = 0; i < 100; i++) {
            lookUps.add(i, new float[] {1, 1}, 0);
        }
        assertThat(lookUps.squares()).isEqualTo(200);
    }
}
