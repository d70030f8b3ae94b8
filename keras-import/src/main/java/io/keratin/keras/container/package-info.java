/**
 * The guarded doors through which every file is read: bytes, JSON, zip archives and folders, HDF5. A file is hostile until
 * proven otherwise: nothing here runs code, opens another file, or allocates more than a small multiple of what it read.
 * What is wrong with a file comes out as one {@link io.keratin.core.error.ModelFormatException}; an operating system that
 * cannot read comes out as an {@link java.io.UncheckedIOException} (or {@link java.io.IOException} where a file is opened).
 */
package io.keratin.keras.container;
