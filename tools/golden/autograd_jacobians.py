"""Golden Jacobians and Hessians of @gradus/autograd over trees: JAX in float64.

Run: python tools/golden/autograd_jacobians.py   (needs jax; writes packages/autograd/test/golden/jacobians.json)

The functions stand again in packages/autograd/test/jacobian.test.ts.
"""

import json
import pathlib
import platform

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np

OUT = pathlib.Path(__file__).parents[2] / "packages" / "autograd" / "test" / "golden"
rng = np.random.default_rng(7)
w, b, x = rng.normal(size=(2, 3)), rng.normal(size=(3,)), rng.normal(size=(2,))


def layer(p, x):
    return {"y": jnp.tanh(x @ p["w"] + p["b"]), "s": jnp.sum(p["w"] ** 2 * p["b"])}


def loss(p, x):
    out = layer(p, x)
    return jnp.sum(out["y"] ** 3) + out["s"]


def flat(tree, prefix=""):
    if isinstance(tree, dict):
        return {k: v for key, sub in tree.items() for k, v in flat(sub, f"{prefix}.{key}" if prefix else key).items()}
    return {prefix: {"shape": list(tree.shape), "values": np.asarray(tree).ravel().tolist()}}


p = {"w": jnp.array(w), "b": jnp.array(b)}
golden = {
    "provenance": {
        "script": "tools/golden/autograd_jacobians.py",
        "python": platform.python_version(),
        "jax": jax.__version__,
        "numpy": np.__version__,
    },
    "w": w.ravel().tolist(),
    "b": b.tolist(),
    "x": x.tolist(),
    "jacobian": flat(jax.jacrev(layer)(p, jnp.array(x))),
    "hessian": flat(jax.hessian(loss)(p, jnp.array(x))),
}
(OUT / "jacobians.json").write_text(json.dumps(golden) + "\n")
