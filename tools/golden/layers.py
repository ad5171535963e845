"""Golden values of @gradus/layers: layers, their gradients and a model's, from Flax and JAX in double precision.

Run: python tools/golden/layers.py   (needs jax, flax; writes packages/layers/test/golden/*.json)
"""

import json
import pathlib
import platform

import flax
import flax.linen as nn
import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np

OUT = pathlib.Path(__file__).parents[2] / "packages" / "layers" / "test" / "golden"


def write(name, content):
    OUT.mkdir(parents=True, exist_ok=True)
    provenance = {
        "script": "tools/golden/layers.py",
        "python": platform.python_version(),
        "jax": jax.__version__,
        "flax": flax.__version__,
        "numpy": np.__version__,
    }
    text = json.dumps({"provenance": provenance, **content}, allow_nan=False)
    (OUT / f"{name}.json").write_text(text + "\n")
    print(f"{name}.json: {len(text)} characters")


def plain(tree):
    return jax.tree.map(lambda x: np.asarray(x).tolist(), tree)


rng = np.random.default_rng(11)


def draw(*shape, scale=1.0):
    """Doubles that float32 holds exactly, so that both precisions start from the same numbers."""
    return jnp.asarray(np.float32(rng.normal(size=shape) * scale).astype(np.float64))


# Activations: value, and gradient of the sum of outputs weighted by c.
X = draw(6, 5, scale=3)
C = draw(6, 5)
ACTIVATIONS = {
    "identity": (lambda x: x, {}),
    "relu": (jax.nn.relu, {}),
    "leakyRelu": (jax.nn.leaky_relu, {}),
    "leakyRelu, slope": (lambda x: jax.nn.leaky_relu(x, 0.3), {"negativeSlope": 0.3}),
    "tanh": (jnp.tanh, {}),
    "sigmoid": (jax.nn.sigmoid, {}),
    "elu": (jax.nn.elu, {}),
    "elu, alpha": (lambda x: jax.nn.elu(x, 0.7), {"alpha": 0.7}),
    "gelu": (lambda x: jax.nn.gelu(x, approximate=False), {}),
    "gelu, approximate": (lambda x: jax.nn.gelu(x, approximate=True), {"approximate": True}),
    "softmax": (lambda x: jax.nn.softmax(x, axis=-1), {}),
}
write(
    "activations",
    {
        "x": plain(X),
        "c": plain(C),
        "cases": [
            {
                "kind": name.split(",")[0],
                "options": options,
                "output": plain(f(X)),
                "gradient": plain(jax.grad(lambda x, f=f: jnp.sum(C * f(x)))(X)),
            }
            for name, (f, options) in ACTIVATIONS.items()
        ],
    },
)

# Batch normalisation: Flax's running averages, started at zero, are ours before debiasing.
DECAY, EPS, STEPS = 0.9, 1e-3, 4
norm = nn.BatchNorm(momentum=DECAY, epsilon=EPS, use_fast_variance=False, param_dtype=jnp.float64)
BATCHES = [draw(8, 3, scale=2) + jnp.asarray([5.0, 0.0, -2.0]) for _ in range(STEPS)]
weights = {"gamma": draw(3), "beta": draw(3)}
cotangent = draw(8, 3)


def train_norm(weights, stats, x):
    variables = {"params": {"scale": weights["gamma"], "bias": weights["beta"]}, "batch_stats": stats}
    y, new = norm.apply(variables, x, use_running_average=False, mutable=["batch_stats"])
    return y, new["batch_stats"]


stats = {"mean": jnp.zeros(3), "var": jnp.zeros(3)}
steps = []
for t, x in enumerate(BATCHES, start=1):
    y, stats = train_norm(weights, stats, x)
    debiased = jax.tree.map(lambda s: s / (1 - DECAY**t), stats)
    loss = lambda w, x, s=stats: jnp.sum(cotangent * train_norm(w, s, x)[0])
    by_weights, by_x = jax.grad(loss, argnums=(0, 1))(weights, x)
    running = {
        "params": {"scale": weights["gamma"], "bias": weights["beta"]},
        "batch_stats": {"mean": debiased["mean"], "var": debiased["var"]},
    }
    steps.append(
        {
            "x": plain(x),
            "output": plain(y),
            "gradient": plain(by_weights),
            "gradientOfX": plain(by_x),
            "mean": plain(debiased["mean"]),
            "variance": plain(debiased["var"]),
            "evaluated": plain(norm.apply(running, x, use_running_average=True)),
        }
    )
write(
    "batchNorm",
    {"decay": DECAY, "eps": EPS, "params": plain(weights), "c": plain(cotangent), "steps": steps},
)


# A model: dense, batchNorm, gelu, dense without bias, tanh, dense; all gradients of a mean squared error.
class Mlp(nn.Module):
    @nn.compact
    def __call__(self, x):
        x = x.reshape((x.shape[0], -1))
        x = nn.Dense(6, param_dtype=jnp.float64, name="dense_0")(x)
        x = nn.BatchNorm(
            momentum=0.99,
            epsilon=1e-5,
            use_running_average=False,
            use_fast_variance=False,
            param_dtype=jnp.float64,
            name="batchNorm_0",
        )(x)
        x = jax.nn.gelu(x, approximate=False)
        x = nn.Dense(4, use_bias=False, param_dtype=jnp.float64, name="dense_1")(x)
        x = jnp.tanh(x)
        return nn.Dense(2, param_dtype=jnp.float64, name="head")(x)


mlp_params = {
    "dense_0": {"kernel": draw(6, 6, scale=0.6), "bias": draw(6)},
    "batchNorm_0": {"scale": draw(6), "bias": draw(6)},
    "dense_1": {"kernel": draw(6, 4, scale=0.6)},
    "head": {"kernel": draw(4, 2), "bias": draw(2)},
}
mlp_x, mlp_y = draw(5, 2, 3), draw(5, 2)


def mlp_output(params):
    stats = {"batchNorm_0": {"mean": jnp.zeros(6), "var": jnp.ones(6)}}
    return Mlp().apply({"params": params, "batch_stats": stats}, mlp_x, mutable=["batch_stats"])[0]


def ours(tree):
    """Flax's scale and bias of a normalisation are gamma and beta here."""
    rename = {"scale": "gamma", "bias": "beta"}
    return plain({k: {rename[n]: v for n, v in t.items()} if k == "batchNorm_0" else t for k, t in tree.items()})


mlp_loss = lambda params: jnp.mean((mlp_output(params) - mlp_y) ** 2)
write(
    "model",
    {
        "params": ours(mlp_params),
        "x": plain(mlp_x),
        "y": plain(mlp_y),
        "output": plain(mlp_output(mlp_params)),
        "loss": plain(mlp_loss(mlp_params)),
        "gradient": ours(jax.grad(mlp_loss)(mlp_params)),
    },
)

# Keys: dropout at stage 2 of a model, and the first parameters, drawn as documented.
key = jax.random.key(7)
dropped = nn.Dropout(0.3, deterministic=False)
he = jax.nn.initializers.he_normal(dtype=jnp.float32)
mask_x = jnp.asarray(draw(4, 6), jnp.float32)
with jax.enable_x64(False):
    write(
        "keys",
        {
            "seed": 7,
            "rate": 0.3,
            "x": plain(mask_x),
            "dropout": plain(dropped.apply({}, mask_x, rng=jax.random.fold_in(key, 2))),
            "kernels": [
                plain(he(jax.random.fold_in(jax.random.fold_in(key, n), 0), shape, jnp.float32))
                for n, shape in enumerate([(6, 5), (5, 3)])
            ],
        },
    )
