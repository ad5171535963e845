"""Golden values of the noises of @gradus/regularize: masks by Flax and JAX, the line of alpha dropout by PyTorch.

Flax and JAX draw in float32; the arithmetic on what they drew is NumPy's, in float64.

Run: python tools/golden/regularize_noise.py   (needs flax, jax, numpy, torch; writes packages/regularize/test/golden/noise.json)
"""

import json
import pathlib
import platform

import flax
import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np
import torch

OUT = pathlib.Path(__file__).parents[2] / "packages" / "regularize" / "test" / "golden"
SEED = 7
KEY = jax.random.key(SEED)
SHAPE = (4, 3, 5, 3)
X = np.random.default_rng(11).normal(size=SHAPE).astype(np.float32).astype(np.float64)
# Each element of a result has its own cotangent.
COTANGENT = np.cos(np.arange(X.size)).reshape(SHAPE)


def flax_mask(rate, broadcast):
    """What Flax's dropout keeps."""
    layer = nn.Dropout(rate, broadcast_dims=broadcast)
    return np.asarray(layer.apply({}, jnp.ones(SHAPE), deterministic=False, rng=KEY)) != 0


def dropped(rate, broadcast=()):
    scale = flax_mask(rate, broadcast) / (1 - rate)
    return X * scale, COTANGENT * scale


def alpha_line(rate):
    """Slope and offset of what PyTorch keeps, and what it puts in place of what it drops."""
    torch.manual_seed(0)
    x = torch.randn(2000, dtype=torch.float64)
    y = torch.nn.functional.alpha_dropout(x, rate, training=True)
    values, counts = torch.unique(y, return_counts=True)
    lowest = values[counts.argmax()]
    kept = (y != lowest).numpy()
    slope, offset = np.polyfit(x.numpy()[kept], y.numpy()[kept], 1)
    return float(slope), float(offset), float(lowest)


def alpha(rate):
    slope, offset, lowest = alpha_line(rate)
    keeps = np.asarray(jax.random.bernoulli(KEY, 1 - rate, SHAPE))
    return np.where(keeps, X * slope + offset, lowest), np.where(keeps, COTANGENT * slope, 0)


def gaussian(stddev):
    return X + stddev * np.asarray(jax.random.normal(KEY, SHAPE)).astype(np.float64), COTANGENT


def covered(key, batch, length, size):
    centre = np.asarray(jax.random.randint(key, (batch, 1), 0, length))
    rows = np.zeros((batch, length), dtype=bool)
    for b in range(batch):
        start = int(centre[b, 0]) - size // 2
        rows[b, max(start, 0) : max(start + size, 0)] = True
    return rows


def cut(size):
    batch, _, height, width = SHAPE
    row_key, column_key = jax.random.split(KEY)
    rows = covered(row_key, batch, height, size)
    columns = covered(column_key, batch, width, size)
    keeps = ~(rows[:, None, :, None] & columns[:, None, None, :])
    return X * keeps, COTANGENT * keeps


def weights(rate):
    """A mask for each kernel, by the position of its leaf."""
    leaves = {"bias": (3,), "kernel": (4, 3), "recurrentKernel": (3, 3)}
    masks = {
        name: (np.asarray(jax.random.bernoulli(jax.random.fold_in(KEY, n), 1 - rate, shape)) / (1 - rate)).tolist()
        for n, (name, shape) in enumerate(leaves.items())
        if name != "bias"
    }
    return {"rate": rate, "bias": np.ones(3).tolist(), **masks}


def case(amount, pair):
    value, gradient = pair
    return {"amount": amount, "value": value.tolist(), "gradient": gradient.tolist()}


content = {
    "provenance": {
        "script": "tools/golden/regularize_noise.py",
        "python": platform.python_version(),
        "flax": flax.__version__,
        "jax": jax.__version__,
        "numpy": np.__version__,
        "torch": torch.__version__,
    },
    "seed": SEED,
    "x": X.tolist(),
    "cotangent": COTANGENT.tolist(),
    "cases": {
        "drop": case(0.4, dropped(0.4)),
        "dropChannels": case(0.4, dropped(0.4, (2, 3))),
        "dropPaths": case(0.4, dropped(0.4, (1, 2, 3))),
        "dropAlpha": case(0.4, alpha(0.4)),
        "addGaussianNoise": case(0.3, gaussian(0.3)),
        "cutSquares": case(3, cut(3)),
        "cutSquares, wider than the picture": case(6, cut(6)),
    },
    "alphaLines": {str(rate): alpha_line(rate) for rate in (0.05, 0.1, 0.5, 0.9)},
    "dropWeights": weights(0.5),
}

text = json.dumps(content, allow_nan=False)
(OUT / "noise.json").write_text(text + "\n")
print(f"noise.json: {len(text)} characters")
