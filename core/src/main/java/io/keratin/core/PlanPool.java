package io.keratin.core;

import io.keratin.core.graph.Plan;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import io.keratin.core.threads.Team;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiFunction;

/** Plans that are not in use, for any number of threads: taking one and giving it back allocates nothing. */
final class PlanPool {

    private final AtomicReferenceArray<Plan> idle = new AtomicReferenceArray<>(32);
    private final BiFunction<List<Shape>, Team, Plan> factory;

    PlanPool(BiFunction<List<Shape>, Team, Plan> factory) {
        this.factory = factory;
    }

    /** A plan that no other thread uses, for {@code samples} samples of inputs like these and this team. */
    Plan take(Tensor x, List<Tensor> besides, int samples, Team team) {
        for (int i = 0; i < idle.length(); i++) {
            Plan p = idle.get(i);
            if (p != null && p.team() == team && fits(p, x, besides, samples) && idle.compareAndSet(i, p, null)) {
                return p;
            }
        }
        List<Shape> shapes = new ArrayList<>();
        shapes.add(x.shape().with(0, samples));
        besides.forEach(b -> shapes.add(b.shape().with(0, samples)));
        return factory.apply(shapes, team);
    }

    private static boolean fits(Plan plan, Tensor x, List<Tensor> besides, int samples) {
        boolean fits = fits(plan.input().shape(), x.shape(), samples);
        for (int i = 0; fits && i < besides.size(); i++) {
            fits = fits(plan.inputs().get(i + 1).shape(), besides.get(i).shape(), samples);
        }
        return fits;
    }

    private static boolean fits(Shape plan, Shape shape, int samples) {
        if (plan.dim(0) != samples || plan.rank() != shape.rank()) {
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
