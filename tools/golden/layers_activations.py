"""Golden values of the activations of @gradus/layers, from PyTorch in double precision.

Run: python tools/golden/layers_activations.py   (needs torch; writes packages/layers/test/golden/elementwise*.json)
"""

import torch
import torch.nn.functional as F

from layers_common import Draws, case, write


def celu(x, alpha=1.0):
    """Not F.celu, whose derivative takes 1 / alpha in single precision."""
    return alpha * F.elu(x / alpha)


def hard_sigmoid(x):
    """Not hard_sigmoid, whose derivative takes 1 / 6 in single precision."""
    return F.relu6(x + 3) / 6


ACTIVATIONS = {
    "identity": lambda x: x * 1,
    "relu": F.relu,
    "relu6": F.relu6,
    "leakyRelu": F.leaky_relu,
    "leakyRelu, slope 0.3": lambda x: F.leaky_relu(x, 0.3),
    "elu": F.elu,
    "elu, alpha 0.7": lambda x: F.elu(x, 0.7),
    "selu": F.selu,
    "celu": celu,
    "celu, alpha 0.7": lambda x: celu(x, 0.7),
    "gelu": F.gelu,
    "gelu, approximate": lambda x: F.gelu(x, approximate="tanh"),
    "silu": F.silu,
    "mish": F.mish,
    "softplus": lambda x: F.softplus(x, threshold=1e9),
    "softsign": F.softsign,
    "hardSigmoid": hard_sigmoid,
    "hardSwish": F.hardswish,
    "sigmoid": torch.sigmoid,
    "logSigmoid": F.logsigmoid,
    "tanh": torch.tanh,
    "step": lambda x: torch.heaviside(x.detach(), torch.tensor(0.0)),
    "softmax": lambda x: F.softmax(x, -1),
    "logSoftmax": lambda x: F.log_softmax(x, -1),
}

draws = Draws(21)
X = draws.normal(6, 5, scale=3)
write(
    "layers_activations",
    "elementwise",
    {name: case(draws, lambda p, x, f=f: f(x), X) for name, f in ACTIVATIONS.items()},
)

CORNERS = torch.tensor([[-6.0, -3.0, -1.0, 0.0], [1.0, 3.0, 6.0, 7.0], [-30.0, 30.0, -50.0, 60.0]])
write(
    "layers_activations",
    "elementwise_corners",
    {name: case(draws, lambda p, x, f=f: f(x), CORNERS) for name, f in ACTIVATIONS.items()},
)


def maxout(pieces):
    def f(p, x):
        y = F.linear(x, p["kernel"].T, p.get("bias"))
        return y.unflatten(-1, (-1, pieces)).amax(-1)

    return f


def swi_glu(p, x):
    a, b = x.chunk(2, -1)
    return a * F.silu(b)


write(
    "layers_activations",
    "activations_learned",
    {
        "prelu": case(draws, lambda p, x: F.prelu(x, p["slope"]), draws.normal(4, 3), {"slope": draws.normal(3)}),
        "prelu, images": case(
            draws, lambda p, x: F.prelu(x, p["slope"]), draws.normal(2, 3, 2, 2), {"slope": draws.normal(3)}
        ),
        "prelu, shared": case(
            draws, lambda p, x: F.prelu(x, p["slope"].reshape(1)), draws.normal(2, 3, 2), {"slope": draws.normal()}
        ),
        "maxout": case(
            draws, maxout(2), draws.normal(4, 5), {"kernel": draws.normal(5, 6), "bias": draws.normal(6)}
        ),
        "maxout, 3 pieces, no bias": case(draws, maxout(3), draws.normal(4, 5), {"kernel": draws.normal(5, 6)}),
        "glu": case(draws, lambda p, x: F.glu(x, -1), draws.normal(4, 6)),
        "glu, channels": case(draws, lambda p, x: F.glu(x, 1), draws.normal(2, 4, 3, 2)),
        "swiGlu": case(draws, swi_glu, draws.normal(4, 6)),
    },
)
