package io.keratin.core.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.summary.Column.Align;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is expected here was printed by rich 15.0.0. */
class CellTextTest {

    @Test
    void a_cell_breaks_between_words_and_cuts_long_ones() {
        assertThat(cell("batch_normalization (BatchNormalization)", Align.LEFT, 10))
                .containsExactly("batch_nor…", "(BatchNor…");
        assertThat(cell("   └ name", Align.LEFT, 6)).containsExactly("   └  ", "name  ");
    }

    @Test
    void a_line_of_a_cell_stands_left_right_or_in_the_middle() {
        assertThat(cell("one two three", Align.RIGHT, 7)).containsExactly("one two", "  three");
        assertThat(cell("one two three", Align.CENTER, 6)).containsExactly(" one  ", " two  ", "three ");
        assertThat(cell("Y", Align.CENTER, 9)).containsExactly("    Y    ");
    }

    @Test
    void a_wide_character_takes_two_cells_and_an_accent_none() {
        assertThat(cell("层层层 b", Align.LEFT, 5)).containsExactly("层层…", "b    ");
        assertThat(cell("层层 x  y", Align.RIGHT, 5)).containsExactly(" 层层", " x  y");
        assertThat(cell("e\u0301te\u0301", Align.RIGHT, 5)).containsExactly("  e\u0301te\u0301");
    }

    @Test
    void a_paragraph_breaks_long_words_into_pieces() {
        assertThat(CellText.fold("Model: \"a_name_without_spaces\"", 12))
                .containsExactly("Model: ", "\"a_name_with", "out_spaces\"");
        assertThat(CellText.fold("six té层层 six", 7)).containsExactly("six ", "té层层 ", "six");
        assertThat(CellText.fold("层层层层", 5)).containsExactly("层层", "层层");
    }

    @Test
    void a_long_text_without_words_takes_no_time() {
        assertThat(CellText.fold(" ".repeat(1_000_000), 80)).hasSize(1);
        assertThat(CellText.fold("x".repeat(1_000_000), 80)).hasSize(12_500);
    }

    private static List<String> cell(String text, Align align, int width) {
        return CellText.wrap(text, width).stream()
                .map(line -> CellText.align(line, align, width))
                .toList();
    }
}
