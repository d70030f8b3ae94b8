package io.keratin.core.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.config.Value;
import io.keratin.core.config.Value.Fields;
import io.keratin.core.layers.Dense;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Against the numbers that {@code summary/record.py} read from optimizers that the real Keras had loaded. */
class LoadedOptimizerTest {

    private static final Value SCHEDULE = optimizer("ExponentialDecay", "initial_learning_rate", 0.1);

    private static Map<String, Value> optimizers() {
        Map<String, Value> all = new LinkedHashMap<>();
        for (String name : List.of(
                "SGD",
                "Adam",
                "AdamW",
                "Adamax",
                "Nadam",
                "RMSprop",
                "Adagrad",
                "Adadelta",
                "Adafactor",
                "Ftrl",
                "Lion",
                "Lamb",
                "Muon",
                "ScheduleFreeAdamW")) {
            all.put(name, optimizer(name, "learning_rate", 0.01, "momentum", 0.0, "amsgrad", false));
            all.put(name + " ema", optimizer(name, "use_ema", true, "gradient_accumulation_steps", Value.Nothing.NULL));
            all.put(name + " accumulating", optimizer(name, "use_ema", false, "gradient_accumulation_steps", 2));
        }
        all.put("SGD momentum", optimizer("SGD", "momentum", 0.9, "nesterov", true));
        all.put("Adam amsgrad", optimizer("Adam", "amsgrad", true));
        all.put("AdamW amsgrad", optimizer("AdamW", "amsgrad", true));
        all.put("RMSprop momentum", optimizer("RMSprop", "momentum", 0.9));
        all.put("RMSprop centered", optimizer("RMSprop", "centered", true));
        all.put("RMSprop momentum centered", optimizer("RMSprop", "momentum", 0.9, "centered", true));
        all.put("Muon embeddings", optimizer("Muon", "exclude_embeddings", false));
        all.put("Muon without lstm", optimizer("Muon", "exclude_layers", List.of("lstm", "de.*e/kernel")));
        all.put("Adam schedule", optimizer("Adam", "learning_rate", SCHEDULE));
        all.put("LossScale Nadam", optimizer("LossScaleOptimizer", "inner_optimizer", optimizer("Nadam")));
        all.put("LossScale Adafactor", optimizer("LossScaleOptimizer", "inner_optimizer", optimizer("Adafactor")));
        all.put(
                "LossScale SGD schedule",
                optimizer(
                        "LossScaleOptimizer",
                        "inner_optimizer",
                        optimizer("SGD", "learning_rate", SCHEDULE, "momentum", 0.9)));
        all.put(
                "Multi",
                multi(
                        "dense/.*",
                        optimizer("Adam"),
                        "lstm/lstm_cell/bias",
                        optimizer("RMSprop"),
                        "nothing",
                        optimizer("Nadam")));
        return all;
    }

    private static Fields optimizer(String className, Object... config) {
        return Value.fields("class_name", className, "config", Value.fields(config));
    }

    private static Fields multi(Object... byPath) {
        return optimizer(
                "MultiOptimizer",
                "optimizer_map",
                optimizer(
                        "OptimizerMap",
                        "default_optimizer",
                        optimizer("SGD", "momentum", 0.5),
                        "optimizer_map",
                        Value.fields(byPath)));
    }

    @TestFactory
    List<DynamicTest> as_many_variables_as_in_keras() throws IOException {
        Map<String, Value> optimizers = optimizers();
        List<DynamicTest> tests = new ArrayList<>();
        List<String> lines = recorded();
        assertThat(lines).hasSize(1 + optimizers.size());
        for (String line : lines.subList(1, lines.size())) {
            List<String> row = List.of(line.split("\t"));
            Value optimizer = Objects.requireNonNull(optimizers.get(row.get(0)));
            tests.add(DynamicTest.dynamicTest(row.get(0), () -> {
                assertThat(counts(LoadedOptimizer.ofKeras(optimizer, SummaryModels.small())))
                        .isEqualTo(row.subList(1, 3));
                if (!row.get(3).equals("!")) {
                    assertThat(counts(LoadedOptimizer.ofLegacyH5(optimizer, true)))
                            .isEqualTo(row.subList(3, 5));
                }
            }));
        }
        return tests;
    }

    private static List<String> counts(Optional<OptimizerVariables> variables) {
        OptimizerVariables v = variables.orElseThrow();
        return List.of(String.valueOf(v.count()), String.valueOf(v.bytes()));
    }

    private static List<String> recorded() throws IOException {
        try (InputStream in = LoadedOptimizerTest.class.getResourceAsStream("/summary/optimizers.tsv")) {
            byte[] bytes = Objects.requireNonNull(in).readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8).lines().toList();
        }
    }

    @Test
    void a_name_alone_stands_for_the_defaults() {
        assertThat(LoadedOptimizer.ofKeras(Value.of("rmsprop"), SummaryModels.small()))
                .isEqualTo(LoadedOptimizer.ofKeras(optimizer("RMSprop"), SummaryModels.small()));
    }

    @Test
    void an_unbuilt_model_has_an_unbuilt_optimizer() {
        assertThat(LoadedOptimizer.ofKeras(optimizer("Adam"), SummaryModels.unbuilt()))
                .isEmpty();
    }

    @Test
    void an_h5_file_without_optimizer_weights_leaves_the_optimizer_unbuilt() {
        assertThat(LoadedOptimizer.ofLegacyH5(optimizer("Adam"), false)).isEmpty();
    }

    @Test
    void what_is_not_known_is_not_counted() {
        List<Value> strange = List.of(
                optimizer("MyOwnOptimizer"),
                Value.of(null),
                Value.fields("class_name", 3, "config", "none"),
                optimizer("LossScaleOptimizer"),
                optimizer("LossScaleOptimizer", "inner_optimizer", optimizer("Unknown")),
                optimizer("MultiOptimizer"),
                multi("dense/.*", optimizer("LossScaleOptimizer", "inner_optimizer", optimizer("Adam"))),
                multi("dense/.*", optimizer("Adam"), "dense.*", optimizer("SGD")));
        assertThat(strange).allSatisfy(o -> assertThat(LoadedOptimizer.ofKeras(o, SummaryModels.small()))
                .isEmpty());
    }

    @Test
    void a_regular_expression_of_a_file_is_not_run() {
        String slow = "(a+)+$";
        assertThat(LoadedOptimizer.ofKeras(optimizer("Muon", "exclude_layers", List.of(slow)), SummaryModels.small()))
                .isEmpty();
        assertThat(LoadedOptimizer.ofKeras(
                        multi(slow, optimizer("Adam")),
                        SummaryModels.sequential(
                                io.keratin.core.tensor.Shape.batch(3),
                                SummaryModels.named("a".repeat(60) + "b", new Dense(1)))))
                .isEmpty();
    }
}
