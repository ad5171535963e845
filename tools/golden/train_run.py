"""Golden run of @gradus/train, from JAX and Optax: the same data, first parameters and keys, every step's loss.

Writes packages/train/test/golden/run.json.
"""
import json
import pathlib
import platform

import jax
import jax.numpy as jnp
import numpy as np
import optax

golden = pathlib.Path(__file__).parents[2] / "packages/train/test/golden"
golden.mkdir(parents=True, exist_ok=True)

rng = np.random.default_rng(0)
examples, features, hidden, classes = 22, 4, 6, 3
batch_size, epochs, rate, decay, strength = 8, 3, 0.05, 0.01, 1e-3
x = rng.normal(size=(examples, features)).astype(np.float32)
y = rng.integers(0, classes, size=examples).astype(np.int32)
validation_x = rng.normal(size=(9, features)).astype(np.float32)
validation_y = rng.integers(0, classes, size=9).astype(np.int32)
params = {
    "dense_0": {"kernel": rng.normal(size=(features, hidden)).astype(np.float32), "bias": np.zeros(hidden, np.float32)},
    "dense_1": {"kernel": rng.normal(size=(hidden, classes)).astype(np.float32), "bias": np.zeros(classes, np.float32)},
}
first = params
params = jax.tree.map(jnp.asarray, params)
dropout = 0.25


def logits(params, x, key=None):
    h = jnp.maximum(x @ params["dense_0"]["kernel"] + params["dense_0"]["bias"], 0)
    if key is not None:
        # Dropout is the model's third layer (number 2), and folds that into the step's key.
        keep = jax.random.bernoulli(jax.random.fold_in(key, 2), 1 - dropout, h.shape)
        h = jnp.where(keep, h / (1 - dropout), 0)
    return h @ params["dense_1"]["kernel"] + params["dense_1"]["bias"]


def objective(params, x, y, key=None):
    return optax.softmax_cross_entropy_with_integer_labels(logits(params, x, key), y).mean()


def penalty(params):
    return strength * sum(jnp.sum(jnp.square(layer["kernel"])) for layer in params.values())


optimizer = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(rate, weight_decay=decay))
state = optimizer.init(params)
key = jax.random.key(42)
order_key, step_keys = jax.random.fold_in(key, 1), jax.random.fold_in(key, 2)

steps, validation, step = [], [], 0
for epoch in range(epochs):
    order = jax.random.permutation(jax.random.fold_in(order_key, epoch), examples)
    for start in range(0, examples, batch_size):
        indices = order[start : start + batch_size]
        step_key = jax.random.fold_in(step_keys, step)
        loss = objective(params, x[indices], y[indices], step_key)
        gradients = jax.grad(lambda p: objective(p, x[indices], y[indices], step_key) + penalty(p))(params)
        steps.append(
            {
                "loss": float(loss),
                "penalty": float(penalty(params)),
                "gradientNorm": float(optax.global_norm(gradients)),
            }
        )
        updates, state = optimizer.update(gradients, state, params)
        params = optax.apply_updates(params, updates)
        step += 1
    validation.append(float(objective(params, validation_x, validation_y)))


def listed(tree):
    return jax.tree.map(lambda leaf: np.asarray(leaf).tolist(), tree)


document = {
    "provenance": {
        "script": "tools/golden/train_run.py",
        "python": platform.python_version(),
        "jax": jax.__version__,
        "optax": optax.__version__,
        "numpy": np.__version__,
    },
    "settings": {
        "batchSize": batch_size,
        "epochs": epochs,
        "learningRate": rate,
        "weightDecay": decay,
        "l2": strength,
        "dropout": dropout,
        "seed": 42,
    },
    "x": x.tolist(),
    "y": y.tolist(),
    "validationX": validation_x.tolist(),
    "validationY": validation_y.tolist(),
    "first": listed(first),
    "steps": steps,
    "validation": validation,
    "last": listed(params),
}
(golden / "run.json").write_text(json.dumps(document) + "\n")
