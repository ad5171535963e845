"""Golden gradients and Hessian-vector products of operations, by all their operands: JAX and PyTorch in float64, which agree.

Run: python tools/golden/autograd_operations.py   (needs jax and torch; writes packages/autograd/test/golden/operations.json)

The names of the cases are the rows of packages/autograd/test/operations/*.test.ts.
"""

import itertools

import jax
import jax.numpy as jnp
import numpy as np
import torch
import torch.nn.functional as F
from autograd_sources import case, stored, write
from jax import lax
from jax.scipy import special

SECTIONS = {}


def section(name):
    """The rows from here on belong to this section. A row: its name, its operands, the function by JAX, by PyTorch."""
    # What was compiled for the rows before takes gigabytes by the end.
    jax.clear_caches()
    rows = SECTIONS[name] = {}

    def row(name, at, by_jax, by_torch, **agreement):
        assert name not in rows, name
        rows[name] = case(name, at, by_jax, by_torch, **agreement)

    return row


def both(f):
    """A function that reads the same in both libraries."""
    return f, f


row = section("elementwise")
for name, domain, by_jax, by_torch in [
    ("abs", "", jnp.abs, torch.abs),
    ("acos", "inside", jnp.arccos, torch.acos),
    ("acosh", "beyond", jnp.arccosh, torch.acosh),
    ("asin", "inside", jnp.arcsin, torch.asin),
    ("asinh", "", jnp.arcsinh, torch.asinh),
    ("atan", "", jnp.arctan, torch.atan),
    ("atanh", "inside", jnp.arctanh, torch.atanh),
    ("cbrt", "positive", jnp.cbrt, lambda x: x ** (1 / 3)),
    ("cos", "", jnp.cos, torch.cos),
    ("cosh", "", jnp.cosh, torch.cosh),
    ("digamma", "positive", special.digamma, torch.digamma),
    ("erf", "", special.erf, torch.erf),
    ("erfInv", "inside", special.erfinv, torch.erfinv),
    ("erfc", "", special.erfc, torch.erfc),
    ("exp", "", jnp.exp, torch.exp),
    ("exp2", "", jnp.exp2, torch.exp2),
    ("expm1", "", jnp.expm1, torch.expm1),
    ("lgamma", "positive", special.gammaln, torch.lgamma),
    ("log", "positive", jnp.log, torch.log),
    ("log10", "positive", jnp.log10, torch.log10),
    ("log1p", "positive", jnp.log1p, torch.log1p),
    ("log2", "positive", jnp.log2, torch.log2),
    ("neg", "", jnp.negative, torch.neg),
    ("reciprocal", "beyond", jnp.reciprocal, torch.reciprocal),
    ("relu", "", jax.nn.relu, F.relu),
    ("rsqrt", "positive", lax.rsqrt, torch.rsqrt),
    ("sigmoid", "", jax.nn.sigmoid, torch.sigmoid),
    ("sin", "", jnp.sin, torch.sin),
    ("sinh", "", jnp.sinh, torch.sinh),
    ("softplus", "", jax.nn.softplus, lambda x: F.softplus(x, threshold=60)),
    ("sqrt", "positive", jnp.sqrt, torch.sqrt),
    ("square", "", jnp.square, torch.square),
    ("tan", "inside", jnp.tan, torch.tan),
    ("tanh", "", jnp.tanh, torch.tanh),
]:
    # PyTorch's derivatives of digamma have ten digits; JAX's, which are stored, have all.
    row(name, [f"{domain} 5".strip()], by_jax, by_torch, **({"agreement": 1e-9} if name in ("digamma", "lgamma") else {}))
row("add outer", ["3,1", "4"], *both(lambda a, b: a + b))
row("sub from number", ["scalar", "2,3"], *both(lambda a, b: a - b))
row("mul three ways", ["2,1,4", "3,1"], *both(lambda a, b: a * b))
row("div both", ["3,4", "positive 4"], *both(lambda a, b: a / b))
row("pow both", ["positive 3,4", "4"], *both(lambda a, b: a**b))
row("pow of a number", ["3,1"], *both(lambda x: 1.7**x))
row("pow -2", ["beyond 3,1"], *both(lambda x: x**-2.0))
row("mod both", ["3,4", "positive 4"], jnp.mod, torch.remainder)
row("maximum both", ["3,4", "4"], jnp.maximum, torch.maximum)
row("minimum both", ["3,1", "2,1,4"], jnp.minimum, torch.minimum)
row("atan2 both", ["3,4", "4"], jnp.arctan2, torch.atan2)
row("where both", ["3,4", "3,1", "4"], lambda c, a, b: jnp.where(c > 0, a * c, b), lambda c, a, b: torch.where(c > 0, a * c, b))
row("where inside where", ["3,4"], *[lambda x, N=N: N.where(x > 0, N.log(N.where(x > 0, x, 1.0)), 0.0) for N in (jnp, torch)])
row("clip", ["3,4"], lambda x: jnp.clip(x, -0.8, 0.9) * x, lambda x: torch.clamp(x, -0.8, 0.9) * x)
row("broadcastTo", ["3,1"], lambda x: jnp.broadcast_to(x, (2, 3, 4)), lambda x: x.expand(2, 3, 4))

