/** Writes HDF5 files as libhdf5 does for Keras: superblock 0, symbol-table groups, contiguous data. */
@org.jspecify.annotations.NullMarked
package io.keratin.keras.hdf5;
