"""The bank of questions, over many seeds: what is right, what is wrong, and what is said of it."""

import math
import re

import numpy as np
import pytest
import scipy.special

from metl_core import (
    Gradients,
    Parameters,
    backward,
    check_gradient,
    forward,
    loss,
)
from metl_core.expression import evaluate
from metl_core.expression_reader import read_expression
from metl_ui.lessons.exercises.bank import HOW_MANY, topics
from metl_ui.lessons.exercises.bank.gradient_check import BUGS
from metl_ui.lessons.exercises.checking import check
from metl_ui.lessons.exercises.question import ChoiceAnswer, FormulaAnswer, NumberAnswer
from metl_ui.misconceptions import MISCONCEPTIONS

SEEDS = range(20)
MANY_SEEDS = range(60)  # no more than `topics` keeps


def questions(seed):
    return [question for topic in topics(seed) for question in topic.questions]


def titled(title, seed):
    return next(question for question in questions(seed) if question.title == title)


def test_the_topics_stand_in_the_order_of_the_lessons():
    paths = [topic.path for topic in topics(0)]
    assert paths == ["softmax", "sigmoid", "cross-entropy", "network", "gradient-check", "train"]
    assert len(questions(0)) == HOW_MANY
    assert len({question.title for question in questions(0)}) == HOW_MANY


def test_every_misconception_is_met_by_a_question():
    met = {name for question in questions(0) for name in question.meets}
    assert met == set(MISCONCEPTIONS)


def test_every_task_of_the_lab_sheet_is_asked():
    tasks = {question.task for question in questions(0)} - {""}
    assert tasks >= {f"Softmax {n}" for n in (1, 2, 3)} | {f"Gradient {n}" for n in range(1, 8)}


def test_a_seed_gives_the_same_questions_and_neighbours_have_other_numbers():
    topics.cache_clear()
    first = [(q.text, q.answer.shown(), q.solution) for q in questions(7)]
    topics.cache_clear()
    assert [(q.text, q.answer.shown(), q.solution) for q in questions(7)] == first
    alike = 0  # by chance
    for seed in SEEDS:
        for one, other in zip(questions(seed), questions(seed + 1), strict=True):
            alike += isinstance(one.answer, NumberAnswer) and one.text == other.text
    assert alike <= len(SEEDS) * 0.1  # one number in eighty


def test_every_right_answer_is_right():
    for seed in SEEDS:
        for question in questions(seed):
            answer = question.answer
            if isinstance(answer, NumberAnswer):
                for typed in (repr(answer.value), f"{answer.value:.{answer.digits}g}"):
                    assert check(answer, typed).right, (question.title, seed, typed)
            elif isinstance(answer, FormulaAnswer):
                assert check(answer, answer.formula).right, question.title
            else:
                assert check(answer, answer.shown()).right, question.title


def test_every_known_wrong_answer_is_told_why_it_is_wrong():
    for seed in SEEDS:
        for question in questions(seed):
            answer = question.answer
            if isinstance(answer, NumberAnswer):
                for wrong, why in answer.whys:
                    verdict = check(answer, repr(wrong))
                    assert not verdict.right, (question.title, seed, wrong)
                    assert verdict.words == why, (question.title, seed, wrong)
            elif isinstance(answer, FormulaAnswer):
                for wrong, why in answer.whys.items():
                    verdict = check(answer, wrong)
                    assert not verdict.right
                    assert verdict.words.startswith(why), (question.title, seed, wrong)
                    assert "it should be" in verdict.words
            else:
                for option in answer.options:
                    verdict = check(answer, option.text)
                    assert verdict.right == option.right
                    assert verdict.words == option.why


def test_the_right_option_stands_in_different_places():
    for title in ("Which maximum", "How sure is it", "Find the mistake"):
        places = set()
        for seed in SEEDS:
            options = titled(title, seed).answer.options
            places.add([option.right for option in options].index(True))
        assert places == {0, 1, 2, 3}, title


