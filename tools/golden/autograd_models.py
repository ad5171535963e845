"""Golden gradients and Hessian-vector products of whole models by all their parameters: JAX and PyTorch in float64, which agree.

PyTorch answers with its own modules where it has them (LSTM, TransformerEncoderLayer, batch_norm,
scaled_dot_product_attention), so that the two are written apart.

Run: python tools/golden/autograd_models.py   (needs jax and torch; writes packages/autograd/test/golden/models.json)

The names of the cases are the rows of packages/autograd/test/models.test.ts.
"""

import jax
import jax.numpy as jnp
import numpy as np
import torch
import torch.nn.functional as F
from autograd_sources import array, case, stored, write
from jax import lax
from torch.func import functional_call
from torch.nn.attention import SDPBackend, sdpa_kernel

CASES, DATA = {}, set()


def data(name):
    """An array that is not differentiated: an input or a target."""
    DATA.add(name)
    return jnp.asarray(array(name)), torch.tensor(array(name))


def model(name, parameters, by_jax, by_torch):
    """A model of named parameters, each with the name of its array."""
    names = list(parameters)
    of = lambda f: lambda *xs: f(dict(zip(names, xs)))
    CASES[name] = {"parameters": names, **case(name, parameters.values(), of(by_jax), of(by_torch))}


def cross_entropy(z, labels):
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(z), labels[:, None], 1))


LABELS = np.array([2, 0, 1, 2, 1])
x, x_ = data("5,4")
model(
    "multilayer perceptron",
    {"w1": "small 4,6", "b1": "small 6", "w2": "small 6,5", "b2": "small 5", "w3": "small 5,3", "b3": "small 3"},
    lambda p: cross_entropy(jax.nn.relu(jnp.tanh(x @ p["w1"] + p["b1"]) @ p["w2"] + p["b2"]) @ p["w3"] + p["b3"], LABELS),
    lambda p: F.cross_entropy(
        F.linear(F.relu(F.linear(torch.tanh(F.linear(x_, p["w1"].T, p["b1"])), p["w2"].T, p["b2"])), p["w3"].T, p["b3"]), torch.tensor(LABELS)
    ),
)


def convolved(x, k, stride, groups):
    return lax.conv_general_dilated(x, k, (stride, stride), [(1, 1), (1, 1)], feature_group_count=groups, dimension_numbers=("NCHW", "OIHW", "NCHW"))


def batch_norm(x, scale, shift):
    mean, variance = x.mean((0, 2, 3), keepdims=True), x.var((0, 2, 3), keepdims=True)
    return (x - mean) / jnp.sqrt(variance + 1e-5) * scale[:, None, None] + shift[:, None, None]


images, images_ = data("4,2,6,6")


def cnn(p):
    h = jax.nn.relu(batch_norm(convolved(images, p["k1"], 1, 1), p["scale1"], p["shift1"]))
    h = lax.reduce_window(h, -jnp.inf, lax.max, (1, 1, 2, 2), (1, 1, 2, 2), "VALID")
    h = jax.nn.relu(batch_norm(convolved(h, p["k2"], 2, 2), p["scale2"], p["shift2"]))
    return cross_entropy(h.mean((2, 3)) @ p["w"] + p["b"], LABELS[:4])


def cnn_by_torch(p):
    norm = lambda h, i: F.batch_norm(h, None, None, p[f"scale{i}"], p[f"shift{i}"], training=True)
    h = F.max_pool2d(F.relu(norm(F.conv2d(images_, p["k1"], padding=1), 1)), 2)
    h = F.relu(norm(F.conv2d(h, p["k2"], stride=2, padding=1, groups=2), 2))
    return F.cross_entropy(F.adaptive_avg_pool2d(h, 1).flatten(1) @ p["w"] + p["b"], torch.tensor(LABELS[:4]))


CNN = {"k1": "small 4,2,3,3", "scale1": "positive 4", "shift1": "small 4", "k2": "small 6,2,3,3", "scale2": "positive 6", "shift2": "small 6", "w": "small 6,3", "b": "small 3"}  # fmt: skip
model("convolutional network with batch normalisation", CNN, cnn, cnn_by_torch)

steps, steps_ = data("5,3,2")
targets, targets_ = data("5,3,2 b")
LSTM = {"wx": "small 2,16", "wh": "small 4,16", "b": "small 16", "w": "small 4,2", "c": "small 2"}


def lstm(reverse):
    def loss(p):
        def step(carry, x):
            h, c = carry
            i, f, g, o = jnp.split(x @ p["wx"] + h @ p["wh"] + p["b"], 4, axis=1)
            c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
            h = jax.nn.sigmoid(o) * jnp.tanh(c)
            return (h, c), h

        _, hs = lax.scan(step, (jnp.zeros((3, 4)), jnp.zeros((3, 4))), steps, reverse=reverse)
        return jnp.mean((hs @ p["w"] + p["c"] - targets) ** 2)

    return loss


def lstm_by_torch(reverse):
    module = torch.nn.LSTM(2, 4)
    order = lambda x: x.flip(0) if reverse else x

    def loss(p):
        weights = {"weight_ih_l0": p["wx"].T, "weight_hh_l0": p["wh"].T, "bias_ih_l0": p["b"], "bias_hh_l0": torch.zeros(16)}
        hs = order(functional_call(module, weights, (order(steps_),))[0])
        return F.mse_loss(hs @ p["w"] + p["c"], targets_)

    return loss


model("LSTM over scan", LSTM, lstm(False), lstm_by_torch(False))
model("LSTM over scan from the end", LSTM, lstm(True), lstm_by_torch(True))

