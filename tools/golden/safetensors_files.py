"""Golden files of @gradus/tensor's safetensors codec, from Python's safetensors and NumPy.

Writes into packages/tensor/test/golden:
  python.safetensors       a file by Python, which Gradus has to read
  python.safetensors.json  what is in it
  gradus.safetensors.json  what Python reads out of gradus.safetensors, a file by Gradus. That file is written by
                           the test (UPDATE_GOLDEN=1), which else asserts that Gradus still writes these very bytes.
"""
import json
import pathlib
import platform

import numpy as np
import safetensors
from safetensors.numpy import save_file

golden = pathlib.Path(__file__).parents[2] / "packages/tensor/test/golden"


def tensors():
    return {
        "dense_0.kernel": np.array([[1.5, -2.25, 1e-40], [3.4028235e38, np.inf, -0.0]], dtype=np.float32),
        "dense_0.bias": np.array([0.1, 0.2, 0.3], dtype=np.float32),
        "double": np.array([np.pi, -1e-308, 5e-324], dtype=np.float64),
        "count": np.array(-2147483648, dtype=np.int32),
        "bytes": np.arange(7, dtype=np.uint8),
        "mask": np.array([[True, False], [False, True]]),
        "empty": np.zeros((0, 4), dtype=np.float32),
        "größe": np.array([1], dtype=np.int32),
    }


def describe(array):
    return {"dtype": str(array.dtype), "shape": list(array.shape), "bytes": list(array.tobytes())}


def provenance():
    return {
        "script": "tools/golden/safetensors_files.py",
        "python": platform.python_version(),
        "safetensors": safetensors.__version__,
        "numpy": np.__version__,
    }


def read(path):
    with safetensors.safe_open(path, framework="numpy") as file:
        contents = {name: describe(file.get_tensor(name)) for name in sorted(file.keys())}
        return {"provenance": provenance(), "metadata": file.metadata(), "tensors": contents}


golden.mkdir(parents=True, exist_ok=True)
metadata = {"made": 'by "Python"\n', "__proto__": "a name"}
save_file(tensors(), golden / "python.safetensors", metadata=metadata)
for path in [golden / "python.safetensors", golden / "gradus.safetensors"]:
    if path.exists():
        (golden / f"{path.name}.json").write_text(json.dumps(read(path), ensure_ascii=False) + "\n")
