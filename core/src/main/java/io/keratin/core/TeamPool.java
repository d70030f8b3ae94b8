package io.keratin.core;

import java.util.concurrent.atomic.AtomicReferenceArray;

/** A model's teams that have nothing to do: taking one and giving it back allocates nothing. */
final class TeamPool {

    private final AtomicReferenceArray<SharedPrediction> idle = new AtomicReferenceArray<>(16);
    private final Model model;

    TeamPool(Model model) {
        this.model = model;
    }

    /** A team of this many threads that nobody else uses. */
    SharedPrediction take(int threads) {
        for (int i = 0; i < idle.length(); i++) {
            SharedPrediction p = idle.get(i);
            if (p != null && p.size() == threads && idle.compareAndSet(i, p, null)) {
                return p;
            }
        }
        return new SharedPrediction(model, threads);
    }

    /** Keeps the team for later, or lets it go where all places are taken. */
    void give(SharedPrediction team) {
        for (int i = 0; i < idle.length(); i++) {
            if (idle.get(i) == null && idle.compareAndSet(i, null, team)) {
                return;
            }
        }
    }
}
