"""Goes on in the real Keras from what TrainingFixtureTest left in a folder (default keras-import/target/trained) after each run: opens
the `.keras` file, must predict the same, reads the `.weights.h5` file into a model whose variables were all changed, and trains for one
more epoch; loss, weights and the optimizer's variables must be those of Java, which did the same. Prints what differs, and at last how many did.

Run: python check_trained.py [FOLDER [PATTERN]]
"""

import re
import sys
from pathlib import Path

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
sys.path.insert(0, str(FIXTURES))
from common import keras, np  # noqa: E402
from packed import read  # noqa: E402

TOLERANCE = 1e-4


def one(arrays):
    return arrays[0] if len(arrays) == 1 else arrays


def several(arrays, prefix):
    return [arrays[f"{prefix}{i}"] for i in range(len(arrays)) if f"{prefix}{i}" in arrays]


def far(a, b):
    """The largest distance in tolerances."""
    a, b = np.asarray(a, "f8"), np.asarray(b, "f8")
    return np.max(np.abs(a - b) / (1 + np.abs(b)), initial=0) / TOLERANCE


def inputs(model, arrays):
    return [x.astype(i.dtype) for x, i in zip(several(arrays, "x"), model.inputs, strict=True)]


def other_predictions(model, x, batch, said):
    given = keras.tree.flatten(model.predict_on_batch(one([a[:batch] for a in x])))
    worst = max(far(a, b) for a, b in zip(given, several(said, "p"), strict=True))
    return f"other predictions, {worst:.2f} tolerances" if worst > 0.1 else None


def other_variables(file, model):
    """The file of weights has all that the archive has."""
    again = keras.models.load_model(file)
    for v in [*again.weights, *again.optimizer.variables]:
        v.assign(v + keras.ops.cast(1, v.dtype))
    again.load_weights(file.with_suffix(".weights.h5"))
    pairs = zip([*model.weights, *model.optimizer.variables], [*again.weights, *again.optimizer.variables], strict=True)
    wrong = [a.path for a, b in pairs if not np.array_equal(a.numpy(), b.numpy())]
    return f"not in the file of weights: {wrong}" if wrong else None


def goes_on_otherwise(file, model, entry, arrays, said):
    x, y, weights = inputs(model, arrays), several(arrays, "y"), several(arrays, "s")
    classes = {int(k): v for k, v in entry.get("class_weight", {}).items()}
    for layer in model.layers:
        if getattr(layer, "stateful", False):
            layer.reset_state()
    history = model.fit(
        one(x),
        one(y),
        batch_size=entry["batch"],
        shuffle=False,
        verbose=0,
        sample_weight=one(weights) if weights else None,
        class_weight=classes or None,
    ).history
    loss, java = history["loss"][0], float(said["loss"])
    if abs(loss - java) > TOLERANCE * abs(loss):
        return f"goes on with the loss {loss}, in Java {java}"
    after = keras.models.load_model(file.with_suffix(".next.keras"))
    exempt = {i for i, w in enumerate(model.weights) if w.path in entry.get("exempt", [])}
    for i, (a, b) in enumerate(zip(model.weights, after.weights, strict=True)):
        if i not in exempt and far(b, a) > 1:
            return f"goes on to another {a.path}, {far(b, a):.2f} tolerances"
    names = [path.replace("/", "_") for path in entry.get("exempt", [])]
    for a, b in zip(model.optimizer.variables, after.optimizer.variables, strict=True):
        if not any(name in a.path for name in names) and far(b, a) > 1:
            return f"goes on to another {a.path}, {far(b, a):.2f} tolerances"
    return None


def difference(file, entry, arrays):
    keras.backend.clear_session()
    said = np.load(file.with_suffix(".npz"))
    model = keras.models.load_model(file)
    return (
        other_predictions(model, inputs(model, arrays), entry["batch"], said)
        or other_variables(file, model)
        or goes_on_otherwise(file, model, entry, arrays, said)
    )


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else FIXTURES.parents[2] / "target" / "trained").resolve()
    pattern = sys.argv[2] if len(sys.argv) > 2 else ""
    differ = count = 0
    for entry, arrays in read(FIXTURES / "training"):
        if not re.search(pattern, entry["name"]):
            continue
        count += 1
        try:
            said = difference(folder / f"{entry['name']}.keras", entry, arrays)
        except Exception as e:  # noqa: BLE001
            said = f"{type(e).__name__}: {e}"
        if said:
            differ += 1
            print(f"{entry['name']}: {said}", flush=True)
    print(f"{count} runs, {differ} differ")
    return differ > 0 or count == 0


if __name__ == "__main__":
    sys.exit(main())
