"""Golden values of linear algebra: NumPy and SciPy in float64, mpmath where double precision is not enough, and
derivatives from JAX in float64.

Run: python tools/golden/tensor_linalg.py
(needs jax, scipy and mpmath; writes packages/tensor/test/golden/linalg.json and packages/autograd/test/golden/linalg.json)

Signs of vectors are made those that we answer: the largest element of an eigenvector, and of a left singular vector, is positive.
"""

import itertools
import json
import math
import pathlib
import platform

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import mpmath
import numpy as np
import scipy
from jax.scipy.linalg import solve_triangular
from derivatives import case

PACKAGES = pathlib.Path(__file__).parents[2] / "packages"
PROVENANCE = {
    "script": "tools/golden/tensor_linalg.py",
    "python": platform.python_version(),
    "jax": jax.__version__,
    "numpy": np.__version__,
    "scipy": scipy.__version__,
    "mpmath": mpmath.__version__,
}
rng = np.random.default_rng(23)


def normal(*shape):
    return rng.normal(size=shape)


def transposed(x):
    return np.swapaxes(x, -1, -2)


def symmetric(*shape):
    x = normal(*shape)
    return (x + transposed(x)) / 2


def definite(*shape):
    x = normal(*shape)
    return x @ transposed(x) + np.eye(shape[-1])


def front(vectors):
    """1 or -1 for each column, so that its largest element becomes positive."""
    best = np.take_along_axis(vectors, np.abs(vectors).argmax(axis=-2, keepdims=True), axis=-2)
    return np.where(best < 0, -1.0, 1.0)


def eigh(x):
    w, v = np.linalg.eigh(x)
    return {"eigenvalues": w, "eigenvectors": v * front(v) if v.size else v}


def svd(x):
    u, s, vh = np.linalg.svd(x, full_matrices=False)
    sign = front(u) if u.size else 1.0
    return {"u": u * sign, "s": s, "vh": vh * (transposed(sign) if u.size else 1.0)}


def qr(x, mode="reduced"):
    q, r = np.linalg.qr(x, mode=mode)
    return {"q": q, "r": r}


def lu(x):
    if x.ndim > 2:
        parts = [lu(y) for y in x]
        return {name: np.stack([p[name] for p in parts]) for name in ("p", "l", "u")}
    p, l, u = scipy.linalg.lu(x, p_indices=True)
    return {"p": np.argsort(p).astype(np.int32), "l": l, "u": u}


def slogdet(x):
    sign, logabsdet = np.linalg.slogdet(x)
    return {"sign": np.asarray(sign), "logabsdet": np.asarray(logabsdet)}


def lstsq(a, b, rcond=None):
    solution, _, rank, s = np.linalg.lstsq(a, b, rcond=rcond)
    return {
        "solution": solution,
        "residuals": np.asarray(np.sum((b - a @ solution) ** 2, axis=0)),
        "rank": np.asarray(rank, dtype=np.int32),
        "singularValues": s,
    }


CASES = []


def row(name, operands, arguments, answer):
    CASES.append((name, operands, arguments, answer))


deficient = normal(5, 2) @ normal(2, 4)
low = np.tril(normal(4, 4)) + 3 * np.eye(4)

for a in [definite(1, 1), definite(3, 3), definite(2, 3, 4, 4), definite(20, 20), np.zeros((0, 0)), np.zeros((2, 0, 0))]:
    row("cholesky", [a], [], np.linalg.cholesky(a))
for a, b, options in [
    (low, normal(4), {}),
    (low, normal(4, 3), {"transpose": True}),
    (low, normal(4, 3), {"lower": False}),
    (low, normal(4), {"lower": False, "transpose": True, "unitDiagonal": True}),
    (low, normal(4, 2), {"unitDiagonal": True}),
]:
    triangle = np.tril(low) if options.get("lower", True) else np.triu(low)
    answer = scipy.linalg.solve_triangular(
        triangle, b, lower=options.get("lower", True), trans=int(options.get("transpose", False)), unit_diagonal=options.get("unitDiagonal", False)
    )
    row("triangularSolve", [a, b], [options] if options else [], answer)
