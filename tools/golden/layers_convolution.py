"""Golden values of the convolutions of @gradus/layers, from PyTorch in double precision.

Run: python tools/golden/layers_convolution.py   (needs torch; writes packages/layers/test/golden/convolution.json)
"""

import torch.nn.functional as F

from layers_common import Draws, case, write

draws = Draws(23)
CONV = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}
TRANSPOSED = {1: F.conv_transpose1d, 2: F.conv_transpose2d, 3: F.conv_transpose3d}
SPATIAL = {1: (8,), 2: (6, 5), 3: (3, 4, 3)}


def convolution(n, channels, out, kernel, groups=1, bias=True, pad=None, **options):
    """`pad` is in F.pad's order, last axis first."""
    params = {"kernel": draws.normal(out, channels // groups, *kernel, scale=0.5)}
    if bias:
        params["bias"] = draws.normal(out)
    x = draws.normal(2, channels, *SPATIAL[n])

    def f(p, x):
        padded = x if pad is None else F.pad(x, pad)
        return CONV[n](padded, p["kernel"], p.get("bias"), groups=groups, **options)

    return case(draws, f, x, params)


def separable(n, channels, out, kernel, multiplier, **options):
    params = {
        "depthwise": draws.normal(channels * multiplier, 1, *kernel, scale=0.5),
        "pointwise": draws.normal(out, channels * multiplier, *[1] * n, scale=0.5),
        "bias": draws.normal(out),
    }
    x = draws.normal(2, channels, *SPATIAL[n])

    def f(p, x):
        each = CONV[n](x, p["depthwise"], groups=channels, **options)
        return CONV[n](each, p["pointwise"], p["bias"])

    return case(draws, f, x, params)


def transposed(n, channels, out, kernel, groups=1, bias=True, cut=None, **options):
    """`cut` takes away what padding 'same' does: from each axis so many at the start, then to a size."""
    params = {"kernel": draws.normal(channels, out // groups, *kernel, scale=0.5)}
    if bias:
        params["bias"] = draws.normal(out)
    x = draws.normal(2, channels, *SPATIAL[n])

    def f(p, x):
        y = TRANSPOSED[n](x, p["kernel"], None, groups=groups, **options)
        for axis, (start, size) in enumerate(cut or [], start=2):
            y = y.narrow(axis, start, size)
        return y if not bias else y + p["bias"].reshape(-1, *[1] * n)

    return case(draws, f, x, params)


write(
    "layers_convolution",
    "convolution",
    {
        "conv1d": convolution(1, 2, 3, (3,)),
        "conv1d, same, dilation 2": convolution(1, 2, 3, (3,), padding="same", dilation=2),
        "conv2d": convolution(2, 2, 3, (3, 2)),
        "conv2d, stride 2, padding 1": convolution(2, 2, 3, (3, 3), stride=2, padding=1),
        "conv2d, same, stride 2, no bias": convolution(2, 2, 3, (3, 3), stride=2, pad=(1, 1, 0, 1), bias=False),
        "conv2d, padding of each side": convolution(2, 2, 3, (3, 2), pad=(0, 1, 2, 1)),
        "conv2d, dilation, groups": convolution(2, 4, 6, (2, 3), dilation=(3, 2), groups=2),
        "conv2d, one place": convolution(2, 2, 3, (6, 5)),
        "conv3d, stride": convolution(3, 2, 2, (2, 3, 2), stride=(1, 2, 1)),
        "depthwiseConv1d": convolution(1, 3, 3, (3,), groups=3),
        "depthwiseConv2d, multiplier 2, same": convolution(2, 3, 6, (3, 3), groups=3, padding="same"),
        "depthwiseConv3d, stride 2, no bias": convolution(3, 2, 2, (2, 2, 2), groups=2, stride=2, bias=False),
        "separableConv1d": separable(1, 2, 3, (3,), 1),
        "separableConv2d, multiplier 2": separable(2, 2, 4, (3, 2), 2, padding=1),
        "separableConv3d": separable(3, 2, 3, (2, 2, 2), 1),
        "convTranspose1d, stride 2": transposed(1, 2, 3, (3,), stride=2),
        "convTranspose2d, stride 2, padding 1, more": transposed(
            2, 2, 3, (3, 3), stride=2, padding=1, output_padding=1
        ),
        "convTranspose2d, same, stride 2": transposed(2, 2, 3, (3, 3), stride=2, cut=[(0, 12), (0, 10)]),
        "convTranspose2d, dilation, groups": transposed(2, 4, 6, (2, 2), dilation=2, groups=2, bias=False),
        "convTranspose3d": transposed(3, 2, 2, (2, 2, 2), stride=(1, 2, 1)),
    },
)
