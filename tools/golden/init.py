"""Golden values of @gradus/init: jax.nn.initializers with the same keys; torch.nn.init for those without.

Run: python tools/golden/init.py   (needs jax, torch; writes packages/init/test/golden/initializers.json)

Convolution kernels are OIHW here, so JAX is told which axes are which.
"""

import json
import math
import pathlib
import platform

import jax
import jax.numpy as jnp
import numpy as np
import torch
from jax.nn import initializers as init

OUT = pathlib.Path(__file__).parents[2] / "packages" / "init" / "test" / "golden"
DENSE = dict(in_axis=-2, out_axis=-1)
CONV = dict(in_axis=1, out_axis=0)


def axes(shape):
    return DENSE if len(shape) == 2 else CONV


# The names are the rows of packages/init/test/conformance.test.ts.
INITIALIZERS = {
    "zeros": lambda shape: init.zeros,
    "ones": lambda shape: init.ones,
    "constant(0.01)": lambda shape: init.constant(0.01),
    "normal(0.5)": lambda shape: init.normal(0.5),
    "truncatedNormal(0.5)": lambda shape: init.truncated_normal(0.5),
    "uniform(0.5)": lambda shape: lambda key, shape: jax.random.uniform(key, shape, minval=-0.5, maxval=0.5),
    "glorotNormal": lambda shape: init.glorot_normal(**axes(shape)),
    "glorotUniform": lambda shape: init.glorot_uniform(**axes(shape)),
    "heNormal": lambda shape: init.he_normal(**axes(shape)),
    "heUniform": lambda shape: init.he_uniform(**axes(shape)),
    "lecunNormal": lambda shape: init.lecun_normal(**axes(shape)),
    "lecunUniform": lambda shape: init.lecun_uniform(**axes(shape)),
    "varianceScaling, fanOut normal": lambda shape: init.variance_scaling(
        3.0, "fan_out", "normal", **axes(shape)),
    "varianceScaling, fanAverage truncatedNormal": lambda shape: init.variance_scaling(
        0.5, "fan_avg", "truncated_normal", **axes(shape)),
    "varianceScaling, fanIn uniform": lambda shape: init.variance_scaling(
        1.5, "fan_in", "uniform", **axes(shape)),
}


def delta_orthogonal(shape):
    """JAX's kernels are [...window, in, out]."""
    def make(key, shape):
        out, into, *window = shape
        return jnp.moveaxis(init.delta_orthogonal()(key, (*window, into, out)), (-1, -2), (0, 1))
    return make


def sparse(key, shape):
    weights, places = jax.random.split(key)
    kernel = 0.1 * np.array(jax.random.normal(weights, shape))
    scores = np.array(jax.random.uniform(places, shape))
    for column in range(shape[1]):
        kernel[np.argsort(scores[:, column])[: math.ceil(0.6 * shape[0])], column] = 0
    return kernel


def torch_kernel(fill):
    return lambda shape: lambda key, shape: fill(torch.empty(shape)).numpy()


INITIALIZERS |= {
    "reluBias": lambda shape: init.constant(0.01),
    "small": lambda shape: init.normal(0.01),
    "large": lambda shape: init.normal(1),
    "identity": torch_kernel(torch.nn.init.eye_),
    "dirac": torch_kernel(torch.nn.init.dirac_),
    "orthogonal": lambda shape: init.orthogonal(column_axis=axes(shape)["out_axis"]),
    "orthogonal(2)": lambda shape: init.orthogonal(scale=2, column_axis=axes(shape)["out_axis"]),
    "deltaOrthogonal": delta_orthogonal,
    "sparse": lambda shape: sparse,
}
DENSE_ONLY = {"identity", "sparse"}
WINDOWS_ONLY = {"dirac", "deltaOrthogonal"}


def fits(name, shape):
    if name in DENSE_ONLY:
        return len(shape) == 2
    if name in WINDOWS_ONLY:
        return len(shape) > 2 and (name != "deltaOrthogonal" or shape[0] >= shape[1])
    return True


SHAPES = [(7, 5), (1, 1), (4, 3, 3), (4, 3, 2, 2), (2, 3, 2, 2, 2)]
SEEDS = [0, 42]


def cases():
    for name, make in INITIALIZERS.items():
        for shape in (s for s in SHAPES if fits(name, s)):
            for seed in SEEDS:
                values = make(shape)(jax.random.key(seed), shape)
                yield {"name": name, "seed": seed, "shape": shape, "values": np.asarray(values).ravel().tolist()}


OUT.mkdir(parents=True, exist_ok=True)
provenance = {
    "script": "tools/golden/init.py",
    "python": platform.python_version(),
    "jax": jax.__version__,
    "numpy": np.__version__,
    "torch": torch.__version__,
    "threefry_partitionable": jax.config.jax_threefry_partitionable,
}
text = json.dumps({"provenance": provenance, "cases": list(cases())}, allow_nan=False)
(OUT / "initializers.json").write_text(text + "\n")
print(f"initializers.json: {len(text)} characters")
