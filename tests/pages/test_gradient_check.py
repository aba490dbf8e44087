"""The lesson on gradient checks: its numbers, its verdicts and its links."""

from functools import cache

import mpmath
import numpy as np
import pytest
from scipy import special
from streamlit.testing.v1 import AppTest

from metl_core import Trainer, TrainingConfig
from metl_core.blind_spots import checked_run
from metl_core.parameters import PARAMETER_NAMES
from metl_core.problem import small_problem
from tests.exact_network import exact_loss, gradients_of
from tests.pages.opening import column, open_page, texts
from tests.spoilt import SPOILT

PROBLEM = small_problem()
DEFAULTS = {"entry": "W2[0, 0]", "precision": "float64", "hstep": 1e-3}
EPS = {"float32": 2.0**-23, "float64": 2.0**-52}


@cache
def opened() -> AppTest:
    """Opened once: a run with other settings is far cheaper than a page."""
    return open_page("gradient_check")


def lesson(**settings: object) -> AppTest:
    app = opened()
    for key, value in settings.items():
        app.session_state[key] = value
    app.run()
    assert not app.exception
    return app


def table_with(app: AppTest, heading: str) -> int:
    return next(i for i, table in enumerate(app.table) if heading in table.value.columns)


def entries() -> list[tuple[str, tuple[int, ...]]]:
    return [(n, i) for n in PARAMETER_NAMES for i in np.ndindex(PROBLEM.array(n).shape)]


@cache
def taylor(name: str, index: tuple[int, ...]) -> list[float]:
    """f, f', f'' / 2 and f''' / 6 of the loss along one entry."""
    with mpmath.workdps(40):
        x = mpmath.mpf(float(PROBLEM.array(name)[index]))
        return [float(one) for one in mpmath.taylor(exact_loss(PROBLEM, name, index), x, 3)]


STATES = [
    (*entries()[i], precision, h)
    for i, precision, h in zip(
        np.random.default_rng(5).permutation(17)[:6],
        ["float64", "float32", "float64", "float32", "float64", "float32"],
        [1.0, 0.1, 3e-6, 1e-3, 1e-16, 1e-9],
        strict=True,
    )
]


@pytest.mark.parametrize(("name", "index", "precision", "h"), STATES)
def test_derivatives_errors_and_derivation_are_those_of_an_exact_network(name, index, precision, h):
    entry = f"{name}[{', '.join(map(str, index))}]"
    app = lesson(entry=entry, precision=precision, hstep=h)
    f, slope, second, third = taylor(name, index)
    x, eps = float(PROBLEM.array(name)[index]), EPS[precision]
    assert f"∂J/∂{entry} by `backward`: **{slope:.12g}**" in texts(app)

    table = table_with(app, "best h")
    with mpmath.workdps(40):
        g, at, step = exact_loss(PROBLEM, name, index), mpmath.mpf(x), mpmath.mpf(h)
        exact = [
            float((g(at + step) - g(at)) / step),
            float((g(at + step) - g(at - step)) / (2 * step)),
            float(g(at + 1j * step).imag / step),
        ]
    shown = [float(cell) for cell in column(app, table, "derivative")]
    errors = [float(cell) for cell in column(app, table, "relative error")]
    lost = np.dtype(precision).type(x) + np.dtype(precision).type(h) == np.dtype(precision).type(x)
    for i, rounding in enumerate((4 * eps * f / h, 4 * eps * f / h, 16 * eps * abs(slope))):
        if i < 2 and lost:
            assert errors[i] <= 1
            continue
        assert abs(shown[i] - exact[i]) <= rounding + 1e-11 * abs(exact[i])
        error = abs(shown[i] - slope) / abs(slope)
        assert errors[i] == pytest.approx(error, rel=0.06, abs=1e-11)  # two digits, of twelve
    formulas = "".join(block.value for block in app.latex)
    best_forward = (eps * f / abs(second)) ** 0.5  # of |f''|/2 h + eps f / h
    best_central = (eps * f / (4 * abs(third))) ** (1 / 3)  # of |f'''|/6 h² + eps f / 2h
    assert rf"\frac{{{in_tex(eps)} \cdot {in_tex(f)}}}{{h}}" in formulas
    assert column(app, table, "best h")[:2] == [f"{best_forward:.1e}", f"{best_central:.1e}"]
    for best in (best_forward, best_central):
        assert rf"&= {in_tex(best)} \end" in formulas
    for rest, power in ((second, "h"), (third, "h^2"), (-third, "h^2")):
        sign = "+" if rest > 0 else "-"
        assert rf"&\approx {in_tex(slope)} {sign} {in_tex(abs(rest))} \, {power} \end" in formulas
    words = texts(app)
    assert in_tex(eps**0.5) in words
    assert in_tex(eps ** (1 / 3)) in words