row = section("movement")
cube, matrix = ["2,3,4"], ["3,4"]
picks = [[2, 0], [1, 2]]
along = [[3, 0, 0], [1, 1, 2], [0, 3, 1]]
row("swapAxes", cube, lambda x: jnp.swapaxes(x, 0, -1), lambda x: x.transpose(0, -1))
row("permute", cube, lambda x: jnp.transpose(x, (2, 0, 1)), lambda x: x.permute(2, 0, 1))
row("transpose", ["3,4", "4"], *both(lambda x, b: x.T * b[:, None]))
row("reshape", cube, *both(lambda x: x.reshape(4, 6)))
row("expandDims and squeeze", ["3,1"], lambda x: jnp.squeeze(x[None], 2), lambda x: x[None].squeeze(2))
row("slice", cube, *both(lambda x: x[:, 1:, 1:3]))
row("slice steps", cube, lambda x: x[::-1, ::2, 3:0:-2], lambda x: x.flip(0)[:, ::2][:, :, [3, 1]])
row("flip two axes", cube, lambda x: x * jnp.flip(x, (0, 2)), lambda x: x * x.flip(0, 2))
row("roll two axes", cube, lambda x: x * jnp.roll(x, 2, (1, 2)), lambda x: x * x.roll((2, 2), (1, 2)))
row("split", matrix, lambda x: jnp.split(x, [1, 3], axis=1), lambda x: torch.tensor_split(x, [1, 3], 1))
row("concat", ["3,4", "2,4"], lambda a, b: jnp.concatenate([a, b]), lambda a, b: torch.cat([a, b]))
row("concat three", ["3,4", "3,1"], lambda a, b: jnp.concatenate([b, a, b], -1), lambda a, b: torch.cat([b, a, b], -1))
row("stack", ["3,4", "3,4 b"], lambda a, b: jnp.stack([a, b], -1), lambda a, b: torch.stack([a, b], -1))
row("pad value", matrix, lambda x: jnp.pad(x, ((1, 0), (2, 1)), constant_values=0.5), lambda x: F.pad(x, (2, 1, 1, 0), value=0.5))
row("pad reflect", cube, lambda x: jnp.pad(x, ((0, 0), (0, 0), (2, 3)), mode="reflect"), lambda x: F.pad(x, (2, 3), mode="reflect"))
row("pad edge", cube, lambda x: jnp.pad(x, ((0, 0), (0, 0), (2, 1)), mode="edge"), lambda x: F.pad(x, (2, 1), mode="replicate"))
row("pad wrap", cube, lambda x: jnp.pad(x, ((0, 0), (0, 0), (3, 2)), mode="wrap"), lambda x: F.pad(x, (3, 2), mode="circular"))
row("repeat each", matrix, lambda x: jnp.repeat(x, 2, axis=1), lambda x: x.repeat_interleave(2, 1))
row("repeat by counts", matrix, lambda x: jnp.repeat(x, np.array([2, 0, 3]), axis=0, total_repeat_length=5), lambda x: x.repeat_interleave(torch.tensor([2, 0, 3]), 0))
row("tile", matrix, lambda x: jnp.tile(x, (2, 1, 2)), lambda x: x.tile(2, 1, 2))
row("take", matrix, lambda x: jnp.take(x, np.array(picks), axis=0), lambda x: x[torch.tensor(picks)])
row("take along the last axis", cube, lambda x: jnp.take(x, np.array([3, 3, 0]), axis=-1), lambda x: x[..., torch.tensor([3, 3, 0])])
row("takeAlong", matrix, lambda x: jnp.take_along_axis(x, np.array(along), axis=1), lambda x: torch.gather(x, 1, torch.tensor(along)))
row("gather", matrix, lambda x: x[np.array([0, 2, 0]), np.array([3, 1, 3])], lambda x: x[torch.tensor([0, 2, 0]), torch.tensor([3, 1, 3])])
row("gather blocks", cube, lambda x: x[np.array([1, 0, 1]), np.array([2, 0, 2])], lambda x: x[torch.tensor([1, 0, 1]), torch.tensor([2, 0, 2])])
row("setAt", ["3,4", "2,4"], lambda x, y: x.at[np.array([2, 0])].set(y), lambda x, y: x.index_copy(0, torch.tensor([2, 0]), y))
row("setAt columns", ["3,4", "3,1"], lambda x, y: x.at[:, np.array([1, 3])].set(y), lambda x, y: x.index_copy(1, torch.tensor([1, 3]), y.expand(3, 2)))
row("addAt", ["3,4", "2,4"], lambda x, y: x.at[np.array([1, 1])].add(y), lambda x, y: x.index_add(0, torch.tensor([1, 1]), y))
row("scatter", ["3,4", "3"], lambda x, y: x.at[np.array([0, 2, 1]), np.array([3, 1, 1])].set(y), lambda x, y: x.index_put((torch.tensor([0, 2, 1]), torch.tensor([3, 1, 1])), y))
row("scatterAdd", ["3,4", "3"], lambda x, y: x.at[np.array([0, 2, 0]), np.array([3, 1, 3])].add(y), lambda x, y: x.index_put((torch.tensor([0, 2, 0]), torch.tensor([3, 1, 3])), y, accumulate=True))
row("sort", matrix, lambda x: jnp.sort(x, axis=1), lambda x: torch.sort(x, 1).values)
row("sort descending", cube, lambda x: jnp.sort(x, axis=1, descending=True), lambda x: torch.sort(x, 1, descending=True).values)
row("topK", cube, lambda x: lax.top_k(x, 3)[0], lambda x: torch.topk(x, 3).values)
row("topK along the first", matrix, lambda x: jnp.sort(x, axis=0, descending=True)[:2], lambda x: torch.topk(x, 2, 0).values)
row("tril", cube, jnp.tril, torch.tril)
row("triu below", cube, lambda x: jnp.triu(x, -1), lambda x: torch.triu(x, -1))
row("diag of a vector", ["5"], *[lambda x, N=N: N.diag(x, 1) for N in (jnp, torch)])
row("diag of a matrix", matrix, *[lambda x, N=N: N.diag(x, -1) for N in (jnp, torch)])
row("meshgrid", ["5", "3"], lambda a, b: jnp.meshgrid(a, b), lambda a, b: torch.meshgrid(a, b, indexing="xy"))
row("meshgrid by rows", ["5", "3", "2"], lambda *xs: jnp.meshgrid(*xs, indexing="ij"), lambda *xs: torch.meshgrid(*xs, indexing="ij"))
row("bincount weights", ["5"], lambda w: jnp.bincount(np.array([3, 0, 3, 1, 1]), w, length=4), lambda w: torch.zeros(4).index_add(0, torch.tensor([3, 0, 3, 1, 1]), w))
row("histogram weights", ["5"], lambda w: jnp.histogram(jnp.array([0.1, 0.9, 0.4, 0.5, 0.2]), 3, weights=w, range=(0, 1))[0], lambda w: torch.zeros(3).index_add(0, torch.tensor([0, 2, 1, 1, 0]), w))

