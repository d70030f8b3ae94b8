package io.keratin.core.optimizers.schedules;

import io.keratin.core.config.Value;

/** The learning rate of each step: immutable, comparable. Computed in single precision as in Keras. */
public interface Schedule {

    /** Keras's class name. */
    String className();

    /** The configuration as Keras writes it. */
    Value.Fields config();

    /** The learning rate at a step, counted from 0. */
    float at(long step);
}
