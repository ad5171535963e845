"""Golden values of elementwise operations, creation, and reductions of @gradus/tensor that tools/golden/tensor.py has not.

Values of functions of one number are from mpmath with 40 digits, rounded once, and their bounds are in units in the last
place of float64; at the edges of the domains, and for everything else, NumPy and SciPy answer. Gradients and Hessian-vector products are JAX's.

Run: python tools/golden/tensor_elementwise.py
(needs jax, scipy, mpmath; writes packages/tensor/test/golden/{functions,elementwise,creation,reductions}.json and packages/autograd/test/golden/elementwise.json)
"""

import json
import math
import pathlib
import platform

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import mpmath as mp
import numpy as np
import scipy
import scipy.special
from jax.scipy import special
import derivatives

mp.mp.dps = 40
PACKAGES = pathlib.Path(__file__).parents[2] / "packages"
PROVENANCE = {
    "script": "tools/golden/tensor_elementwise.py",
    "python": platform.python_version(),
    "jax": jax.__version__,
    "numpy": np.__version__,
    "scipy": scipy.__version__,
    "mpmath": mp.__version__,
}


def plain(x):
    """JSON has no NaN or infinities: they travel as words. The sign of zero travels as it is."""
    if isinstance(x, list):
        return [plain(v) for v in x]
    if isinstance(x, float) and not math.isfinite(x):
        return "nan" if math.isnan(x) else "inf" if x > 0 else "-inf"
    return x


def flat(x):
    return plain(np.asarray(x).reshape(-1).tolist())


def value(x):
    x = np.asarray(x)
    return {"shape": list(x.shape), "dtype": str(x.dtype), "values": flat(x)}


def write(package, name, content):
    path = PACKAGES / package / "test" / "golden" / f"{name}.json"
    text = json.dumps({"provenance": PROVENANCE, **content}, allow_nan=False)
    path.write_text(text + "\n")
    print(f"{package}/{name}.json: {len(text)} characters")


rng = np.random.default_rng(23)


def over(low, high, count=24):
    return rng.uniform(low, high, count)


def sizes(count=8):
    """Numbers of all sizes."""
    return 10.0 ** rng.uniform(-300, 300, count)


def gamma_logarithm(x):
    return mp.log(abs(mp.gamma(x))) if abs(x) < 200 else mp.loggamma(x)


@np.vectorize
def c_lgamma(x):
    """C's, since SciPy's is infinite near 0 already, and -∞ at -∞."""
    try:
        return math.lgamma(x)
    except ValueError:
        return math.inf


EDGES = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, 1.0, -1.0, 2.0, -2.0, -0.5, 1e300, -1e300, 5e-324, 1e-20])
near_one = np.array([1 - 1e-10, 1 + 1e-12, 1 - 2**-53])

# the function, 40 digits of it, NumPy's for the edges, where it is tried, and the bound in units in the last place
FUNCTIONS = [
    ("exp2", lambda x: mp.mpf(2) ** x, np.exp2, [over(-20, 20), over(-1070, 1023)], 1),
    ("log2", lambda x: mp.log(x, 2), np.log2, [over(0, 4), sizes(), 2.0 ** np.arange(-30, 30, 7)], 1),
    ("log10", mp.log10, np.log10, [over(0, 4), sizes(), 10.0 ** np.arange(0, 22, 3)], 1),
    ("cbrt", lambda x: mp.sign(x) * mp.cbrt(abs(x)), np.cbrt, [over(-30, 30), sizes(), -sizes()], 1),
    ("tan", mp.tan, np.tan, [over(-3, 3), over(-1e6, 1e6), np.array([np.pi / 2])], 1),
    ("asin", mp.asin, np.arcsin, [over(-1, 1), near_one[[0, 2]]], 1),
    ("acos", mp.acos, np.arccos, [over(-1, 1), near_one[[0, 2]]], 1),
    ("atan", mp.atan, np.arctan, [over(-3, 3), sizes(), -sizes()], 1),
    ("sinh", mp.sinh, np.sinh, [over(-3, 3), over(-700, 700), np.array([710.2, -710.2, 1e-12])], 1),
    ("cosh", mp.cosh, np.cosh, [over(-3, 3), over(-700, 700), np.array([710.2, -710.2])], 1),
    ("asinh", mp.asinh, np.arcsinh, [over(-3, 3), sizes(), -sizes()], 1),
    ("acosh", mp.acosh, np.arccosh, [over(1, 4), 1 + sizes()[:4], near_one[1:2]], 1),
    ("atanh", mp.atanh, np.arctanh, [over(-1, 1), near_one[[0, 2]], -near_one[:1]], 1),
    ("erfc", mp.erfc, scipy.special.erfc, [over(-6, 0.5), over(0.5, 6), over(6, 26)], 4),
    ("lgamma", gamma_logarithm, c_lgamma, [over(0, 3), over(3, 9), over(9, 200), sizes(), near_one, 1 + near_one], 4),
    ("digamma", mp.digamma, scipy.special.digamma, [over(0, 3), over(3, 12), over(12, 1e4), near_one, np.array([1.4616321449683622])], 4),
    # Below 0 these two have zeros and poles close by, and the bound is in units of 1 or of the value, whichever is larger.
    ("lgamma", gamma_logarithm, None, [over(-20, 0)], 8),
    ("digamma", mp.digamma, None, [over(-20, 0)], 8),
]


