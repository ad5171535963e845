"""Golden values of movement, indexing, sorting and counting in @gradus/tensor, and their derivatives: NumPy, and JAX in float64.

Run: python tools/golden/tensor_movement.py   (needs jax; writes packages/{tensor,autograd}/test/golden/movement.json and
packages/tensor/test/golden/samples.json)

The names of the cases are the rows of packages/tensor/test/movement.test.ts and packages/autograd/test/movement.test.ts.
"""

import json
import math
import pathlib
import platform

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np
from jax import random

PACKAGES = pathlib.Path(__file__).parents[2] / "packages"


def plain(x):
    """JSON has no NaN or infinities: they travel as words."""
    if isinstance(x, list):
        return [plain(v) for v in x]
    if isinstance(x, float) and not math.isfinite(x):
        return "nan" if math.isnan(x) else "inf" if x > 0 else "-inf"
    return x


def value(x):
    x = np.asarray(x)
    x = x.astype(np.int32) if x.dtype == np.int64 else x
    return {"shape": list(x.shape), "dtype": str(x.dtype), "values": plain(x.reshape(-1).tolist())}


def write(package, name, content):
    provenance = {
        "script": "tools/golden/tensor_movement.py",
        "python": platform.python_version(),
        "jax": jax.__version__,
        "numpy": np.__version__,
    }
    text = json.dumps({"provenance": provenance, **content}, allow_nan=False)
    (PACKAGES / package / "test" / "golden" / f"{name}.json").write_text(text + "\n")
    print(f"{package}/{name}.json: {len(text)} characters")


rng = np.random.default_rng(23)
INPUTS = {
    "cube": rng.normal(size=(2, 3, 4)),
    "matrix": rng.normal(size=(3, 4)),
    "line": rng.normal(size=(7,)),
    "one": np.array([2.5]),
    "whole": np.array([[5, -3, 7, 5], [2, 0, -4, 7]], dtype=np.int32),
    "empty": np.zeros((0, 3)),
    "thin": np.zeros((2, 0, 3)),
    "ones": rng.normal(size=(1, 3, 1)),
    "tied": np.array([[3.0, 1.0, 3.0, 1.0, 2.0], [np.nan, -1.0, np.inf, np.nan, -np.inf]]),
    "truth": np.array([[True, False], [False, False]]),
    "rows": np.array([[2, 0], [1, 1]], dtype=np.int32),
    "twice": np.array([2, 0, 2], dtype=np.int32),
    "none": np.zeros((0,), dtype=np.int32),
    "along": np.array([[3, 0, 0], [1, 1, 2], [0, 3, 1]], dtype=np.int32),
    "alongFirst": np.array([[2, 0, 1, 1], [0, 0, 2, 1]], dtype=np.int32),
    "pairs": np.array([[0, 3], [2, 1], [0, 3]], dtype=np.int32),
    "pairRows": np.array([[[0, 2], [1, 0]], [[1, 1], [0, 2]]], dtype=np.int32),
    "values": rng.normal(size=(3, 4)),
    "three": rng.normal(size=(3,)),
    "sorted": np.array([-2.0, -1.0, -1.0, 0.5, 3.0, np.nan]),
    "queries": np.array([[-3.0, -2.0, -1.0], [0.0, 3.0, np.nan]]),
    "labels": np.array([[0, 2, 2], [5, 1, 2]], dtype=np.int32),
    "weights": rng.normal(size=(2, 3)),
    "edges": np.array([-2.0, -0.5, 0.0, 0.0, 0.25, 3.0]),
    "steps": np.array([-4, 0, 2, 5, 7], dtype=np.int32),
}
V = INPUTS


ROWS = (np.arange(3)[:, None], V["along"])


def put(x, places, values, add=False):
    """NumPy's own order of writing: the last value wins, additions add up."""
    y = np.array(x)
    if add:
        np.add.at(y, places, values)
    else:
        y[places] = values
    return y


