/**
 * The command line. {@link io.keratin.cli.Main} puts the commands together; each command is one class; results go to
 * standard output, progress and errors to standard error. Data travels as {@code .npy} and {@code .npz} files.
 */
package io.keratin.cli;