def function_case(name, exact, at_edges, samples, bound):
    x = np.concatenate(samples)
    with np.errstate(all="ignore"):
        edges = [] if at_edges is None else flat(at_edges(EDGES))
    return {
        "name": name,
        "bound": bound,
        "relative": at_edges is not None,
        "x": x.tolist(),
        "y": [float(exact(mp.mpf(float(v)))) for v in x],
        "edges": [] if at_edges is None else flat(EDGES),
        "atEdges": edges,
    }


write("tensor", "functions", {"functions": [function_case(*f) for f in FUNCTIONS]})


def int32(values):
    return np.array(values, dtype=np.int32)


def uint8(values):
    return np.array(values, dtype=np.uint8)


signed = int32([[0, 1, -1, 7], [-8, 2**31 - 1, -(2**31), 12345]])
other_signed = int32([5, -3, 2**30 + 1, -12345])
bytes_ = uint8([0, 1, 200, 255])
other_bytes = uint8([[255], [6]])
truths = np.array([True, True, False, False])
other_truths = np.array([True, False, True, False])
shifts = int32([0, 1, 5, 31])
odd_shifts = int32([32, 40, -1, 30])
axis_values = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, 1.5, -2.5])
halves = np.array([-2.5, -1.5, -0.5, -0.0, 0.0, 0.5, 1.7, 2.5, np.nan, np.inf, -np.inf])
cube = rng.normal(size=(2, 3, 4))
flawed = np.array([[1.0, np.nan, 2.0], [3.0, 1.0, 2.0]])
square = rng.normal(size=(3, 3))
wide = rng.normal(size=(3, 5))
vector = rng.normal(size=(4,))
with_zeros = np.array([[2.0, 0.0, 3.0, 4.0], [0.0, 5.0, 0.0, 1.0], [1.0, 2.0, 3.0, 4.0]])

CASES = [
    *[("atan2", [axis_values[:, None], axis_values], None, np.arctan2(axis_values[:, None], axis_values))],
    ("atan2", [cube, cube[:, ::-1]], None, np.arctan2(cube, cube[:, ::-1])),
    ("trunc", [halves], None, np.trunc(halves)),
    ("trunc", [signed], None, signed),
    ("isInf", [halves], None, np.isinf(halves)),
    ("isInf", [signed], None, np.isinf(signed)),
    ("logicalXor", [truths, other_truths], None, np.logical_xor(truths, other_truths)),
    ("logicalXor", [halves, np.array([0.0])], None, np.logical_xor(halves, 0.0)),
    *[(f"bitwise{name}", [a, b], None, fn(a, b)) for name, fn in (("And", np.bitwise_and), ("Or", np.bitwise_or), ("Xor", np.bitwise_xor)) for a, b in ((signed, other_signed), (bytes_, other_bytes), (truths, other_truths), (bytes_, other_signed))],
    *[("bitwiseNot", [a], None, np.bitwise_not(a)) for a in (signed, bytes_, truths)],
    *[("leftShift", [a, b], None, np.left_shift(a, b)) for a, b in ((signed, shifts), (signed, odd_shifts), (bytes_, uint8([1, 3, 7, 9])))],
    *[("rightShift", [a, b], None, np.right_shift(a, b)) for a, b in ((signed, shifts), (signed, odd_shifts), (bytes_, uint8([1, 3, 7, 9])))],
]


