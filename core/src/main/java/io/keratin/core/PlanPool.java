package io.keratin.core;

import io.keratin.core.graph.Plan;
import io.keratin.core.tensor.Shape;
import io.keratin.core.threads.Team;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiFunction;

/** Plans that are not in use, for any number of threads: taking one and giving it back allocates nothing. */
final class PlanPool {

    private final AtomicReferenceArray<Plan> idle = new AtomicReferenceArray<>(32);
    private final BiFunction<Shape, Team, Plan> factory;

    PlanPool(BiFunction<Shape, Team, Plan> factory) {
        this.factory = factory;
    }

    /** A plan that no other thread uses, for {@code samples} samples of an input of this shape and this team. */
    Plan take(Shape shape, int samples, Team team) {
        for (int i = 0; i < idle.length(); i++) {
            Plan p = idle.get(i);
            if (p != null
                    && p.team() == team
                    && fits(p.input().shape(), shape, samples)
                    && idle.compareAndSet(i, p, null)) {
                return p;
            }
        }
        return factory.apply(shape.with(0, samples), team);
    }

    private static boolean fits(Shape plan, Shape shape, int samples) {
        if (plan.dim(0) != samples) {
            return false;
        }
        for (int axis = 1; axis < shape.rank(); axis++) {
            if (plan.dim(axis) != shape.dim(axis)) {
                return false;
            }
        }
        return true;
    }

    /** Keeps the plan for later, or drops an older one for it where all places are taken. */
    void give(Plan plan) {
        for (int i = 0; i < idle.length(); i++) {
            if (idle.get(i) == null && idle.compareAndSet(i, null, plan)) {
                return;
            }
        }
        idle.set(Math.floorMod(System.identityHashCode(plan), idle.length()), plan);
    }
}
