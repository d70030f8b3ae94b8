package io.keratin.core.threads;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A caller and its helpers, who share one task after another. Allocates nothing once its helpers have started. Belongs to one
 * caller at a time; there is nothing to close: helpers are daemons, and go when they have had nothing to do for two seconds.
 *
 * <p>Nobody waits for a helper that has not begun: where its core is taken by somebody else, the caller does its share as well.
 * Who waits for work that has begun spins at first, because it is usually done nanoseconds later, but not for long.
 */
public final class Team {

    /** What a team does: each share is done once, by whoever comes first. Shares do not wait for each other. */
    @FunctionalInterface
    public interface Task {
        /** Does share {@code member}; the caller begins with 0. */
        void run(int member);
    }

    /** The caller alone. */
    public static final Team SOLO = new Team(1);

    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 2000 : 0;
    private static final long NAP_NANOS = 20_000;
    private static final long IDLE_NANOS = 2_000_000_000;

    /** What an order can be besides a round: the helper sleeps, or is no more. */
    private static final int PARKED = -1;

    private static final int GONE = -2;

    /** Values so far apart never share a cache line, nor the line that the processor fetches along with it. */
    static final int APART = 32;

    private static final Task NOTHING = member -> {};

    private final int size;
    private final @Nullable Thread[] helpers;

    /** For each share: the round in which it is wanted, even, and the number after it once somebody has taken it. */
    private final AtomicIntegerArray orders;

    /** For each share: the last round in which it was done. */
    private final AtomicIntegerArray done;

    private Task task = NOTHING;
    private int round;
    private volatile @Nullable Throwable failure;

    /** A team of {@code size} members with the caller. */
    public Team(int size) {
        this.size = size;
        helpers = new Thread[size];
        orders = new AtomicIntegerArray(size * APART);
        done = new AtomicIntegerArray(size * APART);
        for (int i = 0; i < size; i++) {
            orders.set(i * APART, GONE);
        }
    }

    /** Number of members, the caller among them. */
    public int size() {
        return size;
    }

    /** Where the share of {@code member} begins when all take equal shares of {@code n} items; it ends where the next begins. */
    public int share(int n, int member) {
        return (int) ((long) n * member / size);
    }

    /** Does a task; returns when every share is done. What a share throws, this throws. */
    public void run(Task shared) {
        if (size == 1) {
            shared.run(0);
            return;
        }
        task = shared;
        failure = null;
        round = round == Integer.MAX_VALUE - 1 ? 2 : round + 2;
        for (int i = 1; i < size; i++) {
            order(i);
        }
        work(0);
        for (int i = 1; i < size; i++) {
            if (orders.compareAndSet(i * APART, round, round + 1)) {
                work(i);
                continue;
            }
            for (int tries = 0; done.getAcquire(i * APART) != round; tries++) {
                rest(tries);
            }
        }
        task = NOTHING;
        rethrow(failure);
    }

    /** Wants a share to be done in this round. */
    private void order(int member) {
        int was = orders.getAndSet(member * APART, round);
        if (was == PARKED) {
            LockSupport.unpark(helpers[member]);
        } else if (was == GONE) {
            Thread helper = new Thread(() -> help(member), "keratin-helper-" + member);
            helper.setDaemon(true);
            helpers[member] = helper;
            helper.start();
        }
    }

    private void help(int member) {
        int at = member * APART;
        while (true) {
            int wanted = next(at);
            if (wanted == GONE) {
                return;
            }
            if (orders.compareAndSet(at, wanted, wanted + 1)) {
                work(member);
                done.setRelease(at, wanted);
            }
        }
    }

    /** The round in which a share is wanted, or GONE when none comes. */
    private int next(int at) {
        while (true) {
            int order = orders.getAcquire(at);
            for (int tries = 0; tries < SPINS && isTaken(order); tries++) {
                Thread.onSpinWait();
                order = orders.getAcquire(at);
            }
            if (isTaken(order) && orders.compareAndSet(at, order, PARKED) && !sleep(at)) {
                return GONE;
            }
            order = orders.get(at);
            if (!isTaken(order)) {
                return order;
            }
        }
    }

    /** Sleeps until there is an order; false when none came for so long that the helper may go. */
    private boolean sleep(int at) {
        long start = System.nanoTime();
        while (orders.get(at) == PARKED) {
            LockSupport.parkNanos(this, IDLE_NANOS);
            if (System.nanoTime() - start >= IDLE_NANOS && orders.compareAndSet(at, PARKED, GONE)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isTaken(int order) {
        return (order & 1) == 1 && order > 0;
    }

    private void work(int member) {
        try {
            task.run(member);
        } catch (Throwable t) { // whatever it is, the caller gets it; a helper that died would leave the caller waiting
            if (failure == null) {
                failure = t;
            }
        }
    }

    private static void rethrow(@Nullable Throwable t) {
        if (t instanceof Error e) {
            throw e;
        }
        if (t instanceof RuntimeException e) {
            throw e;
        }
    }

    /** Waits an instant, or, after many tries, gives the core to somebody else for a while. */
    static void rest(int tries) {
        if (tries < SPINS) {
            Thread.onSpinWait();
        } else {
            LockSupport.parkNanos(NAP_NANOS);
        }
    }
}