for a, b in [(normal(1, 1), normal(1)), (normal(4, 4), normal(4)), (normal(4, 4), normal(4, 3)), (normal(3, 4, 4), normal(4, 2)), (normal(4, 4), normal(3, 4, 2)), (normal(2, 1, 3, 3), normal(4, 3, 2)), (normal(12, 12), normal(12, 1)), (np.zeros((0, 0)), np.zeros((0, 2)))]:
    row("solve", [a, b], [], np.linalg.solve(a, b))
stack, vector = normal(3, 4, 4), normal(4)
row("solve", [stack, vector], [], np.stack([np.linalg.solve(a, vector) for a in stack]))
for a in [normal(1, 1), normal(3, 3), normal(2, 4, 4), normal(12, 12), np.zeros((0, 0))]:
    row("inv", [a], [], np.linalg.inv(a))
    row("det", [a], [], np.linalg.det(a))
    row("slogdet", [a], [], slogdet(a))
singular = np.array([[1.0, 2.0, 3.0], [2.0, 4.0, 6.0], [1.0, 0.0, 1.0]])
row("det", [singular], [], np.asarray(0.0))
row("slogdet", [np.array([[0.0, 1.0], [0.0, 2.0]])], [], {"sign": np.asarray(0.0), "logabsdet": np.asarray(-np.inf)})
row("slogdet", [1e-200 * np.diag([1.0, -2.0, 3.0])], [], slogdet(1e-200 * np.diag([1.0, -2.0, 3.0])))
for a in [normal(1, 1), normal(4, 4), normal(6, 3), normal(3, 6), normal(2, 4, 3), np.zeros((0, 3))]:
    row("lu", [a], [], lu(a))
for a in [normal(1, 1), normal(1, 4), normal(4, 1), normal(4, 4), normal(6, 3), normal(3, 6), normal(2, 4, 3), np.zeros((0, 3)), np.zeros((3, 0))]:
    row("qr", [a], [], qr(a))
    row("qr", [a], [{"mode": "complete"}], qr(a, "complete"))
for a in [symmetric(1, 1), symmetric(2, 2), symmetric(5, 5), symmetric(2, 3, 4, 4), symmetric(15, 15), np.zeros((0, 0)), 1e-300 * symmetric(3, 3), 1e300 * symmetric(3, 3)]:
    row("eigh", [a], [], eigh(a))
    row("eigvalsh", [a], [], np.linalg.eigvalsh(a))
for a in [np.ones((4, 4)), np.eye(3), np.zeros((3, 3)), np.kron(np.eye(2), np.array([[2.0, 1.0], [1.0, 2.0]]))]:
    row("eigvalsh", [a], [], np.linalg.eigvalsh(a))
for a in [normal(1, 1), normal(1, 4), normal(4, 1), normal(4, 4), normal(6, 3), normal(3, 6), normal(2, 4, 3), normal(15, 12), np.zeros((0, 3)), np.zeros((3, 0)), 1e-300 * normal(3, 2), 1e300 * normal(2, 3)]:
    row("svd", [a], [], svd(a))
    row("svdvals", [a], [], np.linalg.svd(a, compute_uv=False))
for a in [deficient, np.ones((3, 4)), np.eye(4), np.zeros((2, 3))]:
    row("svdvals", [a], [], np.linalg.svd(a, compute_uv=False))
for a in [normal(1, 1), normal(4, 4), normal(6, 3), normal(3, 6), normal(2, 4, 3), deficient, np.eye(3), np.zeros((2, 3)), np.zeros((0, 3)), np.zeros((3, 0))]:
    row("pinv", [a], [], np.linalg.pinv(a, rcond=max(a.shape[-2:]) * 2**-52))
    row("matrixRank", [a], [], np.asarray(np.linalg.matrix_rank(a), dtype=np.int32))
row("pinv", [np.diag([1.0, 1e-3])], [{"rcond": 1e-2}], np.diag([1.0, 0.0]))
row("matrixRank", [np.diag([1.0, 1e-3])], [{"tolerance": 1e-2}], np.asarray(1, dtype=np.int32))
for a, b in [(normal(6, 3), normal(6)), (normal(6, 3), normal(6, 2)), (normal(3, 5), normal(3)), (normal(4, 4), normal(4, 2)), (deficient, normal(5, 2)), (np.eye(3), normal(3))]:
    row("lstsq", [a, b], [], lstsq(a, b))


