"""Trains co2_forecaster.keras: the CO2 concentration four weeks ahead, from the last 52 weeks.

Data: weekly atmospheric CO2 in ppm at Mauna Loa, March 1958 to December 2001, `statsmodels.datasets.co2`.
    C.D. Keeling and T.P. Whorf (2004), Scripps Institution of Oceanography, CDIAC. Public domain
    (statsmodels.datasets.co2.COPYRIGHT: "This is public domain."). 59 of the 2284 weeks were not
    measured and are interpolated linearly; the last of them is in 1985, long before the test weeks.

Normalisation: a window is its distance from its own last week, in units of 2 ppm,

    x[t] = (co2[t] - co2[last]) / 2        y = (co2[last + 4] - co2[last]) / 2

    so nothing is fitted or stored, and a forecast in ppm is co2[last] + 2 * y.

Run: pip install tensorflow-cpu keras statsmodels; python train_co2_forecaster.py      (about half a minute)
"""

from pathlib import Path

import keras
import numpy as np
from keras.layers import LSTM, Dense
from statsmodels.datasets import co2

HERE = Path(__file__).parent
WINDOW, AHEAD, YEAR = 52, 4, 52
SCALE = 2.0  # ppm
TEST_WINDOWS, SAVED_WINDOWS = 260, 32

keras.utils.set_random_seed(1958)

# windows[i] are the weeks i .. i+51; target[i] is the week four weeks after the last of them
ppm = co2.load_pandas().data["co2"].interpolate().to_numpy()
windows = np.lib.stride_tricks.sliding_window_view(ppm[:-AHEAD], WINDOW)
last, target = windows[:, -1], ppm[WINDOW - 1 + AHEAD :]
x = ((windows - last[:, None]) / SCALE).astype("float32")[:, :, None]
y = ((target - last) / SCALE).astype("float32")[:, None]

test = slice(len(x) - TEST_WINDOWS, None)
train = slice(0, len(x) - TEST_WINDOWS - AHEAD)  # knows no week after the first test window

model = keras.Sequential(
    [
        keras.Input(shape=(WINDOW, 1)),
        LSTM(32, return_sequences=True),
        LSTM(16),
        Dense(1),
    ],
    name="co2_forecaster",
)
model.compile(optimizer=keras.optimizers.Adam(3e-3), loss="mse")
model.fit(x[train], y[train], epochs=40, batch_size=64, verbose=2)


def report(name, forecast):
    print(f"{name:<44} test MAE {np.abs(forecast - target[test]).mean():.3f} ppm")


week = np.arange(len(x))[test] + WINDOW - 1  # the last known week of each test window
report("model", last[test] + SCALE * model.predict(x[test], verbose=0)[:, 0])
report("persistence (the last week)", ppm[week])
report("seasonal naive (a year before)", ppm[week + AHEAD - YEAR])
report("seasonal naive + last year's growth", ppm[week + AHEAD - YEAR] + ppm[week] - ppm[week - YEAR])

model.save(HERE / "co2_forecaster.keras")
reloaded = keras.saving.load_model(HERE / "co2_forecaster.keras")
np.save(HERE / "co2_forecaster_input.npy", x[-SAVED_WINDOWS:])
np.save(HERE / "co2_forecaster_expected.npy", reloaded.predict(x[-SAVED_WINDOWS:], verbose=0))
