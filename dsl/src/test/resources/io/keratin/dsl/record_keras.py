"""Writes down what the real Keras (3.15.1) says about the layers that the DSL can write:

layer_options.txt     every key of every layer's get_config() with its default, as JSON
automatic_names.txt   the names that Keras gives in a fresh process
parameter_counts.txt  total, trainable and per layer

Run it in this directory: python record_keras.py
"""

import json
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
from keras import layers
from keras.src.applications import convnext, inception_resnet_v2
from keras.src.legacy import layers as legacy


def sequential(*parts):
    model = keras.Sequential()
    for part in parts:
        model.add(part)
    return model


def frozen(model):
    model.trainable = False  # reaches the layers inside, as the constructor's argument does not
    return model


def names():
    """The script whose names AutomaticNamesTest expects; runs first, since Keras counts per process."""
    model = keras.Sequential()
    model.add(keras.Input((None, 8)))
    model.add(layers.Masking(0.0))
    model.add(layers.LSTM(4, return_sequences=True))
    model.add(layers.LSTM(4, return_sequences=True))
    model.add(layers.Bidirectional(layers.LSTM(4, return_sequences=True)))
    model.add(layers.Bidirectional(layers.GRU(4, return_sequences=True)))
    model.add(layers.TimeDistributed(layers.Dense(6)))
    model.add(layers.SimpleRNN(6, return_sequences=True))
    second = keras.Sequential(name="second")
    second.add(keras.Input((None, 6)))
    second.add(layers.ReLU())
    second.add(layers.LeakyReLU())
    model.add(second)
    inner = keras.Sequential()
    inner.add(layers.Dense(6, activation="relu"))
    inner.add(layers.Dense(6))
    model.add(inner)
    model.add(layers.PReLU(shared_axes=[1]))
    model.add(layers.ELU())
    model.add(layers.Softmax())
    model.add(layers.Activation("tanh"))
    model.add(layers.Dropout(0.1))
    model.add(layers.Dropout(0.1))
    model.add(layers.AlphaDropout(0.1))
    model.add(layers.GaussianDropout(0.1))
    model.add(layers.GaussianNoise(0.1))
    model.add(layers.SpatialDropout1D(0.1))
    model.add(layers.ActivityRegularization(0.1))
    model.add(layers.Identity())
    model.add(layers.BatchNormalization())
    model.add(layers.LayerNormalization())
    model.add(layers.Conv1D(4, 2, padding="same"))
    model.add(layers.Conv1D(4, 2, padding="same"))
    model.add(layers.MaxPooling1D(1))
    model.add(layers.AveragePooling1D(1))
    model.add(layers.GlobalMaxPooling1D(keepdims=True))
    model.add(layers.GlobalAveragePooling1D(keepdims=True))
    model.add(layers.GRU(4, name="gru"))
    model.add(layers.RepeatVector(3))
    model.add(layers.Permute((2, 1)))
    model.add(layers.Reshape((3, 4)))
    model.add(layers.Flatten())
    model.add(layers.Dense(2))
    model.add(layers.Dense(2, name="last"))

    def walk(layer, depth):
        yield f"{depth}\t{layer.__class__.__name__}\t{layer.name}"
        if isinstance(layer, keras.Sequential):
            for part in layer._layers:
                if not isinstance(part, layers.InputLayer) or layer in (model, second):
                    yield from walk(part, depth + 1)
        for attribute in ("forward_layer", "backward_layer"):
            if hasattr(layer, attribute):
                yield from walk(getattr(layer, attribute), depth + 1)
        if isinstance(layer, layers.TimeDistributed):
            yield from walk(layer.layer, depth + 1)

    return list(walk(model, 0))


