"""The same work in PyTorch: python torch_peer.py CASE THREADS SECONDS. Prints JSON as run.mjs does."""

import json
import math
import os
import pathlib
import sys
import time

# libraries of matrix products have threads of their own
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = sys.argv[2]

import torch  # noqa: E402
from torch import nn  # noqa: E402

CASES = json.loads((pathlib.Path(__file__).parent / "cases.json").read_text())
NAME, SECONDS = sys.argv[1], float(sys.argv[3])
torch.set_num_threads(int(sys.argv[2]))


def tensor(shape, scale):
    n = math.prod(shape)
    return (torch.sin(torch.arange(n, dtype=torch.float64) * 12.9898) * scale).to(torch.float32).reshape(shape)


def product(n):
    a, b = tensor([n, n], 1.0), tensor([n, n], 1.0)
    return lambda: torch.matmul(a, b)


def elementwise(n):
    x, y = tensor([n], 1.0), tensor([n], 2.0)
    return lambda: torch.tanh(x * y + 0.5) * torch.exp(-torch.square(x)) + torch.sqrt(torch.abs(y))


def softmax(rows, columns):
    x = tensor([rows, columns], 3.0)
    return lambda: torch.softmax(x, 1)


def layer_norm(rows, columns):
    x, gamma, beta = tensor([rows, columns], 3.0), tensor([columns], 1.0), tensor([columns], 1.0)
    return lambda: nn.functional.layer_norm(x, [columns], gamma, beta)


def adam_update(n):
    params = tensor([n], 0.05).requires_grad_()
    params.grad = tensor([n], 1.0)
    return torch.optim.Adam([params], lr=1e-3).step


def trainer(model, x, classes):
    with torch.no_grad():
        for p in model.parameters():
            if p.dim() > 1:
                p.copy_(tensor(list(p.shape), 0.05))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    batch = x.shape[0] if x.dim() != 3 else x.shape[1]
    y = torch.arange(batch) % classes
    loss = nn.CrossEntropyLoss()

    def step():
        optimizer.zero_grad()
        value = loss(model(x), y)
        value.backward()
        optimizer.step()

    return step


def mlp(sizes, batch):
    layers = [nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])]
    model = nn.Sequential(*[m for layer in layers for m in (layer, nn.ReLU())][:-1])
    return trainer(model, tensor([batch, sizes[0]], 1.0), sizes[-1])


def cnn(batch):
    convolutions = [nn.Conv2d(1, 24, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(24, 32, 3), nn.ReLU(), nn.MaxPool2d(2)]
    model = nn.Sequential(*convolutions, nn.Flatten(), nn.Linear(800, 128), nn.ReLU(), nn.Linear(128, 10))
    return trainer(model, tensor([batch, 1, 28, 28], 1.0), 10)


def norm_cnn(batch, filters):
    def block(a, b):
        return [nn.Conv2d(a, b, 3, padding="same", bias=False), nn.BatchNorm2d(b), nn.ReLU()]

    a, b, c = filters
    blocks = [*block(1, a), nn.MaxPool2d(2), *block(a, b), nn.MaxPool2d(2), *block(b, c)]
    model = nn.Sequential(*blocks, nn.Flatten(), nn.Linear(49 * c, 10))
    return trainer(model, tensor([batch, 1, 28, 28], 1.0), 10)


class Lstm(nn.Module):
    def __init__(self, features, units, classes):
        super().__init__()
        self.lstm = nn.LSTM(features, units)
        self.last = nn.Linear(units, classes)

    def forward(self, x):
        return self.last(self.lstm(x)[0][-1])


def lstm(units, steps, batch, features, classes):
    return trainer(Lstm(features, units, classes), tensor([steps, batch, features], 1.0), classes)


KINDS = {
    "product": product,
    "elementwise": elementwise,
    "softmax": softmax,
    "layerNorm": layer_norm,
    "adamUpdate": adam_update,
    "mlp": mlp,
    "cnn": cnn,
    "normCnn": norm_cnn,
    "lstm": lstm,
}


def until(run, seconds, least):
    times, start = [], time.perf_counter()
    while len(times) < least or (time.perf_counter() - start < seconds and len(times) < 400):
        before = time.perf_counter()
        run()
        times.append(1000 * (time.perf_counter() - before))
    return times


def measured(run):
    if NAME == "cold start":
        run()
        return []
    until(run, 0.75 * SECONDS, 3)
    return until(run, SECONDS, 5)


def version():
    """PyTorch of distributions is as fast as the BLAS that the machine has: the generic one is ten times slower."""
    maps = pathlib.Path("/proc/self/maps")
    generic = "BLAS_INFO=generic" in torch.__config__.show() and maps.exists()
    return torch.__version__ + (" generic BLAS" if generic and "openblas" not in maps.read_text() else "")


case = dict(CASES["MLP" if NAME == "cold start" else NAME])
run = KINDS[case.pop("kind")](**case)
print(json.dumps({"version": version(), "times": measured(run)}))