tokens, tokens_ = data("2,4,6")
# No token sees later ones, and the last of the second sequence is padding.
MASK = np.tril(np.ones((4, 4), bool))[None].repeat(2, 0)
MASK[1, :, 3] = False
ATTENTION = {"query": "small 6,6", "key": "small 6,6 b", "value": "small 6,6 c", "output": "small 6,6 d", "bias": "small 6"}


def attend(q, k, v, mask):
    """Written out: the scale of jax.nn.dot_product_attention is a float32, whatever it scales."""
    scores = jnp.einsum("bqhd,bkhd->bhqk", q, k) / np.sqrt(q.shape[-1])
    weights = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf), -1)
    return jnp.einsum("bhqk,bkhd->bqhd", weights, v)


def attention(p):
    heads = lambda w: (tokens @ w).reshape(2, 4, 2, 3)
    mixed = attend(heads(p["query"]), heads(p["key"]), heads(p["value"]), MASK[:, None])
    return mixed.reshape(2, 4, 6) @ p["output"] + p["bias"]


def attention_by_torch(p):
    heads = lambda w: (tokens_ @ w).reshape(2, 4, 2, 3).transpose(1, 2)
    with sdpa_kernel(SDPBackend.MATH):
        mixed = F.scaled_dot_product_attention(heads(p["query"]), heads(p["key"]), heads(p["value"]), torch.tensor(MASK[:, None]))
    return mixed.transpose(1, 2).reshape(2, 4, 6) @ p["output"] + p["bias"]


model("attention of several heads under a mask", ATTENTION, attention, attention_by_torch)

words, words_ = data("2,3,4")
BLOCK = {
    "inWeight": "small 12,4", "inBias": "small 12", "outWeight": "small 4,4", "outBias": "small 4",
    "weight1": "small 8,4", "bias1": "small 8", "weight2": "small 4,8", "bias2": "small 4 b",
    "scale1": "positive 4", "shift1": "small 4 c", "scale2": "positive 4 b", "shift2": "small 4 d",
}  # fmt: skip
MODULE = torch.nn.TransformerEncoderLayer(4, 2, 8, dropout=0.0, activation="gelu", batch_first=True, norm_first=True)
PARTS = dict(
    zip(BLOCK, ["self_attn.in_proj_weight", "self_attn.in_proj_bias", "self_attn.out_proj.weight", "self_attn.out_proj.bias",
                "linear1.weight", "linear1.bias", "linear2.weight", "linear2.bias", "norm1.weight", "norm1.bias", "norm2.weight", "norm2.bias"])
)  # fmt: skip


def layer_norm(x, scale, shift):
    return (x - x.mean(-1, keepdims=True)) / jnp.sqrt(x.var(-1, keepdims=True) + 1e-5) * scale + shift


def block(p):
    q, k, v = jnp.split(layer_norm(words, p["scale1"], p["shift1"]) @ p["inWeight"].T + p["inBias"], 3, axis=-1)
    heads = lambda x: x.reshape(2, 3, 2, 2)
    mixed = attend(heads(q), heads(k), heads(v), np.tril(np.ones((3, 3), bool))).reshape(2, 3, 4)
    h = words + mixed @ p["outWeight"].T + p["outBias"]
    hidden = jax.nn.gelu(layer_norm(h, p["scale2"], p["shift2"]) @ p["weight1"].T + p["bias1"], approximate=False)
    return h + hidden @ p["weight2"].T + p["bias2"]


def block_by_torch(p):
    mask = torch.ones(3, 3, dtype=torch.bool).triu(1)
    with sdpa_kernel(SDPBackend.MATH):
        return functional_call(MODULE, {PARTS[name]: x for name, x in p.items()}, (words_, mask))


model("transformer block", BLOCK, block, block_by_torch)

pictures, pictures_ = data("2,2,4,4")
AUTOENCODER = {"down": "small 3,2,2,2", "bias": "small 3", "up": "small 3,2,2,2 b", "end": "small 2"}


def autoencoder(p):
    code = lax.conv_general_dilated(pictures, p["down"], (2, 2), "VALID", dimension_numbers=("NCHW", "OIHW", "NCHW"))
    code = jax.nn.softplus(code + p["bias"][:, None, None])
    # Windows that do not overlap: each element of the code is painted over its own two by two pixels.
    painted = jnp.einsum("ncij,cokl->noikjl", code, p["up"]).reshape(2, 2, 4, 4)
    return jnp.mean((painted + p["end"][:, None, None] - pictures) ** 2)


def autoencoder_by_torch(p):
    code = F.softplus(F.conv2d(pictures_, p["down"], p["bias"], stride=2), threshold=60)
    return F.mse_loss(F.conv_transpose2d(code, p["up"], p["end"], stride=2), pictures_)


model("convolutional autoencoder", AUTOENCODER, autoencoder, autoencoder_by_torch)

SENTENCES = np.array([[0, 2, 2, 5], [6, 1, 0, 2]])
model(
    "bag of words",
    {"table": "small 7,3", "w": "small 3,3", "b": "small 3"},
    lambda p: cross_entropy(p["table"][SENTENCES].mean(1) @ p["w"] + p["b"], LABELS[:2]),
    lambda p: F.cross_entropy(F.embedding(torch.tensor(SENTENCES), p["table"]).mean(1) @ p["w"] + p["b"], torch.tensor(LABELS[:2])),
)

names = DATA | {name for c in CASES.values() for name in c["at"]}
write("autograd_models", "models", {"arrays": stored(names), "cases": CASES})
print(f"{len(CASES)} models")