DEFAULTS = {
    "InputLayer": lambda: layers.InputLayer((None, 8)),
    "Sequential": lambda: sequential(keras.Input((8,)), layers.Dense(2)),
    "LSTM": lambda: layers.LSTM(3),
    "GRU": lambda: layers.GRU(3),
    "SimpleRNN": lambda: layers.SimpleRNN(3),
    "ConvLSTM1D": lambda: layers.ConvLSTM1D(3, 2),
    "ConvLSTM2D": lambda: layers.ConvLSTM2D(3, 2),
    "ConvLSTM3D": lambda: layers.ConvLSTM3D(3, 2),
    "RNN": lambda: layers.RNN(layers.LSTMCell(3)),
    "LSTMCell": lambda: layers.LSTMCell(3),
    "GRUCell": lambda: layers.GRUCell(3),
    "SimpleRNNCell": lambda: layers.SimpleRNNCell(3),
    "StackedRNNCells": lambda: layers.StackedRNNCells([layers.LSTMCell(3)]),
    "Bidirectional": lambda: layers.Bidirectional(layers.LSTM(3)),
    "TimeDistributed": lambda: layers.TimeDistributed(layers.Dense(3)),
    "Embedding": lambda: layers.Embedding(10, 3),
    "Masking": lambda: layers.Masking(),
    "Dense": lambda: layers.Dense(3),
    "Conv1D": lambda: layers.Conv1D(3, 2),
    "MaxPooling1D": lambda: layers.MaxPooling1D(),
    "AveragePooling1D": lambda: layers.AveragePooling1D(2),
    "GlobalMaxPooling1D": lambda: layers.GlobalMaxPooling1D(),
    "AdaptiveMaxPooling1D": lambda: layers.AdaptiveMaxPooling1D(2),
    "GlobalAveragePooling1D": lambda: layers.GlobalAveragePooling1D(),
    "AdaptiveAveragePooling1D": lambda: layers.AdaptiveAveragePooling1D(2),
    "Conv2D": lambda: layers.Conv2D(3, 2),
    "MaxPooling2D": lambda: layers.MaxPooling2D(),
    "AveragePooling2D": lambda: layers.AveragePooling2D(2),
    "GlobalMaxPooling2D": lambda: layers.GlobalMaxPooling2D(),
    "AdaptiveMaxPooling2D": lambda: layers.AdaptiveMaxPooling2D(2),
    "GlobalAveragePooling2D": lambda: layers.GlobalAveragePooling2D(),
    "AdaptiveAveragePooling2D": lambda: layers.AdaptiveAveragePooling2D(2),
    "Conv3D": lambda: layers.Conv3D(3, 2),
    "MaxPooling3D": lambda: layers.MaxPooling3D(),
    "AveragePooling3D": lambda: layers.AveragePooling3D(2),
    "GlobalMaxPooling3D": lambda: layers.GlobalMaxPooling3D(),
    "AdaptiveMaxPooling3D": lambda: layers.AdaptiveMaxPooling3D(2),
    "GlobalAveragePooling3D": lambda: layers.GlobalAveragePooling3D(),
    "AdaptiveAveragePooling3D": lambda: layers.AdaptiveAveragePooling3D(2),
    "Conv1DTranspose": lambda: layers.Conv1DTranspose(3, 2),
    "Conv2DTranspose": lambda: layers.Conv2DTranspose(3, 2),
    "Conv3DTranspose": lambda: layers.Conv3DTranspose(3, 2),
    "DepthwiseConv1D": lambda: layers.DepthwiseConv1D(2),
    "SeparableConv1D": lambda: layers.SeparableConv1D(3, 2),
    "DepthwiseConv2D": lambda: layers.DepthwiseConv2D(2),
    "SeparableConv2D": lambda: layers.SeparableConv2D(3, 2),
    "Activation": lambda: layers.Activation("tanh"),
    "ReLU": lambda: layers.ReLU(),
    "LeakyReLU": lambda: layers.LeakyReLU(),
    "PReLU": lambda: layers.PReLU(),
    "ELU": lambda: layers.ELU(),
    "Softmax": lambda: layers.Softmax(),
    "Flatten": lambda: layers.Flatten(),
    "Reshape": lambda: layers.Reshape((4, 2)),
    "Permute": lambda: layers.Permute((2, 1)),
    "RepeatVector": lambda: layers.RepeatVector(3),
    "BatchNormalization": lambda: layers.BatchNormalization(),
    "LayerNormalization": lambda: layers.LayerNormalization(),
    "Dropout": lambda: layers.Dropout(0.25),
    "SpatialDropout1D": lambda: layers.SpatialDropout1D(0.25),
    "SpatialDropout2D": lambda: layers.SpatialDropout2D(0.25),
    "SpatialDropout3D": lambda: layers.SpatialDropout3D(0.25),
    "GaussianDropout": lambda: layers.GaussianDropout(0.25),
    "GaussianNoise": lambda: layers.GaussianNoise(0.25),
    "AlphaDropout": lambda: layers.AlphaDropout(0.25),
    "ActivityRegularization": lambda: layers.ActivityRegularization(),
    "Identity": lambda: layers.Identity(),
    "CategoryEncoding": lambda: layers.CategoryEncoding(6),
    "Discretization": lambda: layers.Discretization(num_bins=4),
    "Hashing": lambda: layers.Hashing(4),
    "HashedCrossing": lambda: layers.HashedCrossing(4),
    "StringLookup": lambda: layers.StringLookup(),
    "IntegerLookup": lambda: layers.IntegerLookup(),
    "TextVectorization": lambda: layers.TextVectorization(),
    "Pipeline": lambda: layers.Pipeline([layers.RandomFlip()]),
    "STFTSpectrogram": lambda: layers.STFTSpectrogram(),
    "MelSpectrogram": lambda: layers.MelSpectrogram(),
    "AutoContrast": lambda: layers.AutoContrast(),
    "ContrastLimitedAdaptiveHistogramEqualization": lambda: layers.ContrastLimitedAdaptiveHistogramEqualization(),
    "RandomCrop": lambda: layers.RandomCrop(3, 3, seed=1),
    "MaxNumBoundingBoxes": lambda: layers.MaxNumBoundingBoxes(3),
    "RandomFlip": lambda: layers.RandomFlip(),
    "RandomRotation": lambda: layers.RandomRotation(0.2),
    "RandomZoom": lambda: layers.RandomZoom(0.2),
    "RandomContrast": lambda: layers.RandomContrast(0.2),
    "RandomBrightness": lambda: layers.RandomBrightness(0.2),
    "RandomTranslation": lambda: layers.RandomTranslation(0.2, 0.2),
    "RandomShear": lambda: layers.RandomShear(),
    "RandomHue": lambda: layers.RandomHue(0.2),
    "RandomSaturation": lambda: layers.RandomSaturation(0.2),
    "RandomSharpness": lambda: layers.RandomSharpness(0.2),
    "RandomPosterization": lambda: layers.RandomPosterization(4),
    "RandomGrayscale": lambda: layers.RandomGrayscale(),
    "RandomColorJitter": lambda: layers.RandomColorJitter(),
    "RandomColorDegeneration": lambda: layers.RandomColorDegeneration(0.2),
    "RandomErasing": lambda: layers.RandomErasing(),
    "RandomElasticTransform": lambda: layers.RandomElasticTransform(),
    "RandomGaussianBlur": lambda: layers.RandomGaussianBlur(),
    "RandomInvert": lambda: layers.RandomInvert(),
    "RandomPerspective": lambda: layers.RandomPerspective(),
    "RandAugment": lambda: layers.RandAugment(),
    "AugMix": lambda: layers.AugMix(),
    "CutMix": lambda: layers.CutMix(),
    "MixUp": lambda: layers.MixUp(),
    "Equalization": lambda: layers.Equalization(),
    "Solarization": lambda: layers.Solarization(),
    "GroupNormalization": lambda: layers.GroupNormalization(),
    "RMSNormalization": lambda: layers.RMSNormalization(),
    "UnitNormalization": lambda: layers.UnitNormalization(),
    "SpectralNormalization": lambda: layers.SpectralNormalization(layers.Dense(3)),
    "Normalization": lambda: layers.Normalization(),
    "Rescaling": lambda: layers.Rescaling(0.5),
    "ZeroPadding1D": lambda: layers.ZeroPadding1D(),
    "ZeroPadding2D": lambda: layers.ZeroPadding2D(),
    "ZeroPadding3D": lambda: layers.ZeroPadding3D(),
    "Cropping1D": lambda: layers.Cropping1D(),
    "Cropping2D": lambda: layers.Cropping2D(),
    "Cropping3D": lambda: layers.Cropping3D(),
    "UpSampling1D": lambda: layers.UpSampling1D(2),
    "UpSampling2D": lambda: layers.UpSampling2D(),
    "UpSampling3D": lambda: layers.UpSampling3D(),
    "Resizing": lambda: layers.Resizing(4, 5),
    "CenterCrop": lambda: layers.CenterCrop(4, 5),
    "EinsumDense": lambda: layers.EinsumDense("abc,cd->abd", (None, 5)),
    "ReversibleEmbedding": lambda: layers.ReversibleEmbedding(10, 3),
    "Add": lambda: layers.Add(),
    "Subtract": lambda: layers.Subtract(),
    "Multiply": lambda: layers.Multiply(),
    "Average": lambda: layers.Average(),
    "Maximum": lambda: layers.Maximum(),
    "Minimum": lambda: layers.Minimum(),
    "Concatenate": lambda: layers.Concatenate(),
    "Dot": lambda: layers.Dot(1),
    "Attention": lambda: layers.Attention(),
    "AdditiveAttention": lambda: layers.AdditiveAttention(),
    "MultiHeadAttention": lambda: layers.MultiHeadAttention(2, 3),
    "GroupQueryAttention": lambda: layers.GroupQueryAttention(3, 4, 2),
    "ThresholdedReLU": lambda: legacy.ThresholdedReLU(),  # of Keras 1 and 2
    "LayerScale": lambda: convnext.LayerScale(1e-6, 8),  # of keras.applications
    "StochasticDepth": lambda: convnext.StochasticDepth(0.2),
    "CustomScaleLayer": lambda: inception_resnet_v2.CustomScaleLayer(0.5),
}


