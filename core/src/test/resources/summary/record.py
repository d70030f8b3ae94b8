"""Records what the real Keras prints for summary(), beside this script: one .txt for each case, optimizers.tsv for the
counts of optimizer variables. SummaryTest and LoadedOptimizerTest build the same models from core's records.

    python record.py        # Keras 3.15.1, TensorFlow backend
"""

import io
import os
import subprocess
import sys
import tempfile

CASES = {}


def case(columns=120, encoding="utf-8", **options):
    """A function that makes a model; its summary is printed at so many columns, with these options."""

    def register(make):
        CASES[make.__name__] = (make, columns, encoding, options)
        return make

    return register


def loaded(model, suffix=".keras"):
    import keras

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model" + suffix)
        model.save(path)
        return keras.saving.load_model(path)


def sequential(*layers, name="sequential"):
    import keras

    return keras.Sequential(list(layers), name=name)


def article():
    from keras import Input, layers as L

    return sequential(
        Input((5, 126)),
        L.LSTM(64, return_sequences=True, name="lstm"),
        L.LSTM(128, return_sequences=True, name="lstm_1"),
        L.LSTM(64, name="lstm_2"),
        L.Dense(64, name="dense"),
        L.Dense(32, name="dense_1"),
        L.Dense(10, name="dense_2"),
    )


@case()
def wide():
    return article()


@case(columns=80)
def columns_80():
    return article()


@case(encoding="ascii")
def ascii():
    return article()


@case(columns=80, line_length=100)
def line_longer_than_terminal():
    return article()


def nested():
    from keras import Input, layers as L

    inmost = sequential(L.Dense(2, name="out"), name="inmost")
    middle = sequential(
        Input((None, 4)), L.Dense(4, name="dense"), L.BatchNormalization(name="normalize"), inmost, name="middle"
    )
    outer = sequential(L.LSTM(4, return_sequences=True, name="lstm"), L.Dropout(0.1, name="drop"), middle, name="outer")
    return sequential(Input((5, 3)), outer, L.TimeDistributed(L.Dense(3), name="each"), L.Flatten(name="flat"))


@case()
def nested_closed():
    return nested()


@case(expand_nested=True)
def nested_expanded():
    return nested()


@case(columns=80, expand_nested=True)
def nested_expanded_80():
    return nested()


@case(expand_nested=True, show_trainable=True)
def nested_frozen():
    model = nested()
    model.layers[0].layers[2].trainable = False
    return loaded(model)


@case(show_trainable=True, columns=80)
def frozen():
    from keras import Input, layers as L

    return sequential(
        Input((5, 3)),
        L.LSTM(4, return_sequences=True, trainable=False, name="lstm"),
        L.Bidirectional(L.LSTM(4, return_sequences=True), trainable=False, name="two_way"),
        L.Bidirectional(L.GRU(4, return_sequences=True, trainable=False), name="two_way_gru"),
        L.BatchNormalization(name="normalize"),
        L.BatchNormalization(trainable=False, name="normalize_frozen"),
        L.Dropout(0.5, name="drop"),
        L.Dense(2, name="dense"),
    )


@case(expand_nested=True, show_trainable=True)
def whole_model_frozen():
    model = nested()
    model.trainable = False
    return model


def unbuilt_layers():
    from keras import Input, layers as L

    return sequential(
        L.Masking(name="mask"),
        L.LSTM(4, name="lstm"),
        sequential(Input((4,)), L.Dense(3, name="known"), name="built_inside"),
        sequential(L.Dense(3, name="unknown"), L.ReLU(name="relu"), name="unbuilt_inside"),
        L.Dropout(0.1, name="drop"),
        L.Activation("relu", name="act"),
        L.Softmax(name="soft"),
        L.PReLU(name="prelu"),
        L.ELU(name="elu"),
        L.LeakyReLU(name="leaky"),
        L.RepeatVector(3, name="repeat"),
        L.Permute((2, 1), name="permute"),
        L.Reshape((9,), name="reshape"),
        L.Flatten(name="flat"),
        L.Identity(name="same"),
        L.GaussianNoise(0.1, name="noise"),
        L.TimeDistributed(L.Dense(2), name="each"),
        L.Bidirectional(L.LSTM(2), name="both"),
        L.Embedding(3, 2, name="table"),
        L.BatchNormalization(name="bn"),
        L.LayerNormalization(name="ln"),
    )


@case(expand_nested=True, show_trainable=True)
def unbuilt():
    return unbuilt_layers()


@case(expand_nested=True)
def input_of_the_first_layer():
    from keras import Input, layers as L

    return sequential(sequential(Input((5, 3)), L.LSTM(4, name="lstm"), name="inside"), L.Dense(2, name="dense"))


