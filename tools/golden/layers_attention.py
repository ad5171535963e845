"""Golden values of @gradus/layers: attention, positions and transformer blocks, from PyTorch in double precision.

Run: python tools/golden/layers_attention.py   (needs torch; writes packages/layers/test/golden/attention.json)
"""

import torch
import torch.nn.functional as F
from torch import nn
from torch.func import functional_call

from layers_common import Draws, case, write

BATCH, TIME, WIDTH, HEADS, HIDDEN, KEYS, CONTEXT = 2, 4, 6, 3, 5, 3, 4
REAL = torch.arange(TIME) < torch.tensor([4, 2])[:, None]
CAUSAL = torch.ones(TIME, TIME, dtype=torch.bool).tril()

draws = Draws(37)


def linear(inputs, outputs, bias=True):
    return {
        "kernel": draws.normal(inputs, outputs, scale=0.7),
        **({"bias": draws.normal(outputs, scale=0.3)} if bias else {}),
    }


def maps(width=WIDTH, context=WIDTH, bias=True):
    return {
        "query": linear(width, width, bias),
        "key": linear(context, width, bias),
        "value": linear(context, width, bias),
        "output": linear(width, width, bias),
    }


def torch_maps(p, separate=False):
    """Ours under the names of nn.MultiheadAttention."""
    kernels = [p[name]["kernel"].T for name in ("query", "key", "value")]
    named = (
        dict(zip(("q_proj_weight", "k_proj_weight", "v_proj_weight"), kernels))
        if separate
        else {"in_proj_weight": torch.cat(kernels)}
    )
    named["out_proj.weight"] = p["output"]["kernel"].T
    if "bias" in p["query"]:
        named["in_proj_bias"] = torch.cat([p[name]["bias"] for name in ("query", "key", "value")])
        named["out_proj.bias"] = p["output"]["bias"]
    return named


def under(name, tree):
    return {f"{name}.{key}": value for key, value in tree.items()}


def batch(masked=False, time=TIME, width=WIDTH):
    x = draws.normal(BATCH, time, width)
    if masked:
        x[~REAL] = 1000
    return x


def zeroed(y, masked):
    return torch.where(REAL[..., None], y, 0) if masked else y


cases = {}

# The function itself. A row that may look at nothing is zeros in ours and left out of the comparison with PyTorch.
inputs = {"query": draws.normal(2, 4, 3), "key": draws.normal(2, 5, 3), "value": draws.normal(2, 5, 2)}
seen = torch.tensor([[1, 1, 0, 1, 0], [0, 0, 1, 0, 0], [1, 0, 0, 0, 1], [1, 1, 1, 1, 1]], dtype=torch.bool)
for name, options in {
    "": {},
    ", causal": {"is_causal": True},
    ", mask": {"attn_mask": seen},
    ", scale": {"scale": 0.3},
}.items():
    cases[f"scaledDotProductAttention{name}"] = case(
        draws, lambda p, _x: F.scaled_dot_product_attention(p["query"], p["key"], p["value"], **options), None, inputs
    )


def self_attention(masked=False, causal=False, bias=True):
    module = nn.MultiheadAttention(WIDTH, HEADS, bias=bias, batch_first=True).eval()

    def f(p, x):
        options = {
            "need_weights": False,
            **({"key_padding_mask": ~REAL} if masked else {}),
            **({"attn_mask": ~CAUSAL} if causal else {}),
        }
        return zeroed(functional_call(module, torch_maps(p), (x, x, x), options)[0], masked)

    return case(draws, f, batch(masked), maps(bias=bias))


cases["multiHeadAttention"] = self_attention()
cases["multiHeadAttention, causal"] = self_attention(causal=True)
cases["multiHeadAttention, mask"] = self_attention(masked=True)
cases["multiHeadAttention, mask, causal"] = self_attention(masked=True, causal=True)
cases["multiHeadAttention, no bias"] = self_attention(bias=False)

