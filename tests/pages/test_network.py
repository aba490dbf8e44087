"""The network lesson: every number on the page, over many random states."""

import json
import re
from functools import cache

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from metl_ui.components.matrices import Place
from tests.network_by_hand import by_hand
from tests.pages.opening import column, open_page, texts
from tests.tex_sums import computed

STEPS = ["z1", "a1", "logits", "probabilities", "loss", "delta1", "delta2", "slope", "delta3"]
STEPS += ["dW2", "db2", "dW1", "db1", "dX"]
VECTORS = {"b1", "b2", "db1", "db2"}


@cache
def page() -> AppTest:
    return open_page("network")


def lesson(chosen: tuple[int, tuple] = (0, ("X", 0, 0)), **settings: object) -> AppTest:
    """One page for all tests, with these settings and the others as they are at first.

    chosen: the step in which a number was chosen, and its place.
    """
    app = page()
    usual = {"N": 2, "Dx": 2, "H": 3, "Dy": 2, "hidden_activation": "sigmoid", "draw": 33.0}
    usual |= {"step": 1, "all": False, "factor": 1.0, "inputs": 4, "units": 5, "outputs": 3}
    usual |= {"guess": 0.0, "show_count": False}
    for key, value in (usual | settings).items():
        app.session_state[key] = value
    app.session_state["_chosen number"] = (chosen[0], Place(*chosen[1]))
    app.run()
    assert not app.exception
    return app


def component(app: AppTest, name: str) -> dict:
    (found,) = (
        json.loads(one.proto.json)
        for one in app.get("bidi_component")
        if one.proto.component_name == name
    )
    return found


def shown(app: AppTest) -> dict[str, dict]:
    """Every matrix on the page by its name."""
    groups = component(app, "metl_matrices")["groups"]
    return {one["name"]: one for group in groups for col in group["columns"] for one in col}


def array(matrix: dict) -> np.ndarray:
    values = np.array(matrix["values"])
    if matrix["name"] == "loss":
        return values[0, 0]
    return values[0] if matrix["name"] in VECTORS else values


def recomputed(app: AppTest, activation: str, factor: float = 1.0) -> dict[str, np.ndarray]:
    """All that follows from the given matrices on the page, with its W1 times `factor`, by hand."""
    given = {name: array(shown(app)[name]) for name in ("X", "y", "W1", "b1", "W2", "b2")}
    given["W1"] = np.round(given["W1"] * factor, 4)
    return given | by_hand(*given.values(), activation)


def sum_of(app: AppTest) -> list[str]:
    """The lines of the sum that is on the page, in TeX."""
    words = [block.value for block in app.markdown]
    start = next(at for at, word in enumerate(words) if word.startswith("**One number"))
    lines = []
    for word in words[start + 1 :]:
        if not word.startswith("$"):
            break
        lines.append(" ".join(re.findall(r"\$\{(.*?)\}\$(?= |$)", word)))
    return lines


def random_settings(draw: np.random.Generator) -> dict:
    return {
        "N": int(draw.integers(1, 6)),
        "Dx": int(draw.integers(1, 5)),
        "H": int(draw.integers(1, 6)),
        "Dy": int(draw.integers(2, 5)),
        "hidden_activation": str(draw.choice(["sigmoid", "tanh", "relu", "identity"])),
        "draw": float(draw.integers(10_000)),
        "factor": float(draw.choice([0.25, 1.0, 3.0, 20.0, 100.0])),
        "step": int(draw.integers(1, 15)),
    }