def long_names():
    from keras import Input, layers as L

    return sequential(
        Input((5, 3)),
        L.BatchNormalization(name="a_name_of_a_layer_that_is_much_longer_than_any_column_of_this_table"),
        L.Bidirectional(L.LSTM(40000 // 400, return_sequences=True), name="bidirectional_with_spaces in its name"),
        sequential(
            L.LayerNormalization(name="short"),
            L.TimeDistributed(L.Dense(12), name="inside_the_nested_model_with_a_long_name"),
            name="层归一化层归一化层归一化层归一化",
        ),
        L.Dense(3, name="διπλός"),
        name="a model whose name does not fit into one line of a terminal of sixty-two_columns_"
        + "and_goes_on_without_spaces_for_more_than_one_line_of_it",
    )


@case(columns=44, line_length=40, expand_nested=True)
def long_names_40():
    return long_names()


@case(columns=64, expand_nested=True, show_trainable=True)
def long_names_60():
    return long_names()


@case(columns=24, expand_nested=True)
def long_names_20():
    return long_names()


@case()
def stateful():
    from keras import Input, layers as L

    return sequential(
        Input(batch_shape=(5, 7, 3)),
        L.LSTM(4, stateful=True, name="lstm"),
        L.Dropout(0.1, name="drop"),
        L.Dense(2, name="dense"),
    )


@case(columns=80)
def big():
    from keras import Input, layers as L

    return sequential(
        Input((None,)),
        L.Embedding(300_000, 512, dtype="float64", name="table"),
        L.GRU(1000, name="gru"),
        L.Dense(12_345, name="dense"),
    )


@case(columns=80)
def types():
    from keras import Input, layers as L

    return sequential(
        Input((5,)),
        L.Embedding(11, 6, dtype="bfloat16", name="embedding"),
        L.Bidirectional(L.LSTM(4, return_sequences=True, dtype="float16"), name="both"),
        L.TimeDistributed(L.Dense(3, dtype="float64"), name="each"),
        L.GRU(4, return_sequences=True, dtype="mixed_float16", name="gru"),
        L.BatchNormalization(dtype="float16", name="bn"),
        L.Dense(3, dtype="mixed_bfloat16", name="dense"),
    )


@case()
def compiled():
    model = article()
    model.layers[1].trainable = False
    model.compile("adam", "mean_squared_error")
    return loaded(model)


@case()
def compiled_h5():
    model = article()
    model.compile("adam", "mean_squared_error")
    return loaded(model, ".h5")


@case()
def no_layers():
    from keras import Input

    return sequential(Input((3,)))


def optimizers():
    """Name, then the optimizer. LoadedOptimizerTest has the configurations under the same names."""
    from keras import optimizers as O

    for name in "SGD Adam AdamW Adamax Nadam RMSprop Adagrad Adadelta Adafactor Ftrl Lion Lamb Muon ScheduleFreeAdamW".split():
        make = getattr(O, name)
        yield name, make()
        yield name + " ema", make(use_ema=True)
        yield name + " accumulating", make(gradient_accumulation_steps=2)
    yield "SGD momentum", O.SGD(momentum=0.9, nesterov=True)
    yield "Adam amsgrad", O.Adam(amsgrad=True)
    yield "AdamW amsgrad", O.AdamW(amsgrad=True)
    yield "RMSprop momentum", O.RMSprop(momentum=0.9)
    yield "RMSprop centered", O.RMSprop(centered=True)
    yield "RMSprop momentum centered", O.RMSprop(momentum=0.9, centered=True)
    yield "Muon embeddings", O.Muon(exclude_embeddings=False)
    yield "Muon without lstm", O.Muon(exclude_layers=["lstm", "de.*e/kernel"])
    yield "Adam schedule", O.Adam(O.schedules.ExponentialDecay(0.1, 10, 0.9))
    yield "LossScale Nadam", O.LossScaleOptimizer(O.Nadam())
    yield "LossScale Adafactor", O.LossScaleOptimizer(O.Adafactor())
    yield "LossScale SGD schedule", O.LossScaleOptimizer(O.SGD(O.schedules.CosineDecay(0.1, 10), momentum=0.9))
    by_path = O.OptimizerMap(O.SGD(momentum=0.5))
    by_path["dense/.*"] = O.Adam()
    by_path["lstm/lstm_cell/bias"] = O.RMSprop()
    by_path["nothing"] = O.Nadam()
    yield "Multi", O.MultiOptimizer(by_path)


def small():
    from keras import Input, layers as L

    return sequential(
        Input((5,)),
        L.Embedding(11, 6, dtype="float16", name="table"),
        L.LSTM(4, name="lstm"),
        L.BatchNormalization(name="normalize"),
        L.Dense(3, trainable=False, name="frozen"),
        L.Dense(2, name="dense"),
    )


def counts(model):
    from keras.src.utils import summary_utils

    optimizer = model.optimizer
    if not (model.compiled and optimizer and optimizer.built):
        return ["-", "-"]
    variables = optimizer.variables
    return [str(summary_utils.count_params(variables)), str(int(summary_utils.weight_memory_size(variables)))]


def record_optimizers(folder):
    with open(os.path.join(folder, "optimizers.tsv"), "w", encoding="utf-8") as out:
        print("optimizer", ".keras values", "bytes", ".h5 values", "bytes", sep="\t", file=out)
        for name, optimizer in optimizers():
            model = small()
            model.compile(optimizer, "mean_squared_error")
            row = counts(loaded(model))
            try:
                row += counts(loaded(model, ".h5"))
            except (ValueError, TypeError):  # Keras cannot read back what it wrote
                row += ["!", "!"]
            print(name, *row, sep="\t", file=out)


def print_case(name):
    make, _, encoding, options = CASES[name]
    model = make()
    sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding=encoding)
    model.summary(**options)
    sys.stdout.flush()


def main():
    folder = os.path.dirname(os.path.abspath(__file__))
    for name, (_, columns, _, _) in CASES.items():
        environment = {**os.environ, "COLUMNS": str(columns), "PYTHONWARNINGS": "ignore"}
        text = subprocess.run(
            [sys.executable, __file__, name], env=environment, stdout=subprocess.PIPE, check=True
        ).stdout
        with open(os.path.join(folder, name + ".txt"), "wb") as out:
            out.write(text)
    record_optimizers(folder)


if __name__ == "__main__":
    print_case(sys.argv[1]) if len(sys.argv) > 1 else main()
