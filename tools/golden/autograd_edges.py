"""Golden derivatives of @gradus/autograd at the edges of domains: JAX in float64, words where a number is not finite.

Run: python tools/golden/autograd_edges.py   (needs jax; writes packages/autograd/test/golden/numerics.json)

Each case is a function of one vector. The names are the rows of packages/autograd/test/numerics.test.ts.
"""

import json
import math
import pathlib
import platform

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np

OUT = pathlib.Path(__file__).parents[2] / "packages" / "autograd" / "test" / "golden"
inf = jnp.inf
w = jnp.array([1.0, 2.0, 4.0])


def power(z):
    return z[0] ** z[1]


CASES = {
    "prod with one zero": (jnp.prod, [0.0, 2.0, 3.0]),
    "prod with two zeros": (jnp.prod, [0.0, 0.0, 3.0]),
    "prod of zeros": (jnp.prod, [0.0, 0.0, 0.0]),
    "prod of five with a zero": (jnp.prod, [2.0, 3.0, 0.0, -1.0, 0.5]),
    "prod of one": (jnp.prod, [0.0]),
    "cumProd with one zero": (lambda x: jnp.sum(jnp.cumprod(x) * w), [2.0, 0.0, 3.0]),
    "cumProd with two zeros": (lambda x: jnp.sum(jnp.cumprod(x) * w), [0.0, 0.0, 3.0]),
    "pow 2 0": (power, [2.0, 0.0]),
    "pow 2 1": (power, [2.0, 1.0]),
    "pow 0 2": (power, [0.0, 2.0]),
    "pow 0 3": (power, [0.0, 3.0]),
    "pow 0 1": (power, [0.0, 1.0]),
    "pow 0 0": (power, [0.0, 0.0]),
    "square by pow at 0": (lambda x: jnp.sum(x**2.0), [0.0]),
    "cube by pow at 0": (lambda x: jnp.sum(x**3.0), [0.0]),
    "pow 1 at 0": (lambda x: jnp.sum(x**1.0), [0.0]),
    "pow 0 at 0": (lambda x: jnp.sum(x**0.0), [0.0]),
    "logSumExp with -inf": (jax.nn.logsumexp, [0.0, -inf, 1.0]),
    "logSumExp of -inf": (jax.nn.logsumexp, [-inf, -inf]),
    "logSumExp of large numbers": (jax.nn.logsumexp, [1000.0, 999.0, -1000.0]),
    "norm at 0": (jnp.linalg.norm, [0.0, 0.0]),
    "std of equal numbers": (jnp.std, [2.0, 2.0, 2.0]),
    "variance of equal numbers": (jnp.var, [2.0, 2.0, 2.0]),
    "softmax of large numbers": (lambda x: jnp.sum(jax.nn.softmax(x) * w), [1000.0, -1000.0, 0.0]),
    "logSoftmax of large numbers": (lambda x: jnp.sum(jax.nn.log_softmax(x) * w), [1000.0, -1000.0, 999.0]),
    "abs at 0": (lambda x: jnp.sum(jnp.abs(x)), [0.0]),
    "relu at 0": (lambda x: jnp.sum(jax.nn.relu(x)), [0.0]),
    "sort with ties": (lambda x: jnp.sum(jnp.sort(x) ** 2 * w), [2.0, 1.0, 2.0]),
    "max with ties": (lambda x: jnp.max(x) ** 2, [2.0, 2.0, 1.0]),
    "min with ties": (lambda x: jnp.min(x) ** 2, [2.0, 2.0, 3.0]),
    "maximum of a tie": (lambda z: jnp.maximum(z[0], z[1]) ** 2, [1.5, 1.5]),
    "minimum of a tie": (lambda z: jnp.minimum(z[0], z[1]) ** 2, [1.5, 1.5]),
    "where around log": (lambda x: jnp.sum(jnp.where(x > 0, jnp.log(x), 0.0)), [0.0]),
    "where around sqrt": (lambda x: jnp.sum(jnp.where(x > 0, jnp.sqrt(x), 0.0)), [0.0]),
    "where around a safe log": (
        lambda x: jnp.sum(jnp.where(x > 0, jnp.log(jnp.where(x > 0, x, 1.0)), 0.0)),
        [0.0, 2.0],
    ),
    "where around a safe sqrt": (
        lambda x: jnp.sum(jnp.where(x > 0, jnp.sqrt(jnp.where(x > 0, x, 1.0)), 0.0)),
        [0.0, 4.0],
    ),
    "atan2 at 0": (lambda z: jnp.arctan2(z[0], z[1]), [0.0, 0.0]),
    "sigmoid at both ends": (lambda x: jnp.sum(jax.nn.sigmoid(x) * w), [-1000.0, 0.0, 1000.0]),
    "softplus at both ends": (lambda x: jnp.sum(jax.nn.softplus(x) * w), [-1000.0, 0.0, 1000.0]),
    "tanh at both ends": (lambda x: jnp.sum(jnp.tanh(x) * w), [-1000.0, 0.0, 1000.0]),
}


def plain(a):
    """Nested lists, with words where JSON has no number."""
    if isinstance(a, list):
        return [plain(v) for v in a]
    return a if math.isfinite(a) else str(a).replace("inf", "Infinity").replace("nan", "NaN")


def derivatives(f, x):
    x = jnp.array(x)
    return {
        "x": plain(x.tolist()),
        "gradient": plain(jax.grad(f)(x).tolist()),
        "hessian": plain(jax.hessian(f)(x).tolist()),
    }


golden = {
    "provenance": {
        "script": "tools/golden/autograd_edges.py",
        "python": platform.python_version(),
        "jax": jax.__version__,
        "numpy": np.__version__,
    },
    "cases": {name: derivatives(f, x) for name, (f, x) in CASES.items()},
}
(OUT / "numerics.json").write_text(json.dumps(golden) + "\n")