cross = nn.MultiheadAttention(WIDTH, HEADS, kdim=CONTEXT, vdim=CONTEXT, batch_first=True).eval()
cases["attend, to a context"] = case(
    draws,
    lambda p, _x: functional_call(
        cross, torch_maps(p["params"], separate=True), (p["x"], p["context"], p["context"]), {"need_weights": False}
    )[0],
    None,
    {"params": maps(context=CONTEXT), "x": batch(), "context": batch(time=KEYS, width=CONTEXT)},
)


# Rotary positions, by the multiplication of complex numbers, as in Llama.
def turns(time, width):
    angles = torch.outer(torch.arange(time).double(), 10000.0 ** (-torch.arange(0, width, 2).double() / width))
    return torch.polar(torch.ones_like(angles), angles)


def rotary(x):
    pairs = torch.view_as_complex(x.reshape(*x.shape[:-1], -1, 2).contiguous())
    return torch.view_as_real(pairs * turns(*x.shape[-2:])).flatten(-2)


def rotary_halves(x):
    half = x.shape[-1] // 2
    turned = torch.complex(x[..., :half], x[..., half:]) * turns(*x.shape[-2:])
    return torch.cat([turned.real, turned.imag], -1)


cases["rotary"] = case(draws, lambda p, _x: rotary(p["x"]), None, {"x": draws.normal(2, 4, 6)})
cases["rotary, halves"] = case(draws, lambda p, _x: rotary_halves(p["x"]), None, {"x": draws.normal(2, 4, 6)})


def turning(p, x):
    split = lambda name: (x @ p[name]["kernel"] + p[name]["bias"]).unflatten(-1, (HEADS, -1)).transpose(1, 2)
    y = F.scaled_dot_product_attention(rotary(split("query")), rotary(split("key")), split("value"))
    return y.transpose(1, 2).flatten(-2) @ p["output"]["kernel"] + p["output"]["bias"]


cases["multiHeadAttention, rotary"] = case(draws, turning, batch(), maps())


