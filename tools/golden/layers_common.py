"""What the scripts of golden layers share: a case is a PyTorch function of named parameters and a batch, in double precision.

Used by tools/golden/layers_*.py (needs torch); packages/layers/test/harness reads what they write.
"""

import json
import pathlib
import platform

import numpy as np
import torch

torch.set_default_dtype(torch.float64)

OUT = pathlib.Path(__file__).parents[2] / "packages" / "layers" / "test" / "golden"


class Draws:
    """Doubles that float32 holds exactly, so that both precisions start from the same numbers."""

    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)

    def normal(self, *shape, scale=1.0):
        return torch.tensor(np.float32(self.rng.normal(size=shape) * scale).astype(np.float64))

    def integers(self, high, *shape):
        return torch.tensor(self.rng.integers(0, high, size=shape))


def plain(tree):
    if isinstance(tree, dict):
        return {name: plain(branch) for name, branch in tree.items()}
    return tree.detach().numpy().tolist()


def leaves(tree):
    return [leaf for branch in tree.values() for leaf in leaves(branch)] if isinstance(tree, dict) else [tree]


def mapped(f, tree):
    return {name: mapped(f, branch) for name, branch in tree.items()} if isinstance(tree, dict) else f(tree)


def case(draws, f, x=None, params=None, state=None):
    """The golden case of `f(params, x)`, or `f(params, x, state) -> (output, next state)` where there is a state."""
    params = mapped(lambda p: p.clone().requires_grad_(), params or {})
    integers = x is not None and not x.is_floating_point()
    if x is not None:
        x = x.clone() if integers else x.clone().requires_grad_()
    output, after = f(params, x, state) if state is not None else (f(params, x), None)
    c = draws.normal(*output.shape)
    by = leaves(params) + ([] if x is None or integers else [x])
    weighted = (c * output).sum()
    # A function with steps has slopes of nothing that depends on its input.
    slopes = torch.autograd.grad(weighted, by, allow_unused=True) if weighted.requires_grad else [None] * len(by)
    slope = {id(p): torch.zeros_like(p) if s is None else s for p, s in zip(by, slopes)}
    return {
        **({} if x is None else {"x": plain(x)}),
        "integers": integers,
        "params": plain(params),
        **({} if state is None else {"state": plain(state), "nextState": plain(after)}),
        "c": plain(c),
        "output": plain(output),
        "gradient": plain(mapped(lambda p: slope[id(p)], params)),
        **({} if x is None or integers else {"gradientOfX": plain(slope[id(x)])}),
    }


def write(script, name, cases, **versions):
    OUT.mkdir(parents=True, exist_ok=True)
    provenance = {
        "script": f"tools/golden/{script}.py",
        "python": platform.python_version(),
        "torch": torch.__version__,
        "numpy": np.__version__,
        **versions,
    }
    text = json.dumps({"provenance": provenance, "cases": cases}, allow_nan=False)
    (OUT / f"{name}.json").write_text(text + "\n")
    print(f"{name}.json: {len(text)} characters")