def top(x, k, axis=-1):
    """The k largest by a stable sort; NaN is the largest."""
    order = np.flip(x.shape[axis] - 1 - np.argsort(np.flip(x, axis), axis=axis, kind="stable"), axis)
    indices = np.take(order, np.arange(k), axis=axis)
    return np.take_along_axis(x, indices, axis=axis), indices


CASES = {
    "swapAxes 0 -1": np.swapaxes(V["cube"], 0, -1),
    "swapAxes itself": np.swapaxes(V["cube"], 1, -2),
    "swapAxes of none": np.swapaxes(V["thin"], 0, 1),
    "squeeze": np.squeeze(V["ones"]),
    "squeeze -1": np.squeeze(V["ones"], -1),
    "concat -1": np.concatenate([V["matrix"], V["matrix"][:, :1]], axis=-1),
    "concat with none": np.concatenate([V["empty"], np.ones((2, 3)), V["empty"]]),
    "stack -1": np.stack([V["matrix"], V["values"]], axis=-1),
    "slice": V["cube"][1:, -2:, 1:3],
    "slice beyond": V["matrix"][1:9, -9:2],
    "slice of nothing": V["matrix"][2:1],
    "slice steps": V["cube"][:, ::2, 1::2],
    "slice steps that end early": V["line"][1:6:3],
    "slice negative step": V["line"][::-1],
    "slice negative steps": V["cube"][1::-1, 2:0:-2, -1:-4:-2],
    "slice negative beyond": V["line"][20:2:-3],
    "slice negative of nothing": V["line"][1:5:-1],
    "slice steps of none": V["thin"][::2, ::3, ::-1],
    "split in two": np.split(V["matrix"], 2, axis=1)[1],
    "split at": np.split(V["line"], [2, 2, 5])[2],
    "split at nothing": np.split(V["line"], [2, 2, 5])[1],
    "pad": np.pad(V["matrix"], ((1, 0), (2, 3))),
    "pad value": np.pad(V["whole"], ((1, 0), (0, 2)), constant_values=9),
    "pad infinity": np.pad(V["matrix"], ((0, 1), (1, 0)), constant_values=-np.inf),
    "pad reflect": np.pad(V["matrix"], ((2, 1), (3, 2)), mode="reflect"),
    "pad reflect again and again": np.pad(V["line"], (15, 22), mode="reflect"),
    "pad reflect one": np.pad(V["one"], (2, 1), mode="reflect"),
    "pad symmetric": np.pad(V["matrix"], ((2, 1), (3, 2)), mode="symmetric"),
    "pad symmetric again and again": np.pad(V["line"], (15, 22), mode="symmetric"),
    "pad symmetric one": np.pad(V["one"], (2, 1), mode="symmetric"),
    "pad edge": np.pad(V["cube"], ((1, 1), (0, 2), (3, 0)), mode="edge"),
    "pad wrap": np.pad(V["line"], (9, 3), mode="wrap"),
    "pad none": np.pad(V["empty"], ((1, 1), (0, 0))),
    "roll": np.roll(V["matrix"], 2, axis=1),
    "roll back": np.roll(V["matrix"], -4, axis=0),
    "roll both": np.roll(V["cube"], 1, axis=(0, -1)),
    "roll each": np.roll(V["cube"], (1, -2), axis=(1, -1)),
    "roll none": np.roll(V["empty"], 3, axis=0),
    "repeat": np.repeat(V["matrix"], 2, axis=0),
    "repeat -1": np.repeat(V["cube"], 3, axis=-1),
    "repeat 0": np.repeat(V["matrix"], 0, axis=1),
    "repeat each": np.repeat(V["matrix"], [2, 0, 1], axis=0),
    "repeat each -1": np.repeat(V["cube"], [1, 0, 3, 2], axis=-1),
    "repeat each none": np.repeat(V["thin"], [], axis=1),
    "tile": np.tile(V["matrix"], (2, 1)),
    "tile more axes": np.tile(V["line"], (2, 1, 2)),
    "tile fewer axes": np.tile(V["cube"], (3,)),
    "tile none": np.tile(V["empty"], (2, 2)),
    "takeAlong": np.take_along_axis(V["matrix"], V["along"], axis=1),
    "takeAlong 0": np.take_along_axis(V["matrix"], V["alongFirst"], axis=0),
    "takeAlong -2": np.take_along_axis(V["cube"], np.stack([V["alongFirst"]] * 2), axis=-2),
    "takeAlong none": np.take_along_axis(V["empty"], np.zeros((0, 1), dtype=np.int32), axis=1),
    "gather": V["matrix"][V["pairs"][:, 0], V["pairs"][:, 1]],
    "gather blocks": V["cube"][V["pairRows"][..., 0], V["pairRows"][..., 1]],
    "gather rows": V["matrix"][V["twice"]],
    "gather everything": np.stack([V["matrix"]] * 2),
    "gather batch": np.stack([x[at[:, 0], at[:, 1]] for x, at in zip(V["cube"], V["pairRows"])]),
    "gather batches": np.take_along_axis(V["cube"], np.stack([V["along"]] * 2), axis=2),
    "gather none": V["matrix"][np.zeros((0,), dtype=np.int32), np.zeros((0,), dtype=np.int32)],
    "setAlong": put(V["matrix"], ROWS, V["values"][:, :3]),
    "setAlong 0": put(V["matrix"], (V["alongFirst"], np.arange(4)), 7.0),
    "setAlong none": V["empty"],
    "addAlong": put(V["matrix"], ROWS, V["values"][:, :3], add=True),
    "addAlong whole": put(V["whole"], (V["alongFirst"] % 2, np.arange(4)), 2, add=True),
    "setAt": put(V["matrix"], V["twice"], V["values"]),
    "setAt axis": put(V["matrix"].T, V["rows"], 7.0).T,
    "setAt none": V["matrix"],
    "setAt whole": put(V["whole"], np.array([1]), 3),
    "addAt": put(V["matrix"], V["twice"], V["values"], add=True),
    "addAt -1": put(V["matrix"].T, V["twice"], V["three"][:, None], add=True).T,
    "scatter": put(V["matrix"], (V["pairs"][:, 0], V["pairs"][:, 1]), V["three"]),
    "scatter blocks": put(V["cube"], (V["pairRows"][..., 0], V["pairRows"][..., 1]), V["matrix"][:2].reshape(2, 1, 4)),
    "scatterAdd": put(V["matrix"], (V["pairs"][:, 0], V["pairs"][:, 1]), V["three"], add=True),
    "sort": np.sort(V["matrix"]),
    "sort 0": np.sort(V["cube"], axis=0),
    "sort NaN": np.sort(V["tied"], axis=1),
    "sort descending": -np.sort(-V["cube"], axis=-2),
    "sort whole": np.sort(V["whole"], axis=1),
    "sort none": np.sort(V["thin"], axis=1),
    "topK values": top(V["tied"], 3)[0],
    "topK indices": top(V["tied"], 3)[1],
    "topK 0": top(V["cube"], 2, axis=1)[1],
    "topK of whole": top(V["whole"], 4)[1],
    "searchSorted": np.searchsorted(V["sorted"], V["queries"]),
    "searchSorted right": np.searchsorted(V["sorted"], V["queries"], side="right"),
    "searchSorted none": np.searchsorted(np.zeros((0,)), V["queries"]),
    "searchSorted whole": np.searchsorted(np.arange(9), V["labels"], side="right"),
    "bincount": np.bincount(V["labels"].reshape(-1)),
    "bincount length": np.bincount(V["labels"].reshape(-1), minlength=8),
    "bincount weights": np.bincount(V["labels"].reshape(-1), weights=V["weights"].reshape(-1)),
    "bincount none": np.bincount(V["none"], minlength=2),
    "histogram": np.histogram(V["cube"])[0],
    "histogram edges": np.histogram(V["cube"])[1],
    "histogram range": np.histogram(V["cube"], bins=4, range=(-0.5, 1.0))[0],
    "histogram of one": np.histogram(V["one"], bins=3)[0],
    "histogram of one edges": np.histogram(V["one"], bins=3)[1],
    "histogram whole": np.histogram(V["whole"], bins=11)[0],
    "histogram none": np.histogram(V["empty"], bins=2)[0],
    "histogram none edges": np.histogram(V["empty"], bins=2)[1],
    "histogram weights": np.histogram(V["matrix"], bins=5, weights=V["values"])[0],
    "histogram whole weights": np.histogram(V["values"][:2], bins=3, weights=V["whole"])[0],
    "histogram density": np.histogram(V["cube"], bins=7, density=True)[0],
    "histogram density weights": np.histogram(V["matrix"], bins=5, range=(-1, 1), weights=V["values"] ** 2, density=True)[0],
    "histogram given edges": np.histogram(V["cube"], bins=V["edges"])[0],
    "histogram given edges weights": np.histogram(V["matrix"], bins=V["edges"], weights=V["values"])[0],
    "histogram given edges density": np.histogram(V["cube"], bins=V["edges"][:4], density=True)[0],
    "histogram given whole edges": np.histogram(V["whole"], bins=V["steps"])[0],
    "histogram given whole edges density": np.histogram(V["whole"].astype(np.float64), bins=V["steps"], density=True)[0],
    "histogram of NaN": np.histogram(V["tied"], bins=V["edges"])[0],
    "unique": np.unique(V["tied"]),
    "unique whole": np.unique(V["whole"]),
    "uniqueAll indices": np.unique(V["whole"], return_index=True)[1],
    "uniqueAll inverse": np.unique(V["whole"], return_inverse=True)[1].reshape(V["whole"].shape),
    "uniqueAll counts": np.unique(V["whole"], return_counts=True)[1],
    "unique none": np.unique(V["empty"]),
}

