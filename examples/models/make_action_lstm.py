"""Makes action_lstm.keras: the model whose parameters the parameter-count article counts, untrained.

Its LSTM layers have 4 * h * (h + x + 1) parameters: 48,896, 98,816 and 49,408; its Dense layers
out * (in + 1): 4,160, 2,080 and 330.

Data: none. Weights are Keras's own random initial values from a fixed seed, with two changes: biases,
    which Keras leaves at 0 and 1, get random values too, so that a bias in the wrong place changes the
    output; and LSTM kernels are three times larger, so that the 10 probabilities differ between inputs.
    The input is random: 16 sequences of 5 steps with 126 standard normal features.

Run: pip install tensorflow-cpu keras; python make_action_lstm.py      (a few seconds)
"""

import os
from pathlib import Path

import keras
import numpy as np
from keras.layers import LSTM, Dense

HERE = Path(__file__).parent

keras.utils.set_random_seed(126)
random = np.random.default_rng(126)

model = keras.Sequential(
    [
        keras.Input(shape=(5, 126)),
        LSTM(64, activation="relu", return_sequences=True),
        LSTM(128, activation="relu", return_sequences=True),
        LSTM(64, activation="relu"),
        Dense(64, activation="relu"),
        Dense(32, activation="relu"),
        Dense(10, activation="softmax"),
    ]
)
for weight in model.weights:
    if weight.name == "bias":
        weight.assign_add(random.normal(scale=0.2, size=weight.shape))
    elif weight.name == "kernel" and "lstm" in weight.path:
        weight.assign(3 * weight)

model.save(HERE / "action_lstm.keras")
reloaded = keras.saving.load_model(HERE / "action_lstm.keras")
x = random.standard_normal((16, 5, 126), dtype="float32")
np.save(HERE / "action_lstm_input.npy", x)
np.save(HERE / "action_lstm_expected.npy", reloaded.predict(x, verbose=0))

os.environ["COLUMNS"] = "120"  # wide enough for the 88 columns of a summary
with open(HERE / "action_lstm_summary.txt", "w", encoding="utf-8") as file:
    reloaded.summary(print_fn=file.write)
