"""Golden values of @gradus/losses: losses and their gradients from Optax and JAX, metrics from scikit-learn.

Run: python tools/golden/losses.py   (needs jax, optax, torch, scikit-learn, scipy; writes packages/losses/test/golden/*.json)
"""

import json
import pathlib
import platform

import jax
import jax.numpy as jnp
import numpy as np
import optax
import scipy
import sklearn
import torch
import torch.nn.functional as F
from scipy.stats import binomtest, norm
from sklearn import metrics

OUT = pathlib.Path(__file__).parents[2] / "packages" / "losses" / "test" / "golden"


def write(name, content):
    OUT.mkdir(parents=True, exist_ok=True)
    provenance = {
        "script": "tools/golden/losses.py",
        "python": platform.python_version(),
        "jax": jax.__version__,
        "optax": optax.__version__,
        "torch": torch.__version__,
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "scikit-learn": sklearn.__version__,
    }
    text = json.dumps({"provenance": provenance, **content}, allow_nan=False)
    (OUT / f"{name}.json").write_text(text + "\n")
    print(f"{name}.json: {len(text)} characters")


def plain(x):
    return np.asarray(x).tolist()


rng = np.random.default_rng(7)
LOGITS = np.float32(rng.normal(size=(6, 4)) * 2)
EXTREME = np.float32([[1e4, 0, -1e4, 3], [80, 90, 100, 110], [-200, -200, -200, -200], [0, 0, 0, 1e-3]])
LABELS = np.int32([0, 3, 1, 1, 2, 0])
SOFT = np.float32(rng.dirichlet(np.ones(4), size=6))
OUTPUT = np.float32(rng.normal(size=(5, 3)) * 2)
TARGET = np.float32(rng.normal(size=(5, 3)))
BITS = np.float32(rng.integers(0, 2, size=(5, 3)))
BINARY_EXTREME = np.float32([[-1e4, 1e4, 0], [100, -100, 50], [-50, 1e-3, -1e-3]])
BINARY_EXTREME_BITS = np.float32([[0, 1, 1], [0, 1, 1], [1, 0, 1]])


def smoothed(labels, alpha):
    return optax.smooth_labels(jax.nn.one_hot(labels, 4), alpha)


# name: (function of (output, target) giving the values before reduction, output, target)
LOSSES = {
    "softmaxCrossEntropy, integers": (
        optax.softmax_cross_entropy_with_integer_labels, LOGITS, LABELS),
    "softmaxCrossEntropy, extreme": (
        optax.softmax_cross_entropy_with_integer_labels, EXTREME, np.int32([1, 0, 2, 3])),
    "softmaxCrossEntropy, distributions": (optax.softmax_cross_entropy, LOGITS, SOFT),
    "softmaxCrossEntropy, integers, smoothing 0.1": (
        lambda x, y: optax.softmax_cross_entropy(x, smoothed(y, 0.1)), LOGITS, LABELS),
    "softmaxCrossEntropy, distributions, smoothing 0.1": (
        lambda x, y: optax.softmax_cross_entropy(x, optax.smooth_labels(y, 0.1)), LOGITS, SOFT),
    "binaryCrossEntropy": (optax.sigmoid_binary_cross_entropy, OUTPUT, BITS),
    "binaryCrossEntropy, extreme": (
        optax.sigmoid_binary_cross_entropy, BINARY_EXTREME, BINARY_EXTREME_BITS),
    "mse": (optax.squared_error, OUTPUT, TARGET),
    "mae": (lambda x, y: jnp.abs(x - y), OUTPUT, TARGET),
    "huber": (optax.huber_loss, OUTPUT, TARGET),
    "huber, delta 0.5": (lambda x, y: optax.huber_loss(x, y, delta=0.5), OUTPUT, TARGET),
    "logCosh": (optax.log_cosh, OUTPUT, TARGET),
    "logCosh, extreme": (optax.log_cosh, OUTPUT * 1000, TARGET),
}


SIGNS = np.float32(2 * BITS - 1)
PROBABILITIES = np.float32(1 / (1 + np.exp(-OUTPUT)))
COUNTS = np.float32(rng.integers(0, 9, size=(5, 3)))
LOG_PROBABILITIES = np.float32(scipy.special.log_softmax(np.float64(LOGITS), axis=1))
CLASS_WEIGHTS = np.float64([0.5, 2, 1, 0.25])
WEIGHTS = np.float64([1, 0.5, 0, 2, 3, 0.125])
TRIPLES = np.float32(rng.normal(size=(5, 2, 3)))
STEPS = np.float32(rng.normal(size=(3, 7, 4)) * 2)
SEQUENCES = np.int32([[1, 2, 2], [3, 1, 2], [2, 2, 1]])
IGNORED = np.int32([0, -1, 1, 1, -1, 0])


def cross_entropy(**options):
    """PyTorch's, whose own reductions are the reference."""
    weights = {} if "weight" not in options else {"weight": torch.tensor(CLASS_WEIGHTS)}
    return lambda x, y, reduction: F.cross_entropy(x, y, **{**options, **weights}, reduction=reduction)


