"""Makes custom_objects.keras: a model with a layer, an activation and a Lambda that are Python code of its own.

Data: none. Weights and input are random from a fixed seed.

Run: pip install tensorflow-cpu keras; python make_custom_objects.py      (a few seconds)
"""

from pathlib import Path

import keras
import numpy as np
from keras import layers, ops

HERE = Path(__file__).parent

keras.utils.set_random_seed(7)
random = np.random.default_rng(7)


@keras.saving.register_keras_serializable("example")
def quick_gelu(x):
    return x * ops.sigmoid(1.702 * x)


@keras.saving.register_keras_serializable("example")
class FeatureScale(layers.Layer):
    """x * scale + shift, a learnt scale for every feature."""

    def __init__(self, shift=0.0, **kwargs):
        super().__init__(**kwargs)
        self.shift = shift

    def build(self, shape):
        self.scale = self.add_weight(name="scale", shape=(shape[-1],), initializer="ones")

    def call(self, x):
        return x * self.scale + self.shift

    def get_config(self):
        return {**super().get_config(), "shift": self.shift}


model = keras.Sequential(
    [
        keras.Input(shape=(6, 3)),
        FeatureScale(shift=0.25),
        layers.LSTM(5, return_sequences=True),
        layers.Dense(4, activation=quick_gelu),
        layers.Lambda(lambda x: x[:, -1], name="last_step"),
    ]
)
for weight in model.weights:
    weight.assign(random.uniform(-0.5, 0.5, weight.shape))

model.save(HERE / "custom_objects.keras")
x = random.standard_normal((4, 6, 3), dtype="float32")
np.save(HERE / "custom_objects_input.npy", x)
np.save(HERE / "custom_objects_expected.npy", model.predict(x, verbose=0))