# Layers of Keras 2 that Keras 3 has no more: their options with the defaults of tf.keras 2.15, written down by hand.
LOCAL = {
    "name": "layer",
    "trainable": True,
    "dtype": "float32",
    "filters": 3,
    "padding": "valid",
    "data_format": "channels_last",
    "activation": "linear",
    "use_bias": True,
    "kernel_initializer": "GlorotUniform",
    "bias_initializer": "Zeros",
    "kernel_regularizer": None,
    "bias_regularizer": None,
    "activity_regularizer": None,
    "kernel_constraint": None,
    "bias_constraint": None,
    "implementation": 1,
}
KERAS_2 = {
    "LocallyConnected1D": {**LOCAL, "kernel_size": [2], "strides": [1]},
    "LocallyConnected2D": {**LOCAL, "kernel_size": [2, 2], "strides": [1, 1]},
}


def options():
    for name, config in KERAS_2.items():
        for key, value in config.items():
            yield f"{name}\t{key}\t{json.dumps(value)}"
    for key, value in layers.LSTMCell(3).get_config().items():  # of TensorFlow Addons, over the options of LSTMCell
        if key != "name":
            value = value["class_name"] if isinstance(value, dict) else value
            yield f"PeepholeLSTMCell\t{key}\t{json.dumps(value)}"
    for name, make in sorted(DEFAULTS.items()):
        for key, value in make().get_config().items():
            if isinstance(value, dict):
                value = value["class_name"]  # a default object: its class says enough
            elif key in ("layers", "cells"):
                value = [entry["class_name"] for entry in value]
            yield f"{name}\t{key}\t{json.dumps(value)}"