def weighed_rows(x, y, reduction):
    values = torch.tensor(WEIGHTS) * F.cross_entropy(x, y, reduction="none")
    return values if reduction == "none" else values.sum() / (WEIGHTS.sum() if reduction == "mean" else 1)


def ctc(logit_lengths, label_lengths):
    def loss(x, y, reduction):
        values = F.ctc_loss(torch.log_softmax(x, -1).transpose(0, 1), y, torch.tensor(logit_lengths),
                            torch.tensor(label_lengths), blank=0, reduction="none")
        return values if reduction == "none" else getattr(values, reduction)()
    return loss


def then(each):
    """A loss of PyTorch's without reductions of its own."""
    def loss(x, y, reduction):
        return each(x, y) if reduction == "none" else getattr(each(x, y), reduction)()
    return loss


# name: (function of (output, target, reduction), output, target), from PyTorch
TORCH_LOSSES = {
    "softmaxCrossEntropy, integers, class weights": (cross_entropy(weight=True), LOGITS, LABELS),
    "softmaxCrossEntropy, integers, class weights, smoothing 0.1": (
        cross_entropy(weight=True, label_smoothing=0.1), LOGITS, LABELS),
    "softmaxCrossEntropy, integers, ignored": (cross_entropy(ignore_index=-1), LOGITS, IGNORED),
    "softmaxCrossEntropy, integers, class weights, ignored": (
        cross_entropy(weight=True, ignore_index=-1), LOGITS, IGNORED),
    "softmaxCrossEntropy, integers, weights": (weighed_rows, LOGITS, LABELS),
    "nll, integers": (lambda x, y, r: F.nll_loss(x, y, reduction=r), LOG_PROBABILITIES, LABELS),
    "nll, class weights": (
        lambda x, y, r: F.nll_loss(x, y, weight=torch.tensor(CLASS_WEIGHTS), reduction=r), LOG_PROBABILITIES, LABELS),
    "binaryCrossEntropy, probabilities": (
        lambda x, y, r: F.binary_cross_entropy(x, y, reduction=r), PROBABILITIES, BITS),
    "multiclassHinge": (lambda x, y, r: 4 * F.multi_margin_loss(x, y, reduction=r), LOGITS, LABELS),
    "multiclassHinge, margin 3": (
        lambda x, y, r: 4 * F.multi_margin_loss(x, y, margin=3, reduction=r), LOGITS, LABELS),
    "poisson": (lambda x, y, r: F.poisson_nll_loss(x, y, reduction=r), OUTPUT, COUNTS),
    "cosine": (
        then(lambda x, y: F.cosine_embedding_loss(x, y, torch.ones(len(x)), reduction="none")), OUTPUT, TARGET),
    "ctc": (ctc([7, 7, 7], [3, 3, 3]), STEPS, SEQUENCES),
    "ctc, lengths": (ctc([7, 5, 6], [2, 3, 1]), STEPS, SEQUENCES),
}

LOSSES |= {
    "mse, half": (optax.l2_loss, OUTPUT, TARGET),
    "hinge": (optax.hinge_loss, OUTPUT, SIGNS),
    "squaredHinge": (lambda x, y: optax.hinge_loss(x, y) ** 2, OUTPUT, SIGNS),
    "focal": (optax.sigmoid_focal_loss, OUTPUT, BITS),
    "focal, extreme": (optax.sigmoid_focal_loss, BINARY_EXTREME, BINARY_EXTREME_BITS),
    "focal, gamma 0.5, alpha 0.25": (
        lambda x, y: optax.sigmoid_focal_loss(x, y, alpha=0.25, gamma=0.5), OUTPUT, BITS),
    "dice": (lambda x, y: optax.losses.binary_dice_loss(x, y, smooth=0.5), OUTPUT, BITS),
    "kl": (optax.losses.kl_divergence, LOG_PROBABILITIES, SOFT),
    "triplet": (
        lambda x, y: optax.losses.triplet_margin_loss(x, y[:, 0], y[:, 1]), OUTPUT, TRIPLES),
}


def torch_case(loss, output, target):
    integers = np.issubdtype(target.dtype, np.integer)
    wanted = torch.tensor(target, dtype=torch.int64 if integers else torch.float64)
    x = torch.tensor(output, dtype=torch.float64, requires_grad=True)
    (gradient,) = torch.autograd.grad(loss(x, wanted, "mean"), x)
    return {
        "output": plain(output),
        "target": plain(target),
        "integers": bool(integers),
        **{r: plain(loss(x, wanted, r).detach()) for r in ("none", "mean", "sum")},
        "gradient": plain(gradient),
    }


def loss_case(each, output, target):
    wanted = jnp.asarray(target, None if np.issubdtype(target.dtype, np.integer) else jnp.float64)
    gradient = jax.grad(lambda x: jnp.mean(each(x, wanted)))(jnp.asarray(output, jnp.float64))
    values = each(jnp.asarray(output, jnp.float64), wanted)
    return {
        "output": plain(output),
        "target": plain(target),
        "integers": bool(np.issubdtype(target.dtype, np.integer)),
        "none": plain(values),
        "mean": float(jnp.mean(values)),
        "sum": float(jnp.sum(values)),
        "gradient": plain(gradient),
    }


