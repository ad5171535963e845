"""Golden values of convolutions, pools, resizing and contractions, from JAX, NumPy and SciPy in float64, with derivatives from JAX.

Run: python tools/golden/tensor_contraction.py
(needs jax and scipy; writes packages/tensor/test/golden/contraction.json and packages/autograd/test/golden/contraction.json)
"""

import itertools
import json
import math
import pathlib
import platform

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np
import scipy
from jax import lax
from scipy import ndimage
from derivatives import case

PACKAGES = pathlib.Path(__file__).parents[2] / "packages"
PROVENANCE = {
    "script": "tools/golden/tensor_contraction.py",
    "python": platform.python_version(),
    "jax": jax.__version__,
    "numpy": np.__version__,
    "scipy": scipy.__version__,
}
rng = np.random.default_rng(11)
AXES = {1: ("NCH", "OIH", "NCH"), 2: ("NCHW", "OIHW", "NCHW"), 3: ("NCDHW", "OIDHW", "NCDHW")}


def each(value, rank):
    return (value,) * rank if isinstance(value, int) else tuple(value)


def pairs(padding, rank):
    if isinstance(padding, str):
        return padding.upper()
    return [(padding, padding)] * rank if isinstance(padding, int) else [tuple(p) for p in padding]


def conv(x, k, stride=1, padding="valid", dilation=1, groups=1):
    rank = x.ndim - 2
    return lax.conv_general_dilated(
        x, k, each(stride, rank), pairs(padding, rank), rhs_dilation=each(dilation, rank), feature_group_count=groups, dimension_numbers=AXES[rank]
    )


def conv_transpose(y, k, stride=1, padding="valid", dilation=1, groups=1, outputPadding=0):
    """The pullback of `conv` at an input of the size that is meant."""
    rank = y.ndim - 2
    s, d, more, window = each(stride, rank), each(dilation, rank), each(outputPadding, rank), k.shape[2:]
    if padding == "same":
        size = [n * s[i] + more[i] for i, n in enumerate(y.shape[2:])]
    else:
        p = [(0, 0)] * rank if padding == "valid" else pairs(padding, rank)
        size = [(n - 1) * s[i] + d[i] * (window[i] - 1) + 1 - sum(p[i]) + more[i] for i, n in enumerate(y.shape[2:])]
    x = jnp.zeros((y.shape[0], k.shape[1] * groups, *size))
    return jax.vjp(lambda x: conv(x, k, stride, padding, dilation, groups), x)[1](y)[0]


def windows(x, window, stride, padding, dilation):
    rank = x.ndim - 2
    window = each(window, rank)
    stride = window if stride is None else each(stride, rank)
    pad = pairs(padding, rank)
    return dict(
        window_dimensions=(1, 1, *window),
        window_strides=(1, 1, *stride),
        padding=pad if isinstance(pad, str) else [(0, 0), (0, 0), *pad],
        window_dilation=(1, 1, *each(dilation, rank)),
    )


def max_pool(x, window, stride=None, padding="valid", dilation=1):
    return lax.reduce_window(x, -jnp.inf, lax.max, **windows(x, window, stride, padding, dilation))


def average_pool(x, window, stride=None, padding="valid", dilation=1, includePadding=False):
    by = windows(x, window, stride, padding, dilation)
    sums = lax.reduce_window(x, 0.0, lax.add, **by)
    return sums / (math.prod(by["window_dimensions"]) if includePadding else lax.reduce_window(jnp.ones_like(x), 0.0, lax.add, **by))


