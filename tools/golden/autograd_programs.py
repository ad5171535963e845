"""Golden derivatives of loops and branches: JAX in float64, first and second derivatives.

Run: python tools/golden/autograd_programs.py   (needs jax; writes packages/autograd/test/golden/programs.json)

Each case is a function of one array. The names are the rows of packages/autograd/test/programs.test.ts.
"""

import json
import pathlib
import platform

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np
from jax import lax
from derivatives import case, flat

OUT = pathlib.Path(__file__).parents[2] / "packages" / "autograd" / "test" / "golden"
rng = np.random.default_rng(23)
matrix = rng.normal(size=(4, 4)) * 0.6
rows = rng.normal(size=(5, 4))
vector = rng.normal(size=(4,))


def rnn(w, xs, h, reverse=False):
    step = lambda h, x: (jnp.tanh(h @ w + x), h * x)
    h, ys = lax.scan(step, h, xs, reverse=reverse)
    return jnp.concatenate([h, ys.ravel()])


def lstm(w):
    def step(carry, x):
        h, c = carry
        i, f, g, o = jnp.split(jnp.concatenate([x, h]) @ w, 4)
        c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
        h = jax.nn.sigmoid(o) * jnp.tanh(c)
        return (h, c), h

    (h, c), hs = lax.scan(step, (jnp.zeros(2), jnp.ones(2)), jnp.asarray(rows))
    return jnp.concatenate([h, c, hs.ravel()])


def nested(x):
    def inner(c, y):
        return c * y + x[0], jnp.sin(c)

    def outer(c, row):
        d, ys = lax.scan(inner, c, row)
        return d, ys.sum()

    c, sums = lax.scan(outer, x[1], jnp.outer(x, x))
    return jnp.concatenate([c[None], sums])


def part_of_carry(x):
    """A counter that does not change with x, and a sum that only does from the second step on."""

    def step(carry, _):
        n, a, b = carry
        return (n + 1, a * x, b + a * n), None

    (_, a, b), _ = lax.scan(step, (jnp.zeros(()), jnp.ones_like(x), jnp.zeros_like(x)), None, length=4)
    return a + b


def chosen(x):
    return lax.cond(x[0] > 0, lambda y: jnp.sin(y) * x, lambda y: jnp.exp(y) * 2.0, x)


def chosen_in_loop(x):
    def step(c, v):
        return lax.cond(v > 0, lambda c: c * v, lambda c: c + v, c), c

    c, ys = lax.scan(step, x[0], x)
    return jnp.concatenate([c[None], ys])


def switched(x):
    branches = [lambda y: y, lambda y: y**3, lambda y: jnp.cumsum(y), lambda y: jnp.full_like(y, 2.0)]
    return sum(lax.switch(k, branches, x) * (k + 1) for k in range(4))


CASES = {
    "rnn by weights": (lambda w: rnn(w, rows, vector), matrix),
    "rnn by rows": (lambda xs: rnn(matrix, xs, vector), rows),
    "rnn by start": (lambda h: rnn(matrix, rows, h), vector),
    "rnn in reverse": (lambda xs: rnn(matrix, xs, vector, reverse=True), rows),
    "rnn by all": (lambda x: rnn(x[:4], x, x[0]), rows),
    "lstm": (lstm, rng.normal(size=(6, 8)) * 0.5),
    "nested scans": (nested, vector),
    "part of the carry": (part_of_carry, vector),
    "no steps": (lambda x: lax.scan(lambda c, _: (c * x, None), x, None, length=0)[0], vector),
    "fori": (lambda x: lax.fori_loop(1, 4, lambda i, c: c * x + i, x), vector),
    "cond, true": (chosen, np.abs(vector)),
    "cond, false": (chosen, -np.abs(vector)),
    "cond in a loop": (chosen_in_loop, vector),
    "switch": (switched, vector),
    "remat": (jax.checkpoint(lambda x: jnp.sin(jnp.exp(x @ matrix)) * x), vector),
    "remat in a loop": (
        lambda w: lax.scan(jax.checkpoint(lambda h, x: (jnp.tanh(h @ w + x), h)), jnp.asarray(vector), jnp.asarray(rows))[1],
        matrix,
    ),
}


def doubling(x):
    return lax.while_loop(lambda c: jnp.sum(c[0]) < 50, lambda c: (c[0] * x + 1, c[1] + 1), (x, 0))[0]


grow = np.abs(vector) + 1.1
value, tangent = jax.jvp(doubling, (jnp.asarray(grow),), (jnp.sin(jnp.arange(4.0)),))
second = jax.jvp(lambda x: jax.jvp(doubling, (x,), (x,))[1], (jnp.asarray(grow),), (jnp.cos(jnp.arange(4.0)),))[1]

provenance = {"script": "tools/golden/autograd_programs.py", "python": platform.python_version(), "jax": jax.__version__, "numpy": np.__version__}
golden = {
    "provenance": provenance,
    "constants": {"matrix": flat(matrix), "rows": flat(rows), "vector": flat(vector)},
    "while": {"x": flat(grow), "value": flat(value), "tangent": flat(tangent), "second": flat(second)},
    "cases": {name: case(f, jnp.asarray(x)) for name, (f, x) in CASES.items()},
}
text = json.dumps(golden, allow_nan=False)
(OUT / "programs.json").write_text(text + "\n")
print(f"programs.json: {len(CASES)} cases, {len(text)} characters")