def calibration_error(probabilities, labels, bins):
    """Guo et al. 2017, equation 3; no library at hand has it."""
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    edges = np.linspace(0, 1, bins + 1)
    members = [(confidence > low) & (confidence <= high) for low, high in zip(edges, edges[1:])]
    return float(sum(m.mean() * abs(right[m].mean() - confidence[m].mean()) for m in members if m.any()))


def class_scores(labels, predicted):
    def of(score, **options):
        each = {average: plain(score(labels, predicted, average=name, labels=range(6), zero_division=0, **options))
                for average, name in {"macro": "macro", "micro": "micro", "weighted": "weighted", "perClass": None}.items()}
        return each
    return {
        "precision": of(metrics.precision_score),
        "recall": of(metrics.recall_score),
        "fBeta": of(metrics.f1_score),
        "fBeta, beta 2": of(metrics.fbeta_score, beta=2),
    }


def ranking_case(scores, bits):
    return {
        "scores": plain(scores),
        "targets": plain(bits),
        "rocAuc": metrics.roc_auc_score(bits, scores),
        "prAuc": metrics.average_precision_score(bits, scores),
    }


def more_metric_cases():
    more = np.random.default_rng(11)
    labels = more.integers(0, 5, size=150)  # of six classes: one never occurs
    scores = np.float32(more.normal(size=(150, 6)) + 1.5 * np.eye(6)[labels])
    scores[:, 4] -= 9  # one is never predicted
    probabilities = scipy.special.softmax(scores.astype(np.float64), axis=1)
    bits = more.integers(0, 2, size=120)
    clear = np.float32(more.normal(size=120) + bits)
    return {
        "scores": plain(scores),
        "labels": plain(labels),
        "topK": {k: metrics.top_k_accuracy_score(labels, scores, k=k, labels=range(6)) for k in (1, 2, 3, 6)},
        "classScores": class_scores(labels, scores.argmax(axis=1)),
        "logLoss": metrics.log_loss(labels, probabilities, labels=range(6)),
        "calibrationError": {bins: calibration_error(probabilities, labels, bins) for bins in (1, 10, 15)},
        "rankings": [
            ranking_case(clear, bits),
            ranking_case(np.round(clear), bits),
            ranking_case(np.zeros(4), np.array([0, 1, 1, 0])),
            ranking_case(np.array([0.1, 0.4, 0.35, 0.8]), np.array([0, 0, 1, 1])),
        ],
    }


def metric_cases():
    labels = rng.integers(0, 5, size=200)
    scores = np.float32(rng.normal(size=(200, 5)) + 1.5 * np.eye(5)[labels])
    predicted = scores.argmax(axis=1)
    target = np.float32(rng.normal(size=(200, 1)) * 3 + 100)
    output = np.float32(target + rng.normal(size=(200, 1)))
    return {
        "classification": {
            "scores": plain(scores),
            "labels": plain(labels),
            "accuracy": metrics.accuracy_score(labels, predicted),
            "confusionMatrix": plain(metrics.confusion_matrix(labels, predicted)),
            "logLoss": metrics.log_loss(labels, scipy.special.softmax(scores.astype(np.float64), axis=1)),
        },
        "regression": {
            "output": plain(output),
            "target": plain(target),
            "rmse": metrics.root_mean_squared_error(target.astype(np.float64), output.astype(np.float64)),
            "mae": metrics.mean_absolute_error(target.astype(np.float64), output.astype(np.float64)),
            "r2": metrics.r2_score(target.astype(np.float64), output.astype(np.float64)),
        },
    }


def wilson(successes, n, confidence):
    interval = binomtest(successes, n).proportion_ci(confidence_level=confidence, method="wilson")
    return {
        "successes": successes, "n": n, "confidence": confidence,
        "lower": float(interval.low), "upper": float(interval.high),
    }


def interval_cases():
    pairs = [(0, 1), (1, 1), (0, 360), (360, 360), (350, 360), (5, 10), (1, 1000), (999_999, 1_000_000)]
    probabilities = [1e-300, 1e-12, 1e-4, 0.01, 0.07, 0.075, 0.3, 0.5, 0.6, 0.925, 0.95, 0.975, 0.99999, 1 - 1e-12]
    return {
        "wilson": [wilson(k, n, c) for k, n in pairs for c in (0.5, 0.9, 0.95, 0.99, 0.9999)],
        "quantiles": [{"p": p, "z": float(norm.ppf(p))} for p in probabilities],
    }


jax.config.update("jax_enable_x64", True)
write("losses", {"cases": {
    **{name: loss_case(*case) for name, case in LOSSES.items()},
    **{name: torch_case(*case) for name, case in TORCH_LOSSES.items()},
}})
write("metrics", metric_cases())
write("moreMetrics", more_metric_cases())
write("intervals", interval_cases())
