"""Golden values of @gradus/optim: Optax's transformations, optimisers and schedules over several steps.

Run: python tools/golden/optim.py   (needs jax, optax and torch; writes packages/optim/test/golden/*.json)

Gradients are fixed numbers, drawn once, so that what is compared is the optimiser alone. Parameters move with the
updates, because weight decay reads them. Each case runs in float32 with 64-bit types off and in float64 with them on.
"""

import base64
import json
import pathlib
import platform
import warnings

import jax
import jax.numpy as jnp
import numpy as np
import optax
import optax.contrib
import torch

OUT = pathlib.Path(__file__).parents[2] / "packages" / "optim" / "test" / "golden"
STEPS = 8
SHAPES = {"dense_0": {"kernel": (3, 2), "bias": (2,)}, "temperature": ()}


def provenance(script):
    return {
        "script": f"tools/golden/{script}",
        "python": platform.python_version(),
        "jax": jax.__version__,
        "optax": optax.__version__,
        "torch": torch.__version__,
        "numpy": np.__version__,
    }


def write(name, content, script="optim.py"):
    OUT.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"provenance": provenance(script), **content}, allow_nan=False)
    (OUT / f"{name}.json").write_text(text + "\n")
    print(f"{name}.json: {len(text)} characters")


def draw(rng, scale):
    return jax.tree.map(
        lambda shape: np.float32(rng.normal(size=shape) * scale),
        SHAPES,
        is_leaf=lambda x: isinstance(x, tuple),
    )


def plain(tree):
    return jax.tree.map(lambda x: np.asarray(x).tolist(), tree)


def short(tree, dtype):
    """Numbers in as many digits as tell them apart: nine for float32."""
    digits = 9 if dtype == "float32" else 17
    shorten = lambda x: [shorten(y) for y in x] if isinstance(x, list) else float(f"{x:.{digits}g}")
    return jax.tree.map(lambda x: shorten(np.asarray(x).tolist()), tree)


def kernels_only(params):
    return jax.tree_util.tree_map_with_path(lambda path, _: path[-1].key == "kernel", params)


def per_leaf(make):
    """The transformation for each leaf alone."""
    inner = make()
    update = lambda u: inner.update(u, inner.init(u))[0]
    return optax.stateless(lambda updates, _: jax.tree.map(update, updates))


def uncorrected_adam(b1=0.9, b2=0.999, eps=1e-8):
    """Adam without bias correction, which Optax does not offer."""

    def init(params):
        return optax.tree.zeros_like(params), optax.tree.zeros_like(params)

    def update(updates, state, params=None):
        mu = optax.tree.update_moment(updates, state[0], b1, 1)
        nu = optax.tree.update_moment(updates, state[1], b2, 2)
        return jax.tree.map(lambda m, v: m / (jnp.sqrt(v) + eps), mu, nu), (mu, nu)

    return optax.GradientTransformation(init, update)


def transposed(inner):
    """For transformations that take the first axis for that of units."""
    turn = lambda tree: jax.tree.map(jnp.transpose, tree)
    return optax.stateless(lambda updates, params: turn(inner.update(turn(updates), inner.init(turn(params)))[0]))


def exact_factored(**options):
    """Optax computes the decay in float32, also for float64 parameters."""
    decay = lambda step, exponent: 1.0 - jnp.asarray(step + 1, float) ** (-exponent)
    return optax.scale_by_factored_rms(decay_rate_fn=decay, **options)


def exact_adafactor(rate, **options):
    return optax.chain(
        exact_factored(**options),
        optax.clip_by_block_rms(1.0),
        optax.scale_by_learning_rate(rate, flip_sign=False),
        optax.scale_by_param_block_rms(),
        optax.scale(-1),
    )


def sm3_with_scalars(inner):
    """Optax's SM3 has no accumulator for scalars: they are vectors of one element here."""
    up = lambda tree: jax.tree.map(jnp.atleast_1d, tree)

    def update(updates, state, params=None):
        made, state = inner.update(up(updates), state)
        return jax.tree.map(lambda u, g: u.reshape(g.shape), made, updates), state

    return optax.GradientTransformation(lambda params: inner.init(up(params)), update)