row = section("reductions")
row("sum", cube, *both(lambda x: x.sum()))
row("sum of two axes", cube, lambda x: x.sum((0, 2), keepdims=True), lambda x: x.sum((0, 2), keepdim=True))
row("mean", cube, *both(lambda x: x.mean()))
row("mean of the last axis", cube, *both(lambda x: x.mean(-1)))
row("variance", cube, lambda x: jnp.var(x, (0, 2)), lambda x: torch.var(x, (0, 2), correction=0))
row("variance of a sample", cube, lambda x: jnp.var(x, (0, 2), ddof=1, keepdims=True), lambda x: torch.var(x, (0, 2), keepdim=True))
row("std", cube, lambda x: jnp.std(x), lambda x: torch.std(x, correction=0))
row("std of a sample", cube, lambda x: jnp.std(x, 1, ddof=1), lambda x: torch.std(x, 1))
row("max", cube, jnp.max, torch.max)
row("max of two axes", cube, lambda x: jnp.max(x, (0, 2)), lambda x: torch.amax(x, (0, 2)))
row("min keepDims", cube, lambda x: jnp.min(x, 1, keepdims=True), lambda x: torch.amin(x, 1, keepdim=True))
row("prod", ["2,3"], jnp.prod, torch.prod)
row("prod of an axis", cube, lambda x: jnp.prod(x, 1, keepdims=True), lambda x: torch.prod(x, 1, keepdim=True))
row("logSumExp", cube, jax.nn.logsumexp, lambda x: torch.logsumexp(x, (0, 1, 2)))
row("logSumExp of two axes", cube, lambda x: jax.nn.logsumexp(x, (0, 2), keepdims=True), lambda x: torch.logsumexp(x, (0, 2), keepdim=True))
row("softmax", cube, lambda x: jax.nn.softmax(x, -1), lambda x: F.softmax(x, -1))
row("softmax of the first axis", cube, lambda x: jax.nn.softmax(x, 0), lambda x: F.softmax(x, 0))
row("logSoftmax", cube, lambda x: jax.nn.log_softmax(x, -1), lambda x: F.log_softmax(x, -1))
row("logSoftmax of the middle axis", cube, lambda x: jax.nn.log_softmax(x, 1), lambda x: F.log_softmax(x, 1))
row("norm", cube, lambda x: jnp.sqrt(jnp.sum(x * x)), torch.linalg.vector_norm)
row("norm of two axes", cube, lambda x: jnp.linalg.norm(x, axis=(0, 2)), lambda x: torch.linalg.vector_norm(x, dim=(0, 2)))
row("norm 1", cube, lambda x: jnp.sum(jnp.abs(x), -1, keepdims=True), lambda x: torch.linalg.vector_norm(x, 1, -1, keepdim=True))
row("norm inf", cube, lambda x: jnp.max(jnp.abs(x), 1), lambda x: torch.linalg.vector_norm(x, torch.inf, 1))
row("median", ["5"], jnp.median, torch.median)
row("median between two", matrix, lambda x: jnp.median(x, 1, keepdims=True), lambda x: torch.quantile(x, 0.5, 1, keepdim=True))
row("quantile", matrix, lambda x: jnp.quantile(x, 0.3, axis=0), lambda x: torch.quantile(x, 0.3, 0))
row("quantiles", cube, lambda x: jnp.quantile(x, jnp.array([0.2, 0.77]), axis=-1), lambda x: torch.quantile(x, torch.tensor([0.2, 0.77]), -1))
row("quantile of all", cube, lambda x: jnp.quantile(x, 0.61), lambda x: torch.quantile(x, 0.61))
row("cumSum", cube, lambda x: jnp.cumsum(x, -1), lambda x: torch.cumsum(x, -1))
row("cumSum of all", matrix, jnp.cumsum, lambda x: torch.cumsum(x.reshape(-1), 0))
row("cumProd", cube, lambda x: jnp.cumprod(x, 1), lambda x: torch.cumprod(x, 1))
row("cumMax", cube, lambda x: lax.cummax(x, 2), lambda x: torch.cummax(x, 2).values)

