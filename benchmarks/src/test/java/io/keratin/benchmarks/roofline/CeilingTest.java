package io.keratin.benchmarks.roofline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CeilingTest {

    @Test
    void an_array_is_read_from_the_first_level_that_it_fits_into() {
        Ceiling ceiling = new Ceiling(
                1,
                List.of(
                        new Ceiling.Level("L1", 100, 30),
                        new Ceiling.Level("L2", 1000, 20),
                        new Ceiling.Level("DRAM", Long.MAX_VALUE, 10)));
        assertThat(List.of(100L, 101L, 1001L).stream().map(ceiling::bandwidth)).containsExactly(30.0, 20.0, 10.0);
    }
}
