package io.keratin.cli;

import static io.keratin.cli.Cli.keratin;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {

    @Test
    void help_lists_the_commands_that_exist_and_no_others() {
        Cli.Outcome help = keratin("--help");
        assertThat(help.status()).isZero();
        assertThat(help.out())
                .contains("summary", "predict", "verify", "evaluate", "fit", "convert", "inspect", "bench", "version");
        assertThat(help.out()).doesNotContain("plot");
        assertThat(help.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"summary", "predict", "verify", "evaluate", "fit", "convert", "inspect", "bench", "version"})
    void each_command_has_its_help(String command) {
        Cli.Outcome asked = keratin("help", command);
        assertThat(asked.status()).isZero();
        assertThat(asked.out())
                .contains("keratin " + command)
                .isEqualTo(keratin(command, "--help").out());
        assertThat(asked.out().lines()).allMatch(line -> line.length() <= 80);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plot"})
    void a_command_of_a_later_version_says_so_whatever_follows_it(String command) {
        Cli.Outcome later = keratin(command, "m.keras", "-x", "x.npy", "--metrics=a,b", "--help");
        assertThat(later.status()).isEqualTo(1);
        assertThat(later.out()).isEmpty();
        assertThat(later.err().lines()).singleElement().asString().startsWith("keratin: " + command + ": ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "--nonsense",
                "summary",
                "summary a b",
                "summary m --line-length x",
                "summary m --line-length 0",
                "predict m",
                "predict m -i x.npy",
                "predict m -i",
                "predict --jobs j m",
                "predict m --batch-size 0",
                "verify m -i x.npy",
                "verify m -i x.npy -e y.npy --atol x",
                "inspect",
                "bench m --threads 0",
                "bench m --batch-size 0",
                "bench m --seconds 0",
                "bench m --time 0",
                "version now"
            })
    void a_wrong_command_line_has_status_2(String words) {
        Cli.Outcome wrong = keratin((Object[]) (words.isEmpty() ? new String[0] : words.split(" ")));
        assertThat(wrong.status()).isEqualTo(2);
        assertThat(wrong.out()).isEmpty();
        assertThat(wrong.err().lines()).singleElement().asString().startsWith("keratin: ");
    }
}
