package io.keratin.cli;

import io.keratin.core.error.KeratinException;
import io.keratin.core.error.ModelFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** From what was thrown to the sentence that a user reads and the exit status. */
final class Failures {

    private static final int WRONG_INPUT = 1;
    private static final int WRONG_SETTING = 2;
    private static final int BUG = 3;

    private Failures() {}

    /** Says what went wrong and gives the exit status. */
    static int report(Throwable e, Console console) {
        console.error(sentence(e));
        console.trace(e);
        if (isInput(e)) {
            return WRONG_INPUT;
        }
        return isKernelSetting(e) ? WRONG_SETTING : BUG;
    }

    /** One sentence about what went wrong. */
    static String sentence(Throwable e) {
        if (e instanceof OutOfMemoryError) {
            return "not enough memory (" + e.getMessage()
                    + "): predict fewer samples at a time, or give the JVM more, as in KERATIN_OPTS=-Xmx8g";
        } else if (isKernelSetting(e) && e.getCause() != null) {
            return String.valueOf(e.getCause().getMessage());
        } else if (e instanceof UncheckedIOException u && u.getCause() != null) {
            return sentence(u.getCause());
        } else if (e instanceof FileSystemException f) {
            return f.getFile() + ": " + reason(f);
        } else if (e instanceof IOException || e instanceof KeratinException) {
            return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        }
        return "a bug of keratin (" + e + "): please report it with the command, the output of 'keratin version' and of"
                + " the command with --stacktrace, and the model if you can share it";
    }

    private static String reason(FileSystemException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file or folder";
        } else if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        return e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
    }

    private static boolean isInput(Throwable e) {
        return e instanceof KeratinException
                || e instanceof IOException
                || e instanceof UncheckedIOException
                || e instanceof OutOfMemoryError;
    }

    /** {@code -Dkeratin.kernels} asks for kernels that are not there: found while a class is initialised. */
    private static boolean isKernelSetting(Throwable e) {
        return e instanceof ExceptionInInitializerError && e.getCause() instanceof IllegalStateException;
    }

    /** Runs what reads {@code file}; whatever is wrong with it comes out with the file's name as the user wrote it. */
    static <T> T in(Path file, Reading<T> reading) {
        try {
            return reading.run();
        } catch (ModelFormatException e) {
            throw new KeratinException(e.file() == null ? named(file, e) : asWritten(file, e), e);
        } catch (KeratinException | IOException | UncheckedIOException e) {
            throw new KeratinException(asWritten(file, e), e);
        }
    }

    private static String named(Path file, Exception e) {
        return file + ": " + e.getMessage();
    }

    /** Runs what the words of a command, or the content of its files, may make fail as misuse of the library. */
    static <T> T misuse(Reading<T> reading) {
        try {
            return reading.run();
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new KeratinException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The importer names a file by its path or its last name, the operating system may do so, a shape error does not. */
    private static String asWritten(Path file, Exception e) {
        String text = sentence(e);
        String last = file.getFileName() + ": ";
        if (e instanceof ModelFormatException || text.startsWith(file + ": ")) {
            return text.startsWith(last) ? file + text.substring(last.length() - 2) : text;
        }
        return text.startsWith(last) ? file + text.substring(last.length() - 2) : file + ": " + text;
    }

    /** What reads a file. */
    interface Reading<T> {
        T run() throws IOException;
    }
}