def plain(x):
    if isinstance(x, list):
        return [plain(v) for v in x]
    if isinstance(x, float) and not math.isfinite(x):
        return "nan" if math.isnan(x) else "inf" if x > 0 else "-inf"
    return x


def value(x):
    x = np.asarray(x)
    return {"shape": list(x.shape), "dtype": str(x.dtype), "values": plain(x.reshape(-1).tolist())}


def answer_of(y):
    return {name: value(x) for name, x in y.items()} if isinstance(y, dict) else value(y)


def exact_singular_values(x):
    mpmath.mp.dps = 60
    return [float(s) for s in mpmath.svd_r(mpmath.matrix(x.tolist()), compute_uv=False)]


# Columns of sizes from 1 to 1e-30: singular values that differ by as much are still determined by the elements.
graded = normal(6, 5) @ np.diag(10.0 ** -np.array([0, 30, 7, 15, 22]))


STREAMS = []
for seed, shape in [(0, (3, 3)), (1, (5, 2)), (2, (2, 5)), (3, (2, 4, 4)), (4, (1, 1)), (5, (0, 2))]:
    m, n = shape[-2:]
    q = jax.random.orthogonal(jax.random.key(seed), m, shape[:-2], dtype=jnp.float32, m=n)
    STREAMS.append({"seed": seed, "orthogonal": value(q)})


def write(package, content, count):
    out = PACKAGES / package / "test" / "golden" / "linalg.json"
    text = json.dumps({"provenance": PROVENANCE, **content}, allow_nan=False)
    out.write_text(text + "\n")
    print(f"{package}: {count} cases, {len(text)} characters")


write(
    "tensor",
    {
        "streams": STREAMS,
        "graded": {"matrix": value(graded), "singularValues": exact_singular_values(graded)},
        "cases": [{"name": n, "operands": [value(o) for o in ops], "arguments": a, "answer": answer_of(y)} for n, ops, a, y in CASES],
    },
    len(CASES),
)

# Derivatives: one operand is differentiated, the others are constants of the case.
SQUARE, STACK, TALL, WIDE, VECTOR, COLUMNS = normal(4, 4), normal(2, 3, 3), normal(5, 3), normal(3, 5), normal(4), normal(4, 2)
LEFT, RIGHT, SIDE = normal(4, 2), normal(2, 3), normal(5)
SINGULAR = LEFT @ normal(2, 4) + np.outer(normal(4), normal(4))


def t(x):
    return jnp.swapaxes(x, -1, -2)


def forward(vectors):
    size = jnp.abs(vectors)
    best = jnp.take_along_axis(vectors, size.argmax(axis=-2, keepdims=True), axis=-2)
    return jax.lax.stop_gradient(jnp.sign(best))


def eigenvectors(x):
    v = jnp.linalg.eigh((x + t(x)) / 2)[1]
    return v * forward(v)


def jax_svd(x):
    u, s, vh = jnp.linalg.svd(x, full_matrices=False)
    sign = forward(u)
    return u * sign, s, vh * t(sign)


def spd(x):
    return x @ t(x) + jnp.eye(x.shape[-1])


def packed(x):
    return jax.lax.linalg.lu(x)[0]


def lower(x, k):
    return jnp.tril(packed(x)[..., :, :k], -1)


def wide_r(x):
    m = x.shape[-2]
    q, r = jnp.linalg.qr(x[:, :m])
    return jnp.concatenate([r, q.T @ x[:, m:]], axis=1)


def leibniz(x):
    """A determinant without division, whose derivatives are right everywhere."""
    n = x.shape[-1]
    return sum(np.linalg.det(np.eye(n)[list(p)]) * jnp.prod(jnp.stack([x[i, p[i]] for i in range(n)])) for p in itertools.permutations(range(n)))


