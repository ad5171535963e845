"""The same work in PyTorch: python torch_peer.py CASE THREADS. Prints JSON as work.mjs does."""

import json
import math
import pathlib
import sys
import time

import torch

CASES = json.loads((pathlib.Path(__file__).parent / "cases.json").read_text())
torch.set_num_threads(int(sys.argv[2]))


def tensor(shape, scale):
    n = math.prod(shape)
    return (torch.sin(torch.arange(n, dtype=torch.float64) * 12.9898) * scale).to(torch.float32).reshape(shape)


def product(n):
    a, b = tensor([n, n], 1.0), tensor([n, n], 1.0)
    return lambda: torch.matmul(a, b)


def mlp(sizes, batch):
    layers = [torch.nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])]
    with torch.no_grad():
        for layer in layers:
            layer.weight.copy_(tensor([layer.in_features, layer.out_features], 0.05).T)
            layer.bias.zero_()
    model = torch.nn.Sequential(*[m for l in layers for m in (l, torch.nn.ReLU())][:-1])
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    x = tensor([batch, sizes[0]], 1.0)
    y = torch.arange(batch) % sizes[-1]
    loss = torch.nn.CrossEntropyLoss()

    def step():
        optimizer.zero_grad()
        value = loss(model(x), y)
        value.backward()
        optimizer.step()

    return step


def until(run, seconds, least, most):
    times, start = [], time.perf_counter()
    while len(times) < least or (time.perf_counter() - start < seconds and len(times) < most):
        before = time.perf_counter()
        run()
        times.append(1000 * (time.perf_counter() - before))
    return times


case = dict(CASES[sys.argv[1]])
run = {"product": product, "mlp": mlp}[case.pop("kind")](**case)
until(run, 1.5, 5, 400)
print(json.dumps({"system": f"PyTorch, {sys.argv[2]} threads", "version": torch.__version__, "times": until(run, 2.0, 5, 400)}))
