"""Builds the workloads of the comparison in the real Keras, and from the same weights an ONNX graph and a SavedModel of each.

    python3 benchmarks/src/main/python/workloads.py benchmarks/target/peers

Needs Keras 3 on TensorFlow, and onnx. Writes NAME.keras, NAME.onnx, NAME.savedmodel, NAME.input.npy and NAME.expected.npy, which
is what Keras predicts for the input. W6 is a stream: its input is one sequence, a row a step; its graph takes the recurrent state and
gives it back.
"""

import os
import pathlib
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras  # noqa: E402
import numpy as np  # noqa: E402
import onnx  # noqa: E402
from keras import layers as L  # noqa: E402

SAMPLES = 8
STREAM_STEPS = 1000
SEED = 2026


def action_classifier(activation):
    """The LSTM stack of the action recognition tutorials, over 126 coordinates of hands."""
    return [
        keras.Input((5, 126)),
        L.LSTM(64, activation=activation, return_sequences=True),
        L.LSTM(128, activation=activation, return_sequences=True),
        L.LSTM(64, activation=activation),
        L.Dense(64, activation="relu"),
        L.Dense(32, activation="relu"),
        L.Dense(10, activation="softmax"),
    ]


def workloads():
    yield "W1t", action_classifier("tanh")
    yield "W1r", action_classifier("relu")
    yield "W2", [keras.Input((100, 32)), L.LSTM(128), L.Dense(1)]
    yield "W3", [keras.Input((50, 256)), L.LSTM(512), L.Dense(10, activation="softmax")]
    tags = L.TimeDistributed(L.Dense(20, activation="softmax"))
    yield "W4", [keras.Input((128, 128)), L.Bidirectional(L.LSTM(256, return_sequences=True)), tags]
    yield "W5", [keras.Input((100, 32)), L.GRU(128), L.Dense(1)]
    yield "W6", [keras.Input(batch_shape=(1, 1, 1)), L.LSTM(32, stateful=True), L.Dense(1)]
    yield "W7", [
        keras.Input((1000, 16)),
        L.Conv1D(64, 5, activation="relu"),
        L.MaxPooling1D(2),
        L.Conv1D(128, 5, activation="relu"),
        L.GlobalMaxPooling1D(),
        L.Dense(10, activation="softmax"),
    ]
    yield "W8", [
        keras.Input((784,)),
        L.Dense(512, activation="relu"),
        L.Dense(512, activation="relu"),
        L.Dense(10, activation="softmax"),
    ]


def randomize_biases(model, rng):
    """Keras starts biases at 0 or 1, which would hide a mistake in their order."""
    for variable in model.trainable_variables:
        if variable.name == "bias":
            variable.assign(rng.uniform(-0.1, 0.1, variable.shape).astype("float32"))


ACTIVATIONS = {"tanh": "Tanh", "relu": "Relu", "softmax": "Softmax", "sigmoid": "Sigmoid"}


