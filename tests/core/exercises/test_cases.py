"""The numbers of the exercises, recomputed by formulas written out here, over many seeds."""

import math
from itertools import combinations, pairwise

import numpy as np
import pytest
import scipy.special

from metl_core.exercises import cross_entropy, gradient_check, network, sigmoid, softmax, training
from metl_core.exercises.drawing import draw_apart

SEEDS = range(80)
APART = [
    softmax.one_probability,
    softmax.lowered,
    sigmoid.slope,
    cross_entropy.one_loss,
    cross_entropy.crosswise,
    network.count,
    network.one_weight,
    network.one_delta,
    training.one_step,
]
ALL = [
    *APART,
    softmax.shifts,
    softmax.two_confidences,
    cross_entropy.softmax_twice,
    network.saturated,
    gradient_check.step_errors,
    training.overshoot,
]


def cases(draw):
    return (draw(np.random.default_rng(seed)) for seed in SEEDS)


def s(x):
    return 1 / (1 + math.exp(-x))


@pytest.mark.parametrize("draw", APART, ids=lambda draw: draw.__name__)
def test_no_usual_mistake_comes_near_the_right_answer(draw):
    for case in cases(draw):
        gaps = [abs(mistake - case.answer) for mistake in case.mistakes.values()]
        assert min(gaps) > 3 * case.tolerance


@pytest.mark.parametrize("draw", APART, ids=lambda draw: draw.__name__)
def test_no_number_is_within_the_tolerance_of_two_mistakes(draw):
    for case in cases(draw):
        for one, other in combinations(case.mistakes.values(), 2):
            assert abs(one - other) > 2 * case.tolerance


@pytest.mark.parametrize("draw", ALL, ids=lambda draw: draw.__name__)
def test_a_seed_gives_the_same_numbers_and_another_gives_others(draw):
    shown = [repr(draw(np.random.default_rng(seed))) for seed in range(20)]
    assert shown[3] == repr(draw(np.random.default_rng(3)))
    assert len(set(shown)) > 8


@pytest.mark.parametrize("mistakes", [{"same": 1.05}, {"one": 2.0, "other": 2.15}])
def test_cases_that_are_never_apart_are_reported(mistakes):
    class Same:
        answer, tolerance = 1.0, 0.1

    Same.mistakes = mistakes
    with pytest.raises(RuntimeError, match="apart"):
        draw_apart(lambda generator: Same(), np.random.default_rng(0))


def shown(value, digits):
    """As a reader has it."""
    return float(f"{value:.{digits}g}")


def test_numbers_are_shown_to_enough_digits_to_find_the_answer_by_them():
    for seed in range(200):
        case = softmax.one_probability(np.random.default_rng(seed))
        e, total = shown(case.exponentials[case.index], case.digits), shown(case.total, case.digits)
        assert f"{e / total:.3g}" == f"{case.answer:.3g}"

        case = sigmoid.slope(np.random.default_rng(seed))
        output = shown(case.output, case.digits)
        assert f"{output - output**2:.3g}" == f"{case.answer:.3g}"

        case = network.saturated(np.random.default_rng(seed))
        assert f"{case.delta2 * shown(case.slope, case.digits):.3g}" == f"{case.delta3:.3g}"

        case = network.one_delta(np.random.default_rng(seed))
        a, *delta1, delta2 = (
            shown(value, case.digits) for value in (case.a1[case.unit], *case.delta1, case.delta2)
        )
        row = case.W2[case.unit]
        for back in (delta2, delta1[0] * row[0] + delta1[1] * row[1]):
            assert f"{back * (a - a * a):.3g}" == f"{case.answer:.3g}"


def test_one_probability():
    for case in cases(softmax.one_probability):
        z, k = case.logits, case.index
        e = [math.exp(x) for x in z]
        np.testing.assert_allclose(case.exponentials, e, rtol=1e-14)
        assert case.total == pytest.approx(sum(e))
        assert case.answer == pytest.approx(e[k] / sum(e))
        assert case.mistakes == pytest.approx(
            {
                "ratio": z[k] / sum(z),
                "alone": s(z[k]),
                "exponential": e[k],
                "first": e[k - 1] / sum(e),
            }
        )


