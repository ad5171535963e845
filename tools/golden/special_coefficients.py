"""Chebyshev coefficients of packages/tensor/src/kernels/{erfc,gamma}.ts, from mpmath with 50 digits.

Run: python tools/golden/special_coefficients.py   (needs mpmath; prints the arrays that those files hold)

Each function is smooth on its interval once its zero or its decay is divided out, so that a short series holds to the
last bit: see the files for what is divided.
"""

import mpmath as mp

mp.mp.dps = 50

ROOT = mp.findroot(mp.digamma, 1.46)


def scaled_erfc(t):
    """(1 + 2x) e^(x²) erfc(x) over x = 3.75 (1 + t) / (1 - t), from 0 to infinity."""
    if t == 1:
        return 2 / mp.sqrt(mp.pi)
    x = mp.mpf(15) / 4 * (1 + t) / (1 - t)
    if x > 200:
        tail = mp.nsum(lambda k: (-1) ** int(k) * mp.fac2(2 * k - 1) / (2 * x * x) ** k, [0, 10])
        return (1 + 2 * x) / (x * mp.sqrt(mp.pi)) * tail
    return (1 + 2 * x) * mp.exp(x * x) * mp.erfc(x)


def chebyshev(f, low, high, count, nodes=80):
    """Coefficients of the series in t = (2u - low - high) / (high - low), the constant term whole."""
    angles = [mp.pi * (k + mp.mpf(1) / 2) / nodes for k in range(nodes)]
    values = [f((high + low) / mp.mpf(2) + (high - low) / mp.mpf(2) * mp.cos(a)) for a in angles]
    terms = [2 * mp.fsum(v * mp.cos(j * a) for v, a in zip(values, angles)) / nodes for j in range(count)]
    return [terms[0] / 2, *terms[1:]]


def show(name, terms):
    print(f"const {name} = [")
    for c in terms:
        print(f"  {float(c)!r},")
    print("]")


near = lambda f, limit: lambda u: f(u) if abs(u) > mp.mpf(10) ** -30 else limit
half = mp.mpf(1) / 2

show("scaled", chebyshev(scaled_erfc, -1, 1, 30, 120))
show("nearOne", chebyshev(near(lambda u: mp.loggamma(1 + u) / u, -mp.euler), -half, half, 30))
show("nearTwo", chebyshev(near(lambda u: mp.loggamma(2 + u) / u, 1 - mp.euler), -half, 1, 25))
show("digammaNearRoot", chebyshev(lambda x: mp.digamma(x) / (x - ROOT), 1, 2, 24))
high = float(ROOT)
print(f"root: {high!r} + {float(ROOT - high)!r}")