@pytest.mark.parametrize("seed", range(8))
def test_every_number_on_the_page_is_that_of_a_network_written_by_hand(seed):
    draw = np.random.default_rng(seed)
    settings = random_settings(draw)
    app = lesson(**settings, all=True)
    hand = recomputed(app, settings["hidden_activation"])
    matrices = shown(app)

    done = STEPS[: settings["step"]]
    assert [name for name in STEPS if matrices[name]["values"] is not None] == done
    for name in done:
        np.testing.assert_allclose(
            array(matrices[name]), hand[name], rtol=1e-9, atol=1e-13, err_msg=name
        )

    # The summary: each line's terms and their value, for the first number of a matrix.
    names = ["delta1", "delta2", "delta3", "dW2", "db2", "dW1", "db1", "dX"]
    lines = [block.value for block in app.latex if "[0" in block.value]
    assert len(lines) == len(names)
    steps = [f"Step {STEPS.index(name) + 1}" for name in names]
    assert [block.value for block in app.markdown if block.value in steps] == steps
    for name, line in zip(names, lines, strict=True):
        body = line.partition(r"\rule{0pt}{1.9em}")[2].partition(r"\end{aligned}")[0]
        _, *parts = re.sub(r"\\\\\s*&\\quad", " ", body).replace(r"\\", "").split("&=")
        expected = float(hand[name].flat[0])
        assert parts
        for part in parts:
            same = f"{computed(part):.4g}" == f"{expected:.4g}"  # four digits are shown
            close = computed(part) == pytest.approx(expected, rel=6e-4, abs=1e-12)
            assert same or close, (name, line)

    # The mean sizes beside the figure, and in the sentence below it.
    for factor in (1.0, settings["factor"]):
        larger = recomputed(app, settings["hidden_activation"], factor)
        sizes = [np.abs(larger[name]).mean() for name in ("delta1", "slope", "delta3")]
        cells = [float(cell) for cell in column(app, 0, f"factor {factor:g}")]
        assert cells == pytest.approx(sizes, rel=6e-3, abs=1e-12)
    found = re.search(r"mean \$\|\\delta_1\|\$ is \$(.+?)\$.+ is \$(.+?)\$", texts(app))
    assert computed(found[1]) == pytest.approx(sizes[0], rel=6e-3)
    assert computed(found[2]) == pytest.approx(sizes[2], rel=6e-3, abs=1e-12)


def test_the_numbers_of_what_to_notice_are_those_of_the_matrices():
    for draw in range(6):
        app = lesson(step=4, draw=float(draw), Dy=4, all=True)
        found = re.search(r"of example 0 is (\d), and the network gives it \$(.+?)\$", texts(app))
        hand = recomputed(app, "sigmoid")
        assert hand["y"][0, int(found[1])] == 1
        right = hand["probabilities"][0, int(found[1])]
        assert computed(found[2]) == pytest.approx(right, rel=6e-3)

        app = lesson(step=8, draw=float(draw), hidden_activation=("sigmoid", "tanh")[draw % 2])
        (most,) = re.findall(r"here it is \$(.+?)\$ at most", texts(app))
        assert computed(most) == pytest.approx(array(shown(app)["slope"]).max(), rel=6e-3)


@pytest.mark.parametrize("seed", range(8))
def test_a_number_that_is_chosen_is_the_sum_that_is_shown(seed):
    draw = np.random.default_rng(100 + seed)
    settings = random_settings(draw)
    step = settings["step"]
    name = STEPS[draw.integers(step)]
    rows, columns = shown(lesson(**settings, all=True))[name]["shape"]
    place = (name, int(draw.integers(rows)), int(draw.integers(columns)))
    app = lesson(**settings, all=True, chosen=(step, place))
    told = component(app, "metl_matrices")
    assert tuple(told["chosen"]) == place

    hand = recomputed(app, settings["hidden_activation"])
    expected = float(np.atleast_2d(hand[name])[place[1:]])
    _, *equal = "".join(sum_of(app)).split(r"=\;")
    assert len(equal) >= 2
    if "rounding" in texts(app).partition("**One number")[2].partition("Step 6")[0]:
        return
    for formula in equal:  # by name, in numbers, and the result
        # a (1 - a) near 1 is known to 1e-16 only, and so is what it multiplies.
        assert computed(formula, **hand) == pytest.approx(expected, rel=1e-3, abs=1e-13), formula
    used = {(matrix, row, column) for matrix, row, column in told["used"]}
    assert used
    assert all(matrix in shown(app) for matrix, _, _ in used)


