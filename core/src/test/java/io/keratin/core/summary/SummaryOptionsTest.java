package io.keratin.core.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SummaryOptionsTest {

    @Test
    void the_environment_says_how_wide_the_terminal_is() {
        assertThat(SummaryOptions.columns("132")).isEqualTo(132);
        assertThat(SummaryOptions.columns(" 20 ")).isEqualTo(20);
    }

    @Test
    void without_a_usable_width_it_is_80() {
        assertThat(SummaryOptions.columns(null)).isEqualTo(80);
        assertThat(SummaryOptions.columns("wide")).isEqualTo(80);
        assertThat(SummaryOptions.columns("0")).isEqualTo(80);
        assertThat(SummaryOptions.columns("-5")).isEqualTo(80);
    }

    @Test
    void only_unicode_charsets_get_the_heavy_lines() {
        assertThat(SummaryOptions.isUnicode("UTF-8")).isTrue();
        assertThat(SummaryOptions.isUnicode("utf-16LE")).isTrue();
        assertThat(SummaryOptions.isUnicode("ANSI_X3.4-1968")).isFalse();
        assertThat(SummaryOptions.isUnicode("GB18030")).isFalse();
    }

    @Test
    void widths_must_be_positive() {
        assertThatThrownBy(() -> SummaryOptions.DEFAULTS.withColumns(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("summary: lineLength and columns must be positive, got null and 0");
    }
}