def case(name, operands, options, answer):
    return {"name": name, "operands": [value(x) for x in operands], "options": options, "answer": value(answer)}


any_ = rng.normal(size=(3, 4)) * 1.5
positive = np.abs(rng.normal(size=(3, 4))) + 0.3
inside = rng.uniform(-0.9, 0.9, size=(3, 4))
above_one = 1 + np.abs(rng.normal(size=(3, 4))) + 0.1
row = rng.normal(size=(4,))

# JAX rounds its polygamma off below 0; there the recurrence and the reflection are held to values instead.
GRADIENTS = {
    "exp2": (jnp.exp2, any_),
    "log2": (jnp.log2, positive),
    "log10": (jnp.log10, positive),
    "cbrt": (jnp.cbrt, any_),
    "tan": (jnp.tan, inside),
    "asin": (jnp.arcsin, inside),
    "acos": (jnp.arccos, inside),
    "atan": (jnp.arctan, any_),
    "atan2 of row": (lambda x: jnp.arctan2(x, row), any_),
    "atan2 row": (lambda x: jnp.arctan2(row, x), any_),
    "atan2 both": (lambda x: jnp.arctan2(x, x**2), any_),
    "sinh": (jnp.sinh, any_),
    "cosh": (jnp.cosh, any_),
    "asinh": (jnp.arcsinh, any_),
    "acosh": (jnp.arccosh, above_one),
    "atanh": (jnp.arctanh, inside),
    "erfc": (special.erfc, any_),
    "lgamma": (special.gammaln, positive),
    "digamma": (special.digamma, positive),
    "trunc": (lambda x: x * jnp.trunc(x), any_),
}

matrix = rng.normal(size=(3, 5))
stacked = rng.normal(size=(2, 3, 3))
vectors = [rng.normal(size=n) for n in (3, 2, 4)]


def answers(name, arguments, answer):
    """A call with plain arguments; arrays among them are operands."""
    operand = lambda a: {"tensor": value(a)} if isinstance(a, np.ndarray) else a
    stored = [value(x) for x in answer] if isinstance(answer, (list, tuple)) else value(answer)
    return {"name": name, "arguments": [[operand(x) for x in a] if isinstance(a, list) else operand(a) for a in arguments], "answer": stored}


single = np.float32
halves = np.array([[0.5, -1.5, 2.0], [0.0, -0.0, 300.0]])
labels = np.array([[2, 0], [1, 2]], dtype=np.int32)
truth = np.array([[True, False], [False, False]])