def test_lowered():
    for case in cases(softmax.lowered):
        truth = scipy.special.softmax(case.logits)
        np.testing.assert_allclose(case.before, truth, rtol=1e-13)
        assert case.largest == max(case.logits)
        assert case.answer == pytest.approx(truth[case.index])
        assert case.mistakes["numerator only"] == pytest.approx(
            truth[case.index] * math.exp(-case.largest)
        )
        assert case.mistakes["exponential"] == pytest.approx(
            math.exp(case.logits[case.index] - case.largest)
        )


def test_of_four_shifts_only_the_largest_of_the_row_keeps_every_row_right():
    broken = {"largest of all": 1, "smallest of its row": 0, "largest or 0": 2}  # the row
    for case in cases(softmax.shifts):
        truth = scipy.special.softmax(case.rows, axis=1)
        np.testing.assert_allclose(case.probabilities["largest of its row"], truth, atol=1e-15)
        for name, row in broken.items():
            assert np.isnan(case.probabilities[name][row]).any(), name
        assert case.by["largest of all"].ravel().tolist() == [case.rows.max()] * 3
        assert case.by["smallest of its row"].ravel().tolist() == case.rows.min(axis=1).tolist()
        assert case.by["largest or 0"][2] == 0 > case.rows[2].max()


def test_two_confidences():
    for case in cases(softmax.two_confidences):
        calm = scipy.special.softmax(case.logits)
        bold = scipy.special.softmax(case.logits * case.factor)
        assert calm.argmax() == bold.argmax()
        assert (case.calm, case.bold) == pytest.approx((calm.max(), bold.max()))
        assert case.bold > case.calm + 0.2


def test_slope():
    for case in cases(sigmoid.slope):
        x, h = case.x, 1e-5
        assert case.output == pytest.approx(s(x))
        assert case.answer == pytest.approx((s(x + h) - s(x - h)) / (2 * h), rel=1e-9)
        at_output = (s(s(x) + h) - s(s(x) - h)) / (2 * h)
        assert case.mistakes == pytest.approx(
            {"of x": x * (1 - x), "output": s(x), "twice": at_output, "complement": s(-x)},
            rel=1e-9,
        )
        assert case.mistakes["of x"] < 0  # no slope of the sigmoid


def test_one_loss():
    for case in cases(cross_entropy.one_loss):
        p = case.probabilities[case.label]
        assert sum(case.probabilities) == pytest.approx(1)
        assert p < max(case.probabilities)
        assert case.answer == pytest.approx(-math.log(p))
        assert case.mistakes == pytest.approx(
            {
                "bits": -math.log2(p),
                "decimal": -math.log10(p),
                "sign": math.log(p),
                "likeliest": -math.log(max(case.probabilities)),
                "complement": 1 - p,
            }
        )


def test_crosswise():
    for case in cases(cross_entropy.crosswise):
        z, h = np.log(case.probabilities), 1e-6
        step = h * np.eye(3)[case.j]
        slope = (scipy.special.softmax(z + step) - scipy.special.softmax(z - step)) / (2 * h)
        assert case.i != case.j
        assert case.answer == pytest.approx(slope[case.i], rel=1e-7)
        p = case.probabilities[case.i]
        expected = {"nothing": 0, "own": p * (1 - p), "sign": -slope[case.i]}
        assert case.mistakes == pytest.approx(expected, rel=1e-7)


def test_softmax_twice():
    for case in cases(cross_entropy.softmax_twice):
        p = scipy.special.softmax(case.logits)
        assert case.probability == pytest.approx(p[case.label])
        assert case.once == pytest.approx(-math.log(p[case.label]), rel=1e-9)
        twice = scipy.special.softmax(p)[case.label]
        assert case.twice == pytest.approx(-math.log(twice))
        assert case.least == pytest.approx(-math.log(math.e / (math.e + 2)))  # p = 1, 0, 0
        assert case.least < case.twice


def test_count():
    for case in cases(network.count):
        Dx, H, Dy = case.Dx, case.H, case.Dy
        arrays = [np.zeros((Dx, H)), np.zeros(H), np.zeros((H, Dy)), np.zeros(Dy)]
        assert case.answer == sum(array.size for array in arrays)
        assert case.mistakes == {
            "units": H,
            "weights": Dx * H + H * Dy,
            "first layer": Dx * H + H,
            "second biases": Dx * H + H + H * Dy + H,
            "first biases only": Dx * H + H + H * Dy,
            "all units": Dx + H + Dy,
        }


