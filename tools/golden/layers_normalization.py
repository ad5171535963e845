"""Golden values of the normalisations of @gradus/layers, from PyTorch in double precision.

Run: python tools/golden/layers_normalization.py   (needs torch; writes packages/layers/test/golden/normalization.json)
"""

import torch
import torch.nn.functional as F
from torch import nn
from torch.func import functional_call
from torch.nn.utils import parametrizations

from layers_common import Draws, case, write

draws = Draws(31)
OFFSETS = torch.tensor([5.0, 0.0, -2.0, 30.0])


def batch(n, *features, scale=2.0):
    """A batch whose channels have means of their own."""
    along = OFFSETS[: features[0]].reshape(-1, *[1] * (len(features) - 1))
    return draws.normal(n, *features, scale=scale) + along


def affine(*shape):
    return {"gamma": draws.normal(*shape), "beta": draws.normal(*shape)}


def train_batch_norm(decay, eps):
    """PyTorch's momentum is the share of the newest batch, which debiasing makes depend on the count. Its running variance
    takes the unbiased one of a batch, from which ours follows."""

    def f(p, x, state):
        count = state["count"].item() + 1
        share = (1 - decay) / (1 - decay**count)
        mean, unbiased = state["mean"].clone(), state["variance"].clone()
        y = F.batch_norm(x, mean, unbiased, p["gamma"], p["beta"], training=True, momentum=share, eps=eps)
        values = x.numel() // x.shape[1]
        of_batch = (unbiased - (1 - share) * state["variance"]) / share * (values - 1) / values
        variance = (1 - share) * state["variance"] + share * of_batch
        return y, {"mean": mean, "variance": variance, "count": torch.tensor(count)}

    return f


def evaluate_batch_norm(eps):
    return lambda p, x, s: (F.batch_norm(x, s["mean"], s["variance"], p["gamma"], p["beta"], eps=eps), s)


def running(channels, count):
    """Statistics of a run so far, or, at count 0, those that a state begins with."""
    begun = count > 0
    return {
        "mean": draws.normal(channels) if begun else torch.zeros(channels),
        "variance": draws.normal(channels) ** 2 + 0.1 if begun else torch.ones(channels),
        "count": torch.tensor(count),
    }


def batch_norms():
    shapes = {"vectors": (8, 3), "signals": (4, 3, 5), "images": (3, 4, 2, 3), "volumes": (2, 2, 2, 1, 3), "two values": (2, 3)}
    for name, (n, *features) in shapes.items():
        c = features[0]
        for count in (0, 3):
            f = train_batch_norm(0.9, 1e-3)
            yield f"batchNorm, {name}, step {count + 1}", case(draws, f, batch(n, *features), affine(c), running(c, count))
        yield f"batchNorm, {name}, eval", case(draws, evaluate_batch_norm(1e-3), batch(n, *features), affine(c), running(c, 5))
    usual = case(draws, train_batch_norm(0.99, 1e-5), batch(5, 2), affine(2), running(2, 1))
    yield "batchNorm, defaults", usual


def last_axes():
    rows = {"vectors": ((6, 5), 1), "sequences": ((3, 4, 5), 1), "images": ((3, 2, 3, 4), 3), "two axes of images": ((2, 2, 3, 4), 2)}
    for name, (shape, axes) in rows.items():
        last = shape[-axes:]
        x = draws.normal(*shape, scale=2) + 3
        yield f"layerNorm, {name}", case(
            draws, lambda p, x, last=last: F.layer_norm(x, last, p["gamma"], p["beta"], 1e-5), x, affine(*last)
        )
        yield f"rmsNorm, {name}", case(
            draws, lambda p, x, last=last: F.rms_norm(x, last, p["gamma"], 1e-6), x, {"gamma": draws.normal(*last)}
        )
    x, p = draws.normal(4, 3, scale=0.1), affine(3)
    yield "layerNorm, eps 0.1", case(draws, lambda p, x: F.layer_norm(x, (3,), p["gamma"], p["beta"], 0.1), x, p)
    p = {"gamma": draws.normal(3)}
    yield "rmsNorm, eps 0.1", case(draws, lambda p, x: F.rms_norm(x, (3,), p["gamma"], 0.1), x, p)


