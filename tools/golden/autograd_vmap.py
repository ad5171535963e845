"""Golden values of vmap: JAX's vmap, in float64; random streams in float32.

Run: python tools/golden/autograd_vmap.py   (needs jax; writes packages/autograd/test/golden/vmap.json)

The names are the rows of packages/autograd/test/vmapGolden.test.ts. Inputs are written as they are, so that no row depends
on how another program draws them.
"""

import json
import pathlib
import platform

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np
from jax import lax, random, vmap

OUT = pathlib.Path(__file__).parents[2] / "packages" / "autograd" / "test" / "golden"
rng = np.random.default_rng(5)
points = rng.normal(size=(4, 3))
others = rng.normal(size=(5, 3))
kernel = rng.normal(size=(3, 2)) * 0.5
bias = rng.normal(size=(2,)) * 0.1
labels = np.array([0, 1, 1, 0], dtype=np.int32)
positions = np.array([[2, 0], [1, 1], [0, 2], [2, 2]], dtype=np.int32)
values = rng.normal(size=(4, 2))
steps = rng.normal(size=(4, 6, 3)) * 0.5
limits = np.array([1.0, 30.0, 500.0, 0.5])
images = rng.normal(size=(4, 2, 5, 5))
kernels = rng.normal(size=(4, 3, 2, 3, 3))
stack = rng.normal(size=(3, 4, 3))
keys = np.asarray(random.split(random.key_data(random.key(9)).astype(np.uint32), 4))


def loss(w, b, x, label):
    return -jax.nn.log_softmax(jnp.tanh(x @ w + b))[label]


def distance(a, b):
    return jnp.sqrt(jnp.sum((a - b) ** 2))


def recurrent(w, xs):
    def body(h, x):
        return jnp.tanh(h * w + x), h

    return lax.scan(body, jnp.zeros(3), xs)


def doubled(x):
    return lax.while_loop(lambda c: c[0] < x, lambda c: (c[0] * 2.0, c[1] + x), (1.0, 0.0))


def branch(x):
    return lax.cond(x[0] > 0, lambda v: jnp.sum(v * v), lambda v: jnp.sum(jnp.sin(v)), x)


@jax.custom_vjp
def scaled(w, x):
    return w * x


scaled.defvjp(lambda w, x: (w * x, (w, x)), lambda kept, c: (10.0 * jnp.sum(c * kept[1]), c * kept[0]))


def smooth(x):
    return jnp.sum(jnp.exp(x) * jnp.cumsum(x))


CASES = {
    "distances": vmap(vmap(distance, in_axes=(None, 0)), in_axes=(0, None))(points, others),
    "distances, last axes": vmap(distance, in_axes=(-1, None))(points.T, others[0]),
    "gradients of each example": vmap(jax.grad(loss, argnums=(0, 1)), in_axes=(None, None, 0, 0))(kernel, bias, points, labels),
    "gradient of their mean": jax.grad(lambda w: jnp.mean(vmap(loss, in_axes=(None, None, 0, 0))(w, bias, points, labels)))(kernel),
    "einsum, axes in the middle": vmap(lambda a, b: jnp.einsum("ij,jk->ik", a, b), in_axes=(1, None), out_axes=1)(stack, kernel),
    "rows at positions": vmap(lambda x, i: x[i])(points, positions),
    "shared rows at positions": vmap(lambda x, i: x[i], in_axes=(None, 0))(jnp.asarray(others), positions),
    "added at positions": vmap(lambda x, i, v: x.at[i].add(v))(points, positions, values),
    "sorted": vmap(jnp.sort, in_axes=1, out_axes=-1)(points),
    "convolutions with kernels of their own": vmap(
        lambda x, k: lax.conv_general_dilated(x[None], k, (1, 1), "VALID")[0]
    )(images, kernels),
    "scan": vmap(recurrent, in_axes=(None, 0))(jnp.array([0.5, -0.5, 1.0]), steps),
    "gradient of scan": vmap(jax.grad(lambda w, xs: jnp.sum(recurrent(w, xs)[0])), in_axes=(None, 0))(
        jnp.array([0.5, -0.5, 1.0]), steps
    ),
    "while": vmap(doubled)(limits),
    "cond": vmap(branch)(points),
    "gradient of cond": vmap(jax.grad(branch))(points),
    "custom rule": jax.grad(lambda w: jnp.sum(jnp.sin(vmap(scaled, in_axes=(None, 0))(w, points))))(2.0),
    "hessians": vmap(jax.hessian(smooth))(points),
    "hessian by directions": vmap(lambda t: jax.jvp(jax.grad(smooth), (points[0],), (t,))[1])(jnp.eye(3)),
    "inverse of each": vmap(jnp.linalg.inv)(jnp.einsum("bi,bj->bij", points, points) + jnp.eye(3)),
}


def streams(key):
    key = random.wrap_key_data(key)
    a, b = random.split(key)
    return {
        "split": random.key_data(random.split(key, 3)).astype(jnp.int32),
        "foldIn": random.key_data(random.fold_in(key, 7)).astype(jnp.int32),
        "uniform": random.uniform(a, (3,), jnp.float32),
        "normal": random.normal(b, (2, 2), jnp.float32),
        "permutation": random.permutation(a, 6).astype(jnp.int32),
        "categorical": random.categorical(b, jnp.asarray(points[0], jnp.float32), shape=(5,)).astype(jnp.int32),
    }


def stored(x):
    x = np.asarray(x)
    return {"shape": list(x.shape), "values": x.reshape(-1).tolist()}


def leaves(tree):
    return [stored(x) for x in jax.tree.leaves(tree)]


OUT.mkdir(parents=True, exist_ok=True)
provenance = {"script": "tools/golden/autograd_vmap.py", "python": platform.python_version(), "jax": jax.__version__, "numpy": np.__version__}
inputs = {
    name: stored(x)
    for name, x in {
        "points": points, "others": others, "kernel": kernel, "bias": bias, "labels": labels, "positions": positions,
        "values": values, "steps": steps, "limits": limits, "images": images, "kernels": kernels, "stack": stack,
        "keys": keys.astype(np.int32),
    }.items()
}  # fmt: skip
golden = {
    "provenance": provenance,
    "inputs": inputs,
    "cases": {name: leaves(x) for name, x in CASES.items()},
    "streams": {name: stored(x) for name, x in vmap(streams)(keys).items()},
}
text = json.dumps(golden, allow_nan=False)
(OUT / "vmap.json").write_text(text + "\n")
print(f"vmap.json: {len(CASES)} cases, {len(text)} characters")
