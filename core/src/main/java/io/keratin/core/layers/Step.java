package io.keratin.core.layers;

import java.util.List;

/** One step of a plan: reads and writes the arrays that it was laid out over. Belongs to one thread at a time. */
@FunctionalInterface
public interface Step {

    /** What a view of the input's storage takes: nothing either way, for gradients are kept for each storage. */
    Differentiable NOTHING = of(() -> {}, () -> {});

    /** Computes the outputs from the inputs. Allocates nothing. */
    void forward();

    /** A step with its way back, {@link Differentiable#backward}. */
    static Differentiable of(Step forward, Runnable backward) {
        return new Differentiable() {
            @Override
            public void forward() {
                forward.forward();
            }

            @Override
            public void backward() {
                backward.run();
            }
        };
    }

    /** Steps one after another, without a way back of their own. */
    static Step all(List<Step> steps) {
        Step[] all = steps.toArray(new Step[0]);
        return () -> {
            for (Step step : all) {
                step.forward();
            }
        };
    }

    /**
     * The steps of layers inside one after another, and back in reverse order; those that have no way back stand on no path to a
     * trainable weight, or were refused when they were laid out.
     */
    static Differentiable sequence(List<Step> steps) {
        Step[] all = steps.toArray(new Step[0]);
        return of(all(steps), () -> {
            for (int i = all.length - 1; i >= 0; i--) {
                back(all[i]);
            }
        });
    }

    /** The way back of an inner layer's step, where it has one. */
    static void back(Step inner) {
        if (inner instanceof Differentiable step) {
            step.backward();
        }
    }

    /** A step that knows its way back. */
    interface Differentiable extends Step {

        /**
         * After {@link #forward}: from the gradients of the outputs adds to those of the inputs and of the weights. Allocates
         * nothing. The gradients of its own outputs it may overwrite: it is the last who reads them.
         */
        void backward();
    }
}
