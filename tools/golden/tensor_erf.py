"""Values of the error function, by wider arithmetic: packages/tensor/test/golden/erf.json.

Run: python tools/golden/tensor_erf.py
"""

import json
import pathlib
import platform

import mpmath as mp
import numpy as np

mp.mp.dps = 40
random = np.random.default_rng(1)
x = np.concatenate(
    [
        random.uniform(-1, 1, 120),
        random.uniform(0.4, 0.6, 40),
        random.uniform(0.9, 1.1, 40),
        random.uniform(-6, 6, 200),
        np.ldexp(random.uniform(-1, 1, 40), random.integers(-60, 0, 40)),
    ]
)
provenance = {
    "script": "tools/golden/tensor_erf.py",
    "python": platform.python_version(),
    "numpy": np.__version__,
    "mpmath": mp.__version__,
}
values = [float(mp.erf(mp.mpf(float(v)))) for v in x]
out = pathlib.Path(__file__).parents[2] / "packages/tensor/test/golden/erf.json"
out.write_text(json.dumps({"provenance": provenance, "x": x.tolist(), "y": values}) + "\n")
