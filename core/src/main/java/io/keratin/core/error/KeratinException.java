package io.keratin.core.error;

import org.jspecify.annotations.Nullable;

/** Root of everything that Keratin throws about models and data; plain misuse is an {@link IllegalArgumentException}. */
public class KeratinException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** An error with one sentence: where, what was expected, what was found, what to do. */
    public KeratinException(String message) {
        super(message);
    }

    /** An error with its cause. */
    public KeratinException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