def test_each_step_lights_its_result_its_inputs_and_its_line_together():
    wanted = {
        "z1": ("X W1 b1", "z1 = X @ parameters.W1 + parameters.b1"),
        "a1": ("z1", "a1 = ACTIVATIONS[activation].function(z1)"),
        "logits": ("a1 W2 b2", "logits = a1 @ parameters.W2 + parameters.b2"),
        "probabilities": ("logits", "softmax(logits)"),
        "loss": ("probabilities y", "cross_entropy("),
        "delta1": ("probabilities y", "delta1 = probabilities - targets"),
        "delta2": ("delta1 W2", "delta2 = delta1 @ W2.T"),
        "slope": ("a1", "derivative_from_output(a1)"),
        "delta3": ("delta2 slope", "delta3 = delta2 * slope"),
        "dW2": ("a1 delta1", "W2=a1.T @ delta1"),
        "db2": ("delta1", "b2=delta1.sum(axis=0)"),
        "dW1": ("X delta3", "W1=X.T @ delta3"),
        "db1": ("delta3", "b1=delta3.sum(axis=0)"),
        "dX": ("delta3 W1", "X=delta3 @ W1.T"),
    }
    for number, (name, (inputs, code)) in enumerate(wanted.items(), start=1):
        every = shown(lesson(step=number, all=True))
        app = lesson(step=number)
        assert list(shown(app)) == [name, *inputs.split()]  # these, and no others
        assert shown(app).items() <= every.items()
        assert len(every) == len(STEPS) + len(["X", "y", "W1", "b1", "W2", "b2"])
        roles = {matrix: one["role"] for matrix, one in every.items()}
        assert [matrix for matrix, role in roles.items() if role == "result"] == [name]
        assert {matrix for matrix, role in roles.items() if role == "input"} == set(inputs.split())
        lines = component(app, "metl_lit_code")["lines"]
        lit = [at for at, line in enumerate(lines) if line["lit"]]
        assert lit[0] <= 2
        assert len(lines) - 1 - lit[-1] <= 2
        assert code in "\n".join(line["text"] for line in lines if line["lit"])
        assert app.subheader[0].value.startswith(f"Step {number} of 14, ")
        equation = app.latex[1].value
        shape = "{} \\times {}".format(*shown(app)[name]["shape"])
        assert name in VECTORS | {"loss"} or shape in equation, name


def test_back_and_next_go_one_step_and_stop_at_the_ends():
    app = lesson(step=1)
    back, forward = (next(one for one in app.button if one.label == n) for n in ("Back", "Next"))
    assert (back.disabled, forward.disabled) == (True, False)
    forward.click().run()
    assert app.session_state["step"] == 2
    assert app.subheader[0].value.startswith("Step 2 of 14")
    next(one for one in app.button if one.label == "Back").click().run()
    assert app.session_state["step"] == 1
    assert next(one for one in lesson(step=14).button if one.label == "Next").disabled


def test_with_another_step_the_number_is_the_first_of_what_it_computes():
    app = lesson(step=3, chosen=(2, ("a1", 0, 1)))
    assert component(app, "metl_matrices")["chosen"] == ["logits", 0, 0]


def test_a_number_that_a_smaller_network_has_not_got_is_no_longer_chosen():
    app = lesson(step=3, H=2, chosen=(3, ("a1", 0, 2)))
    assert component(app, "metl_matrices")["chosen"] == ["logits", 0, 0]


def test_a_number_is_chosen_only_while_its_matrix_is_shown():
    chosen = (3, ("X", 1, 0))
    assert component(lesson(step=3, chosen=chosen), "metl_matrices")["chosen"] == ["logits", 0, 0]
    app = lesson(step=3, all=True, chosen=chosen)
    assert component(app, "metl_matrices")["chosen"] == ["X", 1, 0]


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (("X", 0, 1), "input 1 of example 0"),
        (("W1", 1, 2), "what input 1 counts for in hidden unit 2"),
        (("b1", 0, 2), "what hidden unit 2 adds"),
        (("W2", 2, 1), "what hidden unit 2 counts for in the logit of class 1"),
        (("b2", 0, 1), "the logit of class 1"),
        (("y", 0, 1), "1 if the right class of example 0 is 1"),
    ],
)
def test_a_number_that_is_given_is_explained_in_words(place, words):
    app = lesson(all=True, chosen=(1, place))
    assert words in texts(app)
    assert component(app, "metl_matrices")["used"] == []