def scale_by_muon(**options):
    """On matrices; Optax's muon has this inside, with the scaling by shape."""
    from optax.contrib import _muon

    dimensions = lambda tree: jax.tree.map(lambda _: _muon.MuonDimensionNumbers(), tree)
    muon = optax.chain(
        _muon.scale_by_muon(weight_dimension_numbers=dimensions, **options),
        _muon.scale_by_shape(weight_dimension_numbers=dimensions),
    )
    label = lambda params: jax.tree.map(lambda x: "matrix" if x.ndim == 2 else "other", params)
    return optax.partition({"matrix": muon, "other": optax.identity()}, label)


def noise(variance, decay, seed):
    """optax.add_noise, its noise drawn in float32 also for float64."""

    def init(params):
        return jnp.zeros([], jnp.int32), jax.random.key(seed)

    def update(updates, state, params=None):
        count, key = state
        key, sample = jax.random.split(key)
        drawn = optax.tree.random_like(sample, updates, dtype=jnp.float32)
        size = jnp.sqrt(variance / jnp.asarray(count + 1, float) ** decay)
        return jax.tree.map(lambda u, n: u + size * n.astype(u.dtype), updates, drawn), (count + 1, key)

    return optax.GradientTransformation(init, update)


class Ahead:
    """optax.lookahead's pair of parameters behind the interface of a transformation: the fast ones are the parameters."""

    def __init__(self, inner, steps, slow_rate):
        self.inner = optax.lookahead(inner, steps, slow_rate)

    def init(self, params):
        return self.inner.init(optax.LookaheadParams.init_synced(params)), params

    def update(self, updates, state, params):
        inner, slow = state
        made, inner = self.inner.update(updates, inner, optax.LookaheadParams(fast=params, slow=slow))
        return made.fast, (inner, optax.apply_updates(slow, made.slow))


def sam(inner, rho):
    climb = optax.chain(optax.contrib.normalize(), optax.sgd(rho))
    return optax.contrib.sam(inner, climb, sync_period=2)


def torch_rule(make):
    """An optimiser of PyTorch as a transformation."""
    class Rule:
        def init(self, params):
            leaves, self.tree = jax.tree.flatten(params)
            self.leaves = [torch.tensor(np.asarray(p)) for p in leaves]
            self.rule = make(self.leaves)
            return ()

        def update(self, updates, state, params):
            for leaf, value, g in zip(self.leaves, jax.tree.leaves(params), jax.tree.leaves(updates)):
                leaf.data = torch.tensor(np.asarray(value))
                leaf.grad = torch.tensor(np.asarray(g))
            before = [leaf.detach().clone() for leaf in self.leaves]
            self.rule.step()
            steps = [jnp.asarray((a.detach() - b).numpy()) for a, b in zip(self.leaves, before)]
            return jax.tree.unflatten(self.tree, steps), ()

    return Rule()


def torch_rprop(rate):
    return torch_rule(lambda leaves: torch.optim.Rprop(leaves, lr=rate))


def exact(schedule):
    """Optax computes schedules in float32 from its int32 count, also for float64 parameters; give it a wide count."""
    return lambda count: schedule(jnp.asarray(count, float))