CREATION = [
    answers("zeros", [[2, 3]], np.zeros((2, 3), dtype=single)),
    answers("zeros", [[], {"dtype": "bool"}], np.zeros((), dtype=bool)),
    answers("zeros", [[2, 0], {"dtype": "int32"}], np.zeros((2, 0), dtype=np.int32)),
    answers("ones", [[3]], np.ones(3, dtype=single)),
    answers("ones", [[1, 2], {"dtype": "uint8"}], np.ones((1, 2), dtype=np.uint8)),
    answers("full", [[2, 2], 0.1], np.full((2, 2), 0.1, dtype=single)),
    answers("full", [[2], -7, {"dtype": "int32"}], np.full(2, -7, dtype=np.int32)),
    answers("zerosLike", [labels], np.zeros_like(labels)),
    answers("onesLike", [halves], np.ones_like(halves)),
    answers("eye", [3], np.eye(3, dtype=single)),
    *[
        answers("eye", [n, {"columns": m, "k": k, "dtype": "float64"}], np.eye(n, m, k))
        for n, m in ((3, 3), (2, 4), (4, 2), (0, 2)) for k in (-5, -1, 0, 1, 3)
    ],
    answers("arange", [5], np.arange(5, dtype=np.int32)),
    answers("arange", [-2, 9, 4], np.arange(-2, 9, 4, dtype=np.int32)),
    answers("arange", [3, -3, -2], np.arange(3, -3, -2, dtype=np.int32)),
    answers("arange", [0, 1, 0.1, {"dtype": "float64"}], np.arange(0, 1, 0.1)),
    answers("arange", [3, 0], np.arange(3, 0, dtype=np.int32)),
    *[
        answers("linspace", [a, b, n, {"endpoint": e, "dtype": "float64"}], np.linspace(a, b, n, endpoint=e))
        for a, b in ((0, 1), (2, -3)) for n in (0, 1, 2, 7) for e in (True, False)
    ],
    answers("logspace", [0, 3, 4, {"endpoint": False, "dtype": "float64"}], np.logspace(0, 3, 4, endpoint=False)),
    answers("oneHot", [labels, 3], np.asarray(jax.nn.one_hot(labels, 3, dtype=single))),
    answers("oneHot", [np.zeros((0,), dtype=np.uint8), 2], np.zeros((0, 2), dtype=single)),
    answers("cast", [halves, "float32"], halves.astype(single)),
    answers("cast", [halves, "int32"], halves.astype(np.int32)),
    answers("cast", [halves, "bool"], halves.astype(bool)),
    answers("cast", [truth, "float64"], truth.astype(np.float64)),
    answers("cast", [labels, "uint8"], labels.astype(np.uint8)),
    answers("where", [truth, np.ones((2, 2)), -2.5], np.where(truth, np.ones((2, 2)), -2.5)),
    answers("where", [truth[0], np.array([[1.0], [2.0]]), np.array([3, 4], dtype=np.int32)], np.where(truth[0], np.array([[1.0], [2.0]]), np.array([3, 4]))),
    *[
        answers(name, [truth, other], fn(truth, other))
        for name, fn in (("logicalAnd", np.logical_and), ("logicalOr", np.logical_or))
        for other in (truth[:, :1], np.array([[0.0, np.nan], [-2.0, -0.0]]), labels)
    ],
    *[answers("logicalNot", [x], np.logical_not(x)) for x in (truth, halves, labels)],
    answers("clip", [halves, -1, 1.5], np.clip(halves, -1, 1.5)),
    answers("clip", [labels, 1, 1], np.clip(labels, 1, 1)),
    answers("clip", [halves, 1, -1], np.clip(halves, 1, -1)),
    answers("clip", [halves, 0], np.clip(halves, 0, None)),
    answers("clip", [halves, np.array([[0.0], [1.0]]), np.array([0.5, 2, 250])], np.clip(halves, np.array([[0.0], [1.0]]), np.array([0.5, 2, 250]))),
    answers("clip", [labels, np.array([0.5, 1.5]), 1], np.clip(labels, np.array([0.5, 1.5]), 1)),
    answers("clip", [np.array([np.nan, 2.0]), 0, np.array([1.0, np.nan])], np.clip(np.array([np.nan, 2.0]), 0, np.array([1.0, np.nan]))),
    answers("logspace", [0, 3, 4, {"dtype": "float64"}], np.logspace(0, 3, 4)),
    answers("logspace", [-2.5, 1.25, 7, {"dtype": "float64"}], np.logspace(-2.5, 1.25, 7)),
    answers("logspace", [3, -3, 5, {"base": 2, "dtype": "float64"}], np.logspace(3, -3, 5, base=2)),
    answers("logspace", [1, 2, 3], np.logspace(1, 2, 3, dtype=single)),
    answers("logspace", [2, 5, 1], np.logspace(2, 5, 1, dtype=single)),
    answers("logspace", [0, 1, 0], np.logspace(0, 1, 0, dtype=single)),
    answers("logspace", [0, 4, 5, {"base": 3, "dtype": "int32"}], np.logspace(0, 4, 5, base=3).astype(np.int32)),
    *[answers("tri", [n, m, {"k": k}], np.tri(n, m, k, dtype=single)) for n, m in ((3, 3), (2, 5), (4, 2), (0, 3)) for k in (-2, 0, 1, 9)],
    answers("tri", [3], np.tri(3, dtype=single)),
    answers("tri", [2, 3, {"dtype": "bool"}], np.tri(2, 3, dtype=bool)),
    *[answers(name, [x, {"k": k}], fn(x, k)) for name, fn in (("tril", np.tril), ("triu", np.triu)) for x in (matrix, stacked, np.zeros((2, 0, 3)), signed) for k in (-1, 0, 2, -9)],
    *[answers("diag", [x, {"k": k}], np.diag(x, k)) for x in (vectors[0], matrix, matrix.T, stacked[0], np.zeros(0), np.zeros((0, 3)), int32([1, 2]), np.array([True, False])) for k in (0, 2, -1)],
    answers("diag", [np.array([np.nan, np.inf])], np.diag(np.array([np.nan, np.inf]))),
    *[answers("meshgrid", [list(vectors[:n]), {"indexing": i}], np.meshgrid(*vectors[:n], indexing=i)) for n in (1, 2, 3) for i in ("xy", "ij")],
    answers("meshgrid", [[vectors[0], int32([1, 2])]], np.meshgrid(vectors[0], int32([1, 2]))),
    answers("meshgrid", [[vectors[0], np.zeros(0)]], np.meshgrid(vectors[0], np.zeros(0))),
    answers("fullLike", [matrix, 2.5], np.full_like(matrix, 2.5)),
    answers("fullLike", [signed, -3], np.full_like(signed, -3)),
]
write("tensor", "creation", {"cases": CREATION})

