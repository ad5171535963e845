"""Golden values for @gradus/search: keys and uniform numbers, from JAX.

Writes packages/search/test/golden/key.json.

    python tools/golden/search.py
"""

import json
import platform
from pathlib import Path

import jax
import jax.extend.random as jex
import numpy as np

jax.config.update("jax_enable_x64", True)
assert jax.config.jax_threefry_partitionable

SEEDS = [0, 1, 2, 42, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**40 + 12345, 2**53 - 1]
DATA = [0, 1, 2, 7, 1000, 2**31, 2**32 - 1]


def words(key):
    return [int(w) for w in jax.random.key_data(key)]


def block(key, counter):
    k = np.asarray(key, np.uint32)
    out = jex.threefry_2x32((k[0], k[1]), np.asarray(counter, np.uint32))
    return [int(w) for w in np.asarray(out)]


def case(seed):
    key = jax.random.key(seed)
    return {
        "seed": seed,
        "key": words(key),
        "split": [words(k) for k in jax.random.split(key)],
        "foldIn": [{"data": d, "key": words(jax.random.fold_in(key, np.uint32(d)))} for d in DATA],
        "bits": int(jax.random.bits(key, (), np.uint32)),
        "uniform": float(jax.random.uniform(key, (), np.float64)),
    }


# The known answers that come with Random123 (kat_vectors, threefry2x32 with 20 rounds) are in the test itself.
document = {
    "provenance": {
        "script": "tools/golden/search.py",
        "jax": jax.__version__,
        "numpy": np.__version__,
        "python": platform.python_version(),
        "note": "threefry2x32, partitionable, x64 enabled",
    },
    "blocks": [
        {"key": k, "counter": c, "block": block(k, c)}
        for k, c in [
            ([0, 0], [0, 0]),
            ([2**32 - 1] * 2, [2**32 - 1] * 2),
            ([0x13198A2E, 0x03707344], [0x243F6A88, 0x85A308D3]),
            ([1, 2], [3, 4]),
            ([0x80000000, 0x7FFFFFFF], [0xDEADBEEF, 0xCAFEBABE]),
        ]
    ],
    "cases": [case(seed) for seed in SEEDS],
}

target = Path(__file__).parents[2] / "packages/search/test/golden/key.json"
target.parent.mkdir(parents=True, exist_ok=True)
target.write_text(json.dumps(document, indent=1) + "\n")
print(target)
