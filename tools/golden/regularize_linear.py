"""Golden values of @gradus/regularize: what penalised regressions converge to, by scikit-learn.

Run: python tools/golden/regularize_linear.py
(needs numpy and scikit-learn; writes packages/regularize/test/golden/linear.json)
"""

import json
import pathlib
import platform

import numpy as np
import sklearn
from sklearn.datasets import load_diabetes
from sklearn.linear_model import ElasticNet, Lasso, MultiTaskLasso, Ridge

OUT = pathlib.Path(__file__).parents[2] / "packages" / "regularize" / "test" / "golden"
ROWS = 120

data = load_diabetes()
x = data.data[:ROWS]
x = np.round((x - x.mean(axis=0)) / x.std(axis=0), 6)
x = x - x.mean(axis=0)
y = np.round((data.target[:ROWS] - data.target[:ROWS].mean()) / data.target[:ROWS].std(), 6)
y = y - y.mean()
# Three tasks that need different features.
rng = np.random.default_rng(5)
truth = np.zeros((10, 3))
truth[[1, 4, 7]] = rng.normal(size=(3, 3))
tasks = np.round(x @ truth + 0.3 * rng.normal(size=(ROWS, 3)), 6)
tasks = tasks - tasks.mean(axis=0)

EXACT = {"fit_intercept": False, "tol": 1e-14, "max_iter": 10**7}


def solved(model):
    return model.fit(x, y).coef_.tolist()


content = {
    "provenance": {
        "script": "tools/golden/regularize_linear.py",
        "data": "the first 120 rows of scikit-learn's diabetes data (Efron et al., 2004), standardised",
        "python": platform.python_version(),
        "numpy": np.__version__,
        "sklearn": sklearn.__version__,
    },
    "x": x.tolist(),
    "y": y.tolist(),
    "tasks": tasks.tolist(),
    "lasso": [{"alpha": a, "coefficients": solved(Lasso(alpha=a, **EXACT))} for a in (0.01, 0.1, 0.3)],
    "ridge": [
        {"alpha": a, "coefficients": solved(Ridge(alpha=a, fit_intercept=False, solver="cholesky"))}
        for a in (3.0, 12.0, 120.0, 1200.0)
    ],
    "elasticNet": [
        {"alpha": 0.2, "l1Ratio": r, "coefficients": solved(ElasticNet(alpha=0.2, l1_ratio=r, **EXACT))}
        for r in (0.3, 0.8)
    ],
    "multiTaskLasso": [
        {"alpha": a, "coefficients": MultiTaskLasso(alpha=a, **EXACT).fit(x, tasks).coef_.T.tolist()}
        for a in (0.05, 0.4)
    ],
}

text = json.dumps(content, allow_nan=False)
(OUT / "linear.json").write_text(text + "\n")
print(f"linear.json: {len(text)} characters")