def pool_by_loops(x, kind, window, stride=None, padding=0, dilation=1, includePadding=False, ceilMode=True):
    """PyTorch's definition of ceil mode, place by place."""
    rank = x.ndim - 2
    window = each(window, rank)
    stride = window if stride is None else each(stride, rank)
    dilation, pad = each(dilation, rank), each(padding, rank)
    places = []
    for i, n in enumerate(x.shape[2:]):
        room = n + 2 * pad[i] - dilation[i] * (window[i] - 1) - 1
        count = (math.ceil if ceilMode else math.floor)(room / stride[i]) + 1
        places.append(count - 1 if ceilMode and (count - 1) * stride[i] >= n + pad[i] else count)
    out = np.zeros((*x.shape[:2], *places))
    for place in itertools.product(*map(range, places)):
        taps = [[at * stride[i] - pad[i] + t * dilation[i] for t in range(window[i])] for i, at in enumerate(place)]
        inside = [[t for t in axis if 0 <= t < x.shape[2 + i]] for i, axis in enumerate(taps)]
        counted = [[t for t in axis if -pad[i] <= t < x.shape[2 + i] + pad[i]] for i, axis in enumerate(taps)]
        part = x[np.ix_(range(x.shape[0]), range(x.shape[1]), *inside)].reshape(*x.shape[:2], -1)
        size = math.prod(map(len, counted if includePadding else inside))
        out[(slice(None), slice(None), *place)] = part.max(-1) if kind == "max" else part.sum(-1) / size
    return out


def places_of(x, pooled):
    """Where elements of a pool stand in the flattened spatial axes of an input without ties."""
    flat = np.asarray(x).reshape(*x.shape[:2], -1)
    wanted = np.asarray(pooled).reshape(*x.shape[:2], -1)
    return np.argmax(flat[:, :, None, :] == wanted[:, :, :, None], axis=-1).reshape(pooled.shape).astype(np.int32)


def unpool(pooled, places, size):
    flat = np.zeros((*pooled.shape[:2], math.prod(size)))
    np.put_along_axis(flat, places.reshape(*pooled.shape[:2], -1), np.asarray(pooled).reshape(*pooled.shape[:2], -1), axis=-1)
    return flat.reshape(*pooled.shape[:2], *size)