def test_one_weight():
    for case in cases(network.one_weight):
        a, d, h, k = case.a1, case.errors, case.unit, case.k
        np.testing.assert_allclose(d.sum(axis=1), 0, atol=1e-12)
        assert (((d < 0).sum(axis=1) == 1) & (abs(d) < 1).all(axis=1)).all()
        assert case.terms == pytest.approx([a[0, h] * d[0, k], a[1, h] * d[1, k]])
        answer = np.einsum("nh,nk->hk", a, d)[h, k] / 2
        assert case.answer == pytest.approx(answer)
        assert case.mistakes == pytest.approx(
            {
                "sum": a[0, h] * d[0, k] + a[1, h] * d[1, k],
                "first alone": a[0, h] * d[0, k] / 2,
                "last alone": a[1, h] * d[1, k] / 2,
                "transposed": (a[0, k] * d[0, h] + a[1, k] * d[1, h]) / 2,
                "of sums": (a[0, h] + a[1, h]) * (d[0, k] + d[1, k]) / 2,
                "no activation": (d[0, k] + d[1, k]) / 2,
                "sign": -answer,
            }
        )


def test_the_numbers_shown_are_enough_to_find_the_gradient_to_the_weight():
    for case in cases(network.one_weight):
        a, d = (np.vectorize(lambda x: float(f"{x:.4g}"))(m) for m in (case.a1, case.errors))
        found = (a.T @ d)[case.unit, case.k] / 2
        assert abs(found - case.answer) < case.tolerance / 2


def test_one_delta():
    for case in cases(network.one_delta):
        a = case.a1[case.unit]
        delta2 = sum(case.delta1[k] * case.W2[case.unit, k] for k in range(2))
        turned = sum(case.delta1[k] * case.W2[k, case.unit] for k in range(2))
        assert case.delta1.sum() == pytest.approx(0, abs=1e-12)
        assert case.delta2 == pytest.approx(delta2)
        assert case.answer == pytest.approx(delta2 * a * (1 - a))
        assert case.mistakes == pytest.approx(
            {
                "no slope": delta2,
                "transposed": turned * a * (1 - a),
                "slope of output": delta2 * s(a) * (1 - s(a)),
                "sign": -delta2 * a * (1 - a),
                "nothing": 0,
            }
        )


def test_saturated():
    for case in cases(network.saturated):
        assert case.activation == pytest.approx(s(case.z))
        assert case.slope == pytest.approx(s(case.z) * s(-case.z))
        assert case.delta3 == pytest.approx(case.delta2 * s(case.z) * s(-case.z))


def test_step_errors():
    best = {"float64": 1e-5, "float32": 1e-2}
    for case in cases(gradient_check.step_errors):
        one = np.dtype(case.dtype).type
        x = one(case.x)
        slope = s(float(x)) * s(-float(x))
        for h, error in case.errors.items():
            ahead, behind = x + one(h), x - one(h)
            rise = scipy.special.expit(ahead) - scipy.special.expit(behind)
            by_scipy = abs(float(rise) / (float(ahead) - float(behind)) - slope)
            digits = float(4 * np.finfo(one).eps / h)  # two sigmoids may round differently
            assert error == pytest.approx(by_scipy, abs=digits)
        assert case.best == best[case.dtype]
        others = [error for h, error in case.errors.items() if h != case.best]
        assert min(others) > 3 * case.errors[case.best]  # no matter of luck


def test_one_step():
    for case in cases(training.one_step):
        w, g, rate = case.weight, case.gradient, case.rate
        assert case.answer == pytest.approx(w - rate * g)
        expected = {"uphill": w + rate * g, "step alone": -rate * g, "no rate": w - g}
        assert case.mistakes == pytest.approx(expected)


def test_overshoot():
    for case in cases(training.overshoot):
        assert case.factor == pytest.approx(1 - 2 * case.rate)
        for rate, losses in ((case.rate, case.losses), (case.calm_rate, case.calm_losses)):
            ratios = [after / before for before, after in pairwise(losses)]
            assert ratios == pytest.approx([(1 - 2 * rate) ** 2] * 3)
        assert case.factor < -1
