"""Runs in the real Keras the scripts that ConvertJavaTest left in a folder (default cli/target/converted): each must give the
summary and the predictions of the model from which it was made. The Python in docs/guide.md must run. Prints what differs, and at
last how many did.

Run: python check_scripts.py [FOLDER [FIRST [COUNT]]]
"""

import contextlib
import io
import os
import re
import sys
from pathlib import Path

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras  # noqa: E402
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402


UNREADABLE = "Keras itself cannot read or run the model"


def summary(model):
    lines = []
    model.summary(print_fn=lambda line, **_: lines.append(line))
    return "\n".join(lines)


def inputs(file):
    arrays = np.load(file.with_suffix(".npz"), allow_pickle=False)
    return arrays["x0"] if "x0" in arrays else [arrays[f"x0_{i}"] for i in range(len(arrays.files)) if f"x0_{i}" in arrays]


def predict(model, x):
    as_tensors = keras.tree.map_structure(lambda a: tf.constant(a) if a.dtype.kind == "U" else keras.ops.convert_to_tensor(a), x)
    names = getattr(model, "_inputs_struct", None)
    given = dict(zip(sorted(names), as_tensors, strict=True)) if isinstance(names, dict) else as_tensors
    return [np.asarray(y) for y in keras.tree.flatten(model(given, training=False))]


def difference(script):
    text = script.read_text()
    file = Path(text.split("\n", 1)[0][2:])
    keras.backend.clear_session()
    try:
        original = keras.models.load_model(file, compile=False)
    except Exception:  # noqa: BLE001
        return UNREADABLE
    expected = summary(original)
    keras.backend.clear_session()
    scope = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(text, script, "exec"), scope)
    found = summary(scope["model"])
    if found != expected:
        return f"{file}: another summary\n{expected}\n{found}"
    if any(getattr(l, "stateful", False) for l in original.layers):
        return None
    x = inputs(file)
    try:
        expected = predict(original, x)
    except Exception:  # noqa: BLE001
        return UNREADABLE
    for a, b in zip(expected, predict(scope["model"], x), strict=True):
        if a.dtype.kind == "f" and not np.allclose(a, b, 1e-5, 1e-5, equal_nan=True):
            return f"{file}: other numbers, {np.nanmax(np.abs(a - b))}"
    return None


def guide():
    """What the guide says of Keras that Keras does not understand."""
    blocks = re.findall("```python\n(.*?)```", (Path(__file__).parents[4] / "docs" / "guide.md").read_text(), re.DOTALL)
    wrong = []
    others = [b for b in blocks if not all(hasattr(keras.layers, name) for name in re.findall(r"\blayers\.(\w+)", b)) or "tensorflow_addons" in b]
    blocks = [b for b in blocks if b not in others]  # others were Keras 2's, or are TensorFlow Addons'
    for block in blocks:
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                exec(block, {"keras": keras, "layers": keras.layers})
        except Exception as e:  # noqa: BLE001
            wrong.append(f"guide: {e}\n{block}")
    print("\n".join([*wrong, f"{len(blocks)} blocks of the guide, {len(wrong)} do not run"]))
    return wrong


def main():
    wrong = guide()
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[3] / "target" / "converted")
    first, count = (int(a) for a in (sys.argv[2:] + ["0", "1000000"][len(sys.argv[2:]) :]))
    scripts = sorted(folder.glob("*.py"), key=lambda p: int(p.stem[5:]))[first : first + count]
    differ = unreadable = 0
    for script in scripts:
        try:
            said = difference(script)
        except Exception as e:  # noqa: BLE001
            said = f"{script}: {type(e).__name__}: {e}"
        if said == UNREADABLE:
            unreadable += 1
        elif said:
            differ += 1
            print(said, flush=True)
    print(f"{len(scripts)} scripts, {differ} differ; {unreadable} models Keras itself cannot read or run")
    return differ > 0 or bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
