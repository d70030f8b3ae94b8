package io.keratin.core.callbacks;

import io.keratin.core.optimizers.OptimizerState;
import io.keratin.core.training.TrainingRun;
import java.util.List;
import java.util.Map;

/** The learning rates of a model's optimizers. */
final class LearningRates {

    private LearningRates() {}

    static List<OptimizerState> of(TrainingRun run) {
        return run.model().optimizer().parts();
    }

    /** Adds them to the logs: {@code learning_rate}, of several optimizers with their names. */
    static void log(TrainingRun run, Map<String, Double> logs) {
        List<OptimizerState> all = of(run);
        for (OptimizerState each : all) {
            logs.put(all.size() == 1 ? "learning_rate" : "learning_rate_" + each.name(), each.learningRate());
        }
    }
}
