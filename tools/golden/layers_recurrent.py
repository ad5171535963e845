"""Golden values of @gradus/layers: recurrent layers and their cells, with masks and both ways, from PyTorch in double precision.

Run: python tools/golden/layers_recurrent.py   (needs torch; writes packages/layers/test/golden/recurrent.json)

`torch.lstm`, `torch.gru`, `torch.rnn_tanh` and `torch.rnn_relu` are what nn.LSTM, nn.GRU and nn.RNN call. Padded batches are
given to PyTorch as packed sequences, so that it never sees what stands behind the end of a sequence.
"""

import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, PackedSequence

from layers_common import Draws, case, write

BATCH, TIME, IN, UNITS = 3, 5, 2, 4
LENGTHS = torch.tensor([5, 3, 1])  # sorted, so that packing keeps the order of examples
GATES = {"simpleRnn": 1, "lstm": 4, "gru": 3}

draws = Draws(31)


def weights(kind, features=IN):
    size = GATES[kind] * UNITS
    return {
        "kernel": draws.normal(features, size),
        "recurrentKernel": draws.normal(UNITS, size, scale=0.5),
        "bias": draws.normal(size),
        **({"recurrentBias": draws.normal(UNITS)} if kind == "gru" else {}),
    }


def torch_weights(kind, p):
    """Ours in PyTorch's layout: [out, in] kernels, and two biases."""
    extra = torch.zeros_like(p["bias"])
    if kind == "gru":
        extra = torch.cat([torch.zeros(2 * UNITS), p["recurrentBias"]])
    return [p["kernel"].T, p["recurrentKernel"].T, p["bias"], extra]


def run(kind, directions, x, masked=False, nonlinearity="tanh"):
    """All outputs [batch, time, directions · units], and the last hidden states [directions, batch, units]."""
    function = {"simpleRnn": getattr(torch, f"rnn_{nonlinearity}"), "lstm": torch.lstm, "gru": torch.gru}[kind]
    flat = [w for p in directions for w in torch_weights(kind, p)]
    both = len(directions) == 2
    zeros = torch.zeros(len(directions), x.shape[0], UNITS)
    start = (zeros, zeros) if kind == "lstm" else zeros
    if not masked:
        output, last, *_ = function(x, start, flat, True, 1, 0.0, False, both, True)
        return output, last
    packed = pack_padded_sequence(x, LENGTHS, batch_first=True)
    data, last, *_ = function(packed.data, packed.batch_sizes, start, flat, True, 1, 0.0, False, both)
    output, _ = pad_packed_sequence(PackedSequence(data, packed.batch_sizes), batch_first=True, total_length=TIME)
    return output, last


def batch(masked):
    x = draws.normal(BATCH, TIME, IN)
    if masked:
        x[torch.arange(TIME) >= LENGTHS[:, None]] = 1000
    return x


def single(kind, sequences=False, masked=False, reverse=False, **options):
    def f(p, x):
        # The second direction of a pair is one that runs in reverse.
        directions = [p, p] if reverse else [p]
        output, last = run(kind, directions, x, masked, **options)
        return output[..., -UNITS:] if sequences else last[-1]

    return case(draws, f, batch(masked), weights(kind))


def both(kind, merge, sequences=False, masked=False):
    def f(p, x):
        output, last = run(kind, [p["forward"], p["backward"]], x, masked)
        halves = (output[..., :UNITS], output[..., UNITS:]) if sequences else (last[0], last[1])
        return torch.cat(halves, -1) if merge == "concat" else halves[0] + halves[1]

    return case(draws, f, batch(masked), {"forward": weights(kind), "backward": weights(kind)})


def cell(kind):
    """PyTorch's cells, which are other functions than its layers."""

    def f(p):
        w = torch_weights(kind, p["params"])
        if kind == "lstm":
            h, c = torch.lstm_cell(p["x"], (p["carry"]["h"], p["carry"]["c"]), *w)
            return torch.cat([h, c], -1)
        return (torch.gru_cell if kind == "gru" else torch.rnn_tanh_cell)(p["x"], p["carry"], *w)

    h, c = draws.normal(BATCH, UNITS), draws.normal(BATCH, UNITS)
    carry = {"h": h, "c": c} if kind == "lstm" else h
    inputs = {"params": weights(kind), "carry": carry, "x": draws.normal(BATCH, IN)}
    return case(draws, lambda p, _x: f(p), None, inputs)


cases = {}
for kind in GATES:
    cases[kind] = single(kind)
    cases[f"{kind}, sequences"] = single(kind, sequences=True)
    cases[f"{kind}, reverse"] = single(kind, reverse=True)
    cases[f"{kind}, reverse, sequences"] = single(kind, sequences=True, reverse=True)
    cases[f"{kind}, mask"] = single(kind, masked=True)
    cases[f"{kind}, mask, sequences"] = single(kind, sequences=True, masked=True)
    cases[f"{kind}, mask, reverse"] = single(kind, masked=True, reverse=True)
    cases[f"{kind}, mask, reverse, sequences"] = single(kind, sequences=True, masked=True, reverse=True)
    cases[f"{kind}Cell"] = cell(kind)
cases["simpleRnn, relu, sequences"] = single("simpleRnn", sequences=True, nonlinearity="relu")
for merge in ("concat", "sum"):
    for masked in (False, True):
        mask = ", mask" if masked else ""
        cases[f"bidirectional lstm, {merge}{mask}"] = both("lstm", merge, masked=masked)
        cases[f"bidirectional gru, {merge}{mask}, sequences"] = both("gru", merge, sequences=True, masked=masked)

cases["timeDistributed"] = case(
    draws,
    lambda p, x: torch.nn.functional.linear(x, p["kernel"].T, p["bias"]),
    batch(False),
    {"kernel": draws.normal(IN, UNITS), "bias": draws.normal(UNITS)},
)

write("layers_recurrent", "recurrent", cases)
