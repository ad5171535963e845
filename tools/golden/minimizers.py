"""Golden values of @gradus/optim: SciPy's minimisers on the problems of Moré, Garbow and Hillstrom.

Run: python tools/golden/minimizers.py   (needs numpy, scipy, jax; writes packages/optim/test/golden/minimizers.json)

Source of the problems: J. J. Moré, B. S. Garbow, K. E. Hillstrom, "Testing Unconstrained Optimization Software", ACM
Transactions on Mathematical Software 7(1), 1981. The 19 of them, their starting points and least values are as in
examples/more_garbow_hillstrom.cc of Ceres Solver 2.1.0 (BSD-3-Clause), with one correction: in Gulf research and
development (11), a misprint of the paper carried over there reads |y m i x2| where |y - x2| is meant, for which the value of 0
that it states is reached, at (50, 25, 1.5).

Each problem is a sum of squares, in float64. The values and gradients at two points hold the other implementation
to the same functions.
"""

import json
import pathlib
import platform

import jax
import jax.numpy as jnp
import numpy as np
import scipy
from scipy.optimize import minimize
from scipy.sparse.linalg import cg

jax.config.update("jax_enable_x64", True)

DATA = {
    "bard": [0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.10, 4.39],
    "gaussian": [0.0009, 0.0044, 0.0175, 0.0540, 0.1295, 0.2420, 0.3521, 0.3989,
                 0.3521, 0.2420, 0.1295, 0.0540, 0.0175, 0.0044, 0.0009],
    "meyer": [34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744,
              8261, 7030, 6005, 5147, 4427, 3820, 3307, 2872],
    "kowalikY": [0.1957, 0.1947, 0.1735, 0.1600, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246],
    "kowalikU": [4.0, 2.0, 1.0, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625],
    "osborne1": [0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881, 0.850, 0.818, 0.784, 0.751, 0.718, 0.685, 0.658,
                 0.628, 0.603, 0.580, 0.558, 0.538, 0.522, 0.506, 0.490, 0.478, 0.467, 0.457, 0.448, 0.438, 0.431,
                 0.424, 0.420, 0.414, 0.411, 0.406],
    "osborne2": [1.366, 1.191, 1.112, 1.013, 0.991, 0.885, 0.831, 0.847, 0.786, 0.725, 0.746, 0.679, 0.608, 0.655,
                 0.616, 0.606, 0.602, 0.626, 0.651, 0.724, 0.649, 0.649, 0.694, 0.644, 0.624, 0.661, 0.612, 0.558,
                 0.533, 0.495, 0.500, 0.423, 0.395, 0.375, 0.372, 0.391, 0.396, 0.405, 0.428, 0.429, 0.523, 0.562,
                 0.607, 0.653, 0.672, 0.708, 0.633, 0.668, 0.645, 0.632, 0.591, 0.559, 0.597, 0.625, 0.739, 0.710,
                 0.729, 0.720, 0.636, 0.581, 0.428, 0.292, 0.162, 0.098, 0.054],
}
D = {name: np.array(values, float) for name, values in DATA.items()}


def rosenbrock(x):
    return jnp.stack([10 * (x[1] - x[0] ** 2), 1 - x[0]])


def freudenstein_roth(x):
    a, b = x
    return jnp.stack([-13 + a + ((5 - b) * b - 2) * b, -29 + a + ((b + 1) * b - 14) * b])


def powell_badly_scaled(x):
    return jnp.stack([1e4 * x[0] * x[1] - 1, jnp.exp(-x[0]) + jnp.exp(-x[1]) - 1.0001])


def brown_badly_scaled(x):
    return jnp.stack([x[0] - 1e6, x[1] - 2e-6, x[0] * x[1] - 2])


def beale(x):
    return jnp.array([1.5, 2.25, 2.625]) - x[0] * (1 - x[1] ** jnp.arange(1.0, 4.0))


def jennrich_sampson(x):
    i = jnp.arange(1.0, 11.0)
    return 2 + 2 * i - (jnp.exp(i * x[0]) + jnp.exp(i * x[1]))


def helical_valley(x):
    theta = jnp.arctan(x[1] / x[0]) / (2 * np.pi) + jnp.where(x[0] > 0, 0, 0.5)
    return jnp.stack([10 * (x[2] - 10 * theta), 10 * (jnp.sqrt(x[0] ** 2 + x[1] ** 2) - 1), x[2]])


