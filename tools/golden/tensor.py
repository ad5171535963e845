"""Golden values of @gradus/tensor: operations from NumPy, SciPy (erfInv, which JAX rounds off near 1) and JAX in float64, random streams from JAX.

Run: python tools/golden/tensor.py   (needs jax; writes packages/tensor/test/golden/{operations,rng,print}.json)
"""

import json
import math
import pathlib
import platform

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np
import scipy
import scipy.special
from jax import random
from jax.scipy import special

OUT = pathlib.Path(__file__).parents[2] / "packages" / "tensor" / "test" / "golden"


def plain(x):
    """JSON has no NaN or infinities: they travel as words."""
    if isinstance(x, list):
        return [plain(v) for v in x]
    if isinstance(x, float) and not math.isfinite(x):
        return "nan" if math.isnan(x) else "inf" if x > 0 else "-inf"
    return x


def value(x):
    x = np.asarray(x)
    return {"shape": list(x.shape), "dtype": str(x.dtype), "values": plain(x.reshape(-1).tolist())}


def write(name, content):
    OUT.mkdir(parents=True, exist_ok=True)
    provenance = {
        "script": "tools/golden/tensor.py",
        "python": platform.python_version(),
        "jax": jax.__version__,
        "numpy": np.__version__,
        "scipy": scipy.__version__,
    }
    text = json.dumps({"provenance": provenance, **content}, allow_nan=False)
    (OUT / f"{name}.json").write_text(text + "\n")
    print(f"{name}.json: {len(text)} characters")


rng = np.random.default_rng(7)
any_ = rng.normal(size=(3, 4)) * 2
other = rng.normal(size=(3, 4)) * 2
row = rng.normal(size=(4,))
column = rng.normal(size=(3, 1))
positive = np.abs(rng.normal(size=(3, 4))) + 0.1
unit = rng.uniform(-0.999, 0.999, size=(3, 4))
cube = rng.normal(size=(2, 3, 4))
halves = np.array([-2.5, -1.5, -0.5, 0.0, 0.5, 1.5, 2.5, 2.4999])
special_values = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, 1.0, -1.0])
tied = np.array([[1.0, 3.0, 3.0], [2.0, 2.0, 1.0]])
whole = np.array([[5, -3, 7], [2, 0, -4]], dtype=np.int32)
divisor = np.array([3, -2, 4], dtype=np.int32)
indices = np.array([[2, 0], [1, 1]], dtype=np.int32)
extreme = np.array([[1000.0, 1000.5], [-1000.0, -np.inf], [-np.inf, -np.inf]])

