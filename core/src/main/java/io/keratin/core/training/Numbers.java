package io.keratin.core.training;

import io.keratin.core.config.Value;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/** Arrays of numbers as texts in a configuration, to the bit: their little-endian bytes in base 64. */
public final class Numbers {

    private Numbers() {}

    /** The numbers as a text. */
    public static Value of(float[] numbers) {
        byte[] bytes = new byte[numbers.length * Float.BYTES];
        view(bytes).asFloatBuffer().put(numbers);
        return text(bytes);
    }

    /** The numbers as a text. */
    public static Value of(double[] numbers) {
        byte[] bytes = new byte[numbers.length * Double.BYTES];
        view(bytes).asDoubleBuffer().put(numbers);
        return text(bytes);
    }

    /** The numbers of a text that {@link #of(float[])} gave. */
    public static float[] floats(Value text) {
        ByteBuffer bytes = bytes(text);
        float[] out = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(out);
        return out;
    }

    /** The numbers of a text that {@link #of(double[])} gave. */
    public static double[] doubles(Value text) {
        ByteBuffer bytes = bytes(text);
        double[] out = new double[bytes.remaining() / Double.BYTES];
        bytes.asDoubleBuffer().get(out);
        return out;
    }

    private static ByteBuffer view(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static Value text(byte[] bytes) {
        return Value.of(Base64.getEncoder().encodeToString(bytes));
    }

    private static ByteBuffer bytes(Value value) {
        if (value instanceof Value.Text text) {
            return view(Base64.getDecoder().decode(text.text()));
        }
        throw new IllegalArgumentException("expected numbers in base 64, found " + value);
    }
}
