package io.keratin.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keratin.core.Model;
import io.keratin.core.activations.Activation;
import io.keratin.core.activations.Activations;
import io.keratin.core.activations.ParametricActivation;
import io.keratin.core.config.Value;
import io.keratin.core.error.KeratinException;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.layers.ActivationLayer;
import io.keratin.core.layers.Dense;
import io.keratin.core.layers.InputLayer;
import io.keratin.core.layers.LayerRegistry;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.Sequential;
import io.keratin.core.layers.TrainingOptions;
import io.keratin.core.layers.WeightSpec;
import io.keratin.core.optimizers.OptimizerState;
import io.keratin.core.optimizers.Optimizers;
import io.keratin.core.optimizers.Slot;
import io.keratin.core.optimizers.Variable;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class SaveTest {

    private static final Path ADAM = Fixtures.ROOT.resolve("summary/optimizer_adam.keras");

    private static final Value.Fields COMPILED =
            Value.fields("optimizer", Optimizers.entry(Optimizers.get("adam")), "loss", "mse");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private static Model model(NamedLayer... layers) {
        NamedLayer input = new NamedLayer("x", new InputLayer(Shape.of(Shape.NONE, 3), DType.FLOAT32));
        return Model.initialized(new NamedLayer("small", new Sequential(input, List.of(layers))), 1);
    }

    private static NamedLayer dense(String name, Activation activation) {
        return new NamedLayer(name, new Dense(2, activation, true, TrainingOptions.NONE));
    }

    private static OptimizerState adam(Model model) {
        List<Variable> variables = new ArrayList<>();
        for (WeightSpec w : model.parameters().specs()) {
            float[] gradient = new float[(int) w.count()];
            Arrays.fill(gradient, 0.5f);
            variables.add(new Variable(
                    w.key(), w.shape(), model.parameters().get(w.key()).clone(), gradient));
        }
        return Optimizers.get("adam").build(variables);
    }

    private static void assertSameWeights(Model found, Model expected) {
        for (WeightSpec w : expected.parameters().specs()) {
            assertThat(found.parameters().get(w.key()))
                    .isEqualTo(expected.parameters().get(w.key()));
        }
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void weights_alone_go_into_a_model_of_the_same_layers() throws IOException {
        Model model = model(dense("a", Activations.RELU), dense("b", Activations.LINEAR));
        Path file = folder.resolve("m.weights.h5");
        KerasModel.save(model, file);
        Model other = Model.initialized(model.spec(), 2);
        assertSameWeights(KerasModel.loadWeights(other, file), model);
    }

    @Test
    void other_endings_are_refused() {
        for (String name : List.of("m.h5", "m.onnx", "m", "weights.h5.txt")) {
            assertThatThrownBy(() -> KerasModel.save(model(), folder.resolve(name)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(".keras or .weights.h5");
        }
    }

    @Test
    void an_optimizer_goes_on_where_it_was() throws IOException {
        Model model = model(dense("a", Activations.TANH));
        OptimizerState state = adam(model);
        state.step();
        state.step();
        Path file = folder.resolve("m.keras");
        KerasModel.save(model, file, TrainingState.of(COMPILED, state));
        TrainingState read = Objects.requireNonNull(KerasModel.open(file).training());
        assertThat(read.compileConfig()).isEqualTo(COMPILED);
        OptimizerState again = adam(model);
        assertThat(read.restore(again)).isTrue();
        assertThat(again.iteration()).isEqualTo(2);
        for (int i = 0; i < state.variables().size(); i++) {
            Slot a = again.variables().get(i);
            assertThat(a.values()).isEqualTo(state.variables().get(i).values());
        }
        again.step();
        state.step();
        assertThat(again.variables().get(2).values())
                .isEqualTo(state.variables().get(2).values());
    }

    @Test
    void an_optimizer_of_another_number_of_variables_begins_anew() throws IOException {
        TrainingState untrained = Objects.requireNonNull(KerasModel.open(ADAM).training());
        OptimizerState fresh = adam(model(dense("a", Activations.TANH)));
        assertThat(untrained.restore(fresh))
                .isEqualTo(untrained.optimizer().size() == fresh.variables().size());
    }

    @Test
    void an_optimizer_of_other_shapes_is_refused_before_anything_changes() {
        Model model = model(dense("a", Activations.TANH));
        OptimizerState state = adam(model);
        List<Slot> other = new ArrayList<>(state.variables());
        other.set(0, Slot.counter("iteration", "int64"));
        other.get(0).count(7);
        other.set(5, Slot.of("optimizer/vars/5", Shape.of(9), "float32", new float[9]));
        TrainingState wrong = new TrainingState(COMPILED, other);
        assertThatThrownBy(() -> wrong.restore(state))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("optimizer/vars/5")
                .hasMessageContaining("(9,)");
        assertThat(state.iteration()).isZero();
    }

    @Test
    void the_variables_of_an_optimizer_are_in_files_of_weights_too() throws IOException {
        Model model = model(dense("a", Activations.TANH));
        Path file = folder.resolve("m.weights.h5");
        KerasModel.save(model, file, TrainingState.of(COMPILED, adam(model)));
        assertThat(KerasModel.optimizerVariables(ModelSource.of(file))).hasSize(6);
        assertSameWeights(KerasModel.loadWeights(Model.initialized(model.spec(), 2), file), model);
        KerasModel.save(model, file);
        assertThat(KerasModel.optimizerVariables(ModelSource.of(file))).isEmpty();
    }

    @Test
    void a_file_is_replaced_as_a_whole() throws IOException {
        Path file = folder.resolve("m.keras");
        Files.write(file, new byte[100_000]);
        Model model = model(dense("a", Activations.RELU));
        KerasModel.save(model, file);
        assertThat(files()).containsExactly("m.keras");
        assertSameWeights(KerasModel.load(file), model);
    }

    @Test
    void what_fails_leaves_the_old_file_and_no_other() throws IOException {
        Path file = folder.resolve("m.keras");
        Files.writeString(file, "old");
        Activation old = Activations.HARD_SIGMOID_KERAS_2;
        assertThatThrownBy(() -> KerasModel.save(model(dense("b", old)), file)).isInstanceOf(KeratinException.class);
        assertThat(Files.readString(file)).isEqualTo("old");
        assertThat(files()).containsExactly("m.keras");
        assertThatThrownBy(() -> Replacement.of(
                        file,
                        channel -> {
                            throw new IOException("no space left");
                        },
                        written -> {}))
                .hasMessage("no space left");
        assertThatThrownBy(() -> Replacement.of(file, channel -> {}, written -> {
                    throw new IllegalStateException("reads back as something else");
                }))
                .hasMessageContaining("something else");
        assertThat(Files.readString(file)).isEqualTo("old");
        assertThat(files()).containsExactly("m.keras");
    }

    @Test
    void a_folder_that_is_not_there_and_one_in_the_place_of_the_file_are_refused() throws IOException {
        Model model = model(dense("a", Activations.RELU));
        assertThatThrownBy(() -> KerasModel.save(model, folder.resolve("none/m.keras")))
                .isInstanceOf(IOException.class);
        Files.createDirectory(folder.resolve("f.keras"));
        assertThatThrownBy(() -> KerasModel.save(model, folder.resolve("f.keras")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("found a folder");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void links_stay_links_and_permissions_stay() throws IOException {
        Path file = folder.resolve("real.keras");
        Model model = model(dense("a", Activations.RELU));
        KerasModel.save(model, file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        Path link = Files.createSymbolicLink(folder.resolve("link.keras"), file);
        KerasModel.save(model, link);
        assertThat(link).isSymbolicLink();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-rw-r--");
    }

    @Test
    void all_layers_that_keras_3_lacks_are_named_at_once() {
        Model model = model(
                dense("fine", Activations.RELU),
                dense("gate", Activations.HARD_SIGMOID_KERAS_2),
                new NamedLayer("act", new ActivationLayer(Activations.HARD_SIGMOID_KERAS_2)));
        assertThatThrownBy(() -> KerasModel.save(model, folder.resolve("m.keras")))
                .isInstanceOf(KeratinException.class)
                .hasMessageContaining("'gate'")
                .hasMessageContaining("'act'")
                .hasMessageNotContaining("'fine'");
    }

    @Test
    void functions_of_the_users_own_and_with_arguments_come_back() throws IOException {
        Activation own = new Activation() {
            @Override
            public String kerasName() {
                return "mine";
            }

            @Override
            public void apply(float[] x, int offset, int rows, int n, int stride) {}
        };
        Model model = model(
                dense("a", own),
                dense("b", ParametricActivation.of("LeakyReLU")),
                dense("c", ParametricActivation.threshold(0.5, -1)));
        Path file = folder.resolve("m.keras");
        KerasModel.save(model, file);
        LoadOptions options =
                LoadOptions.defaults().withRegistry(LayerRegistry.keras().with("mine", own));
        assertThat(KerasModel.open(file, options).spec()).isEqualTo(model.spec());
    }
}