GRADIENTS |= {
    "tril": (lambda x: jnp.tril(x) ** 2, any_),
    "triu above": (lambda x: jnp.triu(x, 1) ** 2, any_),
    "diag of a matrix": (lambda x: jnp.diag(x) ** 2, any_),
    "diag above": (lambda x: jnp.diag(x, 1) ** 2, any_),
    "diag of a vector": (lambda x: jnp.diag(x.reshape(-1), -1) ** 2, any_),
    "meshgrid": (lambda x: (lambda g: g[0] * g[1])(jnp.meshgrid(x[0], x[1])), any_),
}

with_nan = cube.copy()
with_nan[0, 1, 2] = np.nan
infinite = np.array([[1.0, np.inf, np.inf, 2.0], [-np.inf, 1.0, np.inf, -np.inf]])
long = rng.normal(size=(2, 19, 2))
AXES = [({}, {}), ({"axis": 1}, {"axis": 1}), ({"axis": -1, "keepDims": True}, {"axis": -1, "keepdims": True}), ({"axis": [0, 2]}, {"axis": (0, 2)}), ({"axis": [2, 1], "keepDims": True}, {"axis": (2, 1), "keepdims": True})]


def norm(x, ord, axis=None, keepdims=False):
    axes = tuple(range(x.ndim)) if axis is None else axis
    measured = {1: lambda: np.sum(np.abs(x), axes, keepdims=keepdims), 2: lambda: np.sqrt(np.sum(x * x, axes, keepdims=keepdims)), "inf": lambda: np.max(np.abs(x), axes, keepdims=keepdims)}
    return measured[ord]()


