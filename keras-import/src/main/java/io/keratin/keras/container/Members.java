package io.keratin.keras.container;

import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;

/** The errors about members that zip files and folders share. */
final class Members {

    private Members() {}

    static ModelFormatException missing(String member) {
        return new ModelFormatException(Kind.MISMATCH, member, "there is no such member in the archive");
    }

    static ModelFormatException tooLong(String member, long size, long limit) {
        return new ModelFormatException(
                Kind.FORBIDDEN, member, "has " + size + " bytes; at most " + limit + " are read of this member");
    }
}
