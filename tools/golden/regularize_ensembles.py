"""Golden values of @gradus/regularize: boosting by scikit-learn, averages of weights by PyTorch, entropies by SciPy.

Boosting is recorded with what scikit-learn's trees predict, or with their leaves, so that a model of another kind can play
their part and the arithmetic between them is compared.

Run: python tools/golden/regularize_ensembles.py
(needs numpy, scikit-learn, scipy, torch; writes packages/regularize/test/golden/ensembles.json)
"""

import json
import pathlib
import platform

import numpy as np
import scipy
import scipy.stats
import sklearn
import torch
from sklearn.datasets import load_diabetes, load_iris
from sklearn.ensemble import AdaBoostClassifier, GradientBoostingClassifier, GradientBoostingRegressor
from sklearn.tree import DecisionTreeClassifier

OUT = pathlib.Path(__file__).parents[2] / "packages" / "regularize" / "test" / "golden"
rng = np.random.default_rng(1)

iris = load_iris()
chosen = rng.permutation(150)[:60]
IRIS_X, IRIS_Y = iris.data[chosen], iris.target[chosen]


class Recording(AdaBoostClassifier):
    """AdaBoost that remembers the weights that each member was given."""

    def _boost(self, iboost, X, y, sample_weight, *args, **kwargs):
        self.given_ = [*getattr(self, "given_", []), (sample_weight / sample_weight.sum()).tolist()]
        return super()._boost(iboost, X, y, sample_weight, *args, **kwargs)


def boosted(x, y, depth, rounds, learning_rate):
    tree = DecisionTreeClassifier(max_depth=depth, random_state=0)
    model = Recording(tree, n_estimators=rounds, learning_rate=learning_rate, random_state=0).fit(x, y)
    return {
        "classes": int(model.n_classes_),
        "learningRate": learning_rate,
        "labels": y.tolist(),
        "predictions": [member.predict(x).astype(int).tolist() for member in model.estimators_],
        "weights": model.given_[: len(model.estimators_)],
        "alphas": model.estimator_weights_[: len(model.estimators_)].tolist(),
        "errors": model.estimator_errors_[: len(model.estimators_)].tolist(),
        "decision": model.predict(x).tolist(),
    }


def leaves(model, x):
    """The leaf of each example in each tree, counted from 0: [rounds][trees][examples]."""
    found = model.apply(x)
    found = found.reshape(len(x), model.n_estimators, -1)
    return [
        [np.unique(found[:, m, k], return_inverse=True)[1].tolist() for k in range(found.shape[2])]
        for m in range(found.shape[1])
    ]


def gradient_boosted(model, x, y, staged):
    model.fit(x, y)
    return {
        "learningRate": model.learning_rate,
        "y": y.tolist(),
        "leaves": leaves(model, x),
        "initial": np.asarray(model._raw_predict_init(x)[0]).tolist(),
        "staged": [scores.tolist() for scores in getattr(model, staged)(x)],
    }


SETTINGS = {"n_estimators": 4, "max_depth": 2, "learning_rate": 0.3, "random_state": 0, "criterion": "squared_error"}
diabetes = load_diabetes()
DX, DY = diabetes.data[:50], np.round(diabetes.target[:50] / 100, 4)


def averaged_weights():
    """Equal and exponential averages along a run, and batch norm's statistics for the equal one, by PyTorch."""
    torch.manual_seed(3)
    torch.set_default_dtype(torch.float64)
    net = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.BatchNorm1d(4, eps=1e-5))
    swa = torch.optim.swa_utils.AveragedModel(net)
    run = []
    for _ in range(5):
        with torch.no_grad():
            for p in net.parameters():
                p.add_(torch.randn_like(p))
        run.append({name: p.detach().clone().tolist() for name, p in net.named_parameters()})
        swa.update_parameters(net)
    batches = [torch.randn(6, 3) + i for i in range(4)]
    torch.optim.swa_utils.update_bn(batches, swa)
    norm = swa.module[1]
    return {
        "run": run,
        "average": {name: p.detach().tolist() for name, p in swa.module.named_parameters()},
        "batches": [b.tolist() for b in batches],
        "mean": norm.running_mean.tolist(),
        # PyTorch remembers unbiased variances of 6 examples each.
        "variance": (norm.running_var * 5 / 6).tolist(),
    }


def uncertainties():
    p = rng.dirichlet([0.5, 1, 2], size=(4, 3))
    p[0, 0] = [1, 0, 0]
    total = scipy.stats.entropy(p.mean(axis=0), axis=-1)
    aleatoric = scipy.stats.entropy(p, axis=-1).mean(axis=0)
    return {"probabilities": p.tolist(), "total": total.tolist(), "aleatoric": aleatoric.tolist()}


def voting():
    scores = rng.normal(size=(5, 7, 3))
    weights = [1.0, 0.5, 2.0, 0.0, 1.5]
    ballots = scores.argmax(axis=-1)
    counts = np.stack([np.bincount(ballots[:, i], weights=weights, minlength=3) for i in range(7)])
    return {
        "scores": scores.tolist(),
        "weights": weights,
        "votes": (counts / np.sum(weights)).tolist(),
        "labels": counts.argmax(axis=-1).tolist(),
        "average": np.average(scores, axis=0, weights=weights).tolist(),
    }


content = {
    "provenance": {
        "script": "tools/golden/regularize_ensembles.py",
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "sklearn": sklearn.__version__,
        "torch": torch.__version__,
    },
    "adaBoost": {
        "three classes": boosted(IRIS_X, IRIS_Y, 1, 8, 1.0),
        "three classes, slower": boosted(IRIS_X, IRIS_Y, 1, 8, 0.5),
        "two classes": boosted(IRIS_X[IRIS_Y > 0], IRIS_Y[IRIS_Y > 0] - 1, 1, 6, 1.0),
        "until a member has no error": boosted(IRIS_X[IRIS_Y < 2], IRIS_Y[IRIS_Y < 2], 1, 5, 1.0),
    },
    "gradientBoosting": {
        "squared error": gradient_boosted(GradientBoostingRegressor(**SETTINGS), DX, DY, "staged_predict"),
        "two classes": gradient_boosted(
            GradientBoostingClassifier(**SETTINGS), DX, (DY > 1.2).astype(int), "staged_decision_function"
        ),
        "three classes": gradient_boosted(
            GradientBoostingClassifier(**SETTINGS), IRIS_X, IRIS_Y, "staged_decision_function"
        ),
    },
    "averagedWeights": averaged_weights(),
    "uncertainty": uncertainties(),
    "voting": voting(),
}

text = json.dumps(content, allow_nan=False)
(OUT / "ensembles.json").write_text(text + "\n")
print(f"ensembles.json: {len(text)} characters")
