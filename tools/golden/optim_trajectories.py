"""Golden values of @gradus/optim: where Optax's optimisers get in 200 steps on five problems.

Run: python tools/golden/optim_trajectories.py   (needs what optim.py needs; writes trajectories.json beside its files)

Gradients are those of JAX, at the parameters of the moment, so that an error of one step is carried on by the next.
Parameters are stored after few steps only. float32 runs with 64-bit types off, float64 with them on.
"""

import jax
import jax.numpy as jnp
import numpy as np
import optax
import optim

CHECKPOINTS = [1, 10, 50, 200]
DRAW = np.random.default_rng(33)


def draw(*shape):
    return np.float32(DRAW.normal(size=shape))


DATA = {
    "logisticX": draw(16, 3),
    "logisticY": np.float32(DRAW.integers(0, 2, size=16)),
    "mlpX": draw(12, 2),
    "mlpY": draw(12, 1),
    "sparseX": draw(200, 3),
    "sparseRows": DRAW.integers(0, 4, size=200),
}

STARTS = {
    "quadratic": {"w": np.float32([1.0, 1.0, 1.0])},
    "rosenbrock": {"w": np.float32([-1.2, 1.0])},
    "logistic": {"kernel": np.zeros(3, np.float32) + np.float32(0.1), "bias": np.float32(0.0)},
    "mlp": {"hidden": draw(2, 3), "bias": np.zeros(3, np.float32), "out": draw(3, 1)},
    "sparse": {"table": draw(4, 3)},
}


def quadratic(p, t):
    return jnp.sum(jnp.asarray([1e-3, 0.1, 10.0], p["w"].dtype) * p["w"] ** 2) / 2


def rosenbrock(p, t):
    x, y = p["w"][0], p["w"][1]
    return (1 - x) ** 2 + 100 * (y - x * x) ** 2


def logistic(p, t):
    z = jnp.asarray(DATA["logisticX"], p["kernel"].dtype) @ p["kernel"] + p["bias"]
    return jnp.mean(jnp.logaddexp(0, z) - jnp.asarray(DATA["logisticY"], z.dtype) * z)


def mlp(p, t):
    h = jnp.tanh(jnp.asarray(DATA["mlpX"], p["bias"].dtype) @ p["hidden"] + p["bias"])
    return jnp.mean((h @ p["out"] - jnp.asarray(DATA["mlpY"], h.dtype)) ** 2)


def sparse(p, t):
    """One row of a table at each step: all other gradients are zero."""
    row = p["table"][jnp.asarray(DATA["sparseRows"])[t]]
    return jnp.sum((row - jnp.asarray(DATA["sparseX"], row.dtype)[t]) ** 2) / 2


PROBLEMS = {f.__name__: f for f in (quadratic, rosenbrock, logistic, mlp, sparse)}

# Rates are such that no run circles around its minimum. There, RMSProp at 1e-2 on Rosenbrock's function multiplies a
# difference of 1e-15 in the start by 1e12 within 200 steps, so that no two programs agree; so do Adafactor and Muon.
OPTIMIZERS = {
    "sgd": lambda: optax.sgd(5e-4),
    "momentum": lambda: optax.sgd(1e-4, momentum=0.9),
    "nesterov": lambda: optax.sgd(1e-4, momentum=0.9, nesterov=True),
    "adagrad": lambda: optax.adagrad(0.05),
    "rmsprop": lambda: optax.rmsprop(1e-3, eps=1e-4),
    "centredRmsprop": lambda: optax.rmsprop(3e-4, eps=0.1, centered=True),
    "adadelta": lambda: optax.adadelta(1.0),
    "adam": lambda: optax.adam(1e-2),
    "adam, no bias correction": lambda: optax.chain(optim.uncorrected_adam(), optax.scale(-1e-2)),
    "adamW": lambda: optax.adamw(1e-2, weight_decay=0.1),
    "nadam": lambda: optax.nadam(1e-2),
    "radam": lambda: optax.radam(2e-4, b2=0.9),
    "adamax": lambda: optax.adamax(1e-2),
    "amsgrad": lambda: optax.amsgrad(1e-2),
    "lion": lambda: optax.lion(1e-3),
    "lamb": lambda: optax.lamb(1e-2, weight_decay=0.01),
    "lars": lambda: optax.lars(0.1, weight_decay=0.01, trust_coefficient=0.01),
    "yogi": lambda: optax.yogi(1e-2),
    "adafactor": lambda: optim.exact_adafactor(2e-3, min_dim_size_to_factor=2),
    "muon": lambda: optax.contrib.muon(1e-3),
    "rprop": lambda: optim.torch_rprop(1e-3),
    "sam": lambda: optim.sam(optax.sgd(2e-4, momentum=0.5), 0.05),
    "scheduleFreeAdamW": lambda: optax.contrib.schedule_free_adamw(5e-3, weight_decay=0.01),
    "sm3": lambda: optim.sm3_with_scalars(optax.sm3(0.05)),
}


def run(make, problem, start, dtype):
    rule = make()
    params = jax.tree.map(lambda x: jnp.asarray(x, dtype), start)
    state = rule.init(params)

    def step(params, state, t):
        updates, state = rule.update(jax.grad(problem)(params, t), state, params)
        return optax.apply_updates(params, updates), state

    compiled = step if make is OPTIMIZERS["rprop"] else jax.jit(step)
    kept = []
    for t in range(max(CHECKPOINTS)):
        params, state = compiled(params, state, t)
        if t + 1 in CHECKPOINTS:
            kept.append(optim.short(params, dtype))
    return kept


def trajectories():
    cases = {}
    for dtype, wide in (("float32", False), ("float64", True)):
        jax.config.update("jax_enable_x64", wide)
        for name, make in OPTIMIZERS.items():
            for problem, f in PROBLEMS.items():
                kept = run(make, f, STARTS[problem], dtype)
                assert all(np.isfinite(x).all() for x in jax.tree.leaves(kept[-1])), (name, problem, dtype)
                cases.setdefault(name, {}).setdefault(problem, {})[dtype] = kept
    return {
        "checkpoints": CHECKPOINTS,
        "data": optim.short(DATA, "float64"),
        "starts": optim.short(STARTS, "float64"),
        "cases": cases,
    }


if __name__ == "__main__":
    optim.write("trajectories", trajectories(), "optim_trajectories.py")
