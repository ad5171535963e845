"""Derivatives of functions of several arrays in float64, from JAX and from PyTorch, which have to agree with each other.

Imported by tools/golden/autograd_operations.py and tools/golden/autograd_models.py.
"""

import json
import pathlib
import platform
import zlib

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np
import torch

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

OUT = pathlib.Path(__file__).parents[2] / "packages" / "autograd" / "test" / "golden"

# How far JAX and PyTorch may be apart, relative to the largest element (or to 1).
AGREEMENT = 1e-12

DOMAINS = {
    "": lambda rng, shape: rng.normal(size=shape) * 1.2,
    "small": lambda rng, shape: rng.normal(size=shape) * 0.5,
    "positive": lambda rng, shape: rng.uniform(0.3, 2.5, size=shape),
    "inside": lambda rng, shape: rng.uniform(-0.9, 0.9, size=shape),
    "regular": lambda rng, shape: rng.normal(size=shape) * 0.7 + 2 * np.eye(shape[-1]),
    "beyond": lambda rng, shape: rng.uniform(1.1, 3.0, size=shape),
}


def array(name):
    """The array that a name describes: a domain, a shape, and a letter where there are several. Five digits, so that files stay short."""
    words = name.split()
    domain = words.pop(0) if words[0] in DOMAINS else ""
    shape = [] if words[0] == "scalar" else [int(d) for d in words[0].split(",")]
    return np.round(DOMAINS[domain](np.random.default_rng(zlib.crc32(name.encode())), shape), 5)


def outputs(y):
    return y if isinstance(y, (list, tuple)) else [y]


def weighed(total, cos, y):
    """A number whose gradient differs from element to element, and whose second derivative is not 0 for linear functions either."""
    return total(y * (cos(y) + y / 2))


def jax_scalar(f, xs):
    cos = lambda y: jnp.cos(jnp.arange(y.size, dtype=jnp.float64)).reshape(y.shape)
    return sum(weighed(jnp.sum, cos, y) for y in outputs(f(*xs)))


def torch_scalar(f, xs):
    cos = lambda y: torch.cos(torch.arange(y.numel(), dtype=torch.float64)).reshape(y.shape)
    return sum(weighed(torch.sum, cos, y) for y in outputs(f(*xs)))


def directions(xs):
    return [np.sin(np.arange(x.size) + i).reshape(x.shape) for i, x in enumerate(xs)]


def from_jax(f, xs):
    scalar = lambda *xs: jax_scalar(f, xs)
    gradient = jax.grad(scalar, argnums=tuple(range(len(xs))))
    at = tuple(map(jnp.asarray, xs))
    first, second = jax.jvp(gradient, at, tuple(map(jnp.asarray, directions(xs))))
    return [np.asarray(scalar(*at))], [np.asarray(g) for g in first], [np.asarray(h) for h in second]


def from_torch(f, xs):
    at = [torch.tensor(x, requires_grad=True) for x in xs]
    value = torch_scalar(f, at)
    first = torch.autograd.grad(value, at, create_graph=True)
    along = sum((g * torch.tensor(d)).sum() for g, d in zip(first, directions(xs)))
    second = torch.autograd.grad(along, at, allow_unused=True, materialize_grads=True)
    return [value.detach().numpy()], [g.detach().numpy() for g in first], [h.numpy() for h in second]


def check(name, ours, theirs, agreement):
    for what, a, b in zip(("value", "gradient", "Hessian-vector product"), ours, theirs):
        for x, y in zip(a, b, strict=True):
            scale = max(1.0, np.max(np.abs(x), initial=0))
            apart = np.max(np.abs(x - y), initial=0) / scale
            assert apart <= agreement, f"{name}: JAX and PyTorch differ in the {what} by {apart:.1e}"


def digits(x):
    """Fifteen significant digits: a thousandth of what the tests allow."""
    return [float(f"{v:.15g}") for v in np.asarray(x).reshape(-1).tolist()]


def case(name, at, by_jax, by_torch, agreement=AGREEMENT):
    """Value, gradients and Hessian-vector products of JAX, once PyTorch has confirmed them."""
    xs = [array(a) for a in at]
    value, gradient, product = answer = from_jax(by_jax, xs)
    check(name, answer, from_torch(by_torch, xs), agreement)
    return {
        "at": list(at),
        "value": digits(value)[0],
        "gradient": [digits(g) for g in gradient],
        "hessianProduct": [digits(h) for h in product],
    }


def stored(names):
    return {name: {"shape": list(array(name).shape), "values": array(name).reshape(-1).tolist()} for name in sorted(names)}


def write(script, name, content):
    provenance = {
        "script": f"tools/golden/{script}.py",
        "python": platform.python_version(),
        "jax": jax.__version__,
        "torch": torch.__version__.split("+")[0],
        "numpy": np.__version__,
    }
    text = json.dumps({"provenance": provenance, **content}, allow_nan=False)
    (OUT / f"{name}.json").write_text(text + "\n")
    print(f"{name}.json: {len(text)} characters")
