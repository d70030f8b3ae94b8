/** NumPy's {@code .npy} and {@code .npz} files: {@link io.keratin.keras.numpy.Npy}, {@link io.keratin.keras.numpy.Npz}. */
package io.keratin.keras.numpy;