# Sinusoidal positions, as in PyTorch's tutorial of the transformer.
def waves(time, width):
    table = torch.zeros(time, width)
    position = torch.arange(time).double()[:, None]
    frequency = torch.exp(torch.arange(0, width, 2).double() * (-torch.log(torch.tensor(10000.0)) / width))
    table[:, 0::2] = torch.sin(position * frequency)
    table[:, 1::2] = torch.cos(position * frequency)[:, : width // 2]
    return table


cases["sinusoidalPositions"] = case(draws, lambda p, x: x + waves(TIME, WIDTH), batch())
cases["sinusoidalPositions, odd width"] = case(draws, lambda p, x: x + waves(TIME, 5), batch(width=5))
cases["sinusoidalPositions, mask"] = case(draws, lambda p, x: zeroed(x + waves(TIME, WIDTH), True), batch(True))
cases["learnedPositions"] = case(
    draws, lambda p, x: x + p["positions"], batch(), {"positions": draws.normal(TIME, WIDTH)}
)


# Feed-forward networks, and blocks of them and of attention.
def swiglu(x):
    gated, gate = x.chunk(2, -1)
    return gated * F.silu(gate)


def feed_forward(width=WIDTH, hidden=HIDDEN, activated=HIDDEN):
    return {"hidden": linear(width, hidden), "output": linear(activated, width)}


def feed(p, x, activation):
    hidden, output = p["hidden"], p["output"]
    return activation(x @ hidden["kernel"] + hidden["bias"]) @ output["kernel"] + output["bias"]


cases["feedForward"] = case(draws, lambda p, x: feed(p, x, torch.relu), batch(), feed_forward())
cases["feedForward, gelu"] = case(draws, lambda p, x: feed(p, x, F.gelu), batch(), feed_forward())
cases["feedForward, swiGlu"] = case(
    draws, lambda p, x: feed(p, x, swiglu), batch(), feed_forward(hidden=8, activated=4)
)


def norm():
    return {"gamma": 1 + draws.normal(WIDTH, scale=0.2), "beta": draws.normal(WIDTH, scale=0.2)}


def torch_feed(p):
    return {
        "linear1.weight": p["hidden"]["kernel"].T,
        "linear1.bias": p["hidden"]["bias"],
        "linear2.weight": p["output"]["kernel"].T,
        "linear2.bias": p["output"]["bias"],
    }


def torch_norm(name, p):
    return {f"{name}.weight": p["gamma"], f"{name}.bias": p["beta"]}


def encoder_block(norm_first, activation, masked=False, causal=False):
    module = nn.TransformerEncoderLayer(
        WIDTH, HEADS, HIDDEN, 0.0, activation, batch_first=True, norm_first=norm_first
    ).eval()

    def f(p, x):
        named = {
            **under("self_attn", torch_maps(p["attention"])),
            **torch_norm("norm1", p["attentionNorm"]),
            **torch_feed(p["feedForward"]),
            **torch_norm("norm2", p["feedForwardNorm"]),
        }
        options = {
            **({"src_key_padding_mask": ~REAL} if masked else {}),
            **({"src_mask": ~CAUSAL, "is_causal": True} if causal else {}),
        }
        return zeroed(functional_call(module, named, (x,), options), masked)

    params = {
        "attention": maps(),
        "attentionNorm": norm(),
        "feedForward": feed_forward(),
        "feedForwardNorm": norm(),
    }
    return case(draws, f, batch(masked), params)


cases["transformerEncoderBlock"] = encoder_block(True, "relu")
cases["transformerEncoderBlock, gelu, causal"] = encoder_block(True, "gelu", causal=True)
cases["transformerEncoderBlock, mask"] = encoder_block(True, "relu", masked=True)
cases["transformerEncoderBlock, post-norm"] = encoder_block(False, "relu")
cases["transformerEncoderBlock, post-norm, gelu, mask"] = encoder_block(False, "gelu", masked=True)

def decoder_block(norm_first, activation, masked=False):
    module = nn.TransformerDecoderLayer(
        WIDTH, HEADS, HIDDEN, 0.0, activation, batch_first=True, norm_first=norm_first
    ).eval()

    def f(inputs, _x):
        p = inputs["params"]
        named = {
            **under("self_attn", torch_maps(p["attention"])),
            **torch_norm("norm1", p["attentionNorm"]),
            **under("multihead_attn", torch_maps(p["crossAttention"])),
            **torch_norm("norm2", p["crossAttentionNorm"]),
            **torch_feed(p["feedForward"]),
            **torch_norm("norm3", p["feedForwardNorm"]),
        }
        options = {
            "tgt_mask": ~CAUSAL,
            **({"tgt_key_padding_mask": ~REAL, "memory_key_padding_mask": ~REAL[:, :KEYS]} if masked else {}),
        }
        return zeroed(functional_call(module, named, (inputs["target"], inputs["memory"]), options), masked)

    params = {
        "attention": maps(),
        "attentionNorm": norm(),
        "crossAttention": maps(),
        "crossAttentionNorm": norm(),
        "feedForward": feed_forward(),
        "feedForwardNorm": norm(),
    }
    memory = batch(time=KEYS)
    if masked:
        memory[~REAL[:, :KEYS]] = 1000
    return case(draws, f, None, {"params": params, "target": batch(masked), "memory": memory})


cases["transformerDecoderBlock"] = decoder_block(True, "relu")
cases["transformerDecoderBlock, mask"] = decoder_block(True, "gelu", masked=True)
cases["transformerDecoderBlock, post-norm"] = decoder_block(False, "relu")
cases["crossAttention"] = case(
    draws,
    lambda p, _x: functional_call(
        cross, torch_maps(p["params"], separate=True), (p["target"], p["memory"], p["memory"]), {"need_weights": False}
    )[0],
    None,
    {"params": maps(context=CONTEXT), "target": batch(), "memory": batch(time=KEYS, width=CONTEXT)},
)

write("layers_attention", "attention", cases)
