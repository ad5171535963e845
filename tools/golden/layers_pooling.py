"""Golden values of the pools of @gradus/layers, from PyTorch in double precision.

Run: python tools/golden/layers_pooling.py   (needs torch; writes packages/layers/test/golden/pooling.json)
"""

import torch.nn.functional as F

from layers_common import Draws, case, write

draws = Draws(25)
SPATIAL = {1: (8,), 2: (6, 5), 3: (3, 4, 3)}


def pool(n, f):
    return case(draws, lambda p, x: f(x), draws.normal(2, 2, *SPATIAL[n]))


def around(x, amount, value):
    return F.pad(x, amount, value=value)


write(
    "layers_pooling",
    "pooling",
    {
        "maxPool1d": pool(1, lambda x: F.max_pool1d(x, 3)),
        "maxPool2d": pool(2, lambda x: F.max_pool2d(x, 2)),
        "maxPool2d, stride, padding": pool(2, lambda x: F.max_pool2d(x, 3, stride=2, padding=1)),
        "maxPool2d, same": pool(2, lambda x: F.max_pool2d(around(x, (0, 1, 0, 1), float("-inf")), 2, stride=1)),
        "maxPool2d, dilation": pool(2, lambda x: F.max_pool2d(x, (2, 3), stride=1, dilation=2)),
        "maxPool2d, ceilMode": pool(2, lambda x: F.max_pool2d(x, (4, 3), stride=(4, 3), ceil_mode=True)),
        "maxPool3d": pool(3, lambda x: F.max_pool3d(x, (2, 2, 3))),
        "averagePool1d": pool(1, lambda x: F.avg_pool1d(x, 3, stride=2)),
        "averagePool2d": pool(2, lambda x: F.avg_pool2d(x, (2, 3))),
        "averagePool2d, padding": pool(2, lambda x: F.avg_pool2d(x, 3, padding=1, count_include_pad=False)),
        "averagePool2d, includePadding": pool(2, lambda x: F.avg_pool2d(x, 3, padding=1)),
        "averagePool3d": pool(3, lambda x: F.avg_pool3d(x, 2, stride=1)),
        "adaptiveMaxPool1d": pool(1, lambda x: F.adaptive_max_pool1d(x, 3)),
        "adaptiveMaxPool2d": pool(2, lambda x: F.adaptive_max_pool2d(x, (4, 2))),
        "adaptiveMaxPool3d": pool(3, lambda x: F.adaptive_max_pool3d(x, 2)),
        "adaptiveAveragePool1d": pool(1, lambda x: F.adaptive_avg_pool1d(x, 3)),
        "adaptiveAveragePool2d": pool(2, lambda x: F.adaptive_avg_pool2d(x, (4, 2))),
        "adaptiveAveragePool3d": pool(3, lambda x: F.adaptive_avg_pool3d(x, 2)),
        "globalMaxPool": pool(2, lambda x: x.amax((2, 3))),
        "globalMaxPool, keepDims": pool(3, lambda x: x.amax((2, 3, 4), keepdim=True)),
        "globalAveragePool": pool(1, lambda x: x.mean(2)),
        "globalAveragePool, keepDims": pool(2, lambda x: x.mean((2, 3), keepdim=True)),
    },
)