# The names are the rows of packages/optim/test/rows.ts, which builds the same transformations.
TRANSFORMATIONS = {
    "identity": lambda: optax.identity(),
    "scale": lambda: optax.scale(-0.5),
    "trace": lambda: optax.trace(decay=0.9),
    "trace, nesterov": lambda: optax.trace(decay=0.9, nesterov=True),
    "addDecayedWeights": lambda: optax.add_decayed_weights(0.01),
    "addDecayedWeights, kernels only": lambda: optax.add_decayed_weights(0.01, mask=kernels_only),
    "clipByGlobalNorm": lambda: optax.clip_by_global_norm(1.0),
    "clipByGlobalNorm, never reached": lambda: optax.clip_by_global_norm(1e6),
    "scaleByAdam": lambda: optax.scale_by_adam(),
    "scaleByAdam, other constants": lambda: optax.scale_by_adam(b1=0.8, b2=0.95, eps=1e-3),
    "scaleByLearningRate": lambda: optax.scale_by_learning_rate(0.1),
    "scaleByLearningRate, schedule": lambda: optax.scale_by_learning_rate(
        exact(optax.exponential_decay(0.1, transition_steps=3, decay_rate=0.5))
    ),
    "sgd": lambda: optax.sgd(0.1),
    "sgd, momentum": lambda: optax.sgd(0.1, momentum=0.9),
    "sgd, nesterov": lambda: optax.sgd(0.1, momentum=0.9, nesterov=True),
    "adam": lambda: optax.adam(1e-2),
    "adam, other constants": lambda: optax.adam(1e-2, b1=0.5, b2=0.9, eps=1e-4),
    "adamW": lambda: optax.adamw(1e-2, weight_decay=0.1),
    "adamW, kernels only": lambda: optax.adamw(1e-2, weight_decay=0.1, mask=kernels_only),
    "chain of clipByGlobalNorm and adamW on a schedule": lambda: optax.chain(
        optax.clip_by_global_norm(1.0),
        optax.adamw(
            exact(optax.warmup_cosine_decay_schedule(0.0, 1e-2, warmup_steps=3, decay_steps=7, end_value=1e-4)),
            weight_decay=0.01,
        ),
    ),
    "scaleByAdam, nesterov": lambda: optax.scale_by_adam(nesterov=True),
    "scaleByNadam": lambda: optax.scale_by_adam(nesterov=True),
    "scaleByAdam, no bias correction": lambda: uncorrected_adam(),
    "scaleByAmsgrad": lambda: optax.scale_by_amsgrad(),
    "scaleByAdamax": lambda: optax.scale_by_adamax(),
    "scaleByRadam": lambda: optax.scale_by_radam(b2=0.9),
    "scaleByAdagrad": lambda: optax.scale_by_rss(),
    "scaleByAdagrad, from zero": lambda: optax.scale_by_rss(initial_accumulator_value=0.0),
    "scaleByAdadelta": lambda: optax.scale_by_adadelta(),
    "scaleByRms": lambda: optax.scale_by_rms(),
    "scaleByRms, other constants": lambda: optax.scale_by_rms(
        decay=0.8, eps=1e-3, eps_in_sqrt=False, initial_scale=0.5, bias_correction=True
    ),
    "scaleByStddev": lambda: optax.scale_by_stddev(eps=1e-3),
    "scaleByStddev, other constants": lambda: optax.scale_by_stddev(
        decay=0.8, eps=1e-3, eps_in_sqrt=False, initial_scale=0.5, bias_correction=True
    ),
    "scaleByLion": lambda: optax.scale_by_lion(),
    "scaleByTrustRatio": lambda: optax.scale_by_trust_ratio(),
    "scaleByTrustRatio, other constants": lambda: optax.scale_by_trust_ratio(
        trust_coefficient=0.01, eps=0.1, min_norm=0.5
    ),
    "scaleByYogi": lambda: optax.scale_by_yogi(),
    "scaleByFactoredRms": lambda: exact_factored(),
    "scaleByFactoredRms, factored": lambda: exact_factored(min_dim_size_to_factor=2),
    "scaleByParameterRms": lambda: optax.scale_by_param_block_rms(),
    "scaleByMuon on matrices": lambda: scale_by_muon(),
    "scaleByMuon on matrices, no nesterov": lambda: scale_by_muon(nesterov=False, beta=0.5, ns_steps=3),
    "scaleBySm3": lambda: sm3_with_scalars(optax.scale_by_sm3()),
    "scaleByRprop": lambda: optax.chain(torch_rprop(0.1), optax.scale(-1)),
    "clipByValue": lambda: optax.clip(0.1),
    "clipByNorm": lambda: per_leaf(lambda: optax.clip_by_global_norm(0.5)),
    "clipByRms": lambda: optax.clip_by_block_rms(0.1),
    "adaptiveClip": lambda: optax.adaptive_grad_clip(0.1),
    "addNoise": lambda: noise(0.01, 0.55, 7),
    "zeroNonFinite": lambda: optax.zero_nans(),
    "applyIfFinite": lambda: optax.apply_if_finite(optax.adam(1e-2), 3),
    "accumulate": lambda: optax.MultiSteps(optax.adam(1e-2), 3, accumulator_dtype=None),
    "ema": lambda: optax.ema(0.9),
    "ema, no bias correction": lambda: optax.ema(0.9, debias=False),
    "lookahead": lambda: Ahead(optax.adam(1e-2), 3, 0.5),
    "centralize": lambda: transposed(optax.centralize()),
    "masked": lambda: optax.masked(optax.trace(decay=0.9), kernels_only),
    "partition": lambda: optax.partition(
        {"kernel": optax.adam(1e-2), "other": optax.sgd(0.1, momentum=0.9)},
        lambda params: jax.tree.map(lambda k: "kernel" if k else "other", kernels_only(params)),
    ),
    "freeze": lambda: optax.masked(optax.set_to_zero(), kernels_only),
    "monitor": lambda: optax.adam(1e-2),
    "injectHyperparams": lambda: optax.adam(1e-2),
    "injectHyperparams, several, some scheduled": lambda: optax.inject_hyperparams(
        optax.adamw, hyperparam_dtype=jnp.result_type(float)
    )(
        # At an int32 the schedule would answer float32.
        learning_rate=lambda count: optax.exponential_decay(1e-2, 3, 0.5)(count.astype(jnp.result_type(float))),
        b1=lambda count: 0.9 - 0.05 * count,
        b2=0.95,
        eps=1e-6,
        weight_decay=0.1,
    ),
    "momentum": lambda: optax.sgd(0.1, momentum=0.9),
    "nesterov": lambda: optax.sgd(0.1, momentum=0.9, nesterov=True),
    "adagrad": lambda: optax.adagrad(0.1),
    "rmsprop": lambda: optax.rmsprop(1e-2, momentum=0.9, nesterov=True),
    "centredRmsprop": lambda: optax.rmsprop(1e-2, centered=True, eps=1e-3, momentum=0.5),
    "adadelta": lambda: optax.adadelta(1.0),
    "nadam": lambda: optax.nadam(1e-2),
    "radam": lambda: optax.radam(1e-2, b2=0.9),
    "adamax": lambda: optax.adamax(1e-2),
    "amsgrad": lambda: optax.amsgrad(1e-2),
    "lion": lambda: optax.lion(1e-2, weight_decay=0.1),
    "lamb": lambda: optax.lamb(1e-2, weight_decay=0.1, mask=kernels_only),
    "lars": lambda: optax.lars(1.0, weight_decay=0.1, weight_decay_mask=kernels_only),
    "yogi": lambda: optax.yogi(1e-2),
    "adafactor": lambda: exact_adafactor(1e-2, min_dim_size_to_factor=2),
    "muon": lambda: optax.contrib.muon(1e-2, weight_decay=0.1),
    "rprop": lambda: torch_rprop(0.1),
    "sam": lambda: sam(optax.sgd(0.1, momentum=0.9), 0.05),
    "scheduleFree": lambda: optax.contrib.schedule_free(optax.sgd(0.1), 0.1),
    "scheduleFreeAdamW": lambda: optax.contrib.schedule_free_adamw(1e-2, weight_decay=0.1),
    "sm3": lambda: sm3_with_scalars(optax.sm3(0.1)),
}


