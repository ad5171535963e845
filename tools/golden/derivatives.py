"""Derivatives of a function of one array by JAX, as the tables of packages/autograd/test read them.

Imported by the scripts beside it that write such tables; double precision is switched on here.
"""

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np


def flat(x):
    return np.asarray(x).reshape(-1).tolist()


def case(f, x):
    """Value, gradient and Hessian-vector product of a sum with fixed weights, so that each element of the result has its own cotangent."""

    def scalar(x):
        y = f(x)
        return jnp.sum(y * jnp.cos(jnp.arange(y.size, dtype=y.dtype)).reshape(y.shape))

    direction = jnp.asarray(np.sin(np.arange(x.size)).reshape(x.shape))
    gradient = jax.grad(scalar)
    return {
        "shape": list(x.shape),
        "x": flat(x),
        "value": float(scalar(x)),
        "gradient": flat(gradient(x)),
        "hessianProduct": flat(jax.jvp(gradient, (x,), (direction,))[1]),
    }
