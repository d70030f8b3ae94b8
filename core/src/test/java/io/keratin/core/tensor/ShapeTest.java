package io.keratin.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ShapeTest {

    private static final Shape OPEN = Shape.of(4, Shape.NONE, 8);

    @Test
    void open_dimensions_accept_anything() {
        assertThat(OPEN.accepts(Shape.of(4, 3, 8))).isTrue();
        assertThat(OPEN.accepts(Shape.of(4, 3, 7))).isFalse();
        assertThat(OPEN.accepts(Shape.of(5, 3, 8))).isFalse();
        assertThat(OPEN.accepts(Shape.of(4, 8))).isFalse();
    }

    @Test
    void samples_may_be_more_or_fewer_than_the_batch() {
        assertThat(OPEN.acceptsSamples(Shape.of(5, 3, 8))).isTrue();
        assertThat(OPEN.acceptsSamples(Shape.of(5, 3, 7))).isFalse();
        assertThat(OPEN.acceptsSamples(Shape.of(5, 3))).isFalse();
    }

    @Test
    void a_size_beyond_64_bits_is_refused() {
        assertThat(Shape.of(1 << 30, 1 << 30).size()).isEqualTo(1L << 60);
        assertThatThrownBy(() -> Shape.of(1 << 30, 1 << 30, 1 << 30).size()).isInstanceOf(ArithmeticException.class);
        assertThat(Shape.of().size()).isEqualTo(1);
    }

    @Test
    void types_go_by_keras_names() {
        assertThat(DType.forKerasName("bfloat16")).isEqualTo(DType.FLOAT32);
        assertThat(DType.forKerasName("uint8")).isEqualTo(DType.INT32);
        assertThat(DType.forKerasName("bool")).isEqualTo(DType.BOOL);
        assertThat(DType.forKerasName("string")).isEqualTo(DType.STRING);
        assertThat(DType.forKerasName("complex64")).isNull();
        assertThat(DType.kerasNames()).allMatch(name -> DType.forKerasName(name) != null);
    }
}
