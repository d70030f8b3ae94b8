package io.keratin.core.error;

/** Shapes that do not fit: of layers to each other, or of a user's array to the model's input. */
public final class ShapeException extends KeratinException {

    private static final long serialVersionUID = 1L;

    /** An error whose sentence shows both shapes. */
    public ShapeException(String message) {
        super(message);
    }
}
