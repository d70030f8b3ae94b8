package io.keratin.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CellTest {

    @Test
    void a_cell_comes_back_from_its_line_also_with_a_peer_that_cannot_run_the_model() {
        Cell cell = new Cell(32, 2, 1.75, List.of(List.of(1.5, 2.0), List.of(), List.of(3.0, 4.25)));
        assertThat(Cell.decode(cell.encode())).isEqualTo(cell);
        assertThat(cell.has(1)).isFalse();
    }

    @Test
    void a_quantile_is_a_time_that_was_measured() {
        Times times = new Times();
        for (int i = 1; i <= 200; i++) {
            times.add(i);
        }
        assertThat(times.median()).isEqualTo(100);
        assertThat(times.quantile(0.99)).isEqualTo(198);
    }

    @Test
    void times_have_three_digits_and_a_unit_that_suits_them() {
        assertThat(List.of(441.4, 35_120.0, 6_048_000.0).stream().map(Report::time))
                .containsExactly("0.441 µs", "35.1 µs", "6.05 ms");
    }
}
