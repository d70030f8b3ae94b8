package io.keratin.benchmarks.growth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChartTest {

    @Test
    void equal_factors_are_equal_distances() {
        Scale scale = new Scale(1, 100, 0, 200);
        assertThat(List.of(1.0, 10.0, 100.0).stream().map(scale::at)).containsExactly(0.0, 100.0, 200.0);
        assertThat(Scale.decades(List.of(0.5, 20.0), 0, 1).powersOfTen()).hasSize(4);
    }

    @Test
    void a_chart_has_a_point_for_every_size_and_marks_only_what_lies_within_it() {
        Chart chart = new Chart(
                "Time < limit",
                "units H",
                List.of(),
                List.of(1, 2, 4),
                List.of(new Chart.Curve("measured", "stroke=\"red\"", true, List.of(1e-6, 2e-6, 4e-6))),
                List.of(new Chart.Mark("fits L1", 3), new Chart.Mark("fits L2", 5)),
                Units::time);
        assertThat(chart.svg().split("<circle", -1)).hasSize(4);
        assertThat(chart.svg()).contains("Time &lt; limit", "fits L1", "1 µs").doesNotContain("fits L2");
    }

    @Test
    void a_size_that_is_whole_is_written_without_places() {
        assertThat(List.of(Units.bytes(1000), Units.bytes(45_123), Units.time(0.0123)))
                .containsExactly("1 kB", "45.1 kB", "12.3 ms");
    }
}