point = rng.normal(size=(3, 4))
j = {k: jnp.asarray(x) for k, x in V.items()}


def square(x):
    return x * x


def descending(x, k):
    """JAX's top_k has no derivative rule for a derivative in float64 along any axis but the last; sorting has."""
    return jnp.flip(jnp.sort(x, axis=1), axis=1)[:, :k]


GRADIENTS = {
    "swapAxes": lambda x: jnp.sin(jnp.swapaxes(x, 0, -1)),
    "slice steps": lambda x: square(x[::2, 3:0:-2]),
    "slice negative step": lambda x: x * x[::-1],
    "split": lambda x: jnp.split(x, 2, axis=1)[0] * jnp.split(x, [2], axis=1)[1],
    "pad value": lambda x: square(jnp.pad(x, ((1, 0), (0, 2)), constant_values=3.0)),
    "pad reflect": lambda x: square(jnp.pad(x, ((2, 1), (3, 2)), mode="reflect")),
    "pad symmetric": lambda x: square(jnp.pad(x, ((2, 1), (3, 2)), mode="symmetric")),
    "pad edge": lambda x: jnp.sin(jnp.pad(x, ((1, 1), (0, 2)), mode="edge")),
    "pad wrap": lambda x: jnp.sin(jnp.pad(x, ((1, 1), (5, 2)), mode="wrap")),
    "roll": lambda x: x * jnp.roll(x, 1, axis=1),
    "repeat": lambda x: jnp.exp(jnp.repeat(x, 2, axis=1)),
    "tile": lambda x: square(jnp.tile(x, (2, 1, 2))),
    "takeAlong": lambda x: square(jnp.take_along_axis(x, j["along"], axis=1)),
    "takeAlong 0": lambda x: jnp.sin(jnp.take_along_axis(x, j["alongFirst"], axis=0)),
    "gather": lambda x: square(x[j["pairs"][:, 0], j["pairs"][:, 1]]),
    "gather batch": lambda x: jnp.sin(jnp.take_along_axis(x, j["along"], axis=1)),
    "gather blocks": lambda x: jnp.sin(x[jnp.array([[0], [2], [0]])[:, 0]]),
    "setAlong": lambda x: square(jnp.put_along_axis(x, jnp.array([[1, 0], [2, 3], [0, 2]]), jnp.sin(x[:, :2]), axis=1, inplace=False)),
    "addAlong": lambda x: square(x.at[ROWS].add(jnp.sin(x[:, :3]))),
    "setAt tensor": lambda x: square(x.at[jnp.array([2, 0])].set(j["values"][:2])),
    "setAt values": lambda x: square(j["values"].at[:, jnp.array([1, 3])].set(x[:, :2])),
    "setAt both": lambda x: square(x.at[jnp.array([1])].set(jnp.sin(x[:1]))),
    "addAt": lambda x: square(x.at[j["twice"]].add(jnp.sin(x))),
    "scatter": lambda x: square(x.at[jnp.array([0, 2]), jnp.array([3, 1])].set(jnp.sin(x[0, :2]))),
    "scatterAdd": lambda x: square(x.at[j["pairs"][:, 0], j["pairs"][:, 1]].add(x[0, :3])),
    "sort": lambda x: square(jnp.sort(x, axis=1)),
    "sort 0": lambda x: jnp.sin(jnp.sort(x, axis=0)),
    "topK": lambda x: square(descending(x, 2)),
    "bincount weights": lambda x: square(jnp.zeros(6).at[j["labels"].reshape(-1)].add(x.reshape(-1)[:6])),
}


