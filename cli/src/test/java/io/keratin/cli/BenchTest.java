package io.keratin.cli;

import static io.keratin.cli.Cli.keratin;
import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.config.Value;
import io.keratin.core.kernels.KernelSelection;
import io.keratin.keras.KerasModel;
import org.junit.jupiter.api.Test;

class BenchTest {

    @Test
    void json_is_one_line_with_the_numbers() {
        Cli.Outcome run =
                keratin("bench", Cli.ACTION, "--seconds", 0.1, "--batch-size", 2, "--threads", 2, "--json", "--quiet");
        assertThat(run.status()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.outLines()).singleElement().satisfies(line -> {
            Value.Fields numbers = (Value.Fields) KerasModel.parseJson(line);
            assertThat(numbers.fields().keySet())
                    .containsExactly("median_us", "p99_us", "samples_per_second", "batch", "threads", "kernels");
            assertThat(numbers.get("batch")).isEqualTo(Value.of(2));
            assertThat(numbers.get("threads")).isEqualTo(Value.of(2));
            assertThat(numbers.get("kernels"))
                    .isEqualTo(Value.of(KernelSelection.current().name()));
        });
    }

    @Test
    void text_has_percentiles_and_rate() {
        Cli.Outcome run = keratin("bench", Cli.IDS, "--seconds", 0.05);
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("batch 1, threads 1", "median", "p90", "p99", "samples/s");
    }

    @Test
    void a_fixed_batch_size_is_taken_from_the_model() {
        assertThat(keratin("bench", Cli.STATEFUL, "--seconds", 0.05).out()).contains("batch 2,");
        assertThat(keratin("bench", Cli.STATEFUL, "--seconds", 0.05, "--batch-size", 4)
                        .status())
                .isEqualTo(1);
    }

    @Test
    void a_time_axis_that_is_not_open_cannot_be_set() {
        Cli.Outcome run = keratin("bench", Cli.ACTION, "--seconds", 0.05, "--time", 6);
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).startsWith("keratin: " + Cli.ACTION + ": ").contains("--time 6");
        assertThat(keratin("bench", Cli.ACTION, "--seconds", 0.05, "--time", 5).status())
                .isZero();
    }

    @Test
    void percentiles_are_those_of_the_sorted_times() {
        Latencies latencies = new Latencies();
        for (int i = 2000; i > 0; i--) {
            latencies.add(i * 1000L);
        }
        assertThat(latencies.micros(50)).isEqualTo(1000);
        assertThat(latencies.micros(99)).isEqualTo(1980);
        assertThat(latencies.micros(100)).isEqualTo(2000);
        assertThat(latencies.seconds()).isEqualTo(2.001);
    }
}
