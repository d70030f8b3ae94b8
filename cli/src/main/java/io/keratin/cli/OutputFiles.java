package io.keratin.cli;

import io.keratin.core.error.KeratinException;
import io.keratin.core.tensor.Tensor;
import io.keratin.keras.numpy.Npy;
import io.keratin.keras.numpy.NpyArray;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Writes files so that a killed run never leaves half a file: to a temporary file beside the target, then moved over it. */
final class OutputFiles {

    private OutputFiles() {}

    /** The files for {@code outputs} outputs: {@code OUT} itself if it is an {@code .npy}, else files in the folder OUT. */
    static List<Path> at(Path out, int outputs) {
        if (!out.toString().endsWith(".npy")) {
            if (Files.exists(out) && !Files.isDirectory(out)) {
                throw new KeratinException(
                        out + ": expected a name that ends in .npy, or a folder, found a file; nothing was written");
            }
            return IntStream.range(0, outputs)
                    .mapToObj(i -> out.resolve("output_" + i + ".npy"))
                    .toList();
        } else if (outputs != 1) {
            throw new KeratinException(out + ": the model has " + outputs
                    + " outputs, one .npy file holds one array; give the name of a folder");
        }
        return List.of(out);
    }

    /** Writes each array to its file; folders on the way are made. */
    static void write(List<Path> files, List<Tensor> arrays) {
        for (int i = 0; i < files.size(); i++) {
            Path file = files.get(i);
            Tensor y = arrays.get(i);
            write(file, out -> Npy.write(out, array(y)));
        }
    }

    private static NpyArray array(Tensor y) {
        return switch (y.dtype()) {
            case FLOAT32 -> NpyArray.of(y.shape(), y.floats());
            case INT32, BOOL -> NpyArray.of(y.shape(), y.ints());
            case STRING -> NpyArray.of(y.shape(), y.strings());
        };
    }

    /** What is to be written. */
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Writes one file; folders on the way are made. */
    static void write(Path file, Content content) {
        Failures.in(file, () -> {
            replace(file, content);
            return file;
        });
    }

    private static void replace(Path file, Content content) throws IOException {
        if (Files.isDirectory(file)) {
            throw new KeratinException("expected a file, found a folder");
        }
        Path target = Files.isSymbolicLink(file) && Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            try (OutputStream out = Files.newOutputStream(target)) {
                content.writeTo(out); // a pipe or device: nothing can be moved over it
            }
            return;
        }
        Path folder = target.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Path temporary = target.resolveSibling(
                "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE))) {
                content.writeTo(out);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** What was written, for progress: {@code y.npy: float32 (16, 10)}. */
    static List<String> describe(List<Path> files, List<Tensor> arrays) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            lines.add(files.get(i) + ": " + arrays.get(i));
        }
        return lines;
    }
}