REDUCTIONS = [
    *[answers("softmax", [cube, {"axis": a}], np.asarray(jax.nn.softmax(cube, axis=tuple(a)))) for a in ([0, 2], [-1, -2])],
    answers("logSoftmax", [cube, {"axis": [1, 0]}], np.asarray(jax.nn.log_softmax(cube, axis=(1, 0)))),
    *[answers("norm", [cube, {**ours, "ord": ord}], norm(cube, ord, **theirs)) for ours, theirs in AXES for ord in (1, 2, "inf")],
    *[answers("norm", [vectors[0], {"ord": ord}], np.linalg.norm(vectors[0], np.inf if ord == "inf" else ord)) for ord in (1, 2, "inf")],
    answers("norm", [with_nan, {"axis": 2, "ord": "inf"}], norm(with_nan, "inf", axis=2)),
    answers("norm", [np.zeros((2, 0)), {"axis": 1, "ord": 1}], np.zeros(2)),
    answers("norm", [np.zeros((2, 0)), {"axis": 1, "ord": "inf"}], np.zeros(2)),
    answers("norm", [signed[0], {"ord": 1}], np.float32(9)),
    *[answers("median", [x, ours], np.median(x, **theirs)) for x in (cube, with_nan) for ours, theirs in AXES],
    *[answers("median", [x], np.median(x)) for x in (vectors[0], vectors[2], np.array(3.5), np.array([np.inf, np.inf]), np.array([-np.inf, np.inf]), np.array([1e308, 1.7e308]))],
    answers("median", [infinite, {"axis": 1}], np.array([np.inf, -np.inf])),
    answers("median", [int32([3, 1, 2, 9])], np.float32(2.5)),
    answers("median", [np.array([True, False, True])], np.float32(1)),
    answers("median", [np.zeros((0, 3)) + 1, {"axis": 1}], np.zeros(0)),
    *[answers("quantile", [cube, q, ours], np.quantile(cube, q, **theirs)) for q in (0, 0.3, 0.5, 0.93, 1) for ours, theirs in AXES],
    *[answers("quantile", [x, [0.0, 0.25, 1 / 3, 0.9], ours], np.quantile(x, [0, 0.25, 1 / 3, 0.9], **theirs)) for x in (cube, with_nan) for ours, theirs in AXES],
    answers("quantile", [cube, [], {"axis": 0}], np.zeros((0, 3, 4))),
    answers("quantile", [np.array([0.1, 0.1, 0.1]), [0.3, 0.7]], np.array([0.1, 0.1])),
    *[answers(name, [long, {"axis": axis}], fn(long, axis=axis)) for name, fn in (("cumSum", np.cumsum), ("cumProd", np.cumprod), ("cumMax", np.maximum.accumulate)) for axis in (0, 1, -1)],
    *[answers(name, [x, {"axis": 1}], fn(x, axis=1)) for name, fn in (("cumSum", np.cumsum), ("cumProd", np.cumprod), ("cumMax", np.maximum.accumulate)) for x in (with_nan, with_zeros, np.zeros((2, 0)))],
    *[answers(name, [cube], fn(cube.reshape(-1))) for name, fn in (("cumSum", np.cumsum), ("cumProd", np.cumprod), ("cumMax", np.maximum.accumulate))],
    *[answers(name, [np.array(2.5)], np.array([2.5])) for name in ("cumSum", "cumProd", "cumMax")],
    *[answers("cumSum", [x, {"axis": 0}], np.cumsum(x, axis=0, dtype=np.int32)) for x in (signed, bytes_, truths)],
    *[answers("cumProd", [x, {"axis": 0}], np.cumprod(x, axis=0, dtype=np.int32)) for x in (signed, bytes_, truths)],
    *[answers("cumMax", [x, {"axis": 0}], np.maximum.accumulate(x, axis=0)) for x in (signed, bytes_, truths)],
    *[answers(name, [x.astype(single), {"axis": 1}], fn(x.astype(single).astype(float), axis=1).astype(single)) for name, fn, x in (("cumSum", np.cumsum, long), ("cumProd", np.cumprod, 1 + long / 8), ("cumMax", np.maximum.accumulate, long))],
]
write("tensor", "reductions", {"cases": REDUCTIONS})

GRADIENTS |= {
    "norm 1": (lambda x: jnp.sum(jnp.abs(x), axis=1) ** 2, any_),
    "norm inf": (lambda x: jnp.max(jnp.abs(x), axis=1) ** 2, any_),
    "median": (lambda x: jnp.median(x, axis=1) ** 2, any_),
    "median of three": (lambda x: jnp.median(x, axis=0, keepdims=True) ** 3, any_),
    "quantile": (lambda x: jnp.quantile(x, 0.3, axis=1) ** 2, any_),
    "quantiles": (lambda x: jnp.quantile(x, jnp.array([0.1, 0.85])) ** 2, any_),
    "cumSum": (lambda x: jnp.cumsum(x, axis=1) ** 2, any_),
    "cumSum down": (lambda x: jnp.cumsum(x, axis=0) ** 3, any_),
    "cumProd": (lambda x: jnp.cumprod(x, axis=1), any_),
    "cumProd with zeros": (lambda x: jnp.cumprod(x, axis=1), with_zeros),
    "cumMax": (lambda x: jnp.exp(jax.lax.cummax(x, axis=1)), any_),
}

write("tensor", "elementwise", {"cases": [case(*c) for c in CASES]})


write("autograd", "elementwise", {"row": flat(row), "cases": {name: derivatives.case(f, jnp.asarray(x)) for name, (f, x) in GRADIENTS.items()}})
