"""Opens in the real Keras what SavedModelsTest left in a folder (default keras-import/target/saved): the weights must be those of
the golden model from which it was made, its predictions those of the arrays beside that; every 20th must have the same paths of
variables too, and is trained for a step. Prints what differs, and at last how many did.

Run: python check_saved.py [FOLDER [FIRST [COUNT]]]
"""

import io
import os
import re
import sys
import zipfile
from pathlib import Path

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import h5py  # noqa: E402
import keras  # noqa: E402
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402
from check_scripts import inputs, predict  # noqa: E402

FIXTURES = Path(__file__).resolve().parents[4] / "keras-import" / "src" / "test" / "fixtures"


def expected(golden):
    arrays = np.load(golden.with_suffix(".npz"), allow_pickle=False)
    names = ["y0"] if "y0" in arrays else [n for i in range(len(arrays.files)) if (n := f"y0_{i}") in arrays]
    return [arrays[name] for name in names]


def variables(archive):
    """The data sets of an archive by their path; none if it is something else."""
    if not zipfile.is_zipfile(archive):
        return {}
    found = {}
    with zipfile.ZipFile(archive) as zipped, h5py.File(io.BytesIO(zipped.read("model.weights.h5"))) as file:
        file.visititems(lambda path, node: found.update({path: node[()]}) if isinstance(node, h5py.Dataset) else None)
    return {path: value for path, value in found.items() if not path.endswith("idf_weights")}


def other_weights(golden, file):
    """Quantised weights are saved as floats, and other versions had other places."""
    before, after = variables(golden), variables(file)
    if any(v.dtype == "int8" for v in before.values()) or before.keys() != after.keys() or "float64" in golden.name:
        return None
    return None if all(same(a, after[p]) for p, a in before.items()) else "other weights"


def same(a, b):
    """To the bit, but for the order of the bytes and for floats that a file held shorter than their layer does."""
    return a.tobytes() == b.tobytes() or (a.dtype.kind == b.dtype.kind == "f" and np.array_equal(a, b, equal_nan=True))


def other_paths(golden, model):
    """Optimizers and patterns know variables by their paths; those without a name are numbered."""
    try:
        written = keras.models.load_model(golden, compile=False) if golden.suffix == ".keras" else None
    except Exception:  # noqa: BLE001 an older version's
        return None
    paths = [[re.sub(r"variable(_\d+)?$", "variable", w.path) for w in m.weights] for m in (written or model, model)]
    return None if paths[0] == paths[1] or any("_scale" in p for p in paths[0]) else f"other paths: {paths}"


def results(golden, model):
    x = inputs(golden)
    if isinstance(x, list) and any(a.dtype.kind == "U" for a in x):
        return [np.asarray(y) for y in keras.tree.flatten(model([tf.constant(a) for a in x]))]
    return predict(model, x)


def other_numbers(golden, model):
    found = results(golden, model)
    wanted = expected(golden)
    if any(b.dtype.name in ("float16", "bfloat16") for b in found):  # the arrays beside it were computed in float32
        wanted = results(golden, keras.models.load_model(golden, compile=False))
    for a, b in zip(wanted, found, strict=True):
        if b.dtype.kind in "SO":
            b = np.char.decode(b.astype("S"), "utf-8")
        if a.shape != b.shape or (a.dtype.kind == "U" and not np.array_equal(a, b)):
            return f"other results: {a.shape}, {b.shape}"
        if a.dtype.kind != "U" and not np.allclose(a, np.asarray(b, a.dtype), 1e-5, 1e-5, equal_nan=True):
            return f"other numbers: {np.nanmax(np.abs(a.astype('f8') - b.astype('f8')))}"
    return None


def other_optimizer(golden, model):
    """Those without arrays beside them are there for their optimizers."""
    if model.optimizer is None:
        return None
    before = load(golden).optimizer.variables
    equal = all(np.array_equal(a.numpy(), b.numpy()) for a, b in zip(before, model.optimizer.variables, strict=True))
    return None if equal else "another optimizer"


def load(file):
    """ScheduleFreeAdamW begins with copies of the weights, which Keras takes before it has loaded them: of random ones."""
    keras.utils.set_random_seed(0)
    return keras.models.load_model(file)


def cannot_train(golden, model):
    y = expected(golden)
    trainable = [w for w in model.trainable_weights if w.dtype == "float32"]
    if not trainable or any(a.dtype.kind != "f" for a in y) or isinstance(getattr(model, "_outputs_struct", None), dict):
        return None
    x = inputs(golden)
    model.compile(keras.optimizers.SGD(1e-3), "mse" if len(y) == 1 else ["mse"] * len(y))
    model.train_on_batch(x, y[0] if len(y) == 1 else y)
    return None


def difference(file, folder, train):
    base = FIXTURES / file.relative_to(folder).with_suffix("")
    golden = next((g for g in (base.with_name(base.name + end) for end in (".keras", ".h5")) if g.exists()), base.with_name(base.name + ".x"))
    keras.backend.clear_session()
    model = load(file)
    if not golden.with_suffix(".npz").exists():
        return other_weights(golden, file) or other_optimizer(golden, model)
    said = other_weights(golden, file) or (other_paths(golden, model) if train else None)
    if said is None and not any(getattr(layer, "stateful", False) for layer in model.layers):
        said = other_numbers(golden, model)
    return said or (cannot_train(golden, model) if train else None)


def itself(file, folder):
    """Whether Keras cannot open or run the golden model either, of which it forgets an option itself."""
    golden = FIXTURES / file.relative_to(folder)
    try:
        results(golden, keras.models.load_model(golden, compile=False))
        return False
    except Exception:  # noqa: BLE001
        return True


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else FIXTURES.parents[2] / "target" / "saved").resolve()
    first, count = (int(a) for a in (sys.argv[2:] + ["0", "1000000"][len(sys.argv[2:]) :]))
    files = sorted(folder.glob("**/*.keras"))[first : first + count]
    differ = 0
    for number, file in enumerate(files):
        if number % 100 == 0:
            print(f"{number} of {len(files)}", file=sys.stderr, flush=True)
        try:
            said = difference(file, folder, train=number % 20 == 0)
        except Exception as e:  # noqa: BLE001
            said = None if itself(file, folder) else f"{type(e).__name__}: {e}"
        if said:
            differ += 1
            print(f"{file.relative_to(folder)}: {said}", flush=True)
    print(f"{len(files)} models, {differ} differ")
    return differ > 0 or not files


if __name__ == "__main__":
    sys.exit(main())
