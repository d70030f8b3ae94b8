package io.keratin.core.callbacks;

import io.keratin.core.training.Callback;

/**
 * A callback that acts on the best value of something that is logged: what Keras's {@code MonitorCallback} has for all of them.
 *
 * @param <S> the callback itself
 */
public abstract class MonitorCallback<S extends MonitorCallback<S>> implements Callback {

    private final String name;
    private String watched = "val_loss";
    private Monitor.Mode mode = Monitor.Mode.AUTO;
    private boolean verbose;
    private Monitor monitor;

    /** Watches {@code val_loss}; {@code name} is what errors and warnings call it. */
    protected MonitorCallback(String name) {
        this.name = name;
        this.monitor = new Monitor(name, watched, mode, 0);
    }

    /** This callback. */
    protected abstract S self();

    /** What is watched. */
    public S monitor(String logged) {
        watched = logged;
        return self();
    }

    /** {@code min}, {@code max} or {@code auto}. */
    public S mode(String word) {
        mode = Monitor.Mode.of(word);
        return self();
    }

    /** Whether it says what it does. */
    public S verbose(boolean yes) {
        verbose = yes;
        return self();
    }

    /** At the beginning of a training: nothing was seen yet, and a value must be better by so much to count. */
    protected final void begin(double minDelta) {
        monitor = new Monitor(name, watched, mode, minDelta);
    }

    /** What was seen of it in this training. */
    protected final Monitor monitor() {
        return monitor;
    }

    /** Whether it says what it does. */
    protected final boolean isVerbose() {
        return verbose;
    }
}
