package io.keratin.core.threads;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A caller and its helpers, who do one task together, meeting at barriers as often as every microsecond. Allocates nothing
 * once its helpers have started. Belongs to one caller at a time; there is nothing to close: helpers are daemons, and go
 * when they have had nothing to do for two seconds.
 *
 * <p>Who waits spins at first, because the others are usually nanoseconds away, but never for long: when a core is taken by
 * somebody else, it gives up its own.
 */
public final class Team {

    /** What a team does: each member calls it once with its number, the caller being 0. */
    @FunctionalInterface
    public interface Task {
        /** One member's share. */
        void run(int member);
    }

    /** The caller alone. */
    public static final Team SOLO = new Team(1);

    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 2000 : 0;
    private static final long NAP_NANOS = 20_000;
    private static final long IDLE_NANOS = 2_000_000_000;

    /** What a member's order can be besides a round: nobody waits for one awake, or nobody at all. */
    private static final int PARKED = -1;

    private static final int GONE = -2;

    /** Values so far apart never share a cache line, nor the line that the processor fetches along with it. */
    private static final int APART = 32;

    private static final Task NOTHING = member -> {};

    private final int size;
    private final @Nullable Thread[] helpers;

    /** For each member: the round that it is to do. */
    private final AtomicIntegerArray orders;

    /** For each member: the barriers that it has reached in this round. */
    private final AtomicIntegerArray phases;

    /** For each member: the last round that it has done. */
    private final AtomicIntegerArray done;

    private Task task = NOTHING;
    private int round;
    private volatile @Nullable Throwable failure;

    /** A team of {@code size} members with the caller. */
    public Team(int size) {
        this.size = size;
        helpers = new Thread[size];
        orders = new AtomicIntegerArray(size * APART);
        phases = new AtomicIntegerArray(size * APART);
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

    /** Does a task; returns when every member has done its share. What a member throws, this throws. */
    public void run(Task shared) {
        if (size == 1) {
            shared.run(0);
            return;
        }
        task = shared;
        failure = null;
        round = round == Integer.MAX_VALUE ? 1 : round + 1;
        for (int i = 0; i < size; i++) {
            phases.set(i * APART, 0);
        }
        for (int i = 1; i < size; i++) {
            order(i);
        }
        work(0);
        for (int i = 1; i < size; i++) {
            for (int tries = 0; done.getAcquire(i * APART) != round; tries++) {
                rest(tries);
            }
        }
        task = NOTHING;
        rethrow(failure);
    }

    /** Inside a task: waits until every member has come here as often as {@code member}. */
    public void barrier(int member) {
        if (size == 1) {
            return;
        }
        int phase = phases.getPlain(member * APART) + 1;
        phases.setRelease(member * APART, phase);
        for (int i = 0; i < size; i++) {
            for (int tries = 0; phases.getAcquire(i * APART) < phase; tries++) {
                rest(tries);
                if (tries > SPINS && failure != null) {
                    throw new IllegalStateException("another member of the team failed");
                }
            }
        }
    }

    /** Has a helper do this round. */
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
        for (int last = 0; ; ) {
            int wanted = next(member, last);
            if (wanted == GONE) {
                return;
            }
            work(member);
            last = wanted;
            done.setRelease(member * APART, wanted);
        }
    }

    /** The round after {@code last} that a helper is to do, or GONE when none comes. */
    private int next(int member, int last) {
        int at = member * APART;
        for (int tries = 0; tries < SPINS; tries++) {
            int wanted = orders.getAcquire(at);
            if (wanted != last) {
                return wanted;
            }
            rest(tries);
        }
        if (orders.compareAndSet(at, last, PARKED)) {
            long start = System.nanoTime();
            while (orders.get(at) == PARKED) {
                LockSupport.parkNanos(this, IDLE_NANOS);
                if (System.nanoTime() - start >= IDLE_NANOS && orders.compareAndSet(at, PARKED, GONE)) {
                    return GONE;
                }
            }
        }
        return orders.get(at);
    }

    private void work(int member) {
        try {
            task.run(member);
        } catch (Throwable t) {
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
    private static void rest(int tries) {
        if (tries < SPINS) {
            Thread.onSpinWait();
        } else {
            LockSupport.parkNanos(NAP_NANOS);
        }
    }
}