row = section("contractions")
row("matmul", ["3,4", "4,2"], *both(lambda a, b: a @ b))
row("matmul of vectors", ["4", "4 b"], *both(lambda a, b: a @ b))
row("matmul with a vector", ["2,3,4", "4"], *both(lambda a, b: a @ b))
row("matmul of a vector", ["3", "2,3,4"], *both(lambda a, b: a @ b))
row("matmul of batches", ["2,3,4", "2,4,2"], *both(lambda a, b: a @ b))
row("matmul of broadcast batches", ["2,1,2,3", "3,3,2"], *both(lambda a, b: a @ b))
row("matmul of a matrix and batches", ["3,3", "2,3,4"], *both(lambda a, b: a @ b))
row("matmul transposed", ["3,4", "2,4"], *both(lambda a, b: a @ b.T))
row("dot", ["2,3,4", "4,2"], jnp.dot, lambda a, b: torch.tensordot(a, b, 1))
row("outer", ["3", "4"], jnp.outer, torch.outer)
row("tensorDot", ["2,3,4", "4,3,2"], lambda a, b: jnp.tensordot(a, b, [[1, 2], [1, 0]]), lambda a, b: torch.tensordot(a, b, [[1, 2], [1, 0]]))
for subscripts, at in [
    ("ij->ji", ["3,4"]),
    ("ii->", ["3,3"]),
    ("ii->i", ["3,3"]),
    ("ijk->k", ["2,3,4"]),
    ("i,j->ij", ["3", "4"]),
    ("ij,jk->ik", ["3,4", "4,2"]),
    ("ijk,k->ij", ["2,3,4", "4"]),
    ("bij,ij->b", ["2,3,4", "3,4"]),
    ("bij,bjk->bik", ["2,3,4", "2,4,2"]),
    ("bhqd,bhkd->bhqk", ["1,2,2,3", "1,2,4,3"]),
    ("...ij,jk->...ik", ["2,3,4", "4,2"]),
    ("ij,jk,kl->il", ["3,4", "4,2", "2,3"]),
    ("ab,bc,ca->", ["3,4", "4,2", "2,3"]),
    ("ij,ij,j->i", ["3,4", "3,4 b", "4"]),
]:
    row(f"einsum {subscripts}", at, lambda *xs, s=subscripts: jnp.einsum(s, *xs), lambda *xs, s=subscripts: torch.einsum(s, *xs))

row = section("windows")
LAYOUT = {1: ("NCH", "OIH", "NCH"), 2: ("NCHW", "OIHW", "NCHW"), 3: ("NCDHW", "OIDHW", "NCDHW")}
CONV = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}
TRANSPOSED = {1: F.conv_transpose1d, 2: F.conv_transpose2d, 3: F.conv_transpose3d}


def each(value, rank):
    return [value] * rank if isinstance(value, int) else list(value)


def pairs(padding, rank):
    return [(p, p) if isinstance(p, int) else tuple(p) for p in each(padding, rank)]


