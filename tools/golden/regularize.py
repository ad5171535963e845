"""Golden values of @gradus/regularize: penalties and constraints written out in NumPy, in float64.

Run: python tools/golden/regularize.py   (needs numpy; writes packages/regularize/test/golden/*.json)
"""

import json
import pathlib
import platform

import numpy as np

OUT = pathlib.Path(__file__).parents[2] / "packages" / "regularize" / "test" / "golden"

rng = np.random.default_rng(3)
PARAMS = {
    "conv2d_0": {"kernel": np.float32(rng.normal(size=(3, 2, 2, 2))), "bias": np.float32(rng.normal(size=3))},
    "batchNorm_0": {"gamma": np.float32(rng.normal(size=3)), "beta": np.float32(rng.normal(size=3))},
    "dense_0": {"kernel": np.float32(rng.normal(size=(4, 3))), "bias": np.float32(rng.normal(size=3))},
}
WEIGHTS = [PARAMS["conv2d_0"]["kernel"], PARAMS["dense_0"]["kernel"]]
EVERYTHING = [leaf for layer in PARAMS.values() for leaf in layer.values()]


def l1(leaves):
    return float(sum(np.abs(w.astype(np.float64)).sum() for w in leaves))


def l2(leaves):
    return float(sum((w.astype(np.float64) ** 2).sum() for w in leaves))


def max_norm(w, limit, axes):
    w = w.astype(np.float64)
    norm = np.sqrt((w**2).sum(axis=axes, keepdims=True))
    return np.where(norm > limit, w * limit / norm, w).tolist()


def group_lasso(leaves, groups):
    """Sum over the groups of sqrt(size) times the length: columns of dense kernels and filters, or rows and slices."""
    total = 0.0
    for w in leaves:
        w = w.astype(np.float64)
        across = {1: {"units": None, "inputs": 0}, 2: {"units": 1, "inputs": 0}}.get(w.ndim, {"units": 0, "inputs": 1})[groups]
        rows = w.reshape(1, -1) if across is None else np.moveaxis(w, across, 0).reshape(w.shape[across], -1)
        total += np.sqrt(rows.shape[1]) * np.linalg.norm(rows, axis=1).sum()
    return float(total)


def by_filter(w, f):
    """A function of vectors applied to the incoming weights of each unit."""
    w = w.astype(np.float64)
    axis = 1 if w.ndim == 2 else 0
    rows = np.moveaxis(w, axis, 0)
    return np.moveaxis(np.stack([f(row.reshape(-1)).reshape(row.shape) for row in rows]), 0, axis).tolist()


def kernels(f):
    return {"conv2d_0.kernel": f(PARAMS["conv2d_0"]["kernel"]), "dense_0.kernel": f(PARAMS["dense_0"]["kernel"])}


def block_soft_threshold(v, by):
    length = np.linalg.norm(v)
    return v * max(1 - by * np.sqrt(v.size) / length, 0)


def soft_threshold(w, by):
    w = w.astype(np.float64)
    return np.where(w > by, w - by, np.where(w < -by, w + by, 0)).tolist()


def average(values, decay):
    """The exponentially weighted average with its bias corrected, by the explicit weighted sum."""
    weights = (1 - decay) * decay ** np.arange(len(values))[::-1]
    return float((weights * values).sum() / weights.sum())


SERIES = np.float32(rng.normal(size=12) + 3)

content = {
    "provenance": {
        "script": "tools/golden/regularize.py",
        "python": platform.python_version(),
        "numpy": np.__version__,
    },
    "params": {layer: {k: v.tolist() for k, v in leaves.items()} for layer, leaves in PARAMS.items()},
    "penalties": {
        "l1": 0.01 * l1(WEIGHTS),
        "l1, everything": 0.01 * l1(EVERYTHING),
        "l2": 0.1 * l2(WEIGHTS),
        "l2, everything": 0.1 * l2(EVERYTHING),
        "elasticNet": 0.01 * l1(WEIGHTS) + 0.1 * l2(WEIGHTS),
        "elasticNet, everything": 0.01 * l1(EVERYTHING) + 0.1 * l2(EVERYTHING),
        "groupLasso": 0.1 * group_lasso(WEIGHTS, "units"),
        "groupLasso, everything": 0.1 * group_lasso(EVERYTHING, "units"),
        "groupLasso, inputs": 0.1 * group_lasso(WEIGHTS, "inputs"),
        "groupLasso, inputs, everything": 0.1 * group_lasso(EVERYTHING, "inputs"),
    },
    "constraints": {
        "maxNorm": {
            "conv2d_0.kernel": max_norm(PARAMS["conv2d_0"]["kernel"], 1.5, (1, 2, 3)),
            "dense_0.kernel": max_norm(PARAMS["dense_0"]["kernel"], 1.5, (0,)),
        },
        "unitNorm": kernels(lambda w: by_filter(w, lambda v: v / np.linalg.norm(v))),
        "nonNegative": kernels(lambda w: np.where(w > 0, w.astype(np.float64), 0).tolist()),
        "softThreshold": kernels(lambda w: soft_threshold(w, 0.5)),
        "groupSoftThreshold": kernels(lambda w: by_filter(w, lambda v: block_soft_threshold(v, 0.8))),
    },
    "weightAverage": {
        "decay": 0.9,
        "series": SERIES.tolist(),
        "averages": [average(SERIES[: n + 1].astype(np.float64), 0.9) for n in range(len(SERIES))],
    },
}

OUT.mkdir(parents=True, exist_ok=True)
text = json.dumps(content, allow_nan=False)
(OUT / "regularize.json").write_text(text + "\n")
print(f"regularize.json: {len(text)} characters")
