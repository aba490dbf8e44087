"""docs/math.md: every public name is in it, none that is not there, and its numbers are right."""

import inspect
import math
import re
from contextlib import suppress
from functools import cache
from pathlib import Path

import mpmath
import numpy as np
import pytest
import scipy.special

import metl_core
from metl_core.v_curve import Prediction

ROOT = Path(__file__).resolve().parents[1]
DOC = (ROOT / "docs" / "math.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```", DOC, re.S | re.M)
PROSE = re.sub(r"^```.*?^```", "", DOC, flags=re.S | re.M)
SPANS = re.findall(r"`([^`\n]+)`", PROSE)
MATH = re.findall(r"\$\$(.+?)\$\$|\$([^$\n]+)\$", PROSE, re.S)

# What the code of the document uses beside metl_core: NumPy, Python, and the document itself.
BESIDE = {"np", "array", "lambda", "x", "sum", "len", "code", "metl_core"}
BESIDE |= {"tests", "test_math_doc", "py"}


# --- the names ---------------------------------------------------------------------------------


@cache
def namespace() -> dict[str, object]:
    """metl_core's public names and what the document's own code defines."""
    names: dict[str, object] = {name: getattr(metl_core, name) for name in metl_core.__all__}
    names |= {"np": np}
    exec("\n".join(BLOCKS), names)
    return names


def members(thing: object) -> set[str]:
    """What a public name has: methods, attributes, fields, arguments, and keys of a registry."""
    found = {name for name in dir(thing) if not name.startswith("_")}
    if isinstance(thing, dict) or hasattr(thing, "keys"):
        return found.union(thing.keys(), *(dir(value) for value in thing.values()))
    for one in inspect.getmro(thing) if isinstance(thing, type) else ():
        found |= set(vars(one).get("__annotations__", {}))
    with suppress(TypeError, ValueError):  # of an exception Python does not know
        found |= set(inspect.signature(thing).parameters)
    return found


def test_every_public_name_is_in_the_document_as_code():
    named = set(re.findall(r"\w+", " ".join(SPANS)))
    assert sorted(set(metl_core.__all__) - named) == []


def test_the_document_names_nothing_that_is_not_there():
    there = set(namespace()) | BESIDE
    for name in metl_core.__all__:
        there |= members(getattr(metl_core, name))
    there |= {"split", "train", "labels"}  # attributes of a trainer's attributes
    for span in SPANS:
        identifiers = re.findall(r"(?<![\w\"])[A-Za-z_]\w*", re.sub(r'"[^"]*"', "", span))
        assert [name for name in identifiers if name not in there] == [], span


def test_a_name_with_a_dot_is_what_it_says():
    dotted = [span for span in SPANS if re.fullmatch(r"[A-Z]\w*\.\w+", span)]
    assert len(dotted) > 4
    for span in dotted:
        owner, _, name = span.partition(".")
        assert name in members(getattr(metl_core, owner)), span


def test_every_option_in_quotes_is_one():
    options = {"forward", "central", "complex", "mean", "sum", "none"}
    for registry in ("ACTIVATIONS", "DATASETS", "FEATURES", "INITIALISERS", "OPTIMIZERS"):
        options |= set(getattr(metl_core, registry))
    quoted = {span[1:-1] for span in SPANS if re.fullmatch(r'"[^"]*"', span)}
    assert quoted
    assert quoted - options == set()
    assert set(metl_core.DATASETS) | set(metl_core.INITIALISERS) <= quoted


# --- the Markdown ------------------------------------------------------------------------------


def test_nothing_in_a_formula_is_taken_for_markdown():
    assert len(MATH) > 100
    for display, inline in MATH:
        formula = display or inline
        assert "\n\n" not in formula, formula
        assert not re.search(r"\\[^A-Za-z]", formula), formula  # Markdown would eat the backslash
        assert "|" not in formula, formula  # the end of a table's cell
        assert "<" not in formula, formula
        assert formula.count("{") == formula.count("}"), formula


def test_the_contents_lead_to_their_sections():
    headings = {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^## (.*)$", DOC, re.M)
    }
    links = re.findall(r"\]\(#(.*?)\)", DOC)
    assert set(links) <= headings
    assert len(links) == len(headings)


def test_the_way_to_contribute_leads_to_the_document():
    assert "docs/math.md" in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


# --- the numbers -------------------------------------------------------------------------------

WORKED = dict(re.findall(r"^\| `([^`]*[\[(.].*?)` \| ([^|`$]+) \|$", PROSE, re.M))

Z = np.array([1.0, 2.0, 3.0])
P = scipy.special.softmax(Z)
EPS = 2.0**-52
SOFT = np.array([0.2, 0.3, 0.5])


def sigma(x: float) -> mpmath.mpf:
    return 1 / (1 + mpmath.exp(-mpmath.mpf(x)))


def textbook(z: np.ndarray) -> np.ndarray:
    with np.errstate(all="ignore"):
        return np.exp(z) / np.exp(z).sum()


