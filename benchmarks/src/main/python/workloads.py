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


def normalised(x, convolution, activation="relu"):
    """A convolution without bias, BatchNormalization, activation; no activation where a sum follows."""
    x = L.BatchNormalization()(convolution(x))
    return L.ReLU(max_value=6.0 if activation == "relu6" else None)(x) if activation else x


def residual_net():
    """A small residual network of images."""
    inputs = keras.Input((64, 64, 3))
    conv = lambda n, size=3, strides=1: L.Conv2D(n, size, strides, padding="same", use_bias=False)  # noqa: E731
    x = normalised(inputs, conv(32))
    for filters, strides in ((32, 1), (32, 1), (64, 2), (64, 1), (128, 2), (128, 1)):
        y = normalised(normalised(x, conv(filters, strides=strides)), conv(filters), None)
        if strides > 1:
            x = normalised(x, conv(filters, 1, strides), None)
        x = L.ReLU()(L.Add()([x, y]))
    return keras.Model(inputs, L.Dense(10, activation="softmax")(L.GlobalAveragePooling2D()(x)))


def separable_net():
    """Blocks of a depthwise and a pointwise convolution."""
    inputs = keras.Input((64, 64, 3))
    x = normalised(inputs, L.Conv2D(16, 3, 2, padding="same", use_bias=False), "relu6")
    for filters, strides in ((32, 1), (64, 2), (64, 1), (128, 2), (128, 1), (256, 2), (256, 1)):
        x = normalised(x, L.DepthwiseConv2D(3, strides, padding="same", use_bias=False), "relu6")
        x = normalised(x, L.Conv2D(filters, 1, use_bias=False), "relu6")
    return keras.Model(inputs, L.Dense(10, activation="softmax")(L.GlobalAveragePooling2D()(x)))


def temporal_net():
    """Residual blocks of causal convolutions whose dilation doubles."""
    inputs = x = keras.Input((256, 16))
    for dilation in (1, 2, 4, 8):
        y = x
        for _ in range(2):
            y = L.Conv1D(64, 3, padding="causal", dilation_rate=dilation, activation="relu")(y)
        x = L.Add()([x if x.shape[-1] == 64 else L.Conv1D(64, 1)(x), y])
    return keras.Model(inputs, L.Dense(10, activation="softmax")(L.GlobalAveragePooling1D()(x)))


def encoder():
    """Two blocks of a transformer's encoder, normalised before each part."""
    inputs = x = keras.Input((64, 128))
    for _ in range(2):
        y = L.LayerNormalization()(x)
        x = L.Add()([x, L.MultiHeadAttention(4, 32)(y, y)])
        y = L.Dense(512, activation="gelu")(L.LayerNormalization()(x))
        x = L.Add()([x, L.Dense(128)(y)])
    x = L.GlobalAveragePooling1D()(L.LayerNormalization()(x))
    return keras.Model(inputs, L.Dense(10, activation="softmax")(x))


def workloads():
    """Names, and the layers of a Sequential or what makes a model."""
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
    yield "W9", residual_net
    yield "W10", separable_net
    yield "W11", temporal_net
    yield "W12", encoder


AROUND_0, AROUND_1 = ("bias", "beta", "moving_mean"), ("gamma", "moving_variance")


def randomize_biases(model, rng):
    """Keras starts biases and statistics at 0 or 1, which would hide a mistake in their order."""
    for variable in model.weights:
        if variable.name in AROUND_0 + AROUND_1:
            middle = float(variable.name in AROUND_1)
            variable.assign(rng.uniform(middle - 0.1, middle + 0.1, variable.shape).astype("float32"))


ACTIVATIONS = {"tanh": "Tanh", "relu": "Relu", "softmax": "Softmax", "sigmoid": "Sigmoid"}


LAST = {2: "BX", 3: "BTX", 4: "BHWX"}  # the order of axes in Keras