def in_tex(number: float) -> str:
    mantissa, _, exponent = f"{number:.3g}".partition("e")
    return mantissa + (rf" \cdot 10^{{{int(exponent)}}}" if exponent else "")


@pytest.mark.parametrize("bug", SPOILT)
def test_the_check_of_the_page_names_the_matrices_and_shows_both_values(bug):
    seed = 100 + list(SPOILT).index(bug)
    app = lesson(bug=bug, netseed=seed)
    assert "The check points at" not in texts(app)  # not before it is run
    app.button_group(key=f"guess {bug}").set_value(SPOILT[bug].split() or ["none"])
    next(button for button in app.button if button.label == "Run the check").click().run()
    assert not app.exception
    words = texts(app)
    assert "As you said, the check points at" in words

    table = table_with(app, "worst element")
    elements = column(app, table, "worst element")
    logits = ["ordinary logits", "large logits"]
    verdicts = table_with(app, logits[0])
    passes = np.array([[cell == "passes" for cell in column(app, verdicts, one)] for one in logits])
    failed = [name.split("[")[0] for name, sound in zip(elements, passes.all(0), strict=True)
              if not sound]  # fmt: skip
    assert failed == SPOILT[bug].split()
    with_large = bug == "softmax shifted by the minimum"
    assert passes[0].all() == (bug in ("softmax shifted by the minimum", "no bug"))

    problem = small_problem(3, 3, 2, 4, seed=seed)
    if with_large:
        problem = problem.with_array("b2", problem.parameters.b2 + np.array([1000, 0]))
    if bug == "bias not added":
        problem = problem.with_array("b1", 0 * problem.parameters.b1)
    truth = gradients_of(problem)
    if bug == "bias not added":
        truth["b1"] = 0 * truth["b1"]
    three = (column(app, table, one) for one in ("analytic", "numeric", "relative error"))
    for element, a, n, error in zip(elements, *three, strict=True):
        name, _, index = element.rstrip("]").partition("[")
        right = truth[name][tuple(map(int, index.split(", ")))]
        # Of a loss of 1000 nats fewer digits are left.
        assert float(n) == pytest.approx(right, rel=1e-5, abs=1e-6 if with_large else 1e-9)
        assert np.isclose(float(a), right, rtol=1e-5, atol=1e-9) == (name not in failed)
        if name in failed:
            relative = abs(float(a) - right) / max(abs(float(a)), abs(right))
            assert float(error) == pytest.approx(relative, rel=0.06, nan_ok=True)


def test_a_verdict_is_of_one_bug_and_one_network():
    app = lesson(bug="= for +=", netseed=1)
    next(button for button in app.button if button.label == "Run the check").click().run()
    assert "The check points at **W2**." in texts(app)  # no guess was made
    assert "you said" not in texts(app)
    assert "points at" not in texts(lesson(netseed=2))
    assert "points at" not in texts(lesson(netseed=1, bug="lost 1/N"))


@pytest.mark.parametrize("scale", [1.0, 1e-6, 1e-7, 1e-12])
def test_the_small_loss_is_told_in_numbers(scale):
    app = lesson(shrink=scale)
    gradients = gradients_of(PROBLEM)
    largest = scale * max(np.abs(gradients[name]).max() for name in PARAMETER_NAMES)
    table = table_with(app, "says")
    assert column(app, table, "error") == [f"{largest:.3g}", "1"]
    assert column(app, table, "says") == ["passes" if largest < 1e-7 else "fails", "fails"]
    assert f"an element of ${in_tex(largest)}$" in texts(app)