def test_options_differ_by_what_is_read():
    for seed in SEEDS:
        for question in questions(seed):
            if isinstance(question.answer, ChoiceAnswer):
                texts = [option.text for option in question.answer.options]
                assert len(set(texts)) == len(texts), (question.title, seed)


def test_every_question_has_hints_and_a_solution_of_a_few_lines_with_its_answer():
    for seed in SEEDS:
        for question in questions(seed):
            assert 2 <= len(question.hints) <= 3
            assert 60 < len(question.solution) < 520, question.title
            if isinstance(question.answer, NumberAnswer):
                number = question.answer.shown().split("$")[1]
                assert number in question.solution, (question.title, seed)


def test_the_markdown_and_the_tex_of_every_question_are_whole():
    for seed in SEEDS:
        for question in questions(seed):
            answer = question.answer
            texts = [question.text, question.solution, answer.shown(), *question.hints]
            if isinstance(answer, ChoiceAnswer):
                texts += [text for option in answer.options for text in (option.text, option.why)]
            elif isinstance(answer, NumberAnswer):
                texts += [why for _, why in answer.whys]
            else:
                texts += answer.whys.values()
            for text in texts:
                prose = re.sub(r"`[^`]*`", "", text)
                assert r"\n\n" not in text  # the end of a paragraph in a raw string
                assert prose.count("$") % 2 == 0, text
                for tex in re.findall(r"\$+([^$]+)\$+", prose):
                    assert tex == tex.strip(), text  # Streamlit shows "$x $" as it stands
                    assert tex.count("{") == tex.count("}"), text
                    assert not re.search(r"nan|inf\b|\{\{|-0\b(?!\.)|--", tex), text
                assert "{" not in re.sub(r"\$+[^$]+\$+", "", prose), text


def in_python(tex):
    """The value of TeX that holds nothing but numbers, else None."""
    text = tex.replace(r"\cdot", "*").replace(r"\log", "log").replace(" ", "")
    text = re.sub(r"\^\{(-?\d+)\}", r"**(\1)", text)
    text = re.sub(r"log(\d[\d.]*)", r"log(\1)", text)
    text = re.sub(r"(?<=\d|\))\(", "*(", text).rstrip(".,")
    if not re.fullmatch(r"(?:log\(|[-+*/().\de])+", text) or not re.search(r"\d", text):
        return None
    return eval(text, {"log": np.log, "e": np.e})  # numbers and signs of our own


def rounding(text):
    """Half the last place of a number in TeX that was rounded to three digits, or to more."""
    mantissa = text.split()[0]
    digits = max(3, len(mantissa.lstrip("-0.").replace(".", "")))
    return 0.5 * 10.0 ** (math.floor(math.log10(abs(in_python(text)))) + 1 - digits)


def test_both_sides_of_every_equation_of_numbers_agree_in_every_digit():
    compared = 0
    for seed in MANY_SEEDS:
        for question in questions(seed):
            for tex in re.findall(r"\$([^$]+)\$", "\n".join([question.solution, *question.hints])):
                sides = [side.strip() for side in tex.split("=") if in_python(side) is not None]
                for side in sides[:-1]:
                    compared += 1
                    off = abs(in_python(side) - in_python(sides[-1]))
                    assert off <= 1.000001 * rounding(sides[-1]), (question.title, seed, tex)
    assert compared > 5 * len(MANY_SEEDS)


def test_softmax_taken_twice_gives_another_loss_than_the_least_that_is_shown():
    for seed in MANY_SEEDS:
        question = titled("What cross-entropy is given", seed)
        loss, least = map(float, re.findall(r"\$(0\.\d+)\$", question.answer.shown()))
        logits = [float(x) for x in re.search(r"z = \((.*?)\)", question.text)[1].split(r",\ ")]
        p = scipy.special.softmax(scipy.special.softmax(logits))
        assert loss == pytest.approx(-math.log(p.max()), abs=6e-4)
        assert least == pytest.approx(math.log(math.e + 2) - 1, abs=6e-4)
        assert least < loss
        assert f"The loss is ${loss:g}$" in question.solution
        assert f"stays above ${least:g}$" in question.solution


# --- the formulas, against what they are formulas of ---------------------------------------------


