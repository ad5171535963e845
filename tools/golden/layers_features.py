"""Golden values of the layers of @gradus/layers that arrange features, from PyTorch in double precision.

Run: python tools/golden/layers_features.py   (needs torch; writes packages/layers/test/golden/features.json)
"""

import torch.nn.functional as F

from layers_common import Draws, case, write

draws = Draws(27)


def arranged(shape, f):
    return case(draws, lambda p, x: f(x), draws.normal(2, *shape))


write(
    "layers_features",
    "features",
    {
        "flatten": arranged((2, 3, 4), lambda x: x.flatten(1)),
        "reshape": arranged((12,), lambda x: x.reshape(-1, 3, 2, 2)),
        "reshape, -1": arranged((2, 3, 4), lambda x: x.reshape(-1, 6, 4)),
        "permute": arranged((2, 3, 4), lambda x: x.permute(0, 3, 1, 2)),
        "zeroPad": arranged((2, 3, 4), lambda x: F.pad(x, (1, 1, 1, 1))),
        "zeroPad, pairs": arranged((2, 3, 4), lambda x: F.pad(x, (0, 1, 2, 0))),
        "zeroPad, one axis": arranged((2, 5), lambda x: F.pad(x, (2, 2))),
        "reflectPad": arranged((2, 3, 4), lambda x: F.pad(x, (2, 2, 2, 2), mode="reflect")),
        "reflectPad, pairs": arranged((2, 3, 4), lambda x: F.pad(x, (0, 3, 1, 2), mode="reflect")),
        "upsample": arranged((2, 3, 2), lambda x: F.interpolate(x, scale_factor=2, mode="nearest")),
        "upsample, one axis": arranged((2, 3), lambda x: F.interpolate(x, scale_factor=3, mode="nearest")),
        "upsample, three axes": arranged((1, 2, 2, 3), lambda x: F.interpolate(x, scale_factor=2, mode="nearest")),
        "upsample, bilinear": arranged((2, 3, 2), lambda x: F.interpolate(x, scale_factor=3, mode="bilinear")),
    },
)