class Graph:
    """A model as an ONNX graph. `axes` is the order in which the data lies just now: B batch, T time, H and W space, X features."""

    def __init__(self, model):
        self.nodes = []
        self.constants = []
        self.inputs = [self.value("x", self.dims(model.input_shape))]
        self.outputs = [self.value("y", self.dims(model.output_shape))]
        tensors = {id(model.inputs[0]): ("x", LAST[len(model.input_shape)])}
        for layer in model.layers:
            if not isinstance(layer, L.InputLayer):
                call = layer._inbound_nodes[0]
                given = [tensors[id(tensor)] for tensor in call.input_tensors]
                self.at, self.axes = given[0]
                self.layer(layer, given)
                tensors[id(call.outputs[0])] = self.at, self.axes
        self.lay(LAST[len(model.output_shape)])
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

    def first(self):
        """Puts the channels before space, as ONNX has them."""
        self.lay("BXT" if "T" in self.axes else "BXHW")

    def squeeze(self, axis):
        self.node("Squeeze", [self.at, self.constant(np.array([axis], "int64"))])

    def activation(self, function):
        if function.__name__ != "linear":
            attributes = {"axis": -1} if function.__name__ == "softmax" else {}
            if function.__name__ == "gelu":
                self.gelu()
            else:
                self.node(ACTIVATIONS[function.__name__], [self.at], **attributes)

    def gelu(self):
        """x (1 + erf(x / sqrt(2))) / 2; opset 17 has no name for it."""
        x = self.at
        self.node("Div", [x, self.constant(np.float32(2**0.5))])
        self.node("Erf", [self.at])
        self.node("Add", [self.at, self.constant(np.float32(1))])
        self.node("Mul", [x, self.at])
        self.node("Mul", [self.at, self.constant(np.float32(0.5))])

    def layer(self, layer, given):
        if isinstance(layer, L.TimeDistributed):
            self.layer(layer.layer, given)
        elif isinstance(layer, L.Bidirectional):
            self.recurrent([layer.forward_layer, layer.backward_layer])
        elif isinstance(layer, (L.LSTM, L.GRU)):
            self.recurrent([layer])
        elif isinstance(layer, L.Dense):
            self.dense(layer)
        elif isinstance(layer, (L.Conv1D, L.Conv2D, L.DepthwiseConv2D)):
            self.convolution(layer)
        elif isinstance(layer, L.BatchNormalization):
            self.first()
            weights = [self.constant(w) for w in layer.get_weights()]
            self.node("BatchNormalization", [self.at, *weights], epsilon=layer.epsilon)
        elif isinstance(layer, L.LayerNormalization):
            weights = [self.constant(w) for w in layer.get_weights()]
            self.node("LayerNormalization", [self.at, *weights], axis=-1, epsilon=layer.epsilon)
        elif isinstance(layer, L.ReLU):
            if layer.max_value is None:
                self.node("Relu", [self.at])
            else:
                self.node("Clip", [self.at, *(self.constant(np.float32(v)) for v in (0, layer.max_value))])
        elif isinstance(layer, L.Add):
            names = []
            for self.at, self.axes in given:
                self.lay(given[-1][1])
                names.append(self.at)
            self.node("Add", names)
        elif isinstance(layer, L.MultiHeadAttention):
            self.attention(layer)
        elif isinstance(layer, (L.GlobalAveragePooling1D, L.GlobalAveragePooling2D)):
            self.node("ReduceMean", [self.at], axes=[i for i, a in enumerate(self.axes) if a not in "BX"], keepdims=0)
            self.axes = "BX"
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

    def convolution(self, layer):
        """Causal padding and `same` say how much, since ONNX puts an odd one elsewhere or knows it not."""
        sizes = layer._inbound_nodes[0].input_tensors[0].shape[1:-1]
        self.first()
        kernel, *bias = layer.get_weights()
        depthwise = isinstance(layer, L.DepthwiseConv2D)
        kernel = np.moveaxis(kernel, (-2, -1), (0, 1) if depthwise else (1, 0))
        before, after = [], []
        for n, size, stride, dilation in zip(sizes, layer.kernel_size, layer.strides, layer.dilation_rate):
            reach = (size - 1) * dilation + 1
            pad = max(0, (-(-n // stride) - 1) * stride + reach - n) if layer.padding == "same" else 0
            before.append(reach - 1 if layer.padding == "causal" else pad // 2)
            after.append(0 if layer.padding == "causal" else pad - pad // 2)
        self.node(
            "Conv",
            [self.at, self.constant(kernel), *map(self.constant, bias)],
            kernel_shape=list(layer.kernel_size),
            strides=list(layer.strides),
            dilations=list(layer.dilation_rate),
            pads=before + after,
            group=kernel.shape[0] if depthwise else 1,
        )
        self.activation(layer.activation)

    def attention(self, layer):
        """Every head for itself: softmax(q k^T / sqrt(d)) v of the same sequence."""
        x, heads = self.at, layer.num_heads
        weights = {v.path.split("/")[-2] + "/" + v.name: v.numpy() for v in layer.weights}

        def project(name, perm):
            kernel, bias = weights[f"{name}/kernel"], weights[f"{name}/bias"]
            self.node("MatMul", [x, self.constant(kernel.reshape(kernel.shape[0], -1))])
            self.node("Add", [self.at, self.constant(bias.reshape(-1))])
            self.node("Reshape", [self.at, self.constant(np.array([0, 0, heads, kernel.shape[-1]], "int64"))])
            self.node("Transpose", [self.at], perm=perm)
            return self.at

        query, key, value = project("query", [0, 2, 1, 3]), project("key", [0, 2, 3, 1]), project("value", [0, 2, 1, 3])
        self.node("MatMul", [query, key])
        self.node("Mul", [self.at, self.constant(np.float32(layer.key_dim**-0.5))])
        self.node("Softmax", [self.at], axis=-1)
        self.node("MatMul", [self.at, value])
        self.node("Transpose", [self.at], perm=[0, 2, 1, 3])
        self.node("Reshape", [self.at, self.constant(np.array([0, 0, -1], "int64"))])
        kernel = weights["attention_output/kernel"]
        self.node("MatMul", [self.at, self.constant(kernel.reshape(-1, kernel.shape[-1]))])
        self.node("Add", [self.at, self.constant(weights["attention_output/bias"])])

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
        model = keras.Sequential(layers, name=name.lower()) if isinstance(layers, list) else layers()
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