def tiny_network(theta):
    """The example by hand, number by number: theta is W1, b1, W2, b2, X row by row."""
    w = list(theta)
    x = w[12:14]
    z1 = [x[0] * w[0] + x[1] * w[2] + w[4], x[0] * w[1] + x[1] * w[3] + w[5]]
    a1 = [1 / (1 + np.exp(-z)) for z in z1]
    z = [a1[0] * w[6] + a1[1] * w[8] + w[10], a1[0] * w[7] + a1[1] * w[9] + w[11]]
    p = [np.exp(one) / (np.exp(z[0]) + np.exp(z[1])) for one in z]
    return z1, a1, z, p, -np.log(p[0])


THETA = np.array([0.5, -1, 0.25, 0.5, 0, 0.5, 1, -1, 0, 2, 0.1, 0, 1, 2], complex)
LAYERS = [np.real(part) for part in tiny_network(THETA)]
# The complex step: no subtraction, so all digits.
SLOPES = [tiny_network(THETA + 1e-30j * row)[4].imag / 1e-30 for row in np.eye(14)]


def two_steps(rule) -> float:
    """theta after two steps from 1, with gradient 2 and learning rate 0.1."""
    theta, memory = 1.0, (0.0, 0.0)
    for t in (1, 2):
        move, memory = rule(t, *memory)
        theta -= 0.1 * move
    return theta


def adam(t, m, s):
    m, s = 0.9 * m + 0.1 * 2, 0.999 * s + 0.001 * 4
    return (m / (1 - 0.9**t)) / (math.sqrt(s / (1 - 0.999**t)) + 1e-8), (m, s)


def rmsprop(t, s, _):
    s = 0.9 * s + 0.1 * 4
    return 2 / (math.sqrt(s) + 1e-8), (s, 0.0)


def momentum(t, v, _):
    return 0.9 * v + 2, (0.9 * v + 2, 0.0)


def truth() -> dict[str, object]:
    """The same numbers from SciPy, mpmath, or by hand."""
    return {
        "softmax([1, 2, 3])": P,
        "softmax([1001, 1002, 1003])": P,
        "softmax([2, 4, 6])": scipy.special.softmax(2 * Z),
        "naive_softmax(np.array([1.0, 2.0, 3.0]) + 706)": textbook(Z + 706),
        "naive_softmax(np.array([1.0, 2.0, 3.0]) + 707)": textbook(Z + 707),
        "softmax(np.array([1.0, 2.0, 3.0]) + 1e16)": scipy.special.softmax(2 * Z),
        "softmax(np.array([1.0, 2.0, 3.0]) + 1e17)": [1 / 3] * 3,
        "logsumexp([1, 2, 3])": scipy.special.logsumexp(Z),
        "logsumexp([1000, 1000])": 1000 + math.log(2),
        "log_softmax([0, -800])": [0, -800],
        "softmax_jacobian([0, 0])": [0.25, -0.25, -0.25, 0.25],
        "softmax_jacobian([1, 2, 3])[0]": [P[0] * (1 - P[0]), -P[0] * P[1], -P[0] * P[2]],
        "sigmoid(2)": sigma(2),
        "sigmoid_derivative(2)": mpmath.diff(sigma, 2),
        "sigmoid_derivative_from_output(sigmoid(2))": mpmath.diff(sigma, 2),
        "sigmoid_derivative_from_output(2)": 2 - 2**2,
        "sigmoid_derivative_from_output(sigmoid(40))": 0,
        "sigmoid_derivative(40)": sigma(40) * sigma(-40),
        "log_sigmoid(-800)": mpmath.log(sigma(-800)),
        "tanh(1)": mpmath.tanh(1),
        "tanh_derivative(1)": mpmath.sech(1) ** 2,
        "relu([-1, 0, 2])": [0, 0, 2],
        "relu_derivative([-1, 0, 2])": [0, 0, 1],
        "identity([-1, 2])": [-1, 2],
        "identity_derivative([-1, 2])": [1, 1],
        "one_hot([2, 0], 3)": [0, 0, 1, 1, 0, 0],
        "cross_entropy([[1, 2, 3]], [2])": -math.log(P[2]),
        "cross_entropy_gradient([[1, 2, 3]], [2])": P - [0, 0, 1],
        "cross_entropy([[1, 2, 3]], [[0.2, 0.3, 0.5]])": -(SOFT * np.log(P)).sum(),
        "cross_entropy_gradient([[1, 2, 3]], [[0.2, 0.3, 0.5]])": P - SOFT,
        'cross_entropy([[0, 0], [0, 0]], [0, 1], "sum")': 2 * math.log(2),
        "cross_entropy([[0, 800]], [0])": 800,
        "forward_pass.z1": LAYERS[0],
        "forward_pass.a1": LAYERS[1],
        "forward_pass.logits": LAYERS[2],
        "forward_pass.probabilities": LAYERS[3],
        "loss(parameters, X, labels)": LAYERS[4],
        "accuracy(forward_pass.probabilities, labels)": 1,
        "gradients.W1": SLOPES[0:4],
        "gradients.b1": SLOPES[4:6],
        "gradients.W2": SLOPES[6:10],
        "gradients.b2": SLOPES[10:12],
        "gradients.X": SLOPES[12:14],
        "parameter_count(2, 16, 3)": 2 * 16 + 16 + 16 * 3 + 3,
        "parameter_count(4, 3, 3)": (4 + 3 + 2) * 3,  # the wrong formula, right where H = Dy
        "parameters.to_vector()": THETA[:12].real,
        'best_step("forward")': math.sqrt(EPS),
        'best_step("central")': math.cbrt(EPS),
        'best_step("complex")': EPS**0.75,
        "numerical_gradient(lambda x: (x * x).sum(), [1.0, -3.0])": [2, -6],
        "check_gradient(lambda x: (x * x).sum(), [1.0, -3.0], [2.0, -6.0]).passed": True,
        "check_gradient(lambda x: 1e-9 * (x * x).sum(), [1.0, -3.0], [0.0, 0.0]).passed": False,
        "two_steps(SGD(1))": two_steps(lambda t, *memory: (2, memory)),
        "two_steps(Momentum(1))": two_steps(momentum),
        "two_steps(RMSprop(1))": two_steps(rmsprop),
        "two_steps(Adam(1))": two_steps(adam),
        "penalty([[1.0, -2.0]], l1=0.1, l2=0.5)": 0.1 * 3 + 0.25 * 5,
        "penalty_gradient([[1.0, -2.0]], l1=0.1, l2=0.5)": [0.1 + 0.5, -0.1 - 1.0],
        'FEATURES["x1*x2"].function(2.0, -3.0)': -6,
        'FEATURES["sin(pi*x1)"].function(0.5, 0.0)': mpmath.sin(mpmath.pi / 2),
        'load_dataset("circles", noise=0.0).X[0] @ load_dataset("circles", noise=0.0).X[0]': 1,
        "spell_changes([change])": "500:learning_rate=0.03",
        'read_changes("500:learning_rate=0.03")[0].value': 0.03,
        "Position(2, 47).time(188)": 2 + 47 / 188,
        "len(trainer.split.train.labels)": 250 - round(0.25 * 250),
    }