MODELS = {
    "action": lambda: sequential(
        keras.Input((5, 126)),
        layers.LSTM(64, return_sequences=True, activation="relu"),
        layers.LSTM(128, return_sequences=True, activation="relu"),
        layers.LSTM(64, activation="relu"),
        layers.Dense(64, activation="relu"),
        layers.Dense(32, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ),
    "worked_example": lambda: sequential(keras.Input((7, 80)), layers.LSTM(12)),
    "gru_reset_after": lambda: sequential(keras.Input((7, 5)), layers.GRU(4)),
    "gru_reset_before": lambda: sequential(keras.Input((7, 5)), layers.GRU(4, reset_after=False)),
    "no_bias": lambda: sequential(
        keras.Input((7, 5)),
        layers.SimpleRNN(4, use_bias=False, return_sequences=True),
        layers.LSTM(3, use_bias=False),
        layers.Dense(2, use_bias=False),
    ),
    "convolution": lambda: sequential(
        keras.Input((None, 6)),
        layers.Conv1D(8, 3, padding="causal", dilation_rate=2),
        layers.MaxPooling1D(2),
        layers.Conv1D(4, 5, groups=2, use_bias=False, padding="same"),
        layers.GlobalAveragePooling1D(),
        layers.Dense(2),
    ),
    "wrappers": lambda: sequential(
        keras.Input((None, 5)),
        layers.Bidirectional(
            layers.LSTM(4, return_sequences=True),
            backward_layer=layers.GRU(4, return_sequences=True, go_backwards=True),
            merge_mode="sum",
        ),
        layers.Bidirectional(layers.GRU(3, return_sequences=True)),
        layers.TimeDistributed(layers.Dense(7)),
        layers.BatchNormalization(),
        layers.LayerNormalization(scale=False),
        layers.PReLU(shared_axes=[1]),
    ),
    "frozen": lambda: sequential(
        keras.Input((None,), dtype="int32"),
        layers.Embedding(20, 6, mask_zero=True, trainable=False),
        layers.Bidirectional(layers.LSTM(4, return_sequences=True, trainable=False)),
        layers.TimeDistributed(layers.Dense(7, trainable=False)),
        frozen(sequential(layers.Dense(3), layers.BatchNormalization())),
        layers.BatchNormalization(scale=False),
        layers.Dense(2),
    ),
    "frozen_whole": lambda: frozen(sequential(keras.Input((4,)), layers.Dense(3))),
}


def counts():
    for name, make in MODELS.items():
        model = make()
        trainable = sum(int(keras.ops.size(v)) for v in model.trainable_variables)
        per_layer = " ".join(str(layer.count_params()) for layer in model.layers)
        yield f"{name}\t{model.count_params()}\t{trainable}\t{per_layer}"


def write(path, lines):
    with open(path, "w") as f:
        f.write(f"# Keras {keras.__version__}; written by record_keras.py\n")
        f.writelines(line + "\n" for line in lines)


write("automatic_names.txt", names())
write("layer_options.txt", options())
write("parameter_counts.txt", counts())