def run(make, params, gradients, dtype):
    cast = lambda tree: jax.tree.map(lambda x: jnp.asarray(x, dtype), tree)
    transformation = make()
    params = cast(params)
    state = transformation.init(params)
    updates_by_step = []
    for gradient in gradients:
        updates, state = transformation.update(cast(gradient), state, params)
        params = optax.apply_updates(params, updates)
        updates_by_step.append(short(updates, dtype))
    return {"updates": updates_by_step, "params": short(params, dtype)}


def transformations():
    rng = np.random.default_rng(20)
    params = draw(rng, 1.0)
    gradients = [draw(rng, scale) for scale in np.geomspace(0.01, 3.0, STEPS)]
    cases = {name: {} for name in TRANSFORMATIONS}
    for dtype, wide in (("float32", False), ("float64", True)):
        jax.config.update("jax_enable_x64", wide)
        for name, make in TRANSFORMATIONS.items():
            cases[name][dtype] = run(make, params, gradients, dtype)
    return {
        "params": plain(params),
        "gradients": [plain(g) for g in gradients],
        "cases": cases,
    }


def torch_schedule(make):
    """A scheduler of PyTorch, from 0.1, as a list of its values."""
    warnings.simplefilter("ignore", UserWarning)  # no step is made between those of the schedule
    rule = torch.optim.SGD([torch.zeros(1)], lr=0.1)
    schedule = make(rule)
    values = []
    for _ in range(1000):
        values.append(rule.param_groups[0]["lr"])
        schedule.step()
    return lambda step: values[int(step)]


def encoded(values):
    """Float64 values as base64 of their little-endian bytes: exact, and half as long as digits."""
    return base64.b64encode(np.asarray(values, "<f8").tobytes()).decode()