GRADIENTS = {
    "cholesky": (lambda x: jnp.linalg.cholesky(spd(x)), STACK),
    "cholesky of what is not symmetric": (lambda x: jnp.linalg.cholesky(jnp.eye(4) * 9 + (x + t(x)) / 2), SQUARE),
    "triangularSolve matrix": (lambda x: solve_triangular(jnp.tril(x), jnp.asarray(COLUMNS), lower=True), SQUARE),
    "triangularSolve transposed": (lambda x: solve_triangular(jnp.tril(x), jnp.asarray(COLUMNS), lower=True, trans=1), SQUARE),
    "triangularSolve upper": (lambda x: solve_triangular(jnp.triu(x), x, lower=False), SQUARE),
    "triangularSolve unit": (lambda x: solve_triangular(jnp.tril(x, -1) + jnp.eye(4), x, lower=True), SQUARE),
    "triangularSolve right": (lambda x: solve_triangular(jnp.tril(jnp.asarray(SQUARE)), x**2, lower=True), COLUMNS),
    "solve matrix": (lambda x: jnp.linalg.solve(x, jnp.asarray(COLUMNS)), SQUARE),
    "solve right": (lambda x: jnp.linalg.solve(jnp.asarray(SQUARE), x**2), VECTOR),
    "solve both": (lambda x: jnp.linalg.solve(x, x @ x), STACK),
    "inv": (lambda x: jnp.linalg.inv(x), STACK),
    "det": (lambda x: jnp.linalg.det(x), STACK),
    "det of a singular matrix": (leibniz, SINGULAR),
    "det of the identity": (leibniz, np.eye(4)),
    "det with a column of zeros": (leibniz, SQUARE * np.array([0.0, 1.0, 1.0, 1.0])),
    "slogdet": (lambda x: jnp.linalg.slogdet(x)[1], STACK),
    "lu l": (lambda x: lower(x, 3) + jnp.eye(5, 3), TALL),
    "lu u": (lambda x: jnp.triu(packed(x)[:3]), TALL),
    "lu l of a wide matrix": (lambda x: lower(x, 3) + jnp.eye(3), WIDE),
    "lu u of a wide matrix": (lambda x: jnp.triu(packed(x)), WIDE),
    "qr q": (lambda x: jnp.linalg.qr(x)[0], TALL),
    "qr r": (lambda x: jnp.linalg.qr(x)[1], STACK),
    "qr r of a wide matrix": (wide_r, WIDE),
    "eigh eigenvalues": (lambda x: jnp.linalg.eigh((x + t(x)) / 2)[0], STACK),
    "eigh eigenvectors": (eigenvectors, STACK),
    "eigvalsh": (lambda x: jnp.linalg.eigvalsh((x + t(x)) / 2) ** 2, SQUARE),
    "svd u": (lambda x: jax_svd(x)[0], TALL),
    "svd s": (lambda x: jax_svd(x)[1], STACK),
    "svd vh": (lambda x: jax_svd(x)[2], TALL),
    "svd u of a wide matrix": (lambda x: jax_svd(x)[0], WIDE),
    "svd vh of a wide matrix": (lambda x: jax_svd(x)[2], WIDE),
    "svd of a square": (lambda x: jax_svd(x)[0] + 2 * jax_svd(x)[2], SQUARE),
    "svdvals": (lambda x: jnp.linalg.svd(x, compute_uv=False) ** 2, WIDE),
    "pinv": (jnp.linalg.pinv, TALL),
    "pinv of a wide matrix": (jnp.linalg.pinv, WIDE),
    "pinv of the identity": (jnp.linalg.pinv, np.eye(3)),
    "pinv of a product": (lambda x: jnp.linalg.pinv(x @ jnp.asarray(RIGHT), rtol=1e-10), LEFT),
    "pinv of a singular matrix": (lambda x: jnp.linalg.pinv(x, rtol=1e-10), LEFT @ RIGHT),
    "lstsq solution": (lambda x: jnp.linalg.lstsq(x, jnp.asarray(SIDE))[0], TALL),
    "lstsq right": (lambda x: jnp.linalg.lstsq(jnp.asarray(TALL), x**2)[0], SIDE),
    "lstsq residuals": (lambda x: jnp.sum((SIDE - x @ jnp.linalg.pinv(x) @ SIDE) ** 2), TALL),
}


constants = {name: value(x) for name, x in {"square": SQUARE, "tall": TALL, "columns": COLUMNS, "right": RIGHT, "side": SIDE}.items()}
write("autograd", {"constants": constants, "cases": {n: case(f, jnp.asarray(x)) for n, (f, x) in GRADIENTS.items()}}, len(GRADIENTS))