# name of the operation, operands, options as the call takes them, the answer
CASES = [
    *[(name, [any_], None, getattr(jnp, name)(any_)) for name in ("abs", "sign", "exp", "expm1", "sin", "cos", "tanh", "square", "floor", "ceil")],
    *[(name, [positive], None, getattr(jnp, name)(positive)) for name in ("log", "log1p", "sqrt", "reciprocal")],
    ("neg", [any_], None, -any_),
    ("rsqrt", [positive], None, 1 / np.sqrt(positive)),
    ("round", [halves], None, np.round(halves)),
    ("sigmoid", [any_], None, jax.nn.sigmoid(any_)),
    ("sigmoid", [np.array([-800.0, 800.0])], None, jax.nn.sigmoid(np.array([-800.0, 800.0]))),
    ("softplus", [np.array([-800.0, -1.0, 0.0, 1.0, 800.0])], None, jax.nn.softplus(np.array([-800.0, -1.0, 0.0, 1.0, 800.0]))),
    ("relu", [any_], None, jax.nn.relu(any_)),
    ("erf", [any_], None, special.erf(any_)),
    ("erf", [np.array([-6.5, -3.0, -2.4999, 1e-8, 2.5, 5.9])], None, special.erf(np.array([-6.5, -3.0, -2.4999, 1e-8, 2.5, 5.9]))),
    ("erfInv", [unit], None, scipy.special.erfinv(unit)),
    ("erfInv", [np.array([0.99999, -0.9999999, 1e-9, 0.0])], None, scipy.special.erfinv(np.array([0.99999, -0.9999999, 1e-9, 0.0]))),
    ("isNaN", [special_values], None, np.isnan(special_values)),
    ("isFinite", [special_values], None, np.isfinite(special_values)),
    *[(name, [any_, b], None, fn(any_, b)) for name, fn in (("add", np.add), ("sub", np.subtract), ("mul", np.multiply), ("div", np.divide), ("maximum", np.maximum), ("minimum", np.minimum), ("mod", np.mod)) for b in (other, row, column)],
    ("add", [row, column], None, row + column),
    ("mod", [whole, divisor], None, np.mod(whole, divisor)),
    ("mul", [np.array([2**30, 3], dtype=np.int32), np.array([4, 5], dtype=np.int32)], None, np.multiply(np.array([2**30, 3], dtype=np.int32), np.array([4, 5], dtype=np.int32))),
    ("pow", [positive, other], None, positive**other),
    ("maximum", [special_values, np.array([1.0])], None, np.maximum(special_values, 1.0)),
    *[(name, [tied, np.array([2.0, 3.0, 1.0])], None, fn(tied, np.array([2.0, 3.0, 1.0]))) for name, fn in (("less", np.less), ("lessEqual", np.less_equal), ("greater", np.greater), ("greaterEqual", np.greater_equal), ("equal", np.equal), ("notEqual", np.not_equal))],
    *[(name, [cube], options, fn(cube, axis=axis, keepdims=keep)) for name, fn in (("sum", np.sum), ("prod", np.prod), ("mean", np.mean), ("max", np.max), ("min", np.min), ("variance", np.var), ("std", np.std)) for options, axis, keep in ((None, None, False), ({"axis": 1}, 1, False), ({"axis": -1, "keepDims": True}, -1, True), ({"axis": [0, 2]}, (0, 2), False), ({"axis": [2, 1], "keepDims": True}, (2, 1), True))],
    ("variance", [cube], {"axis": 2, "ddof": 1}, np.var(cube, axis=2, ddof=1)),
    ("sum", [np.zeros((0, 3))], {"axis": 0}, np.sum(np.zeros((0, 3)), axis=0)),
    ("prod", [np.zeros((2, 0))], {"axis": 1}, np.prod(np.zeros((2, 0)), axis=1)),
    ("max", [special_values.reshape(1, -1)], {"axis": 1}, np.max(special_values.reshape(1, -1), axis=1)),
    ("any", [whole], {"axis": 0}, np.any(whole, axis=0)),
    ("all", [whole], {"axis": 0}, np.all(whole, axis=0)),
    ("countNonzero", [whole], {"axis": 1}, np.count_nonzero(whole, axis=1).astype(np.int32)),
    ("argMax", [tied], {"axis": 1}, np.argmax(tied, axis=1).astype(np.int32)),
    ("argMin", [tied], {"axis": 0}, np.argmin(tied, axis=0).astype(np.int32)),
    ("argMax", [special_values], None, np.argmax(special_values).astype(np.int32)),
    ("argMax", [cube], {"axis": 1, "keepDims": True}, np.argmax(cube, axis=1, keepdims=True).astype(np.int32)),
    ("logSumExp", [cube], {"axis": -1}, special.logsumexp(cube, axis=-1)),
    ("logSumExp", [extreme], {"axis": 1}, special.logsumexp(extreme, axis=1)),
    ("softmax", [cube], {"axis": 1}, jax.nn.softmax(cube, axis=1)),
    ("softmax", [extreme[:2]], None, jax.nn.softmax(extreme[:2])),
    ("logSoftmax", [cube], None, jax.nn.log_softmax(cube)),
    ("norm", [cube], {"axis": 2}, np.linalg.norm(cube, axis=2)),
    ("transpose", [cube], None, cube.T),
    ("permute", [cube], [2, 0, 1], np.transpose(cube, (2, 0, 1))),
    ("reshape", [cube], [4, -1], cube.reshape(4, -1)),
    ("expandDims", [cube], 1, np.expand_dims(cube, 1)),
    ("broadcastTo", [column], [2, 3, 4], np.broadcast_to(column, (2, 3, 4))),
    ("flip", [cube], {"axis": [0, 2]}, np.flip(cube, axis=(0, 2))),
    ("argSort", [np.array([[3.0, 1.0, 3.0, 1.0], [np.nan, -1.0, np.inf, 0.0]])], None, np.argsort(np.array([[3.0, 1.0, 3.0, 1.0], [np.nan, -1.0, np.inf, 0.0]]), axis=1, kind="stable").astype(np.int32)),
    ("argSort", [cube], {"axis": 1}, np.argsort(cube, axis=1, kind="stable").astype(np.int32)),
    ("take", [cube, indices], {"axis": 1}, np.take(cube, indices, axis=1)),
    ("matmul", [cube[0], cube[1].T], None, cube[0] @ cube[1].T),
    ("matmul", [cube, rng.normal(size=(4, 5))], None, None),
    ("matmul", [rng.normal(size=(2, 1, 3, 4)), rng.normal(size=(5, 4, 2))], None, None),
    ("matmul", [row, rng.normal(size=(4, 2))], None, None),
    ("matmul", [cube, row], None, None),
    ("matmul", [row, row], None, None),
    ("matmul", [np.zeros((2, 0)), np.zeros((0, 3))], None, None),
    ("matmul", [whole, whole.T], None, None),
]


