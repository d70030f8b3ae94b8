package io.keratin.core.threads;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * A loop whose every step has several parts: a part of a step is done once all parts of the step before are. Members of a team
 * go through the loop side by side, each with a part of its own; who finds another's part not begun when the next step needs it
 * does that as well, so that no step ever waits for a thread that has no core.
 */
public final class Lockstep {

    /** What is done in a step. */
    @FunctionalInterface
    public interface Body {
        /** Does a part of a step. A part's steps come one after another, each once, but not always in the same thread. */
        void run(int part, int step);
    }

    private static final int APART = Team.APART;

    private final int parts;
    private final Body body;

    /** For each part: the steps that somebody has begun. */
    private final AtomicIntegerArray begun;

    /** For each part: the steps that are done. */
    private final AtomicIntegerArray done;

    /** A loop of steps with so many parts. */
    public Lockstep(int parts, Body body) {
        this.parts = parts;
        this.body = body;
        begun = new AtomicIntegerArray(parts * APART);
        done = new AtomicIntegerArray(parts * APART);
    }

    /** Makes ready for a loop; before any member begins. */
    public void reset() {
        for (int part = 0; part < parts; part++) {
            begun.set(part * APART, 0);
            done.set(part * APART, 0);
        }
    }

    /** A member's way through the loop; returns when all parts of all steps are done. */
    public void run(int member, int steps) {
        for (int step = 0; step < steps; step++) {
            if (member < parts) {
                step(member, step);
            }
            for (int part = 0; part < parts; part++) {
                for (int tries = 0; done.getAcquire(part * APART) <= step; tries++) {
                    if (tries > 0 && !step(part, step)) {
                        Team.rest(tries);
                    }
                }
            }
        }
    }

    /** Does a part of a step unless somebody has begun it. */
    private boolean step(int part, int step) {
        int at = part * APART;
        if (begun.getAcquire(at) != step || !begun.compareAndSet(at, step, step + 1)) {
            return false;
        }
        try {
            body.run(part, step);
        } finally {
            done.setRelease(at, step + 1); // also where it throws: the others must not wait for ever
        }
        return true;
    }
}
