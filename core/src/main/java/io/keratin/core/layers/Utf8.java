package io.keratin.core.layers;

import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Tensor;

/** The bytes of one text after another, in an array that is kept: what TensorFlow hashes. Belongs to one step. */
final class Utf8 {

    private byte[] bytes = new byte[64];
    private int length;

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Makes these the bytes of element {@code i} as text; reals lose their fraction. */
    void set(Tensor x, int i) {
        if (x.dtype() == DType.STRING) {
            set(x.strings()[i]);
        } else {
            set(x.dtype().isInts() ? x.ints()[i] : (long) x.floats()[i]);
        }
    }

    /** Makes these the bytes of a text; a lone surrogate becomes a question mark, as in {@link String#getBytes}. */
    void set(String text) {
        length = 0;
        if (bytes.length < 3 * text.length()) {
            bytes = new byte[3 * text.length()];
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes[length++] = (byte) c;
            } else if (c < 0x800) {
                add(0xc0 | c >> 6, c);
            } else if (!Character.isSurrogate(c)) {
                add(0xe0 | c >> 12, c >> 6, c);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                int point = Character.toCodePoint(c, text.charAt(++i));
                add(0xf0 | point >> 18, point >> 12, point >> 6, point);
            } else {
                bytes[length++] = '?';
            }
        }
    }

    private void add(int first, int... rest) {
        bytes[length++] = (byte) first;
        for (int r : rest) {
            bytes[length++] = (byte) (0x80 | (r & 0x3f));
        }
    }

    /** Makes these the bytes of a number as text. */
    void set(long number) {
        int at = 20;
        long rest = number;
        do {
            bytes[--at] = (byte) ('0' + Math.abs(rest % 10));
            rest /= 10;
        } while (rest != 0);
        if (number < 0) {
            bytes[--at] = '-';
        }
        length = 20 - at;
        System.arraycopy(bytes, at, bytes, 0, length);
    }
}
