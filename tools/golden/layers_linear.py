"""Golden values of the linear layers of @gradus/layers, from PyTorch in double precision.

Run: python tools/golden/layers_linear.py   (needs torch; writes packages/layers/test/golden/linear.json)
"""

import torch.nn.functional as F

from layers_common import Draws, case, write

draws = Draws(29)


def dense(p, x):
    return F.linear(x, p["kernel"].T, p.get("bias"))


def bilinear(p, x):
    return F.bilinear(p["left"], p["right"], p["kernel"], p.get("bias"))


def embedding(p, x):
    return F.embedding(x, p["table"])


write(
    "layers_linear",
    "linear",
    {
        "dense": case(draws, dense, draws.normal(4, 3), {"kernel": draws.normal(3, 2), "bias": draws.normal(2)}),
        "dense, no bias": case(draws, dense, draws.normal(4, 3), {"kernel": draws.normal(3, 2)}),
        "bilinear": case(
            draws,
            bilinear,
            params={
                "left": draws.normal(4, 3),
                "right": draws.normal(4, 2),
                "kernel": draws.normal(5, 3, 2),
                "bias": draws.normal(5),
            },
        ),
        "bilinear, no bias": case(
            draws,
            bilinear,
            params={"left": draws.normal(4, 3), "right": draws.normal(4, 2), "kernel": draws.normal(5, 3, 2)},
        ),
        "embedding": case(draws, embedding, draws.integers(6, 3, 5), {"table": draws.normal(6, 4)}),
        "embedding, one word": case(draws, embedding, draws.integers(6, 4), {"table": draws.normal(6, 2)}),
        "embedding, grids": case(draws, embedding, draws.integers(6, 2, 3, 2), {"table": draws.normal(6, 3)}),
    },
)