def bard(x):
    u = jnp.arange(1.0, 16.0)
    v = 16 - u
    return D["bard"] - (x[0] + u / (v * x[1] + jnp.minimum(u, v) * x[2]))


def gaussian(x):
    t = (7 - jnp.arange(15.0)) / 2
    return x[0] * jnp.exp(-x[1] * (t - x[2]) ** 2 / 2) - D["gaussian"]


def meyer(x):
    t = 45 + 5 * jnp.arange(1.0, 17.0)
    return x[0] * jnp.exp(x[1] / (t + x[2])) - D["meyer"]


def gulf(x):
    t = jnp.arange(1.0, 101.0) / 100
    y = 25 + (-50 * jnp.log(t)) ** (2 / 3)
    return jnp.exp(-jnp.abs(y - x[1]) ** x[2] / x[0]) - t


def box(x):
    t = jnp.array([0.1, 0.2, 0.3])
    return jnp.exp(-t * x[0]) - jnp.exp(-t * x[1]) - x[2] * (jnp.exp(-t) - jnp.exp(-10 * t))


def powell_singular(x):
    return jnp.stack([x[0] + 10 * x[1], np.sqrt(5) * (x[2] - x[3]), (x[1] - 2 * x[2]) ** 2,
                      np.sqrt(10) * (x[0] - x[3]) ** 2])


def wood(x):
    return jnp.stack([10 * (x[1] - x[0] ** 2), 1 - x[0], np.sqrt(90) * (x[3] - x[2] ** 2), 1 - x[2],
                      np.sqrt(10) * (x[1] + x[3] - 2), (x[1] - x[3]) / np.sqrt(10)])


def kowalik_osborne(x):
    u = D["kowalikU"]
    return D["kowalikY"] - x[0] * (u * u + u * x[1]) / (u * u + u * x[2] + x[3])


def brown_dennis(x):
    t = jnp.arange(1.0, 21.0) / 5
    return (x[0] + t * x[1] - jnp.exp(t)) ** 2 + (x[2] + x[3] * jnp.sin(t) - jnp.cos(t)) ** 2


def osborne_1(x):
    t = 10 * jnp.arange(33.0)
    return D["osborne1"] - (x[0] + x[1] * jnp.exp(-t * x[3]) + x[2] * jnp.exp(-t * x[4]))


def biggs(x):
    t = jnp.arange(1.0, 14.0) / 10
    y = jnp.exp(-t) - 5 * jnp.exp(-10 * t) + 3 * jnp.exp(-4 * t)
    return x[2] * jnp.exp(-t * x[0]) - x[3] * jnp.exp(-t * x[1]) + x[5] * jnp.exp(-t * x[4]) - y


def osborne_2(x):
    t = jnp.arange(65.0) / 10
    return D["osborne2"] - (x[0] * jnp.exp(-t * x[4]) + x[1] * jnp.exp(-((t - x[8]) ** 2) * x[5])
                            + x[2] * jnp.exp(-((t - x[9]) ** 2) * x[6])
                            + x[3] * jnp.exp(-((t - x[10]) ** 2) * x[7]))


# residuals, start, least value
PROBLEMS = [
    ("Rosenbrock", rosenbrock, [-1.2, 1.0], 0.0),
    ("Freudenstein and Roth", freudenstein_roth, [0.5, -2.0], 0.0),
    ("Powell badly scaled", powell_badly_scaled, [0.0, 1.0], 0.0),
    ("Brown badly scaled", brown_badly_scaled, [1.0, 1.0], 0.0),
    ("Beale", beale, [1.0, 1.0], 0.0),
    ("Jennrich and Sampson", jennrich_sampson, [1.0, 1.0], 124.362),
    ("helical valley", helical_valley, [-1.0, 0.0, 0.0], 0.0),
    ("Bard", bard, [1.0, 1.0, 1.0], 8.21487e-3),
    ("Gaussian", gaussian, [0.4, 1.0, 0.0], 0.112793e-7),
    ("Meyer", meyer, [0.02, 4000.0, 250.0], 87.9458),
    ("Gulf", gulf, [5.0, 2.5, 0.15], 0.0),
    ("Box", box, [0.0, 10.0, 20.0], 0.0),
    ("Powell singular", powell_singular, [3.0, -1.0, 0.0, 1.0], 0.0),
    ("Wood", wood, [-3.0, -1.0, -3.0, -1.0], 0.0),
    ("Kowalik and Osborne", kowalik_osborne, [0.25, 0.39, 0.415, 0.39], 3.07505e-4),
    ("Brown and Dennis", brown_dennis, [25.0, 5.0, -5.0, -1.0], 85822.2),
    ("Osborne 1", osborne_1, [0.5, 1.5, -1.0, 0.01, 0.02], 5.46489e-5),
    ("Biggs EXP6", biggs, [1.0, 2.0, 1.0, 1.0, 1.0, 1.0], 0.0),
    ("Osborne 2", osborne_2, [1.3, 0.65, 0.65, 0.7, 0.6, 3.0, 5.0, 7.0, 2.0, 4.5, 5.5], 4.01377e-2),
]