@pytest.mark.parametrize("u", [-2.0, -0.7, 0.0, 0.3, 1.0])
def test_the_slopes_at_the_kink(u):
    app = lesson(kink=u)
    shown = [float(cell) for cell in column(app, table_with(app, "slope"), f"at x = {u:g} h")]
    expected = [np.clip((u + 1) / 2, 0, 1), np.clip(u + 1, 0, 1), np.clip(u, 0, 1), u > 0]
    np.testing.assert_allclose(shown, expected, atol=1e-4)


@pytest.mark.parametrize("rate", [0.3, 10.0])
def test_the_losses_are_those_of_gradient_descent_written_anew(rate):
    trainer = Trainer(TrainingConfig(n_samples=40, n_hidden=2, activation="identity"))
    p, train = trainer.parameters, trainer.split.train
    X, labels = trainer.inputs(train.X), train.labels
    W1, b1, W2, b2 = p.W1, p.b1, p.W2, p.b2
    losses = []
    for _ in range(7):
        a1 = X @ W1 + b1
        z = a1 @ W2 + b2
        losses.append(np.mean(special.logsumexp(z, axis=1) - z[np.arange(len(z)), labels]))
        delta1 = (special.softmax(z, axis=1) - np.eye(2)[labels]) / len(X)
        delta3 = delta1 @ W2.T
        W1, b1 = W1 - rate * X.T @ delta3, b1 - rate * delta3.sum(0)
        W2, b2 = W2 - rate * a1.T @ delta1, b2 - rate * delta1.sum(0)
    app = lesson(pace=rate)
    table = table_with(app, "loss in nats")
    assert column(app, table, "epoch") == ["0", "6"]
    shown = [float(cell) for cell in column(app, table, "loss in nats")]
    expected = [losses[0], losses[-1]]
    np.testing.assert_allclose(shown, expected, rtol=6e-3)  # three digits are shown
    assert set(column(app, table, "the check")) == {"passes"}
    np.testing.assert_allclose(checked_run(rate).losses, losses, rtol=1e-6)  # the figure has all
    assert f"from ${in_tex(losses[0])}$ to ${in_tex(losses[-1])}$ nats" in texts(app)


def test_a_link_sets_everything_and_junk_in_it_gets_a_sentence():
    app = open_page(
        "gradient_check", entry="b1[2]", precision="float32", hstep="1e-7", bug="= for +=",
        netseed="7", shrink="1e-9", kink="-0.5", pace="3",
    )  # fmt: skip
    assert not app.warning
    assert app.session_state["hstep"] == 1e-7
    assert app.selectbox(key="entry").value == "b1[2]"
    assert app.number_input(key="netseed").value == 7
    assert "def gradient_of_W2_overwritten(" in "\n".join(block.value for block in app.code)
    junk = {"entry": "W9[0]", "hstep": "0", "bug": "worm", "netseed": "-1", "kink": "nan"}
    junk |= {"shrink": "2", "pace": "inf", "colour": "red"}
    app = open_page("gradient_check", **junk)
    assert len(app.warning) == 1
    for key in junk:
        assert key in app.warning[0].value
    assert app.selectbox(key="entry").value == DEFAULTS["entry"]


def test_the_wrong_line_stands_beside_the_right_one_and_the_code_that_ran_below():
    app = lesson(bug="transposed W1")
    wrong, right, *ran = [block.value for block in app.code]
    assert "# the bug: W1, not W1.T" in wrong
    assert "delta3 @ W1\n" in wrong
    assert "delta3 @ W1.T\n" in right
    code = "\n".join(ran)
    for name in ("check_gradient", "numerical_gradient", "gradients_by"):
        assert f"def {name}(" in code
    assert "noqa" not in wrong + right