class Graph:
    """A model as an ONNX graph. `axes` is the order in which the data lies just now: B batch, T time, X features."""

    def __init__(self, model):
        self.nodes = []
        self.constants = []
        self.inputs = [self.value("x", self.dims(model.input_shape))]
        self.outputs = [self.value("y", self.dims(model.output_shape))]
        self.at = "x"
        self.axes = "BTX" if len(model.input_shape) == 3 else "BX"
        for layer in model.layers:
            self.layer(layer)
        self.lay("BTX" if len(model.output_shape) == 3 else "BX")
        self.nodes[-1].output[0] = "y"

    @staticmethod
    def dims(shape):
        return ["batch" if d is None else d for d in shape]

    @staticmethod
    def value(name, shape):
        return onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape)

    def constant(self, array):
        name = f"c{len(self.constants)}"
        self.constants.append(onnx.numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(self, kind, inputs, outputs=None, **attributes):
        outputs = outputs or [f"n{len(self.nodes)}"]
        self.nodes.append(onnx.helper.make_node(kind, inputs, outputs, **attributes))
        self.at = outputs[0]

    def lay(self, axes):
        if axes != self.axes:
            self.node("Transpose", [self.at], perm=[self.axes.index(a) for a in axes])
            self.axes = axes

    def squeeze(self, axis):
        self.node("Squeeze", [self.at, self.constant(np.array([axis], "int64"))])

    def activation(self, function):
        if function.__name__ != "linear":
            attributes = {"axis": -1} if function.__name__ == "softmax" else {}
            self.node(ACTIVATIONS[function.__name__], [self.at], **attributes)

    def layer(self, layer):
        if isinstance(layer, L.TimeDistributed):
            self.layer(layer.layer)
        elif isinstance(layer, L.Bidirectional):
            self.recurrent([layer.forward_layer, layer.backward_layer])
        elif isinstance(layer, (L.LSTM, L.GRU)):
            self.recurrent([layer])
        elif isinstance(layer, L.Dense):
            self.dense(layer)
        elif isinstance(layer, L.Conv1D):
            self.lay("BXT")
            kernel, bias = layer.get_weights()
            weights = [self.constant(kernel.transpose(2, 1, 0)), self.constant(bias)]
            self.node("Conv", [self.at, *weights], kernel_shape=list(layer.kernel_size), strides=list(layer.strides))
            self.activation(layer.activation)
        elif isinstance(layer, L.MaxPooling1D):
            self.lay("BXT")
            self.node("MaxPool", [self.at], kernel_shape=list(layer.pool_size), strides=list(layer.strides))
        elif isinstance(layer, L.GlobalMaxPooling1D):
            self.lay("BXT")
            self.node("GlobalMaxPool", [self.at])
            self.squeeze(2)
            self.axes = "BX"
        else:
            sys.exit(f"no ONNX form of {layer.__class__.__name__} is known here")

    def dense(self, layer):
        kernel, bias = map(self.constant, layer.get_weights())
        if self.axes == "BX":
            self.node("Gemm", [self.at, kernel, bias])
        else:
            self.lay("BTX")
            self.node("MatMul", [self.at, kernel])
            self.node("Add", [self.at, bias])
        self.activation(layer.activation)

    def recurrent(self, directions):
        first = directions[0]
        self.lay("TBX")
        kind = first.__class__.__name__
        weights = zip(*[gates(kind, d.cell.get_weights()) for d in directions])
        inputs = [self.at, *(self.constant(np.stack(w)) for w in weights)]
        attributes = {"hidden_size": first.units, "direction": "forward" if len(directions) == 1 else "bidirectional"}
        if kind == "GRU":
            attributes["linear_before_reset"] = int(first.reset_after)
        elif first.activation.__name__ != "tanh":
            name = ACTIVATIONS[first.activation.__name__]
            attributes["activations"] = ["Sigmoid", name, name] * len(directions)
        if first.stateful:
            self.stream(kind, inputs, first.units, attributes)
        elif first.return_sequences:
            self.node(kind, inputs, **attributes)
            if len(directions) == 1:
                self.squeeze(1)
            else:
                self.node("Transpose", [self.at], perm=[2, 0, 1, 3])
                self.node("Reshape", [self.at, self.constant(np.array([0, 0, -1], "int64"))])
                self.axes = "BTX"
        else:
            self.node(kind, inputs, ["", f"n{len(self.nodes)}"], **attributes)
            self.last_state(self.nodes[-1].output[1])

    def last_state(self, name):
        self.at = name
        self.squeeze(0)
        self.axes = "BX"

    def stream(self, kind, inputs, units, attributes):
        """One step: state goes in and comes out, so that whoever calls can keep it."""
        states = ["h", "c"] if kind == "LSTM" else ["h"]
        self.inputs += [self.value(s, [1, 1, units]) for s in states]
        self.outputs += [self.value(s + "_next", [1, 1, units]) for s in states]
        self.node(kind, [*inputs, "", *states], ["", *(s + "_next" for s in states)], **attributes)
        self.last_state("h_next")

    def save(self, path):
        graph = onnx.helper.make_graph(self.nodes, path.stem, self.inputs, self.outputs, self.constants)
        model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=9)
        onnx.checker.check_model(model)
        onnx.save(model, path)


def gates(kind, weights):
    """A cell's weights as ONNX has them: transposed, both biases one after the other, LSTM gates i, o, f, c."""
    kernel, recurrent, bias = weights
    if kind == "LSTM":
        kernel, recurrent, bias = (np.concatenate([np.split(w, 4, -1)[g] for g in (0, 3, 1, 2)], -1) for w in weights)
        bias = np.stack([bias, np.zeros_like(bias)])
    return kernel.T, recurrent.T, bias.reshape(-1)


def predict(model, x):
    if not model.layers[0].__dict__.get("stateful"):
        return np.asarray(model(x))
    return np.concatenate([np.asarray(model(step[None])) for step in x])


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name, layers in workloads():
        keras.utils.set_random_seed(SEED)
        model = keras.Sequential(layers, name=name.lower())
        rng = np.random.default_rng(SEED)
        randomize_biases(model, rng)
        samples = STREAM_STEPS if model.input_shape[0] else SAMPLES
        x = rng.normal(0, 0.5, (samples, *model.input_shape[1:])).astype("float32")
        model.save(folder / f"{name}.keras")
        Graph(model).save(folder / f"{name}.onnx")
        signature = [keras.InputSpec(shape=model.input_shape, dtype="float32")]
        model.export(folder / f"{name}.savedmodel", verbose=False, input_signature=signature)
        np.save(folder / f"{name}.input.npy", x)
        np.save(folder / f"{name}.expected.npy", predict(model, x).astype("float32"))
        print(f"{name}: {model.count_params()} parameters")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