def flat(x):
    return np.asarray(x).reshape(-1).tolist()


def derivatives(f):
    def scalar(x):
        y = f(x)
        return jnp.sum(y * jnp.cos(jnp.arange(y.size, dtype=y.dtype)).reshape(y.shape))

    x = jnp.asarray(point)
    direction = np.sin(np.arange(x.size)).reshape(x.shape)
    gradient = jax.grad(scalar)
    return {
        "value": float(scalar(x)),
        "gradient": flat(gradient(x)),
        "hessianProduct": flat(jax.jvp(gradient, (x,), (direction,))[1]),
    }


def stream(seed):
    key = random.PRNGKey(seed)
    logits = jnp.asarray(np.linspace(-1.0, 2.0, 12).reshape(3, 4), dtype=jnp.float32)
    p = jnp.asarray([0.1, 0.4, 0.2, 0.3], dtype=jnp.float32)
    return {
        "seed": seed,
        "randint": np.asarray(random.randint(key, (20,), -3, 12, jnp.int32)).tolist(),
        "randintWide": np.asarray(random.randint(key, (20,), -(2**31), 2**31 - 1, jnp.int32)).tolist(),
        "randintMiddle": np.asarray(random.randint(key, (20,), 0, 100_000, jnp.int32)).tolist(),
        "gumbel": value(random.gumbel(key, (16,), jnp.float32)),
        "exponential": value(random.exponential(key, (16,), jnp.float32)),
        "categorical": np.asarray(random.categorical(key, logits)).tolist(),
        "categoricalMany": np.asarray(random.categorical(key, logits, axis=-1, shape=(5, 3))).reshape(-1).tolist(),
        "choice": np.asarray(random.choice(key, 9, (12,))).tolist(),
        "choiceOnce": np.asarray(random.choice(key, 9, (5,), replace=False)).tolist(),
        "choiceP": np.asarray(random.choice(key, 4, (12,), p=p)).tolist(),
        "choiceOnceP": np.asarray(random.choice(key, 4, (3,), replace=False, p=p)).tolist(),
    }


write("tensor", "movement", {"inputs": {k: value(x) for k, x in INPUTS.items()}, "cases": {k: value(x) for k, x in CASES.items()}})
write("autograd", "movement", {"point": value(point), "inputs": {k: value(V[k]) for k in ("values", "along", "alongFirst", "pairs", "twice", "labels")}, "cases": {k: derivatives(f) for k, f in GRADIENTS.items()}})
with jax.enable_x64(False):
    write("tensor", "samples", {"streams": [stream(seed) for seed in (0, 42, 2**31 + 5)]})
