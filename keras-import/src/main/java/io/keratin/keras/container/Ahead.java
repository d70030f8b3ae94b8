package io.keratin.keras.container;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that a thread of its own makes while who wants it does something else.
 *
 * <pre>{@code
 * try (Ahead<Hdf5File> weights = new Ahead<>("weights", () -> Hdf5File.open(bytes, name))) {
 *     Value config = Json.parse(text);
 *     weights.get();
 * }
 * }</pre>
 */
public final class Ahead<T> implements Supplier<T>, AutoCloseable {

    private final Thread thread;
    private @Nullable T made;
    private @Nullable Throwable problem;

    /** Begins to make it, on a thread of this name. */
    public Ahead(String name, Supplier<T> maker) {
        thread = new Thread(() -> make(maker), name);
        thread.setDaemon(true);
        thread.start();
    }

    private void make(Supplier<T> maker) {
        try {
            made = maker.get();
        } catch (RuntimeException | Error e) {
            problem = e;
        }
    }

    /** What was made, once it is; throws what its maker threw. */
    @Override
    public T get() {
        await();
        if (problem instanceof RuntimeException e) {
            throw e;
        } else if (problem instanceof Error e) {
            throw e;
        } else if (made == null) {
            throw new IllegalStateException(thread.getName() + " made nothing");
        }
        return made;
    }

    /** However often the caller is interrupted. */
    private void await() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Interrupts the maker, who stops reading then, and waits until it has come to its end. */
    @Override
    public void close() {
        thread.interrupt();
        await();
    }
}
