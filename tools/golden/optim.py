"""Golden values of @gradus/optim: Optax's transformations, optimisers and schedules over several steps.

Run: python tools/golden/optim.py   (needs jax and optax; writes packages/optim/test/golden/*.json)

Gradients are fixed numbers, drawn once, so that what is compared is the optimiser alone. Parameters move with the
updates, because weight decay reads them. Each case runs in float32 with 64-bit types off and in float64 with them on.
"""

import json
import pathlib
import platform

import jax
import jax.numpy as jnp
import numpy as np
import optax

OUT = pathlib.Path(__file__).parents[2] / "packages" / "optim" / "test" / "golden"
STEPS = 8
SHAPES = {"dense_0": {"kernel": (3, 2), "bias": (2,)}, "temperature": ()}


def provenance():
    return {
        "script": "tools/golden/optim.py",
        "python": platform.python_version(),
        "jax": jax.__version__,
        "optax": optax.__version__,
        "numpy": np.__version__,
    }


def write(name, content):
    OUT.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"provenance": provenance(), **content}, allow_nan=False)
    (OUT / f"{name}.json").write_text(text + "\n")
    print(f"{name}.json: {len(text)} characters")


def draw(rng, scale):
    return jax.tree.map(
        lambda shape: np.float32(rng.normal(size=shape) * scale),
        SHAPES,
        is_leaf=lambda x: isinstance(x, tuple),
    )


def plain(tree):
    return jax.tree.map(lambda x: np.asarray(x).tolist(), tree)


def kernels_only(params):
    return jax.tree_util.tree_map_with_path(lambda path, _: path[-1].key == "kernel", params)


def exact(schedule):
    """Optax computes schedules in float32 from its int32 count, also for float64 parameters; give it a wide count."""
    return lambda count: schedule(jnp.asarray(count, float))


# The names are the rows of packages/optim/test/rows.ts, which builds the same transformations.
TRANSFORMATIONS = {
    "identity": lambda: optax.identity(),
    "scale": lambda: optax.scale(-0.5),
    "trace": lambda: optax.trace(decay=0.9),
    "trace, nesterov": lambda: optax.trace(decay=0.9, nesterov=True),
    "addDecayedWeights": lambda: optax.add_decayed_weights(0.01),
    "addDecayedWeights, kernels only": lambda: optax.add_decayed_weights(0.01, mask=kernels_only),
    "clipByGlobalNorm": lambda: optax.clip_by_global_norm(1.0),
    "clipByGlobalNorm, never reached": lambda: optax.clip_by_global_norm(1e6),
    "scaleByAdam": lambda: optax.scale_by_adam(),
    "scaleByAdam, other constants": lambda: optax.scale_by_adam(b1=0.8, b2=0.95, eps=1e-3),
    "scaleByLearningRate": lambda: optax.scale_by_learning_rate(0.1),
    "scaleByLearningRate, schedule": lambda: optax.scale_by_learning_rate(
        exact(optax.exponential_decay(0.1, transition_steps=3, decay_rate=0.5))
    ),
    "sgd": lambda: optax.sgd(0.1),
    "sgd, momentum": lambda: optax.sgd(0.1, momentum=0.9),
    "sgd, nesterov": lambda: optax.sgd(0.1, momentum=0.9, nesterov=True),
    "adam": lambda: optax.adam(1e-2),
    "adam, other constants": lambda: optax.adam(1e-2, b1=0.5, b2=0.9, eps=1e-4),
    "adamW": lambda: optax.adamw(1e-2, weight_decay=0.1),
    "adamW, kernels only": lambda: optax.adamw(1e-2, weight_decay=0.1, mask=kernels_only),
    "chain of clipByGlobalNorm and adamW on a schedule": lambda: optax.chain(
        optax.clip_by_global_norm(1.0),
        optax.adamw(
            exact(optax.warmup_cosine_decay_schedule(0.0, 1e-2, warmup_steps=3, decay_steps=7, end_value=1e-4)),
            weight_decay=0.01,
        ),
    ),
}


def run(make, params, gradients, dtype):
    cast = lambda tree: jax.tree.map(lambda x: jnp.asarray(x, dtype), tree)
    transformation = make()
    params = cast(params)
    state = transformation.init(params)
    updates_by_step, params_by_step = [], []
    for gradient in gradients:
        updates, state = transformation.update(cast(gradient), state, params)
        params = optax.apply_updates(params, updates)
        updates_by_step.append(plain(updates))
        params_by_step.append(plain(params))
    return {"updates": updates_by_step, "params": params_by_step}


def transformations():
    rng = np.random.default_rng(20)
    params = draw(rng, 1.0)
    gradients = [draw(rng, scale) for scale in np.geomspace(0.01, 3.0, STEPS)]
    cases = {name: {} for name in TRANSFORMATIONS}
    for dtype, wide in (("float32", False), ("float64", True)):
        jax.config.update("jax_enable_x64", wide)
        for name, make in TRANSFORMATIONS.items():
            cases[name][dtype] = run(make, params, gradients, dtype)
    return {
        "params": plain(params),
        "gradients": [plain(g) for g in gradients],
        "cases": cases,
    }


SCHEDULES = {
    "constant": optax.constant_schedule(0.1),
    "exponentialDecay": optax.exponential_decay(0.1, transition_steps=100, decay_rate=0.5),
    "exponentialDecay, staircase": optax.exponential_decay(
        0.1, transition_steps=100, decay_rate=0.5, staircase=True
    ),
    "exponentialDecay, begin and end": optax.exponential_decay(
        0.1, transition_steps=100, decay_rate=0.5, transition_begin=50, end_value=0.01
    ),
    "cosineDecay": optax.cosine_decay_schedule(0.1, decay_steps=800),
    "cosineDecay, alpha and exponent": optax.cosine_decay_schedule(
        0.1, decay_steps=800, alpha=0.1, exponent=2.0
    ),
    "warmupCosine": optax.warmup_cosine_decay_schedule(0.0, 0.1, warmup_steps=100, decay_steps=900),
    "warmupCosine, initial, final and exponent": optax.warmup_cosine_decay_schedule(
        0.01, 0.1, warmup_steps=100, decay_steps=900, end_value=0.001, exponent=1.5
    ),
    "warmupCosine, no warm-up": optax.warmup_cosine_decay_schedule(
        0.1, 0.1, warmup_steps=0, decay_steps=900
    ),
}


def schedules():
    jax.config.update("jax_enable_x64", True)
    return {
        "cases": {
            name: [float(schedule(np.float64(step))) for step in range(1000)]
            for name, schedule in SCHEDULES.items()
        }
    }


write("transformations", transformations())
write("schedules", schedules())
