"""Golden values of @gradus/data: scikit-learn's data sets and scaler, Python's csv module, JAX's permutations.

Run: python tools/golden/data.py   (needs scikit-learn, jax; writes packages/data/test/golden/*.json)
"""

import csv
import hashlib
import io
import json
import pathlib
import platform

import jax
import numpy as np
import sklearn
from sklearn import datasets
from sklearn.preprocessing import MinMaxScaler, StandardScaler

OUT = pathlib.Path(__file__).parents[2] / "packages" / "data" / "test" / "golden"
PROVENANCE = {
    "script": "tools/golden/data.py",
    "python": platform.python_version(),
    "numpy": np.__version__,
    "scikit-learn": sklearn.__version__,
    "jax": jax.__version__,
}


def write(name, content):
    OUT.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"provenance": PROVENANCE, **content}, indent=1)
    (OUT / f"{name}.json").write_text(text + "\n")


def checksum(array, dtype):
    return hashlib.sha256(np.ascontiguousarray(array, dtype=dtype).tobytes()).hexdigest()


def embedded():
    sources = {
        "digits": (datasets.load_digits(), "<i4"),
        "iris": (datasets.load_iris(), "<i4"),
        "wine": (datasets.load_wine(), "<i4"),
        "breastCancer": (datasets.load_breast_cancer(), "<i4"),
        "diabetes": (datasets.load_diabetes(scaled=False), "<f4"),
    }
    return {
        name: {
            "shape": list(bunch.data.shape),
            "x": checksum(bunch.data, "<f4"),
            "y": checksum(bunch.target, dtype),
            "firstRow": bunch.data[0].tolist(),
            "lastRow": bunch.data[-1].tolist(),
            "firstAnswer": float(bunch.target[0]),
            "lastAnswer": float(bunch.target[-1]),
            "classNames": [str(c) for c in getattr(bunch, "target_names", [])],
            "featureNames": [str(f) for f in bunch.feature_names],
        }
        for name, (bunch, dtype) in sources.items()
    }


def scaling():
    rng = np.random.default_rng(0)
    rows = 50
    x = np.stack(
        [
            rng.normal(0, 1, rows),
            rng.normal(1e6, 0.5, rows),
            rng.normal(-3, 1e-4, rows),
            np.full(rows, 0.1),
            np.zeros(rows),
            rng.integers(0, 17, rows),
            rng.exponential(1e4, rows),
        ],
        axis=1,
    ).astype(np.float32)
    exact = x.astype(np.float64)
    standard = StandardScaler().fit(exact)
    extremes = MinMaxScaler().fit(exact)
    digits = datasets.load_digits().data[:1000]
    of_digits = StandardScaler().fit(digits)
    return {
        "x": x.astype(float).tolist(),
        "standard": {
            "mean": standard.mean_.tolist(),
            "scale": standard.scale_.tolist(),
            "transformed": standard.transform(exact).tolist(),
        },
        "minMax": {
            "min": extremes.data_min_.tolist(),
            "max": extremes.data_max_.tolist(),
            "transformed": extremes.transform(exact).tolist(),
        },
        "digits": {"rows": 1000, "mean": of_digits.mean_.tolist(), "scale": of_digits.scale_.tolist()},
    }


def orders():
    cases = [(0, 0, 10), (0, 1, 10), (1, 0, 10), (42, 7, 100), (2**31, 3, 17), (5, 2, 1)]
    return {
        "orders": [
            {
                "seed": seed,
                "epoch": epoch,
                "size": size,
                "order": jax.random.permutation(jax.random.fold_in(jax.random.key(seed), epoch), size).tolist(),
            }
            for seed, epoch, size in cases
        ]
    }


CELLS = ["", "1", "-2.5", "a b", "x,y", "x;y", "tab\there", 'say "hi"', '"', "line\nbreak", "line\r\nbreak", "é", "日本", "#", "'", " padded "]


def csv_cases():
    rng = np.random.default_rng(1)
    cases = []
    for delimiter in [",", ";", "\t", "|"]:
        for ends in ["\n", "\r\n", "\r"]:
            # Before Python 3.13 a line feed goes unquoted where lines end in a carriage return.
            for quoting in [csv.QUOTE_ALL] if ends == "\r" else [csv.QUOTE_MINIMAL, csv.QUOTE_ALL]:
                width = int(rng.integers(2, 6))
                header = [f"column {i}" for i in range(width)]
                rows = [[CELLS[k] for k in rng.integers(0, len(CELLS), width)] for _ in range(int(rng.integers(1, 8)))]
                out = io.StringIO(newline="")
                csv.writer(out, delimiter=delimiter, lineterminator=ends, quoting=quoting).writerows([header, *rows])
                text = out.getvalue()
                back = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
                assert back == [header, *rows]
                cases.append({"delimiter": delimiter, "text": text, "columns": header, "rows": rows})
    return {"cases": cases}


write("embedded", embedded())
write("scaling", scaling())
write("orders", orders())
write("csv", csv_cases())