def case(name, operands, options, answer):
    if answer is None:
        answer = operands[0] @ operands[1]
    return {"name": name, "operands": [value(x) for x in operands], "options": options, "answer": value(answer)}


def unsigned(x):
    return np.asarray(x, dtype=np.uint32).reshape(-1).tolist()


def stream(seed):
    key = random.PRNGKey(seed)
    return {
        "seed": seed,
        "key": unsigned(key),
        "split": [unsigned(k) for k in random.split(key, 3)],
        "foldIn": unsigned(random.fold_in(key, 123456789)),
        "bits": unsigned(random.bits(key, (3, 5), jnp.uint32)),
        "uniform": value(random.uniform(key, (3, 5), jnp.float32)),
        "uniformRange": value(random.uniform(key, (7,), jnp.float32, -3.0, 2.5)),
        "normal": value(random.normal(key, (4, 8), jnp.float32)),
        "truncatedNormal": value(random.truncated_normal(key, -2.0, 2.0, (16,), jnp.float32)),
        "bernoulli": value(random.bernoulli(key, jnp.float32(0.3), (20,))),
        "permutation": np.asarray(random.permutation(key, 50)).tolist(),
        "permutationOfMany": np.asarray(random.permutation(key, 3000))[:20].tolist(),
    }


PRINTED = [
    np.array([[1.5, 2.25], [-3.0, 4.0]], dtype=np.float32),
    np.array([0.1, 0.2, 1 / 3], dtype=np.float32),
    np.array([1e-10, 1.0], dtype=np.float32),
    np.array([1.0, np.nan, np.inf, -np.inf], dtype=np.float32),
    np.array([123456.789, 0.5], dtype=np.float64),
    np.array([[1, -20], [300, 4]], dtype=np.int32),
    np.array([True, False]),
    np.arange(8, dtype=np.float32).reshape(2, 2, 2),
    np.zeros((30, 40), dtype=np.float32),
    np.arange(2000, dtype=np.int32),
    np.arange(40, dtype=np.float64) / 3,
    np.zeros((0, 3), dtype=np.float32),
    np.array(2.5, dtype=np.float32),
]

write("operations", {"cases": [case(*c) for c in CASES]})
write("rng", {"streams": [stream(seed) for seed in (0, 42, 2**31 + 5, 2**40 + 17)]})
write("print", {"cases": [{**value(x), "text": str(x)} for x in PRINTED]})