def test_every_worked_number_has_a_second_computation():
    assert set(WORKED) == set(truth())


@pytest.mark.parametrize("expression", WORKED)
def test_a_worked_number_is_that_of_metl_core_and_of_a_second_computation(expression):
    written = WORKED[expression]
    with np.errstate(all="ignore"):
        computed = eval(expression, dict(namespace()))
    expected = truth()[expression]
    if isinstance(expected, bool | str):
        assert written.strip('"') == str(computed) == str(expected)
        return
    for other in (np.ravel(computed), np.ravel(expected)):
        numbers = written.split(", ")
        assert len(numbers) == len(other)
        for text, number in zip(numbers, other, strict=True):
            assert_written(text, float(number))


def test_the_best_step_is_where_the_error_of_a_central_difference_is_least():
    error = re.search(
        r"\$\\frac\{h\^2\}\{(\d+)\} \\lvert f''' \\rvert \+ "
        r"\\varepsilon \\lvert f \\rvert / (\d*)h\$ to 0",
        DOC,
    )
    best = re.search(
        r"^h = \\left\( \\frac\{(\d*) ?\\varepsilon \\lvert f \\rvert\}"
        r"\{(\d*) ?\\lvert f''' \\rvert\} \\right\)\^\{1/3\}$",
        DOC,
        re.M,
    )
    bends, away, above, below = (int(number or 1) for number in (*error.groups(), *best.groups()))
    assert bends == math.factorial(3)  # Taylor
    assert 1 / away == 2 * 0.5 / 2  # two values, half a spacing each, over 2h
    assert rf"$\varepsilon \lvert f \rvert / {away}h$ | $\varepsilon^{{1/3}}$" in DOC
    f, f3 = 3.0, 0.7
    steps = np.geomspace(1e-6, 1e-4, 200_001)
    least = steps[np.argmin(steps**2 / bends * f3 + EPS * f / (away * steps))]
    assert (above * EPS * f / (below * f3)) ** (1 / 3) == pytest.approx(least, rel=1e-4)
    assert Prediction(2, f3 / 6, EPS * f / 2, 0).best_step == pytest.approx(least, rel=1e-4)


def assert_written(text: str, number: float) -> None:
    """`text` is `number`: rounded where it has four digits or more, else as good as exactly."""
    mantissa, _, exponent = text.partition("e")
    digits = len(mantissa.lstrip("-0.").replace(".", ""))
    unit = 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2]))
    allowed = 0.51 * unit if digits >= 4 and "." in mantissa else 1e-8 * abs(number) + 1e-12
    if math.isnan(float(text)):
        assert math.isnan(number)
    else:
        assert abs(float(text) - number) <= allowed, (text, number)