def conv_row(name, x, k, stride=1, padding=0, dilation=1, groups=1):
    rank = len(x.split(",")) - 2
    s, d = each(stride, rank), each(dilation, rank)

    def by_jax(x, k):
        pad = padding if isinstance(padding, str) else pairs(padding, rank)
        return lax.conv_general_dilated(x, k, s, pad, rhs_dilation=d, feature_group_count=groups, dimension_numbers=LAYOUT[rank])

    def by_torch(x, k):
        pad = pairs(padding, rank) if padding != "SAME" else []
        if padding == "SAME":
            for i, n in enumerate(x.shape[2:]):
                total = max(0, (-(-n // s[i]) - 1) * s[i] + d[i] * (k.shape[2 + i] - 1) + 1 - n)
                pad.append((total // 2, total - total // 2))
        return CONV[rank](F.pad(x, [p for pair in reversed(pad) for p in pair]), k, None, s, 0, d, groups)

    row(name, [x, k], by_jax, by_torch)


def transposed_row(name, x, k, stride=1, padding=0, dilation=1, groups=1, more=0):
    rank = len(x.split(",")) - 2
    s, p, d, o = (each(v, rank) for v in (stride, padding, dilation, more))

    def by_jax(x, k):
        """A convolution over the input with zeros between its elements, by the kernel turned round, its channels exchanged."""
        window = k.shape[2:]
        apart = k.reshape(groups, k.shape[0] // groups, k.shape[1], *window).swapaxes(1, 2)
        turned = jnp.flip(apart.reshape(groups * k.shape[1], k.shape[0] // groups, *window), range(2, k.ndim))
        reach = [d[i] * (window[i] - 1) for i in range(rank)]
        pad = [(reach[i] - p[i], reach[i] - p[i] + o[i]) for i in range(rank)]
        return lax.conv_general_dilated(x, turned, [1] * rank, pad, lhs_dilation=s, rhs_dilation=d, feature_group_count=groups, dimension_numbers=LAYOUT[rank])

    row(name, [x, k], by_jax, lambda x, k: TRANSPOSED[rank](x, k, None, s, p, o, groups, d))


conv_row("conv1d", "2,2,5", "3,2,3")
conv_row("conv1d with stride and padding", "1,2,7", "2,2,3", stride=2, padding=2)
conv_row("conv1d in groups, dilated", "1,4,7", "4,2,2", groups=2, dilation=3)
conv_row("conv1d same", "1,2,7", "2,2,2", stride=2, padding="SAME")
conv_row("conv1d causal", "1,2,5", "2,2,3", padding=[(2, 0)])
conv_row("conv2d", "2,2,4,4", "3,2,2,2")
conv_row("conv2d of one pixel", "2,2,4,4", "3,2,1,1")
conv_row("conv2d with strides and padding", "1,2,5,5", "2,2,3,2", stride=[2, 1], padding=1)
conv_row("conv2d dilated", "1,2,5,5", "2,2,2,2", dilation=[2, 3])
conv_row("conv2d depthwise", "1,2,5,5", "4,1,3,3", groups=2, padding=1)
conv_row("conv2d same", "1,2,5,5", "2,2,2,2", stride=[2, 3], padding="SAME")
conv_row("conv2d all options", "1,4,5,5", "2,2,2,3", stride=2, padding=[(1, 0), (0, 2)], dilation=[2, 1], groups=2)
conv_row("conv3d", "1,2,3,3,3", "2,2,2,2,2")
conv_row("conv3d in groups, with stride and padding", "1,2,3,3,3", "2,1,2,2,2", stride=2, padding=1, groups=2)
transposed_row("convTranspose1d", "1,2,5", "2,3,3")
transposed_row("convTranspose1d with stride", "1,2,5", "2,2,3", stride=2, padding=1, more=1)
transposed_row("convTranspose1d in groups, dilated", "1,4,5", "4,2,2", groups=2, dilation=2)
transposed_row("convTranspose2d", "1,2,3,3", "2,2,2,2")
transposed_row("convTranspose2d with strides", "1,2,3,3", "2,2,2,3", stride=[2, 3], padding=[0, 1], more=[1, 2])
transposed_row("convTranspose2d depthwise", "1,2,3,3", "2,1,3,3", groups=2, stride=2)
transposed_row("convTranspose2d dilated", "1,2,3,3", "2,2,2,2", dilation=[2, 1], padding=1)
transposed_row("convTranspose3d", "1,2,2,2,2", "2,2,2,2,2", stride=2)


def jax_pool(x, window, stride, padding, dilation, kind, include_padding=False):
    """The definition, one element of the window after the other: JAX has no derivative of a dilated maximum over windows."""
    spatial = range(x.ndim - 2)

    def taps(x, around):
        wide = jnp.pad(x, [(0, 0), (0, 0), *padding], constant_values=around)
        counts = [(wide.shape[2 + i] - dilation[i] * (window[i] - 1) - 1) // stride[i] + 1 for i in spatial]
        at = [[np.arange(counts[i]) * stride[i] + t * dilation[i] for t in range(window[i])] for i in spatial]
        return jnp.stack([wide[(slice(None), slice(None), *np.ix_(*places))] for places in itertools.product(*at)])

    if kind == "max":
        return jnp.max(taps(x, -jnp.inf), 0)
    return jnp.sum(taps(x, 0.0), 0) / (np.prod(window) if include_padding else jnp.sum(taps(jnp.ones_like(x), 0.0), 0))


MAX_POOL = {1: F.max_pool1d, 2: F.max_pool2d, 3: F.max_pool3d}
AVERAGE_POOL = {1: F.avg_pool1d, 2: F.avg_pool2d, 3: F.avg_pool3d}


def pool_row(name, kind, x, window, stride=None, padding=0, dilation=1, ceil=False, **options):
    rank = len(x.split(",")) - 2
    w, p, d = (each(v, rank) for v in (window, padding, dilation))
    s = w if stride is None else each(stride, rank)
    sizes = [int(n) for n in x.split(",")[2:]]
    # With ceil_mode a last window may end beyond the padding: JAX is given as much more of it.
    rest = [(n + 2 * p[i] - d[i] * (w[i] - 1) - 1) % s[i] for i, n in enumerate(sizes)]
    pad = [(p[i], p[i] + (s[i] - rest[i] if ceil and rest[i] else 0)) for i in range(rank)]
    torch_options = {"ceil_mode": ceil, **({"dilation": d} if kind == "max" else {"count_include_pad": options.get("include_padding", False)})}
    pool = (MAX_POOL if kind == "max" else AVERAGE_POOL)[rank]
    row(name, [x], lambda x: jax_pool(x, w, s, pad, d, kind, **options), lambda x: pool(x, w, s, p, **torch_options))


pool_row("maxPool1d", "max", "1,2,7", 3, stride=2, padding=1)
pool_row("maxPool2d", "max", "2,2,4,4", 2)
pool_row("maxPool2d overlapping", "max", "1,2,5,5", [3, 2], stride=1, padding=1)
pool_row("maxPool2d dilated", "max", "1,2,5,5", 2, stride=1, dilation=[2, 3])
pool_row("maxPool2d ceilMode", "max", "1,2,5,5", 2, ceil=True)
pool_row("maxPool3d", "max", "1,2,3,3,3", 2, stride=1)
pool_row("averagePool1d", "average", "1,2,7", 3, stride=2, padding=1)
pool_row("averagePool2d", "average", "2,2,4,4", 2)
pool_row("averagePool2d with padding", "average", "1,2,5,5", 3, stride=2, padding=1)
pool_row("averagePool2d includePadding", "average", "1,2,5,5", 3, stride=2, padding=1, include_padding=True)
pool_row("averagePool2d ceilMode", "average", "1,2,5,5", 2, ceil=True)
pool_row("averagePool3d", "average", "1,2,3,3,3", 2, stride=1)


def by_regions(x, sizes, reduce):
    """The definition: region `i` of `size` along an axis of `n` is from ⌊i n / size⌋ to ⌈(i + 1) n / size⌉."""
    for axis, size in enumerate(sizes, 2):
        n = x.shape[axis]
        parts = [lax.slice_in_dim(x, i * n // size, -(-(i + 1) * n // size), axis=axis) for i in range(size)]
        x = jnp.concatenate([reduce(part, axis=axis, keepdims=True) for part in parts], axis)
    return x


ADAPTIVE = {
    ("Max", 1): F.adaptive_max_pool1d, ("Max", 2): F.adaptive_max_pool2d, ("Max", 3): F.adaptive_max_pool3d,
    ("Average", 1): F.adaptive_avg_pool1d, ("Average", 2): F.adaptive_avg_pool2d, ("Average", 3): F.adaptive_avg_pool3d,
}  # fmt: skip
for (kind, rank), pool in ADAPTIVE.items():
    at, sizes = {1: ("1,2,7", [3]), 2: ("1,2,5,5", [2, 3]), 3: ("1,2,3,3,3", [2, 1, 2])}[rank]
    reduce = jnp.max if kind == "Max" else jnp.mean
    row(f"adaptive{kind}Pool{rank}d", [at], lambda x, r=reduce, s=sizes: by_regions(x, s, r), lambda x, p=pool, s=sizes: p(x, s))
row("globalMaxPool", ["2,2,4,4"], lambda x: jnp.max(x, (2, 3)), lambda x: torch.amax(x, (2, 3)))
row("globalAveragePool", ["2,2,4,4"], lambda x: jnp.mean(x, (2, 3), keepdims=True), lambda x: F.adaptive_avg_pool2d(x, 1))
for rank, at, size in [(1, "1,2,8", [8]), (2, "2,2,4,4", [4, 4]), (3, "1,1,2,2,4", [2, 2, 4])]:
    unpool = {1: F.max_unpool1d, 2: F.max_unpool2d, 3: F.max_unpool3d}[rank]

    def at_largest(x, rank=rank):
        """The square of what is the largest of its window, and 0 elsewhere."""
        largest = jax_pool(x, [2] * rank, [2] * rank, [(0, 0)] * rank, [1] * rank, "max")
        for axis in range(2, 2 + rank):
            largest = jnp.repeat(largest, 2, axis)
        return jnp.where(x == largest, x * x, 0.0)

    def back(x, rank=rank, unpool=unpool):
        values, indices = MAX_POOL[rank](x, 2, return_indices=True)
        return unpool(values * values, indices, 2)

    row(f"maxUnpool{rank}d", [at], at_largest, back)


def resized(x, size, method):
    return jax.image.resize(x, (*x.shape[:2], *size), method, antialias=False)


for name, size in [("up", (7, 9)), ("down", (3, 2)), ("both", (2, 6))]:
    row(f"resize bilinear {name}", ["1,2,5,5"], lambda x, s=size: resized(x, s, "bilinear"), lambda x, s=size: F.interpolate(x, s, mode="bilinear"))
    row(f"resize nearest {name}", ["1,2,5,5"], lambda x, s=size: resized(x, s, "nearest"), lambda x, s=size: F.interpolate(x, s, mode="nearest-exact"))


def keys(distance, a=-0.75):
    """The weight of a pixel at a distance: Keys's cubic convolution."""
    d = np.abs(distance)
    near, far = (a + 2) * d**3 - (a + 3) * d**2 + 1, a * d**3 - 5 * a * d**2 + 8 * a * d - 4 * a
    return np.where(d <= 1, near, np.where(d < 2, far, 0.0))


def along(n, size, corners, kernel):
    """The matrix of a resize along one axis: the weight of each of `n` pixels, those of the edge repeated, in each of `size`."""
    i = np.arange(size)
    centres = i * (n - 1) / (size - 1) if corners else (i + 0.5) * n / size - 0.5
    matrix = np.zeros((size, n))
    for pixel in range(-4, n + 4):
        matrix[:, min(max(pixel, 0), n - 1)] += kernel(centres - pixel)
    return matrix


for name, corners, kernel, method in [
    ("bicubic", False, keys, "bicubic"),
    ("bicubic by corners", True, keys, "bicubic"),
    ("bilinear by corners", True, lambda d: np.maximum(0, 1 - np.abs(d)), "bilinear"),
]:
    both_axes = [along(5, size, corners, kernel) for size in (3, 8)]
    row(
        f"resize {name}", ["1,2,5,5"], lambda x, m=both_axes: jnp.einsum("ik,jl,bckl->bcij", *m, x),
        lambda x, c=corners, m=method: F.interpolate(x, (3, 8), mode=m, align_corners=c),
    )  # fmt: skip

row = section("linear algebra")
batch, definite = ["regular 2,3,3"], lambda x: x @ x.swapaxes(-1, -2)
row("solve", ["regular 2,3,3", "3,2"], jnp.linalg.solve, torch.linalg.solve)
row("solve for a vector", ["regular 3,3", "3"], jnp.linalg.solve, torch.linalg.solve)
row("inv", batch, jnp.linalg.inv, torch.linalg.inv)
row("det", batch, jnp.linalg.det, torch.linalg.det)
row("slogdet", batch, lambda x: jnp.linalg.slogdet(x)[1], lambda x: torch.linalg.slogdet(x)[1])
row("cholesky", batch, lambda x: jnp.linalg.cholesky(definite(x)), lambda x: torch.linalg.cholesky(definite(x)))
row("triangularSolve", ["regular 3,3", "3,2"], lambda a, b: jax.scipy.linalg.solve_triangular(a, b, lower=True), lambda a, b: torch.linalg.solve_triangular(a, b, upper=False))
row("triangularSolve upper, transposed", ["regular 3,3", "3,2"], lambda a, b: jax.scipy.linalg.solve_triangular(a, b, trans=1), lambda a, b: torch.linalg.solve_triangular(a.triu().T, b, upper=False))
row("triangularSolve of a unit diagonal", ["regular 3,3", "3,2"], lambda a, b: jax.scipy.linalg.solve_triangular(a, b, lower=True, unit_diagonal=True), lambda a, b: torch.linalg.solve_triangular(a, b, upper=False, unitriangular=True))
row("lu", ["regular 3,3"], lambda x: jax.scipy.linalg.lu(x)[1:], lambda x: torch.linalg.lu(x)[1:])
# Squares: libraries choose the signs of these vectors differently.
row("qr", ["regular 3,3"], lambda x: [y * y for y in jnp.linalg.qr(x)], lambda x: [y * y for y in torch.linalg.qr(x)])
row("eigvalsh", batch, lambda x: jnp.linalg.eigvalsh(x + x.swapaxes(-1, -2)), lambda x: torch.linalg.eigvalsh(x + x.mT))
row("eigh vectors", ["regular 3,3"], lambda x: jnp.linalg.eigh(x + x.T)[1] ** 2, lambda x: torch.linalg.eigh(x + x.T)[1] ** 2)
row("svdvals", ["4,2"], lambda x: jnp.linalg.svd(x, compute_uv=False), torch.linalg.svdvals)
row("svd vectors", ["4,2"], lambda x: (lambda u, s, v: [u * u, v * v])(*jnp.linalg.svd(x, full_matrices=False)), lambda x: (lambda u, s, v: [u * u, v * v])(*torch.linalg.svd(x, full_matrices=False)))
row("pinv", ["4,2"], jnp.linalg.pinv, torch.linalg.pinv)
row("lstsq", ["4,2", "4,3"], lambda a, b: jnp.linalg.lstsq(a, b)[0], lambda a, b: torch.linalg.lstsq(a, b).solution)

row = section("compositions")


def normalized(x, axes, eps=1e-5):
    return (x - x.mean(axes, keepdims=True)) / jnp.sqrt(x.var(axes, keepdims=True) + eps)


labels, classes = [2, 0, 3], np.eye(4)[[2, 0, 3]]
row("layer normalisation", ["2,3,4", "4", "4 b"], lambda x, g, b: normalized(x, -1) * g + b, lambda x, g, b: F.layer_norm(x, (4,), g, b))
row("RMS normalisation", ["2,3,4", "4"], lambda x, g: x * lax.rsqrt(jnp.mean(x * x, -1, keepdims=True) + 1e-5) * g, lambda x, g: F.rms_norm(x, (4,), g, 1e-5))
row("batch normalisation", ["4,2,2,2", "2", "2 b"], lambda x, g, b: normalized(x, (0, 2, 3)) * g[:, None, None] + b[:, None, None], lambda x, g, b: F.batch_norm(x, None, None, g, b, training=True))
row("instance normalisation", ["2,2,4,4"], lambda x: normalized(x, (2, 3)), F.instance_norm)
row("group normalisation", ["1,4,5", "4", "4 b"], lambda x, g, b: normalized(x.reshape(1, 2, 2, 5), (2, 3)).reshape(1, 4, 5) * g[:, None] + b[:, None], lambda x, g, b: F.group_norm(x, 2, g, b))
row("unit vectors", ["3,4"], lambda x: x / jnp.linalg.norm(x, axis=1, keepdims=True), lambda x: F.normalize(x, dim=1))
row("cosine similarity", ["3,4", "4"], lambda a, b: a @ b / jnp.linalg.norm(a, axis=1) / jnp.linalg.norm(b), lambda a, b: F.cosine_similarity(a, b[None], eps=0))
row("distances between rows", ["3,4", "2,4"], lambda a, b: jnp.linalg.norm(a[:, None] - b, axis=2), lambda a, b: torch.linalg.vector_norm(a[:, None] - b, dim=2))
row("gelu", ["5"], lambda x: jax.nn.gelu(x, approximate=False), F.gelu)
row("gelu by tanh", ["5"], jax.nn.gelu, lambda x: F.gelu(x, approximate="tanh"))
row("silu", ["5"], jax.nn.silu, F.silu)
row("mish", ["5"], jax.nn.mish, F.mish)
row("elu", ["5"], jax.nn.elu, F.elu)
row("leaky relu", ["5"], lambda x: jax.nn.leaky_relu(x, 0.1), lambda x: F.leaky_relu(x, 0.1))
row("log sigmoid", ["5"], jax.nn.log_sigmoid, F.logsigmoid)
row("gated linear unit", ["3,4"], lambda x: jax.nn.glu(x, -1), lambda x: F.glu(x, -1))
row("prelu", ["4,2,2,2", "2"], lambda x, a: jnp.where(x > 0, x, a[:, None, None] * x), F.prelu)
row("cross entropy", ["3,4"], lambda z: -jnp.mean(jnp.sum(classes * jax.nn.log_softmax(z), -1)), lambda z: F.cross_entropy(z, torch.tensor(labels)))
row("smoothed cross entropy", ["3,4"], lambda z: -jnp.mean(jnp.sum((0.9 * classes + 0.025) * jax.nn.log_softmax(z), -1)), lambda z: F.cross_entropy(z, torch.tensor(labels), label_smoothing=0.1))
row("binary cross entropy", ["3,4"], lambda z: jnp.mean(jax.nn.softplus(z) - z * classes), lambda z: F.binary_cross_entropy_with_logits(z, torch.tensor(classes)))
row("mean squared error", ["3,4", "3,4 b"], lambda a, b: jnp.mean((a - b) ** 2), F.mse_loss)
row("huber", ["3,4", "3,4 b"], lambda a, b: jnp.mean(jnp.where(jnp.abs(a - b) < 0.7, (a - b) ** 2 / 2, 0.7 * (jnp.abs(a - b) - 0.35))), lambda a, b: F.huber_loss(a, b, delta=0.7))
row("divergence", ["3,4", "3,4 b"], lambda a, b: jnp.sum(jax.nn.softmax(b) * (jax.nn.log_softmax(b) - jax.nn.log_softmax(a))) / 3, lambda a, b: F.kl_div(F.log_softmax(a, 1), F.log_softmax(b, 1), reduction="batchmean", log_target=True))
row("linear", ["2,3,4", "2,4", "2"], lambda x, w, b: x @ w.T + b, F.linear)
row("bilinear", ["3,4", "3,3", "2,4,3"], lambda x, y, w: jnp.einsum("ni,oij,nj->no", x, w, y), F.bilinear)
row("embedding", ["3,4"], lambda table: table[np.array([[0, 2, 2], [1, 0, 2]])].mean(1), lambda table: F.embedding(torch.tensor([[0, 2, 2], [1, 0, 2]]), table).mean(1))

names = {name for rows in SECTIONS.values() for row in rows.values() for name in row["at"]}
write("autograd_operations", "operations", {"arrays": stored(names), "cases": SECTIONS})
print(", ".join(f"{name} {len(rows)}" for name, rows in SECTIONS.items()), f"= {sum(map(len, SECTIONS.values()))} cases")