SCHEDULES = {
    "constant": optax.constant_schedule(0.1),
    "exponentialDecay": optax.exponential_decay(0.1, transition_steps=100, decay_rate=0.5),
    "exponentialDecay, staircase": optax.exponential_decay(
        0.1, transition_steps=100, decay_rate=0.5, staircase=True
    ),
    "exponentialDecay, begin and end": optax.exponential_decay(
        0.1, transition_steps=100, decay_rate=0.5, transition_begin=50, end_value=0.01
    ),
    "cosineDecay": optax.cosine_decay_schedule(0.1, decay_steps=800),
    "cosineDecay, alpha and exponent": optax.cosine_decay_schedule(
        0.1, decay_steps=800, alpha=0.1, exponent=2.0
    ),
    "warmupCosine": optax.warmup_cosine_decay_schedule(0.0, 0.1, warmup_steps=100, decay_steps=900),
    "warmupCosine, initial, final and exponent": optax.warmup_cosine_decay_schedule(
        0.01, 0.1, warmup_steps=100, decay_steps=900, end_value=0.001, exponent=1.5
    ),
    "warmupCosine, no warm-up": optax.warmup_cosine_decay_schedule(
        0.1, 0.1, warmup_steps=0, decay_steps=900
    ),
    "stepDecay": torch_schedule(lambda rule: torch.optim.lr_scheduler.StepLR(rule, 150, gamma=0.5)),
    "inverseTime": torch_schedule(
        lambda rule: torch.optim.lr_scheduler.LambdaLR(rule, lambda t: 1 / (1 + 0.5 * t / 100))
    ),
    "inverseTime, staircase": torch_schedule(
        lambda rule: torch.optim.lr_scheduler.LambdaLR(rule, lambda t: 1 / (1 + 0.5 * (t // 100)))
    ),
    "polynomial": optax.linear_schedule(0.1, 0.0, transition_steps=800),
    "polynomial, power, begin and end": optax.polynomial_schedule(
        0.1, 0.01, power=2.5, transition_steps=500, transition_begin=100
    ),
    "warmup": optax.warmup_constant_schedule(0.01, 0.1, warmup_steps=300),
    "cosineRestarts": torch_schedule(
        lambda rule: torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(rule, 150, eta_min=0.01)
    ),
    "cosineRestarts, longer and longer": torch_schedule(
        lambda rule: torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(rule, 50, T_mult=2)
    ),
    "oneCycle": optax.cosine_onecycle_schedule(900, 0.1),
    "oneCycle, other constants": optax.cosine_onecycle_schedule(
        800, 0.1, pct_start=0.45, div_factor=10.0, final_div_factor=100.0
    ),
    "cyclic": torch_schedule(lambda rule: torch.optim.lr_scheduler.CyclicLR(rule, 0.01, 0.1, step_size_up=120)),
    "cyclic, triangular2": torch_schedule(
        lambda rule: torch.optim.lr_scheduler.CyclicLR(rule, 0.01, 0.1, step_size_up=120, mode="triangular2")
    ),
    "piecewiseConstant": optax.piecewise_constant_schedule(0.1, {200: 0.5, 600: 0.1}),
    "join": optax.join_schedules(
        [
            optax.linear_schedule(0.0, 0.1, transition_steps=100),
            optax.constant_schedule(0.1),
            optax.exponential_decay(0.1, transition_steps=100, decay_rate=0.5),
        ],
        [100, 400],
    ),
}


def schedules():
    jax.config.update("jax_enable_x64", True)
    return {
        "cases": {
            name: encoded([float(schedule(np.float64(step))) for step in range(1000)])
            for name, schedule in SCHEDULES.items()
        }
    }


def plateau():
    """Scales of a learning rate along a curve of losses with two plateaus."""
    losses = [1 / (1 + 0.2 * min(t, 20)) + 0.02 * (t % 3) - 0.1 * (t > 60) for t in range(100)]
    cases = {
        "plain": dict(factor=0.5, patience=5),
        "cooldown and least": dict(factor=0.5, patience=3, cooldown=4, rtol=0.05, atol=0.01, min_scale=0.1),
    }
    jax.config.update("jax_enable_x64", False)

    def scales(**options):
        rule = optax.contrib.reduce_on_plateau(**options)
        state = rule.init(jnp.zeros(1))
        result = []
        for loss in losses:
            _, state = rule.update(jnp.zeros(1), state, value=jnp.float32(loss))
            result.append(float(state.scale))
        return result

    return {"losses": losses, "cases": {name: scales(**options) for name, options in cases.items()}}


if __name__ == "__main__":
    write("transformations", transformations())
    write("schedules", schedules())
    write("plateau", plateau())