def adaptive(x, size, reduce):
    rank = x.ndim - 2
    size = each(size, rank)
    out = []
    for place in itertools.product(*map(range, size)):
        part = x[(slice(None), slice(None), *[slice(i * n // z, -(-(i + 1) * n // z)) for i, n, z in zip(place, x.shape[2:], size)])]
        out.append(reduce(part, axis=tuple(range(2, x.ndim))))
    return jnp.stack(out, axis=-1).reshape(*x.shape[:2], *size)


def resize(x, size, method="bilinear", antialias=False):
    return jax.image.resize(x, (*x.shape[:2], *each(size, 2)), method, antialias=antialias)


def at_points(x, rows, columns):
    """Each image read at points between its pixels, beyond which the edge goes on."""
    points = np.meshgrid(rows, columns, indexing="ij")
    images = [ndimage.map_coordinates(image, points, order=1, mode="nearest") for image in x.reshape(-1, *x.shape[2:])]
    return np.stack(images).reshape(*x.shape[:2], len(rows), len(columns))


def corners(x, size):
    return at_points(x, *[np.linspace(0, n - 1, z) if z > 1 else [0] for n, z in zip(x.shape[2:], each(size, 2))])


def from_first(x, size, scale=None):
    return at_points(x, *[np.arange(z) * n / z if scale is None else np.arange(z) / scale for n, z in zip(x.shape[2:], each(size, 2))])


def floored(x, size):
    rows, columns = [np.arange(z) * n // z for n, z in zip(x.shape[2:], each(size, 2))]
    return x[:, :, rows][:, :, :, columns]


def normal(*shape):
    return rng.normal(size=shape)


CASES = []


def row(name, operands, arguments, answer, part=None):
    """A case; `part` names the result that is meant of an operation with several."""
    CASES.append((name, operands, arguments, answer, part))


def options_of(options):
    return [options] if options else []


for rank, x, k, options in [
    (1, (2, 3, 9), (4, 3, 3), {}),
    (1, (1, 2, 8), (2, 2, 4), {"stride": 3, "padding": 2}),
    (1, (2, 2, 7), (3, 2, 2), {"padding": "same"}),
    (1, (1, 4, 11), (4, 1, 3), {"groups": 4, "dilation": 2, "padding": "same", "stride": 2}),
    (1, (1, 1, 5), (1, 1, 5), {"padding": [[4, 0]]}),
    (2, (2, 3, 7, 6), (4, 3, 3, 2), {}),
    (2, (1, 1, 5, 5), (1, 1, 1, 1), {}),
    (2, (2, 3, 8, 8), (5, 3, 3, 3), {"stride": 2, "padding": 1}),
    (2, (1, 2, 7, 9), (3, 2, 3, 4), {"stride": [2, 3], "padding": "same"}),
    (2, (1, 2, 6, 6), (2, 2, 4, 4), {"padding": "same"}),
    (2, (1, 2, 9, 8), (2, 2, 3, 2), {"dilation": [2, 3]}),
    (2, (2, 4, 6, 5), (6, 2, 3, 3), {"groups": 2, "padding": 1}),
    (2, (1, 3, 5, 5), (6, 1, 3, 3), {"groups": 3, "stride": 2}),
    (2, (1, 2, 5, 4), (3, 2, 2, 3), {"padding": [[0, 2], [1, 0]]}),
    (2, (1, 6, 7, 7), (4, 3, 2, 2), {"groups": 2, "stride": 3, "dilation": 2, "padding": [[2, 1], [0, 3]]}),
    (3, (1, 2, 4, 5, 6), (3, 2, 2, 3, 2), {}),
    (3, (2, 2, 5, 4, 5), (4, 1, 3, 2, 3), {"groups": 2, "padding": "same", "stride": [2, 1, 2]}),
    (3, (1, 1, 6, 6, 5), (2, 1, 2, 2, 2), {"dilation": [1, 2, 3], "padding": 1}),
]:
    a, b = normal(*x), normal(*k)
    row(f"conv{rank}d", [a, b], options_of(options), conv(a, b, **options))

for rank, x, k, options in [
    (1, (2, 3, 5), (3, 2, 3), {}),
    (1, (1, 2, 4), (2, 3, 4), {"stride": 2, "padding": 1, "outputPadding": 1}),
    (1, (1, 4, 5), (4, 2, 3), {"groups": 2, "dilation": 3, "padding": [[1, 2]]}),
    (2, (1, 3, 4, 5), (3, 2, 2, 3), {}),
    (2, (2, 4, 4, 4), (4, 3, 4, 4), {"stride": 2, "padding": 1}),
    (2, (1, 2, 3, 4), (2, 2, 3, 3), {"stride": 3, "padding": "same"}),
    (2, (1, 2, 3, 3), (2, 1, 2, 2), {"stride": 3, "padding": "same"}),
    (2, (1, 2, 5, 4), (2, 2, 4, 3), {"stride": [1, 2], "padding": "same"}),
    (2, (1, 4, 3, 3), (4, 3, 2, 2), {"groups": 2, "stride": [2, 3], "dilation": [2, 1], "outputPadding": [1, 2]}),
    (3, (1, 2, 3, 2, 3), (2, 2, 2, 2, 2), {"stride": 2}),
    (3, (1, 2, 2, 2, 2), (2, 1, 3, 2, 3), {"padding": [[1, 1], [0, 0], [1, 0]], "groups": 2}),
]:
    a, b = normal(*x), normal(*k)
    row(f"convTranspose{rank}d", [a, b], options_of(options), conv_transpose(a, b, **options))

for rank, x, window, options in [
    (1, (2, 3, 9), 3, {}),
    (1, (1, 2, 10), 3, {"stride": 2, "padding": 1}),
    (2, (2, 2, 6, 6), 2, {}),
    (2, (1, 3, 7, 8), [3, 2], {"stride": [2, 1]}),
    (2, (1, 2, 7, 7), 3, {"stride": 2, "padding": 1}),
    (2, (1, 2, 6, 7), 3, {"stride": 2, "padding": "same"}),
    (2, (1, 2, 9, 9), 3, {"stride": 1, "dilation": 2, "padding": 2}),
    (2, (1, 1, 5, 5), 2, {"stride": 2, "padding": [[1, 0], [0, 1]]}),
    (3, (1, 2, 4, 5, 6), 2, {}),
    (3, (1, 1, 5, 5, 5), [2, 3, 2], {"stride": 2, "padding": "same"}),
]:
    a = normal(*x)
    row(f"maxPool{rank}d", [a], [window, *options_of(options)], max_pool(a, window, **options))
    pooled = max_pool(a, window, **options)
    places = places_of(a, pooled)
    row(f"maxPool{rank}dWithIndices", [a], [window, *options_of(options)], pooled, "values")
    row(f"maxPool{rank}dWithIndices", [a], [window, *options_of(options)], places, "indices")
    row(f"maxUnpool{rank}d", [np.asarray(pooled), places], [x[2:]], unpool(pooled, places, x[2:]))
    row(f"averagePool{rank}d", [a], [window, *options_of(options)], average_pool(a, window, **options))
    if "padding" in options:
        row(f"averagePool{rank}d", [a], [window, {**options, "includePadding": True}], average_pool(a, window, **options, includePadding=True))

for rank, x, window, options in [
    (1, (1, 2, 8), 3, {"ceilMode": True}),
    (2, (1, 2, 6, 7), 2, {"ceilMode": True, "stride": 2, "padding": 1}),
    (2, (2, 1, 8, 9), 3, {"ceilMode": True, "stride": 2}),
    (2, (1, 1, 7, 7), 1, {"ceilMode": True, "stride": 4}),
    (2, (1, 1, 9, 10), 2, {"ceilMode": True, "stride": 3, "padding": 1, "dilation": 3}),
    (3, (1, 1, 4, 5, 4), 2, {"ceilMode": True, "stride": 3}),
]:
    a = normal(*x)
    row(f"maxPool{rank}d", [a], [window, options], pool_by_loops(a, "max", window, **options))
    for include in (False, True):
        more = {**options, "includePadding": include}
        row(f"averagePool{rank}d", [a], [window, more], pool_by_loops(a, "average", window, **more))

with_nan = normal(1, 2, 4, 4)
with_nan[0, 0, 1, 2] = np.nan
with_nan[0, 1, 3, 3] = np.inf
row("maxPool2d", [with_nan], [2], max_pool(with_nan, 2))
row("averagePool2d", [with_nan], [2], average_pool(with_nan, 2))

for rank, x, size in [(1, (2, 3, 7), 3), (1, (1, 2, 3), 5), (2, (1, 2, 7, 9), [3, 4]), (2, (1, 2, 6, 6), 3), (2, (2, 2, 5, 3), 1), (3, (1, 2, 5, 4, 7), [2, 3, 4])]:
    a = normal(*x)
    row(f"adaptiveMaxPool{rank}d", [a], [size], adaptive(a, size, jnp.max))
    row(f"adaptiveAveragePool{rank}d", [a], [size], adaptive(a, size, jnp.mean))

for x in [(2, 3, 5), (2, 3, 4, 5), (1, 2, 2, 3, 4)]:
    a = normal(*x)
    axes = tuple(range(2, len(x)))
    row("globalMaxPool", [a], [], np.max(a, axis=axes))
    row("globalAveragePool", [a], [{"keepDims": True}], np.mean(a, axis=axes, keepdims=True))

for x, size in [((1, 2, 3, 4), [6, 8]), ((2, 1, 5, 5), [3, 7]), ((1, 1, 4, 6), [3, 2]), ((1, 2, 2, 2), 5), ((1, 1, 7, 9), 4), ((1, 1, 1, 3), [4, 1]), ((1, 1, 16, 11), [2, 3])]:
    a = normal(*x)
    row("resize", [a], [size], resize(a, size))
    row("resize", [a], [size, {"method": "nearest"}], resize(a, size, "nearest"))
    row("resize", [a], [size, {"method": "nearest", "coordinates": "asymmetric", "rounding": "floor"}], floored(a, size))
    row("resize", [a], [size, {"method": "bicubic", "cubicCoefficient": -0.5, "excludeOutside": True}], resize(a, size, "cubic"))
    row("resize", [a], [size, {"antialias": True}], resize(a, size, antialias=True))
    row("resize", [a], [size, {"method": "bicubic", "cubicCoefficient": -0.5, "antialias": True}], resize(a, size, "cubic", antialias=True))
    row("resize", [a], [size, {"coordinates": "alignCorners"}], corners(a, size))
    row("resize", [a], [size, {"coordinates": "asymmetric"}], from_first(a, size))
    row("resize", [a], [size, {"coordinates": "asymmetric", "scale": 1.75}], from_first(a, size, 1.75))

v4, w4, m34, m45, c234, c345, s33, t333 = normal(4), normal(4), normal(3, 4), normal(4, 5), normal(2, 3, 4), normal(3, 4, 5), normal(3, 3), normal(3, 3, 3)
whole = np.array([[1, -2, 3], [4, 5, -6]], dtype=np.int32)
for subscripts, operands in [
    ("ij,jk->ik", [m34, m45]),
    ("ij,jk", [m34, m45]),
    ("ji,kj->ki", [normal(4, 3), normal(5, 4)]),
    ("i,i->", [v4, w4]),
    ("i,j->ij", [v4, normal(3)]),
    ("ij->ji", [m34]),
    ("ba", [m34]),
    ("ij->", [m34]),
    ("ij->j", [m34]),
    ("ii->", [s33]),
    ("ii", [s33]),
    ("ii->i", [s33]),
    ("iii->i", [t333]),
    ("iij->ji", [normal(3, 3, 2)]),
    ("iji->j", [normal(3, 2, 3)]),
    ("bij,bjk->bik", [c234, normal(2, 4, 5)]),
    ("bij,bij->b", [c234, normal(2, 3, 4)]),
    ("ij,ij->ij", [m34, normal(3, 4)]),
    ("bhqd,bhkd->bhqk", [normal(2, 2, 3, 4), normal(2, 2, 5, 4)]),
    ("ij,jk,kl->il", [m34, m45, normal(5, 2)]),
    ("ij,jk,kl,lm->im", [m34, m45, normal(5, 2), normal(2, 6)]),
    ("ab,bc,ca->", [normal(3, 4), normal(4, 5), normal(5, 3)]),
    ("i,i,i->i", [v4, w4, normal(4)]),
    ("ijk,ilm,njm,nlk,abc->", [normal(2, 3, 2), normal(2, 2, 2), normal(3, 3, 2), normal(3, 2, 2), normal(2, 1, 2)]),
    ("ij,kl->", [m34, m45]),
    ("ii,ij->j", [s33, m34]),
    ("...ij,...jk->...ik", [c234, normal(2, 4, 5)]),
    ("...ij,jk->...ik", [normal(2, 2, 3, 4), m45]),
    ("...i->...", [c234]),
    ("i...->...i", [c234]),
    ("...ij,...jk", [normal(2, 1, 3, 4), normal(3, 4, 2)]),
    ("...,...->...", [m34, v4]),
    (",ij->ij", [np.array(2.5), m34]),
    ("ij,kj->ik", [whole, whole]),
    ("iJ,Jk", [m34, m45]),
    ("i j , j k -> i k", [m34, m45]),
    ("ij,jk->ik", [normal(3, 0), normal(0, 2)]),
]:
    row("einsum", operands, subscripts, np.einsum(subscripts, *operands))

for a, b in [(v4, w4), (m34, v4), (v4, m45), (m34, m45), (np.array(2.0), m34), (m34, np.array(3.0)), (c234, v4), (c234, m45), (c234, normal(2, 4, 5)), (v4, normal(3, 4, 2)), (whole, whole.T)]:
    row("dot", [a, b], [], np.dot(a, b))
for a, b in [(v4, normal(3)), (m34, v4), (np.array(2.0), v4)]:
    row("outer", [a, b], [], np.outer(a, b))
for a, b, axes in [(c234, c345, 2), (c234, m45, 1), (v4, w4, 0), (m34, m34, [[0, 1], [0, 1]]), (c234, normal(4, 3, 6), [[1, 2], [1, 0]]), (c234, normal(5, 3, 2), [[-2, 0], [1, -1]]), (m34, m34, 2)]:
    row("tensorDot", [a, b], [axes], np.tensordot(a, b, axes))


def plain(x):
    if isinstance(x, list):
        return [plain(v) for v in x]
    if isinstance(x, float) and not math.isfinite(x):
        return "nan" if math.isnan(x) else "inf" if x > 0 else "-inf"
    return x


def value(x):
    x = np.asarray(x)
    return {"shape": list(x.shape), "dtype": str(x.dtype), "values": plain(x.reshape(-1).tolist())}


def write(package, content, count):
    out = PACKAGES / package / "test" / "golden" / "contraction.json"
    text = json.dumps({"provenance": PROVENANCE, **content}, allow_nan=False)
    out.write_text(text + "\n")
    print(f"{package}: {count} cases, {len(text)} characters")


write(
    "tensor",
    {
        "cases": [
            {"name": n, "operands": [value(o) for o in ops], "arguments": a, "answer": value(y), **({"part": part} if part else {})}
            for n, ops, a, y, part in CASES
        ]
    },
    len(CASES),
)

# Derivatives: one operand is differentiated, the others are constants of the case.
SIGNAL, KERNEL1 = normal(1, 2, 7), normal(2, 2, 3)
IMAGE, KERNEL2, DEPTHWISE = normal(1, 2, 5, 5), normal(3, 2, 3, 3), normal(2, 1, 2, 2)
VOLUME, KERNEL3 = normal(1, 1, 3, 4, 3), normal(2, 1, 2, 2, 2)
A34, B45, C53 = normal(3, 4), normal(4, 5), normal(5, 3)
SQUARE, CUBE = normal(3, 3), normal(2, 3, 4)

GRADIENTS = {
    "conv1d": (lambda x: jnp.tanh(conv(x, KERNEL1, stride=2, padding=1)), SIGNAL),
    "conv2d input": (lambda x: jnp.tanh(conv(x, KERNEL2, stride=2, padding="same")), IMAGE),
    "conv2d kernel": (lambda k: jnp.tanh(conv(jnp.asarray(IMAGE), k, padding=1)), KERNEL2),
    "conv2d grouped and dilated": (lambda k: jnp.tanh(conv(jnp.asarray(IMAGE), k, dilation=2, groups=2)), DEPTHWISE),
    "conv2d of itself": (lambda x: conv(x, x.reshape(2, 1, 5, 5)[:, :, :2, :2], groups=2), IMAGE),
    "conv3d": (lambda x: jnp.tanh(conv(x, KERNEL3, padding=1, stride=2)), VOLUME),
    "convTranspose2d input": (lambda x: jnp.tanh(conv_transpose(x, KERNEL2[:2], stride=2, padding=1, outputPadding=1)), IMAGE),
    "convTranspose2d kernel": (lambda k: jnp.tanh(conv_transpose(jnp.asarray(IMAGE), k, stride=3, padding="same")), KERNEL2[:2]),
    "maxPool2d": (lambda x: max_pool(x, 3, stride=2, padding=1) ** 2, IMAGE),
    "maxPool2dWithIndices": (lambda x: max_pool(x, 3, stride=2, padding=1) ** 2, IMAGE),
    "averagePool2d": (lambda x: average_pool(x, 3, stride=2, padding=1) ** 2, IMAGE),
    "adaptiveAveragePool2d": (lambda x: adaptive(x, [2, 3], jnp.mean) ** 2, IMAGE),
    "adaptiveMaxPool2d": (lambda x: adaptive(x, [2, 3], jnp.max) ** 2, IMAGE),
    "globalAveragePool": (lambda x: jnp.mean(x, axis=(2, 3)) ** 3, IMAGE),
    "resize bilinear": (lambda x: resize(x, [3, 8]) ** 2, IMAGE),
    "resize nearest": (lambda x: resize(x, [3, 8], "nearest") ** 2, IMAGE),
    "resize bicubic": (lambda x: resize(x, [3, 8], "cubic") ** 2, IMAGE),
    "einsum chain": (lambda x: jnp.einsum("ij,jk,kl,lm->im", x, B45, C53, x) ** 2, A34),
    "einsum diagonal": (lambda x: jnp.einsum("ii,ij->ij", x, x) ** 2, SQUARE),
    "einsum attention": (lambda x: jnp.einsum("bij,bkj->bik", x, x) ** 2, CUBE),
    "dot": (lambda x: jnp.dot(x, B45) ** 2, CUBE),
    "outer": (lambda x: jnp.outer(x, x) ** 2, A34),
    "tensorDot": (lambda x: jnp.tensordot(x, x, [[0, 2], [0, 2]]) ** 2, CUBE),
}


constants = {
    name: value(x)
    for name, x in {"image": IMAGE, "kernel1": KERNEL1, "kernel2": KERNEL2, "kernel3": KERNEL3, "b45": B45, "c53": C53}.items()
}
write("autograd", {"constants": constants, "cases": {n: case(f, jnp.asarray(x)) for n, (f, x) in GRADIENTS.items()}}, len(GRADIENTS))