def group_norms():
    rows = {"vectors": ((5, 4), 2), "images": ((3, 4, 2, 3), 2), "one group": ((2, 3, 4), 1), "a group each": ((2, 4, 3), 4)}
    for name, (shape, groups) in rows.items():
        f = lambda p, x, groups=groups: F.group_norm(x, groups, p["gamma"], p["beta"], 1e-5)
        yield f"groupNorm, {name}", case(draws, f, batch(*shape), affine(shape[1]))


def instance_norms():
    for name, shape in {"signals": (3, 2, 5), "images": (2, 3, 3, 4)}.items():
        f = lambda p, x: F.instance_norm(x, weight=p["gamma"], bias=p["beta"], eps=1e-5)
        yield f"instanceNorm, {name}", case(draws, f, batch(*shape), affine(shape[1]))


def kernels():
    """Modules, the shapes of our kernels and batches, the number of outputs, PyTorch's weight of a kernel (a dense one is
    transposed), and which of the weight's axes counts outputs."""
    same = lambda k: k
    yield "dense", lambda: nn.Linear(4, 3), (4, 3), (5, 4), 3, lambda k: k.T, 0
    yield "conv1d", lambda: nn.Conv1d(2, 3, 2), (3, 2, 2), (2, 2, 5), 3, same, 0
    yield "conv2d", lambda: nn.Conv2d(2, 3, 2), (3, 2, 2, 2), (2, 2, 3, 4), 3, same, 0
    yield "conv2d, groups", lambda: nn.Conv2d(4, 2, 2, groups=2), (2, 2, 2, 2), (2, 4, 3, 3), 2, same, 0
    yield "depthwiseConv2d", lambda: nn.Conv2d(2, 4, 2, groups=2), (4, 1, 2, 2), (2, 2, 3, 3), 4, same, 0
    yield "convTranspose2d", lambda: nn.ConvTranspose2d(2, 3, 2), (2, 3, 2, 2), (2, 2, 2, 3), 3, same, 1


def weight_norms():
    for name, make, kernel, shape, n, weight, dim in kernels():
        module = parametrizations.weight_norm(make(), dim=dim)

        def f(p, x, module=module, weight=weight, dim=dim):
            v = weight(p["v"])
            g = p["g"].reshape([-1 if axis == dim else 1 for axis in range(v.ndim)])
            named = {"parametrizations.weight.original0": g, "parametrizations.weight.original1": v, "bias": p["bias"]}
            return functional_call(module, named, (x,))

        params = {"v": draws.normal(*kernel), "g": draws.normal(n), "bias": draws.normal(n)}
        yield f"weightNorm, {name}", case(draws, f, draws.normal(*shape), params)


def spectral(module, weight, dim):
    def f(p, x, state):
        w = weight(p["kernel"])
        u = state["u"].clone()
        v = F.normalize(w.detach().transpose(0, dim).flatten(1).T @ u, dim=0, eps=1e-12)
        path = "parametrizations.weight"
        named = {f"{path}.original": w, f"{path}.0._u": u, f"{path}.0._v": v, "bias": p["bias"]}
        # The power iteration writes into the u that it was given.
        return functional_call(module, named, (x,)), {"u": u}

    return f


def spectral_norms():
    for name, make, kernel, shape, n, weight, dim in kernels():
        for mode, iterations in (("train", 1), ("train, 3 iterations", 3), ("eval", 1)):
            module = parametrizations.spectral_norm(make(), n_power_iterations=iterations, dim=dim)
            module.train(mode != "eval")
            params = {"kernel": draws.normal(*kernel), "bias": draws.normal(n)}
            state = {"u": F.normalize(draws.normal(n), dim=0)}
            x = draws.normal(*shape)
            yield f"spectralNorm, {name}, {mode}", case(draws, spectral(module, weight, dim), x, params, state)


GROUPS = [batch_norms, last_axes, group_norms, instance_norms, weight_norms, spectral_norms]
write("layers_normalization", "normalization", {name: c for group in GROUPS for name, c in group()})
