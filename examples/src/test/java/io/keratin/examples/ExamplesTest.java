package io.keratin.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every example runs, and prints what its Javadoc promises. */
class ExamplesTest {

    private static final Path MODELS = ExampleFiles.folder();
    private static final double TOLERANCE = 1e-5;

    @Test
    void predict_co2() throws IOException {
        List<String> lines = lines(out -> PredictCo2.run(MODELS, out));
        assertThat(lines).hasSize(5);
        assertThat(lines.get(0)).matches("from week 29: [+-]\\d\\.\\d\\d ppm in four weeks");
        assertThat(lines.get(3)).startsWith("from week 32: ");
        assertThat(lines.get(4)).startsWith("largest difference to Keras over 32 weeks: ");
        assertThat(numberAtEnd(lines.get(4))).isLessThan(TOLERANCE);
    }

    @Test
    void custom_objects() throws IOException {
        List<String> lines = lines(out -> CustomObjects.run(MODELS, out));
        assertThat(lines).singleElement().asString().startsWith("largest difference to Keras: ");
        assertThat(numberAtEnd(lines.get(0))).isLessThan(TOLERANCE);
    }

    /** Keras reaches 0.37 ppm in 40 epochs; the week a year before, with last year's growth, is 0.58 ppm off. */
    @Test
    void train_co2() throws IOException {
        List<String> lines = lines(out -> TrainCo2.run(ExampleFiles.data(), 12, out));
        assertThat(lines).hasSize(25);
        assertThat(lines.get(0)).isEqualTo("Epoch 1/12");
        assertThat(number(lines.get(24), "([0-9.]+) ppm")).isLessThan(0.58);
    }

    @Test
    void train_digits() throws IOException {
        List<String> lines = lines(out -> TrainDigits.run(ExampleFiles.data(), 20, out));
        assertThat(number(lines.get(lines.size() - 1), "([0-9.]+) %")).isGreaterThan(93);
    }

    @Test
    void fine_tune() throws IOException {
        List<String> lines = lines(out -> FineTune.run(MODELS, ExampleFiles.data(), 15, out));
        assertThat(lines).singleElement().asString().endsWith("the LSTM's weights are Keras's: true");
        assertThat(number(lines.get(0), "([0-9.]+) %")).isGreaterThan(90);
    }

    private static double number(String line, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(line);
        assertThat(found.find()).as(line).isTrue();
        return Double.parseDouble(found.group(1));
    }

    @Test
    void the_program_of_the_readme() throws IOException {
        PrintStream standard = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            Demo.main(new String[] {MODELS.toString()});
        } finally {
            System.setOut(standard);
        }
        List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines.get(0)).isEqualTo("true");
        assertThat(lines.get(1)).isEqualTo("Model: \"sequential\"");
        assertThat(lines.get(lines.size() - 1)).isEqualTo("10 classes");
    }

    @Test
    void classify_digits() throws IOException {
        List<String> lines = lines(out -> ClassifyDigits.run(MODELS, out));
        assertThat(lines).hasSize(11);
        assertThat(lines.get(8)).matches("read as (\\d), labelled \\1");
        assertThat(lines.get(9)).isEqualTo("59 of 64 digits read correctly");
        assertThat(numberAtEnd(lines.get(10))).isLessThan(TOLERANCE);
    }

    @Test
    void action_lstm() throws IOException {
        List<String> lines = lines(out -> ActionLstm.run(MODELS, out));
        List<String> summary = Files.readString(MODELS.resolve("action_lstm_summary.txt"))
                .lines()
                .toList();
        assertThat(lines.subList(0, lines.size() - 1)).containsExactlyElementsOf(summary);
        assertThat(numberAtEnd(lines.get(lines.size() - 1))).isLessThan(TOLERANCE);
    }

    @Test
    void stream_with_one_state_per_key() throws IOException {
        List<String> lines = lines(StreamWithOneStatePerKey::run);
        assertThat(lines).hasSize(3).allSatisfy(ExamplesTest::bothNumbersAreTheSame);
        assertThat(lines).extracting(line -> line.substring(0, 5)).containsExactly("drill", "press", "saw  ");
    }

    @Test
    void padded_batch() throws IOException {
        List<String> lines = lines(PaddedBatch::run);
        assertThat(lines).hasSize(4).allSatisfy(ExamplesTest::bothNumbersAreTheSame);
        assertThat(lines.get(3)).startsWith("1 words: ");
    }

    @Test
    void parameter_counts() throws IOException {
        List<String> lines = lines(ParameterCounts::run);
        assertThat(lines.subList(0, 5))
                .containsExactly(
                        "worked_example: 4,464 parameters",
                        "lstm (LSTM)                           4,464 = 4·[12x80] + 4·[12x12] + 4·[12x1]",
                        "  kernel                              3,840 = 4·[12x80]",
                        "  recurrent_kernel                      576 = 4·[12x12]",
                        "  bias                                   48 = 4·[12x1]");
        assertThat(lines.stream().skip(5).filter(line -> !line.startsWith(" ")))
                .extracting(line -> line.replaceAll(" +", " "))
                .containsExactly(
                        "variants: 302 parameters",
                        "gru (GRU) 132 = 3·[4x5] + 3·[4x4] + 6·[4x1]", // 3·4·(5 + 4 + 2)
                        "gru_1 (GRU) 108 = 3·[4x4] + 3·[4x4] + 3·[4x1]", // 3·4·(4 + 4 + 1)
                        "forward_simple_rnn (SimpleRNN) 24 = [3x4] + [3x3] + [3x1]",
                        "backward_simple_rnn (SimpleRNN) 24 = [3x4] + [3x3] + [3x1]",
                        "dense (Dense) 14 = [2x6] + [2x1]");
    }

    private static void bothNumbersAreTheSame(String line) {
        Matcher numbers = Pattern.compile("\\d\\.\\d{6}").matcher(line);
        assertThat(numbers.find()).as(line).isTrue();
        String first = numbers.group();
        assertThat(numbers.find()).as(line).isTrue();
        assertThat(numbers.group()).as(line).isEqualTo(first);
    }

    private static double numberAtEnd(String line) {
        return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
    }

    private interface Example {
        void run(PrintStream out) throws IOException;
    }

    private static List<String> lines(Example example) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            example.run(out);
        }
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
