"""Golden gradients of @gradus/autograd: JAX in float64, first and second derivatives.

Run: python tools/golden/autograd.py   (needs jax; writes packages/autograd/test/golden/gradients.json)

Each case is a function of one array. The names are the rows of packages/autograd/test/gradients.test.ts.
"""

import json
import pathlib
import platform

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np
from jax.scipy import special
from derivatives import case, flat

OUT = pathlib.Path(__file__).parents[2] / "packages" / "autograd" / "test" / "golden"
rng = np.random.default_rng(11)
any_ = rng.normal(size=(3, 4)) * 1.5
positive = np.abs(rng.normal(size=(3, 4))) + 0.2
unit = rng.uniform(-0.9, 0.9, size=(3, 4))
square = rng.normal(size=(4, 4))
weights = rng.normal(size=(3, 4))
row = rng.normal(size=(4,))
indices = np.array([2, 0, 2])
ties = np.array([[1.0, 3.0, 3.0, 0.0], [2.0, 2.0, 2.0, 2.0], [0.5, 1.0, 1.5, 1.0]])
zeros = np.array([[0.0, 2.0, 3.0, 4.0], [0.0, 0.0, 3.0, 1.0], [1.0, 2.0, 3.0, 4.0]])


def scan_like(x):
    y = x
    for _ in range(3):
        y = jnp.tanh(y @ x.T @ y)
    return y


CASES = {
    **{name: (getattr(jnp, name), any_) for name in ("abs", "exp", "expm1", "sin", "cos", "tanh", "square")},
    **{name: (getattr(jnp, name), positive) for name in ("log", "log1p", "sqrt", "reciprocal")},
    "neg": (lambda x: -x, any_),
    "rsqrt": (jax.lax.rsqrt, positive),
    "sigmoid": (jax.nn.sigmoid, any_),
    "softplus": (jax.nn.softplus, any_),
    "relu": (jax.nn.relu, any_),
    "erf": (special.erf, any_),
    "erfInv": (special.erfinv, unit),
    "add row": (lambda x: x + row, any_),
    "sub from row": (lambda x: row - x, any_),
    "mul row": (lambda x: x * row, any_),
    "mul itself transposed": (lambda x: x * x.T, square),
    "div by row": (lambda x: x / row, any_),
    "div row by": (lambda x: row / x, positive),
    "mod": (lambda x: jnp.mod(x, 0.7), any_),
    "pow 3": (lambda x: x**3.0, any_),
    "pow of base": (lambda x: positive**x, any_),
    "pow both": (lambda x: x**x, positive),
    "maximum with row": (lambda x: jnp.maximum(x, row), any_),
    "minimum with row": (lambda x: jnp.minimum(x, row), any_),
    "maximum of ties": (lambda x: jnp.maximum(x, 2.0), ties),
    "where": (lambda x: jnp.where(x > 0, x * x, -x), any_),
    "sum axis 0": (lambda x: jnp.sum(x, axis=0) ** 2, any_),
    "mean keepDims": (lambda x: x - jnp.mean(x, axis=1, keepdims=True) ** 2, any_),
    "variance": (lambda x: jnp.var(x, axis=1), any_),
    "std": (lambda x: jnp.std(x, axis=0), any_),
    "max": (lambda x: jnp.max(x, axis=1), any_),
    "max of ties": (lambda x: jnp.max(x, axis=1), ties),
    "min": (lambda x: jnp.min(x), any_),
    "prod": (lambda x: jnp.prod(x, axis=1), any_),
    "prod with zeros": (lambda x: jnp.prod(x, axis=1), zeros),
    "logSumExp": (lambda x: jax.nn.logsumexp(x, axis=1), any_),
    "softmax": (lambda x: jax.nn.softmax(x, axis=1) ** 2, any_),
    "logSoftmax": (lambda x: jax.nn.log_softmax(x, axis=0), any_),
    "norm": (lambda x: jnp.linalg.norm(x, axis=1), any_),
    "reshape and transpose": (lambda x: (x.reshape(2, 6).T @ x.reshape(2, 6)) ** 2, any_),
    "permute": (lambda x: jnp.sin(jnp.transpose(x.reshape(3, 2, 2), (2, 0, 1))), any_),
    "broadcastTo": (lambda x: jnp.broadcast_to(x[:, None, :], (3, 5, 4)) ** 2, any_),
    "slice": (lambda x: x[1:, 1:3] ** 2, any_),
    "pad": (lambda x: jnp.exp(jnp.pad(x, ((1, 0), (0, 2)))), any_),
    "flip": (lambda x: x * jnp.flip(x, axis=1), any_),
    "concat": (lambda x: jnp.concatenate([x, x * x], axis=1) ** 2, any_),
    "stack": (lambda x: jnp.stack([x, jnp.sin(x)], axis=1) ** 2, any_),
    "take rows": (lambda x: x[indices] ** 2, any_),
    "take columns": (lambda x: jnp.take(x, indices, axis=1) ** 3, any_),
    "matmul left": (lambda x: jnp.tanh(x @ square), any_),
    "matmul right": (lambda x: jnp.tanh(square @ x.T), any_),
    "matmul both": (lambda x: x @ x.T, any_),
    "matmul vector": (lambda x: x @ row, any_),
    "matmul batched": (lambda x: jnp.matmul(x.reshape(3, 2, 2), x.reshape(3, 2, 2)[:1]), any_),
    "three steps": (scan_like, any_),
    "stopGradient": (lambda x: x * jax.lax.stop_gradient(x), any_),
}


OUT.mkdir(parents=True, exist_ok=True)
provenance = {"script": "tools/golden/autograd.py", "python": platform.python_version(), "jax": jax.__version__, "numpy": np.__version__}
constants = {"row": flat(row), "square": flat(square), "positive": flat(positive), "indices": indices.tolist()}
cases = {name: case(f, jnp.asarray(x)) for name, (f, x) in CASES.items()}
text = json.dumps({"provenance": provenance, "constants": constants, "cases": cases}, allow_nan=False)
(OUT / "gradients.json").write_text(text + "\n")
print(f"gradients.json: {len(CASES)} cases, {len(text)} characters")
