"""Writes the data that the examples train on: co2_weekly.npy and digits.npz.

co2_weekly.npy: weekly atmospheric CO2 in ppm at Mauna Loa, March 1958 to December 2001, missing weeks interpolated linearly;
    `statsmodels.datasets.co2`, C.D. Keeling and T.P. Whorf (2004), Scripps Institution of Oceanography, CDIAC; public domain.
digits.npz: 1797 images of handwritten digits of 8 by 8 pixels, 0 to 16, with their labels, training images before the 360 that
    train_digits_classifier.py tests with; `sklearn.datasets.load_digits`, Alpaydin & Kaynak (1998), UCI Machine Learning Repository,
    https://doi.org/10.24432/C50P49, CC BY 4.0.

Run: pip install scikit-learn statsmodels; python make_data.py
"""

from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from statsmodels.datasets import co2

HERE = Path(__file__).parent

np.save(HERE / "co2_weekly.npy", co2.load_pandas().data["co2"].interpolate().to_numpy().astype("float32"))
digits = load_digits()
train, test = train_test_split(np.arange(len(digits.target)), test_size=0.2, random_state=1998, stratify=digits.target)
order = np.concatenate([train, test])
np.savez_compressed(HERE / "digits.npz", images=digits.images[order].astype("uint8"), labels=digits.target[order].astype("uint8"))