@pytest.mark.parametrize("sizes", [(4, 5, 3), (1, 1, 1), (6, 2, 2), (2, 6, 1), (3, 3, 6)])
def test_the_counts_are_those_of_the_four_matrices(sizes):
    Dx, H, Dy = sizes
    app = lesson(inputs=Dx, units=H, outputs=Dy, show_count=True)
    right = sum(np.empty(shape).size for shape in ((Dx, H), (H,), (H, Dy), (Dy,)))
    assert f"&= {right} " in next(b.value for b in app.latex if "D_x + 1" in b.value)
    words = texts(app)
    assert f"here {H}: a count of units" in words
    assert f"leaves out the {H + Dy} biases" in words
    off = abs((Dx + Dy + 2) * H - right)
    assert (f"is off by {off}. Move the sliders" in words) is (off != 0)
    assert ("is right here. Compare" in words) is (Dy == H)


def test_the_count_is_shown_to_those_who_ask_for_it_and_a_guess_is_answered():
    app = lesson()
    assert not any("D_x + 1" in block.value for block in app.latex)
    assert "43" not in texts(app)
    answers = {
        43: "43 is right: every weight and every bias",
        5: "5 is $H$, the hidden units",
        35: "35 is $H (D_x + D_y)$, the weights alone",
        45: r"45 is $(D_x + D_y + 2)\,H$: each hidden unit",
        42: "42 is too few",
        44: "44 is too many",
    }
    for guess, words in answers.items():
        assert words in texts(lesson(guess=float(guess)))
    # Of two formulas that give the same, the right one counts.
    assert "is right: every" in texts(lesson(guess=44.0, inputs=5, units=4, outputs=4))


def test_saturation_is_seen_by_the_reader_who_multiplies_w1():
    assert "How large must the factor be" in texts(lesson())
    assert "hardly hears of it" in texts(lesson(factor=20.0))
    assert "Slopes of the sigmoid below 0.01: 0 of 6." in texts(lesson())
    assert "Slopes of the sigmoid below 0.01: 0 of 1." in texts(lesson(N=1, H=1))
    assert "Even at 100 something gets through" in texts(lesson(draw=0.0, factor=100.0))
    assert "does not saturate" in texts(lesson(factor=20.0, hidden_activation="relu"))


def test_where_a_probability_is_rounded_to_1_the_loss_comes_from_the_logits():
    certain = {"N": 1, "Dx": 3, "H": 5, "Dy": 2, "hidden_activation": "identity", "draw": 8695.0}
    app = lesson(**certain, step=5)
    assert "the logits tell more" in texts(app)
    _, _, numbers, result = "".join(sum_of(app)).split(r"=\;")
    assert numbers.strip().startswith(r"\log(1 + e^{")
    low, high = sorted(array(shown(lesson(**certain, all=True, step=5))["logits"])[0])
    assert computed(result) == pytest.approx(np.exp(low - high), rel=1e-3, abs=0)
    assert "its $\\delta_1$ to 0" in texts(lesson(**certain, step=6))
    assert "rounded to 1" not in texts(lesson(step=6))
    assert r"\varphi(z_1)" in app.latex[0].value


def test_a_link_sets_everything():
    app = open_page("network", N=3, Dx=4, H=5, Dy=4, step=12, draw=7, all="true")
    assert not app.warning
    assert shown(app)["dW1"]["shape"] == [4, 5]
    assert shown(app)["X"]["shape"] == [3, 4]
    assert len(shown(app)) == len(STEPS) + 6
    assert app.subheader[0].value.startswith("Step 12 of 14")


def test_junk_in_a_link_gets_a_sentence_each_and_the_lesson_goes_on():
    junk = {"N": "6", "all": "2", "H": "x", "Dy": "1", "step": "15", "factor": "-1"}
    junk |= {"hidden_activation": "<b>", "draw": "nan", "guess": "1e9", "what": "1"}
    app = open_page("network", **junk)
    for key in junk:
        assert key in app.warning[0].value
    assert app.subheader[0].value.startswith("Step 1 of 14")


def test_the_code_that_ran_is_on_the_page():
    code = "\n".join(block.value for block in lesson().code)
    assert "def forward(" in code
    assert "def backward(" in code