# What SciPy calls the method, and its settings: the same tolerance of the gradient, and steps enough.
METHODS = {
    "L-BFGS-B": {"maxiter": 5000, "maxfun": 50000, "ftol": 0, "gtol": 1e-8},
    "BFGS": {"maxiter": 5000, "gtol": 1e-8},
    "CG": {"maxiter": 5000, "gtol": 1e-8},
    "Newton-CG": {"maxiter": 5000, "xtol": 1e-12},
    "trust-ncg": {"maxiter": 5000, "gtol": 1e-8},
    "trust-exact": {"maxiter": 5000, "gtol": 1e-8},
}


def solved(value, least):
    """As in Ceres' example: four digits of the value, or of zero."""
    return bool(abs(value - least) <= 1e-4 * (least if least > 0 else 1))


def run(method, options, fun, hess, start, least):
    second = {"hess": hess} if method in ("Newton-CG", "trust-ncg", "trust-exact") else {}
    end = minimize(fun, np.array(start), jac=True, method=method, options=options, **second)
    return {
        "value": float(end.fun),
        "steps": int(end.nit),
        "evaluations": int(end.nfev),
        "solved": solved(end.fun, least),
    }


def survey():
    found = {}
    for name, terms, start, least in PROBLEMS:
        loss = lambda x, terms=terms: jnp.sum(terms(x) ** 2)
        slope, hessian = jax.jit(jax.value_and_grad(loss)), jax.jit(jax.hessian(loss))

        def fun(x):
            value, gradient = slope(x)
            return float(value), np.array(gradient)

        points = [np.array(start), np.array(start) * 1.1 + 0.05]
        found[name] = {
            "start": start,
            "least": least,
            "points": [{"at": p.tolist(), "value": fun(p)[0], "gradient": fun(p)[1].tolist()} for p in points],
            "scipy": {
                method: run(method, options, fun, lambda x: np.array(hessian(x)), start, least)
                for method, options in METHODS.items()
            },
        }
    return found


def linear():
    """Iterates of conjugate gradients on symmetric positive definite systems."""
    rng = np.random.default_rng(5)
    cases = []
    for n in (2, 5, 12):
        factor = rng.normal(size=(n, n))
        matrix, right = factor @ factor.T + np.eye(n), rng.normal(size=n)
        iterates = []
        cg(matrix, right, rtol=1e-12, maxiter=3, callback=lambda x: iterates.append(x.tolist()))
        cases.append({
            "matrix": matrix.tolist(),
            "right": right.tolist(),
            "iterates": iterates,
            "solution": np.linalg.solve(matrix, right).tolist(),
        })
    return cases


if __name__ == "__main__":
    np.seterr(all="ignore")
    out = pathlib.Path(__file__).parents[2] / "packages" / "optim" / "test" / "golden" / "minimizers.json"
    provenance = {
        "script": "tools/golden/minimizers.py",
        "problems": "Debian ceres-solver-doc 2.1.0, examples/more_garbow_hillstrom.cc",
        "python": platform.python_version(),
        "scipy": scipy.__version__,
        "jax": jax.__version__,
        "numpy": np.__version__,
    }
    content = {"provenance": provenance, "data": DATA, "problems": survey(), "linear": linear()}
    out.write_text(json.dumps(content, allow_nan=False) + "\n")
    print(out.name)
