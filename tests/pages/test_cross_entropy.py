"""The cross-entropy lesson: every number on it, its links, and where float arithmetic ends."""

import re

import mpmath
import numpy as np
import pytest
import scipy.special
from streamlit.testing.v1 import AppTest

from metl_ui.lessons.cross_entropy.settings import FIELDS, GAPS, LADDER
from tests.pages.opening import column, open_page, texts
from tests.tex_sums import computed

MEETING, GAP_TABLE, RIVAL_TABLE = range(3)
FIVE_DIGITS = 6e-6  # half a unit in the last of six
FOUR_DIGITS = 6e-4


def lesson(**link: object) -> AppTest:
    return open_page("cross_entropy", **link)


@pytest.fixture(scope="module")
def app() -> AppTest:
    """Opened once: another state is a run of the same page."""
    return lesson()


def show(app: AppTest, **settings: object) -> AppTest:
    """The page at its defaults but for `settings`."""
    for field in FIELDS:
        app.session_state[field.key] = settings.get(field.key, field.default)
    app.run()
    assert not app.exception
    for block in app.latex:
        assert not re.search(r"-0(?![.\d])|nan|inf\b", block.value), block.value
    return app


def numbers(tex: str) -> list[float]:
    """The numbers in TeX, in their order: 2 \\cdot 10^{-5} is one, "- 3" is 3 and "-3" is −3."""
    tex = tex.split("{1.9em}", 1)[1]
    tex = re.sub(r"(\d) \\cdot 10\^\{(-?\d+)\}", r"\1e\2", tex)
    return [float(found) for found in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", tex)]


def beside(app: AppTest, symbols: str, after: int = 0) -> tuple[int, list[float]]:
    """The numbers in the derivation's line whose formula holds `symbols`, and where they stand."""
    values = [block.value for block in app.latex]
    at = next(k for k in range(after, len(values)) if symbols in values[k])
    return at + 1, numbers(values[at + 1])


def softmax(z):
    with mpmath.workdps(60):
        powers = [mpmath.exp(mpmath.mpf(float(one))) for one in z]
        return [power / sum(powers) for power in powers]


def close(found, expected, rel=FIVE_DIGITS):
    """As many digits as are shown; below 3e-16 a p − 1 of float64 has none."""
    expected = [float(one) for one in expected]
    assert found == pytest.approx(expected, rel=rel, abs=3e-16)


STATES = [
    ([1.0, 2.0, 3.0], 1, 1),
    ([0.0, 0.0, 0.0], 2, 1),
    ([10.0, -10.0, 0.25], 1, 1),  # p − 1 of a p near 1
    ([20.0, 0.0, -8.0], 1, 1),
    ([1000.0, 1000.0, -3.0], 2, 1),
    ([-100.0, 100.0, 50.0], 1, 2),
]
RNG = np.random.default_rng(3)
STATES += [
    (RNG.choice([z for z in LADDER if abs(z) < 30], 3).tolist(), *map(int, RNG.integers(1, 4, 2)))
    for _ in range(10)
]


@pytest.mark.parametrize(("z", "label", "i"), STATES)
def test_both_derivations_and_the_table_hold_the_readers_numbers(app, z, label, i):
    show(app, **{f"logit{k}": value for k, value in enumerate(z, 1)}, label=label, by=i)
    check_the_derivations(app, z, label, i)
    check_both_sides(app)
    check_the_table(app, z, label)


def check_the_derivations(app: AppTest, z: list[float], label: int, i: int) -> None:
    p, t_i = softmax(z), float(i == label)
    p_y, p_i = p[label - 1], p[i - 1]
    with mpmath.workdps(60):
        lse = mpmath.log(sum(mpmath.exp(mpmath.mpf(one)) for one in z))
        loss = -mpmath.log(p_y)
    slope = float(p_i - t_i)
    digits = FIVE_DIGITS if t_i == 0 or abs(slope) >= 0.1 else FOUR_DIGITS

    at, found = beside(app, r"-\log \frac{e^{z_y}}")
    close(found, [p_y])
    at, found = beside(app, r"&= -z_y + \log", at)
    if loss < 1e-5 * abs(lse):  # log(1 + r)
        close(found[:2], [1, mpmath.expm1(loss)])
    else:
        close(found[:2], [-z[label - 1], lse], rel=1e-9)
    close(found[-1:], [loss], rel=FOUR_DIGITS if loss < 0.01 * abs(lse) else FIVE_DIGITS)
    at, found = beside(app, r"\frac{\partial (-z_y)}{\partial z_i}", at)
    close(found, [-t_i])
    at, found = beside(app, r"\frac{\partial \log \sum_j e^{z_j}}", at)
    close(found, [z[i - 1], lse, p_i])
    at, found = beside(app, r"&= p_i - 1[i = y]", at)
    close(found, [p_i, t_i, slope], rel=digits)

    at, found = beside(app, r"&= -\frac{t_k}{p_k}", at)
    close(found, [-1 / p_y if k == label else 0 for k in (1, 2, 3)])
    at, jacobian = beside(app, r"&= p_k \, (1[k = i] - p_i)", at)
    close(jacobian, [q * ((k == i) - p_i) for k, q in enumerate(p, 1)])
    at, found = beside(app, r"-\frac{1}{p_y} \, p_y", at)
    close(found[:2], [-1 / p_y, p_y * (t_i - p_i)])
    close(found[2:], [p_i - t_i], rel=digits)
    at, found = beside(app, r"&= -1[i = y] + p_i", at)
    close(found, [-t_i, p_i, slope], rel=digits)


def check_both_sides(app: AppTest) -> None:
    """Whoever computes with the numbers shown gets the number shown, to its last digit."""
    found = 0
    for block in app.latex:
        body = block.value.split("{1.9em}", 1)[-1].split(r"\end{aligned}")[0].replace(r"\\", "")
        body = re.sub(r"&|\\quad|\[1ex\]|\\frac\{\\partial L\}\{\\partial z_1\}|H\(t\)", "", body)
        sides = [side.strip() for side in body.split("=") if side.strip()]
        if len(sides) != 2 or not all(re.match(r"[-(]*\d|e\^|\\log", side) for side in sides):
            continue
        left, right = (computed(side) for side in sides)
        assert abs(left - right) <= 1.01 * last_digit(sides[1]), block.value
        found += 1
    assert found == 7 - sum(r"\approx" in block.value for block in app.latex)


@pytest.mark.parametrize(
    ("logits", "left", "pull"),
    [
        ((50.0, 0.0, 0.0), r"&= \log (1 + 3.8575 \cdot 10^{-22})", r"only $3.86 \cdot"),
        ((1000.0, 50.0, 0.0), r"&= \log (1 + 0) = 0", "is rounded to 0"),
    ],
)
def test_what_ten_digits_would_hide_is_written_as_log_of_one_and_the_rest(app, logits, left, pull):
    show(app, **{f"logit{k}": z for k, z in enumerate(logits, 1)}, label=1, by=2)
    assert left in "".join(block.value for block in app.latex)
    assert pull in texts(app)
    assert "would be 0 whatever $p$ is" in texts(app)


def test_a_log_sum_exp_near_a_thousand_has_the_digits_that_p_needs(app):
    show(app, logit1=1000.0, logit2=1000.0, logit3=-3.0, label=1, by=2)
    _, (base, lse, p) = beside(app, r"\frac{\partial \log \sum_j e^{z_j}}")
    assert p == pytest.approx(float(np.exp(base - lse)), rel=1e-8)


def last_digit(tex: str) -> float:
    """What one unit is worth in the last digit; a number that looks shorter ends in zeros."""
    value = abs(computed(tex))
    digits = max(4, len(re.sub(r" .*|\D", "", tex).lstrip("0")))
    return float(10.0 ** (np.floor(np.log10(value)) - digits + 1)) if value else 1e-15


def check_the_table(app: AppTest, z: list[float], label: int) -> None:
    """Three ways meet, to six decimals; the diagonal alone does not."""
    truth = scipy.special.softmax(z) - np.eye(3)[label - 1]
    for way in ("pᵢ − tᵢ", "chain rule", "measured"):
        found = [float(cell.replace("−", "-")) for cell in column(app, MEETING, way)]
        assert found == pytest.approx(truth.tolist(), abs=6e-7), way
    alone = [float(cell.replace("−", "-")) for cell in column(app, MEETING, "diagonal alone")]
    assert alone == pytest.approx(np.where(np.arange(3) == label - 1, truth, 0).tolist(), abs=6e-7)


def test_where_p_rounds_to_zero_the_page_says_so_and_the_first_way_goes_on(app):
    show(app, logit1=-1000.0, logit2=0.0, logit3=100.0, label=1, by=3)
    words, values = texts(app), "".join(block.value for block in app.latex)
    assert "**Here float64 ends.**" in words
    assert "Two ways meet and the third is lost" in words
    assert "$p_1$ is rounded to 0" in words
    assert not re.search(r"nan|inf\b", values)
    assert column(app, MEETING, "pᵢ − tᵢ") == ["-1.000000", "0.000000", "1.000000"]
    assert column(app, MEETING, "measured") == ["-1.000000", "0.000000", "1.000000"]
    assert column(app, MEETING, "chain rule") == ["nan"] * 3
    assert beside(app, r"&= -z_y + \log")[1] == [1000, 100, 1100]
    assert beside(app, r"&= p_i - 1[i = y]")[1] == [1, 0, 1]


@pytest.mark.parametrize(
    ("z", "words"),
    [
        ((1, 2, 3), "Class 1 has $p = 0.090$ and is pulled up by the rest, 0.910"),
        ((-5, 0, 3), "class 1 has $p = 0.000319$), and is pulled hardest: by 1.000"),
        ((5, 0, -3), "right and sure of it: the pull, $1 - p$, is only $0.00702$"),
    ],
)
def test_the_notice_tells_a_sure_answer_from_an_unsure_one(app, z, words):
    show(app, **{f"logit{k}": float(value) for k, value in enumerate(z, 1)})
    assert words in texts(app)


@pytest.mark.parametrize("smoothing", [0.0, 1e-7, 0.25, 0.3, 1.0])
@pytest.mark.parametrize("z", [-4.0, 2.3, 8.0])
def test_soft_targets_have_their_gradient_and_their_least_loss(app, smoothing, z):
    show(app, smoothing=smoothing, z_soft=z)
    t = np.array([1 - smoothing, 0, 0]) + smoothing / 3
    p = scipy.special.softmax([z, 0, 0])
    terms = -scipy.special.xlogy(t, t)
    at, (_, found_p, found_t, slope) = beside(app, r"= p_i - t_i")  # the first is of z₁
    close([found_p, found_t], [p[0], t[0]])
    assert slope == pytest.approx(p[0] - t[0], rel=FOUR_DIGITS, abs=3e-16)
    assert found_p - found_t == pytest.approx(slope, rel=2e-3, abs=1e-6)
    _, found = beside(app, "= H(t)", at)
    close(found, [*terms, terms.sum()])
    check_both_sides(app)
    words = texts(app)
    if smoothing:
        told = re.search(r"the entropy of the target, \$(.+?)\$ nats", words)
        assert computed(told[1]) == pytest.approx(terms.sum(), rel=FOUR_DIGITS)
    else:
        assert "comes near 0 and never reaches it" in words


def test_the_page_says_when_the_smoothed_target_is_met(app):
    p = scipy.special.softmax([2.1, 0, 0])
    loss = -(0.8 * np.log(p[0]) + 0.2 * np.log(p[1]))
    show(app, smoothing=0.3, z_soft=2.1)
    assert f"The loss is ${loss:.4g}$ and not 0; its least is" in texts(app)


def test_a_target_that_is_as_good_as_one_hot_is_told_as_one(app):
    show(app, smoothing=1e-17, z_soft=8.0)
    assert "the target is one-hot" in texts(app)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_the_table_of_the_gap_is_what_the_dtype_makes_of_the_formulas(app, dtype):
    limits = np.finfo(dtype)
    for gap in RNG.choice(GAPS, 5):
        show(app, gap=int(gap), dtype=dtype)
        cells = [float(cell.replace("−", "-")) for cell in column(app, GAP_TABLE, dtype)]
        with mpmath.workdps(40):
            p = 1 / (1 + mpmath.exp(int(gap)))
            loss = float(mpmath.log1p(mpmath.exp(int(gap))))
        eps = float(limits.eps)
        shown, from_p, from_z, loss_slope, p_slope, product, gradient = cells
        assert (from_z, gradient) == pytest.approx((loss, float(p - 1)), rel=4 * eps)
        coarse = float(limits.smallest_subnormal)  # what numbers near 0 are multiples of
        assert (shown, p_slope) == pytest.approx((float(p), float(p * (1 - p))), 8 * eps, coarse)
        words = texts(app)
        if 2 * p < coarse:
            assert (from_p, loss_slope) == (np.inf, -np.inf) and np.isnan(product)
            assert "is **nan**: not a number" in words
        elif 1 / p > float(limits.max):
            assert (loss_slope, product) == (-np.inf, -np.inf) and np.isfinite(from_p)
            assert "the gradient through $p$ is infinite" in words
        else:
            lost = 8 * eps + coarse / float(p)
            assert loss_slope == pytest.approx(float(-1 / p), rel=2 * lost)
            assert product == pytest.approx(float(p - 1), rel=2 * lost)
            assert from_p == pytest.approx(loss, abs=2 * lost, rel=8 * eps)
            assert f"At this gap {dtype} can do it either way" in words


@pytest.mark.parametrize("z", [-10.0, -6.0, 0.3, 10.0])
def test_both_losses_and_their_gradients_stand_side_by_side(app, z):
    classes = int(RNG.integers(2, 11))
    show(app, classes=classes, z_rival=z)

    def right(z):
        return -scipy.special.log_softmax([z] + [0.0] * (classes - 1))[0]

    def twice(z):
        return -scipy.special.log_softmax(scipy.special.softmax([z] + [0.0] * (classes - 1)))[0]

    for heading, loss in (("from logits", right), ("softmax twice", twice)):
        found = [float(cell.replace("−", "-")) for cell in column(app, RIVAL_TABLE, heading)]
        slope = (loss(z + 1e-4) - loss(z - 1e-4)) / 2e-4
        # the quotient is good to 1e-11, which is little beside the fourth digit of most slopes
        assert found[0] == pytest.approx(loss(z), rel=FOUR_DIGITS)
        assert found[1] == pytest.approx(slope, rel=FOUR_DIGITS, abs=1e-10)
    floor = np.log(1 + (classes - 1) / np.e)
    assert rf"$\log(1 + {classes - 1} / e) = {floor:.4f}$" in texts(app)


@pytest.mark.parametrize("copies", [1, 2, 4, 6, 16])
def test_one_step_of_the_sum_and_of_the_mean_are_told_with_the_loss_after(app, copies):
    start, share = np.array([-1.0, 1, 0]), np.array([0.75, 0.25, 0])
    words = texts(show(app, copies=copies))
    before = -(share * scipy.special.log_softmax(start)).sum()
    downhill = share - scipy.special.softmax(start)
    mean, total = (
        -(share * scipy.special.log_softmax(start + 0.5 * factor * downhill)).sum()
        for factor in (1, 4 * copies)
    )
    assert f"The sum’s step is {4 * copies} times as long" in words
    assert f"from {before:.4g} to {mean:.4g} nats, the sum’s to {total:.4g}: " in words
    assert ("went past the least" in words) is bool(mean < total <= before)
    assert ("it went too far" in words) is bool(total > before)
    assert ("still ends lower" in words) is bool(total <= mean)


def test_a_link_sets_everything():
    app = lesson(
        logit1="-1000", logit2="0.25", logit3="5", label="2", by="3", smoothing="0.5",
        z_soft="-1.5", dtype="float16", gap="12", classes="7", z_rival="2", copies="3",
    )  # fmt: skip
    assert not app.warning
    state = {field.key: app.session_state[field.key] for field in FIELDS}
    assert state == {
        "logit1": -1000, "logit2": 0.25, "logit3": 5, "label": 2, "by": 3, "smoothing": 0.5,
        "z_soft": -1.5, "dtype": "float16", "gap": 12, "classes": 7, "z_rival": 2, "copies": 3,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("key", "junk"),
    [("logit1", "7"), ("label", "0"), ("smoothing", "nan")],
)
def test_junk_in_a_link_gets_a_sentence_and_the_lesson_goes_on(key, junk):
    app = lesson(**{key: junk})
    assert len(app.warning) == 1
    assert key in app.warning[0].value
    assert len(app.table) == 3


def test_the_code_that_ran_is_on_the_page(app):
    code = "\n".join(block.value for block in app.code)
    for name in ("cross_entropy", "cross_entropy_gradient", "log_softmax"):
        assert f"def {name}(" in code