def formula_and_points(title, seed):
    answer = titled(title, seed).answer
    return evaluate(read_expression(answer.formula, answer.names), answer.points), answer.points


def slope(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / (2 * h)


@pytest.mark.parametrize("seed", range(10))
def test_the_right_formulas_are_right(seed):
    value, at = formula_and_points("The definition", seed)
    np.testing.assert_allclose(value, scipy.special.softmax(at["x"], axis=1)[:, 0], rtol=1e-12)

    value, at = formula_and_points("The factor that cancels", seed)
    grown = np.exp(at["x"] + at["c"]).sum(axis=1) / np.exp(at["x"]).sum(axis=1)
    np.testing.assert_allclose(value, grown, rtol=1e-12)

    value, at = formula_and_points("The derivative", seed)
    np.testing.assert_allclose(value, slope(scipy.special.expit, at["x"])[:, 0], rtol=1e-8)
    np.testing.assert_allclose(at["s"], scipy.special.expit(at["x"]), rtol=1e-14)

    value, at = formula_and_points("The gradient", seed)

    def loss_at(first):
        x = np.hstack([first, at["x"][:, 1:]])
        return -(at["y"] * scipy.special.log_softmax(x, axis=1)).sum(axis=1, keepdims=True)

    np.testing.assert_allclose(value, slope(loss_at, at["x"][:, :1])[:, 0], rtol=1e-7, atol=1e-9)
    assert 0 < at["y"][:, 0].sum() < len(at["y"])  # both cases are asked
    np.testing.assert_allclose(at["q"], scipy.special.softmax(at["x"], axis=1), rtol=1e-12)

    value, at = formula_and_points("Back to the inputs", seed)
    np.testing.assert_allclose(value, np.einsum("pj,pj->p", at["d"], at["w"]), atol=1e-12)

    value, at = formula_and_points("The central difference", seed)
    for one, u, v, h in zip(value, at["u"], at["v"], at["h"], strict=True):
        line = np.polyfit([-h[0], h[0]], [v[0], u[0]], 1)  # through the two points
        assert one == pytest.approx(line[0], rel=1e-9, abs=1e-12)


# --- the planted mistakes, really planted ---------------------------------------------------------


def with_bug(number, parameters, passed, labels):
    """`backward` with one of the mistakes of BUGS, by its place."""
    right = backward(parameters, passed, labels)
    n = len(passed.X)
    delta1 = (passed.probabilities - np.eye(3)[labels]) / n
    if number == 0:
        delta3 = delta1 @ parameters.W2.T
        return Gradients(passed.X.T @ delta3, delta3.sum(axis=0), right.W2, right.b2, right.X)
    if number == 1:
        return backward(parameters, passed, labels, reduction="sum")
    if number == 2:
        return Gradients(right.W1, right.b1, right.W2, delta1[0], right.X)
    return Gradients(right.W1, right.b1, passed.z1.T @ delta1, right.b2, right.X)


def test_each_planted_mistake_fails_for_the_matrices_that_the_question_names():
    generator = np.random.default_rng(2)
    parameters = Parameters(*(generator.normal(size=shape) for shape in ((2, 4), 4, (4, 3), 3)))
    X, labels = generator.normal(size=(6, 2)), [0, 1, 2, 1, 0, 2]
    passed = forward(parameters, X)
    for number, matrices in enumerate(BUGS.values()):
        gradients = with_bug(number, parameters, passed, labels)
        failed = []
        for name in ("W1", "b1", "W2", "b2"):
            right = backward(parameters, passed, labels)
            only = {key: getattr(right, key) for key in ("W1", "b1", "W2", "b2", "X")}
            only[name] = getattr(gradients, name)
            report = check_gradient(lambda at: loss(at, X, labels), parameters, Gradients(**only))
            if not report.passed:
                assert report.worst_name == name
                failed.append(name)
        assert tuple(failed) == matrices


def test_every_mistake_is_the_answer_for_some_seed():
    answers = {titled("Find the mistake", seed).answer.shown() for seed in SEEDS}
    assert answers == set(BUGS)
