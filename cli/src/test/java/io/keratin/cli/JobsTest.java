package io.keratin.cli;

import static io.keratin.cli.Cli.keratin;
import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.config.Value;
import io.keratin.keras.KerasModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobsTest {

    private final Path folder;

    JobsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void all_forms_of_inputs_and_outputs_are_understood() throws IOException {
        Path a = folder.resolve("a.npy");
        Path b = folder.resolve("b.npy");
        Path c = folder.resolve("c.npy");
        Cli.Outcome run = run(
                job("\"a\"", Cli.ACTION, list(Cli.ACTION_X), list(a)),
                "",
                job(
                        "2",
                        Cli.ACTION,
                        "{\"input_layer\": " + quoted(Cli.ACTION_X) + "}",
                        "{\"dense_2\": " + quoted(b) + "}"),
                job("2.5", Cli.ACTION, list(Cli.ACTION_X), quoted(folder.resolve("out"))),
                job("null", Cli.ACTION, list(Cli.ACTION_X), quoted(c)));
        assertThat(run.status()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.outLines()).hasSize(4);
        assertThat(run.outLines().get(0)).matches("\\{\"id\": \"a\", \"ok\": true, \"millis\": [0-9.e-]+}");
        assertThat(run.outLines().get(1)).startsWith("{\"id\": 2, \"ok\": true, ");
        assertThat(run.outLines().get(2)).startsWith("{\"id\": 2.5, \"ok\": true, ");
        assertThat(run.outLines().get(3)).startsWith("{\"id\": null, \"ok\": true, ");
        for (Path y : List.of(a, b, c, folder.resolve("out/output_0.npy"))) {
            PredictTest.assertEqual(y, Cli.ACTION_Y);
        }
    }

    @Test
    void a_failing_job_does_not_stop_the_others_and_says_the_same_twice() throws IOException {
        Path y = folder.resolve("y.npy");
        Path missing = folder.resolve("missing.npy");
        String good = job("1", Cli.ACTION, list(Cli.ACTION_X), list(y));
        Cli.Outcome run = run(
                job("\"m\"", missing, list(Cli.ACTION_X), list(y)),
                job("\"x\"", Cli.ACTION, list(missing), list(y)),
                job("\"s\"", Cli.ACTION, list(Cli.IDS_X), list(y)),
                "{\"id\": \"broken\", ",
                "[1]",
                "{\"id\": \"k\", \"model\": \"m\", \"input\": [\"x\"], \"outputs\": [\"y\"]}",
                "{\"id\": \"o\", \"model\": \"m\", \"inputs\": [\"x\"]}",
                job("\"n\"", Cli.ACTION, list(Cli.ACTION_X), list(y, y)),
                job("\"p\"", Cli.ACTION, list(Cli.ACTION_X), "{\"nobody\": " + quoted(y) + "}"),
                good.replace("{", "{\"state\": \"kept\", "),
                good);
        assertThat(run.status()).isEqualTo(1);
        List<String> lines = run.outLines();
        assertThat(lines).hasSize(11);
        assertThat(lines.get(10)).startsWith("{\"id\": 1, \"ok\": true");
        List<String> errors = run.err().lines().toList();
        assertThat(errors).hasSize(10);
        for (int i = 0; i < 10; i++) {
            Value.Fields end = (Value.Fields) KerasModel.parseJson(lines.get(i));
            assertThat(end.get("ok")).isEqualTo(Value.of(false));
            assertThat(end.get("error")).isEqualTo(Value.of(errors.get(i).substring("keratin: ".length())));
        }
        assertThat(errors.get(0)).startsWith("keratin: " + missing + ": ");
        assertThat(errors.get(1)).startsWith("keratin: " + missing + ": ");
        assertThat(errors.get(2)).startsWith("keratin: " + Cli.IDS_X + ": ");
        assertThat(errors.get(3)).startsWith("keratin: " + folder.resolve("jobs.jsonl") + ": line 4: ");
        assertThat(errors.get(5)).contains("line 6: 'input' is no part of a job");
        assertThat(errors.get(6)).contains("line 7: 'outputs' is missing");
        PredictTest.assertEqual(y, Cli.ACTION_Y);
    }

    @Test
    void a_job_starts_from_zero_state_unless_it_keeps_it() throws IOException {
        Cli.Outcome run = run(
                state(0, 0, "\"keep\""),
                state(1, 1, "\"keep\""),
                state(0, 2, "null"),
                state(1, 3, "\"keep\""),
                state(0, 4, "null"));
        assertThat(run.status()).isZero();
        PredictTest.assertEqual(folder.resolve("0.npy"), Cli.FIXTURES.resolve("stateful_y0.npy"));
        PredictTest.assertEqual(folder.resolve("1.npy"), Cli.FIXTURES.resolve("stateful_y1.npy"));
        for (int again = 2; again < 5; again++) {
            assertThat(folder.resolve(again + ".npy")).hasSameBinaryContentAs(folder.resolve(again % 2 + ".npy"));
        }
    }

    @Test
    void a_model_that_was_written_anew_is_opened_anew() throws IOException {
        Path model = Files.copy(Cli.ACTION, folder.resolve("m.keras"));
        Path json = Cli.FIXTURES.resolve("stateful.json");
        String weights = ", \"weights\": " + quoted(Cli.FIXTURES.resolve("stateful.weights.h5")) + ", \"inputs\"";
        Path x = Cli.FIXTURES.resolve("stateful_x0.npy");
        Path y = folder.resolve("y.npy");
        Cli.Outcome run = run(
                job("1", model, list(Cli.ACTION_X), list(y)),
                job("2", json, list(x), list(y)),
                job("3", json, list(x), list(y)).replace(", \"inputs\"", weights),
                job("4", json, list(x), list(y)).replace(", \"inputs\"", ", \"weights\": null, \"inputs\""));
        assertThat(run.outLines().stream().map(l -> l.contains("true"))).containsExactly(true, false, true, false);
    }

    @Test
    void a_missing_file_of_jobs_is_one_sentence() {
        Path missing = folder.resolve("none.jsonl");
        assertThat(keratin("predict", "--jobs", missing))
                .isEqualTo(new Cli.Outcome(1, "", "keratin: " + missing + ": there is no such file or folder\n"));
    }

    private String state(int input, int output, String state) {
        Path x = Cli.FIXTURES.resolve("stateful_x" + input + ".npy");
        return job("" + output, Cli.STATEFUL, list(x), list(folder.resolve(output + ".npy")))
                .replace("{", "{\"state\": " + state + ", ");
    }

    private Cli.Outcome run(String... lines) throws IOException {
        Path jobs = Files.write(folder.resolve("jobs.jsonl"), List.of(lines));
        return keratin("predict", "--jobs", jobs);
    }

    private static String job(String id, Path model, String inputs, String outputs) {
        return "{\"id\": " + id + ", \"model\": " + quoted(model) + ", \"inputs\": " + inputs + ", \"outputs\": "
                + outputs + "}";
    }

    private static String list(Path... files) {
        return KerasModel.toJson(
                Value.of(java.util.Arrays.stream(files).map(Path::toString).toList()));
    }

    private static String quoted(Path file) {
        return KerasModel.toJson(Value.of(file.toString()));
    }
}
