"""Golden values of @gradus/init: jax.nn.initializers with the same keys.

Run: python tools/golden/init.py   (needs jax; writes packages/init/test/golden/initializers.json)

Convolution kernels are OIHW here, so JAX is told which axes are which.
"""

import json
import pathlib
import platform

import jax
import numpy as np
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
SHAPES = [(7, 5), (1, 1), (4, 3, 3), (4, 3, 2, 2), (2, 3, 2, 2, 2)]
SEEDS = [0, 42]


def cases():
    for name, make in INITIALIZERS.items():
        for shape in SHAPES:
            for seed in SEEDS:
                values = make(shape)(jax.random.key(seed), shape)
                yield {"name": name, "seed": seed, "shape": shape, "values": np.asarray(values).ravel().tolist()}


OUT.mkdir(parents=True, exist_ok=True)
provenance = {
    "script": "tools/golden/init.py",
    "python": platform.python_version(),
    "jax": jax.__version__,
    "numpy": np.__version__,
    "threefry_partitionable": jax.config.jax_threefry_partitionable,
}
text = json.dumps({"provenance": provenance, "cases": list(cases())}, allow_nan=False)
(OUT / "initializers.json").write_text(text + "\n")
print(f"initializers.json: {len(text)} characters")
