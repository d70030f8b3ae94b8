package io.keratin.core.error;

import java.util.List;

/** Shapes that do not fit: of layers to each other, or of a user's array to the model's input. */
public final class ShapeException extends KeratinException {

    private static final long serialVersionUID = 1L;

    /** An error whose sentence shows both shapes. */
    public ShapeException(String message) {
        super(message);
    }

    /** An error about inputs of these shapes, from which sizes follow that are beyond 32 bits. */
    public static ShapeException tooLarge(List<?> inputs) {
        return new ShapeException("inputs of shapes " + inputs + " give sizes beyond " + Integer.MAX_VALUE);
    }
}
