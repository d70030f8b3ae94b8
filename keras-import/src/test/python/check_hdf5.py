"""Reads with h5py what Hdf5WriterTest left in a folder (default keras-import/target/hdf5) and compares it with the lists beside
the files; then goes on writing a copy of each, which shows broken heaps and trees, and compares again.

Run: python check_hdf5.py [FOLDER]
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path

import h5py
import ml_dtypes
import numpy as np


def compare(file, listed):
    """The number of objects and attributes that were compared."""
    groups = set()
    for key, expected in listed.items():
        path, at, name = key.partition("@")
        node = file[path] if path else file
        if at and isinstance(expected, str):
            found = node.attrs[name]
            assert isinstance(found, str) and found == expected, (key, found)
        elif at:
            found = node.attrs[name]
            assert (found.dtype.kind == "S") == bool(expected), (key, found.dtype)
            assert [t.decode() for t in found] == expected, (key, found)
        else:
            value = node[()]
            if expected["dtype"] == "bfloat16":
                assert node.attrs["dtype"] == "bfloat16" and value.dtype == np.dtype("V2"), key
                value = np.array(node, dtype=ml_dtypes.bfloat16)
            assert str(value.dtype) == expected["dtype"], (key, value.dtype)
            assert list(node.shape) == expected["shape"], (key, node.shape)
            assert np.array_equal(value.astype("f8").ravel(), np.array(expected["values"], "f8")), key
            assert node.chunks is None and node.compression is None, key
            groups.add(path.rpartition("/")[0])
    walked = []
    file.visititems(lambda path, node: walked.append(path) if isinstance(node, h5py.Dataset) else None)
    assert sorted(walked) == sorted(k for k, v in listed.items() if isinstance(v, dict)), "walk"
    for path in groups:  # the tree must find each of them by its name, too
        for name in file[path]:
            assert name in file[path], (path, name)
    return len(listed)


def go_on_writing(path, listed):
    """Adds and deletes groups, data sets and attributes everywhere."""
    rng = np.random.default_rng(0)
    with h5py.File(path, "r+") as file:
        nodes = [file]
        file.visititems(lambda _, node: nodes.append(node))
        for i, node in enumerate(nodes[:: max(1, len(nodes) // 50)]):
            node.attrs["added"] = "later " + "x" * int(rng.integers(0, 3000))
            node.attrs["also"] = [1.5, 2.5]
            if isinstance(node, h5py.Group):
                for n in range(60):
                    node[f"0added{n}"] = rng.standard_normal(5)
                    node.create_group(f"zadded{n}").attrs["name"] = f"group {n}"
                for n in range(0, 60, 2):
                    del node[f"0added{n}"]
        file.flush()
    with h5py.File(path, "r+") as file:
        nodes = [file]
        file.visititems(lambda _, node: nodes.append(node))
        for node in nodes:
            if isinstance(node, h5py.Group):
                for name in [n for n in node if "added" in n]:
                    del node[name]
            for name in ("added", "also"):
                if name in node.attrs:
                    del node.attrs[name]


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[3] / "target" / "hdf5")
    files = sorted(folder.glob("*.h5"))
    compared = 0
    for path in files:
        listed = json.loads(path.with_suffix(".json").read_text())
        with h5py.File(path, "r") as file:
            compared += compare(file, listed)
        with tempfile.TemporaryDirectory() as temporary:
            copy = Path(shutil.copy(path, temporary))
            go_on_writing(copy, listed)
            with h5py.File(copy, "r") as file:
                compare(file, listed)
    print(f"{len(files)} files, {compared} objects and attributes: all as listed, before and after h5py went on writing")
    return not files


if __name__ == "__main__":
    sys.exit(main())
