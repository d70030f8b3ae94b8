"""Trains digits_classifier.h5: handwritten digits, each read row by row as 8 steps of 8 pixels.

Data: 1797 images of 8x8 pixels, `sklearn.datasets.load_digits`, a copy of the test set of "Optical
    Recognition of Handwritten Digits", E. Alpaydin and C. Kaynak (1998), UCI Machine Learning
    Repository, https://doi.org/10.24432/C50P49, licence CC BY 4.0. Changed here: pixels 0..16 are
    divided by 16. A fifth of the images, 360, is kept for the test.

The file is the legacy whole-model HDF5 format, written by Keras 3.

Run: pip install tensorflow-cpu keras scikit-learn; python train_digits_classifier.py      (about half a minute)
"""

from pathlib import Path

import keras
import numpy as np
from keras.layers import LSTM, Bidirectional, Dense
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

HERE = Path(__file__).parent
SAVED_DIGITS = 64

keras.utils.set_random_seed(1998)

digits = load_digits()
images = (digits.images / 16).astype("float32")  # (1797, 8 rows, 8 columns)
labels = digits.target.astype("int64")
x_train, x_test, y_train, y_test = train_test_split(
    images, labels, test_size=0.2, random_state=1998, stratify=labels
)

model = keras.Sequential(
    [
        keras.Input(shape=(8, 8)),
        Bidirectional(LSTM(32)),
        Dense(10, activation="softmax"),
    ],
    name="digits_classifier",
)
model.compile(
    optimizer=keras.optimizers.Adam(5e-3),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
model.fit(x_train, y_train, epochs=40, batch_size=64, verbose=2)

_, accuracy = model.evaluate(x_test, y_test, verbose=0)
print(f"test accuracy {accuracy:.4f} ({round(accuracy * len(y_test))} of {len(y_test)} digits)")

model.save(HERE / "digits_classifier.h5")
reloaded = keras.saving.load_model(HERE / "digits_classifier.h5")
np.save(HERE / "digits_classifier_input.npy", x_test[:SAVED_DIGITS])
np.save(HERE / "digits_classifier_expected.npy", reloaded.predict(x_test[:SAVED_DIGITS], verbose=0))
np.save(HERE / "digits_classifier_labels.npy", y_test[:SAVED_DIGITS])
