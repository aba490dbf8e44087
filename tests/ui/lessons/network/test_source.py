"""The lit line of each step is the line that computes it."""

import ast
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from metl_core import network
from metl_core.small_network import small_network
from metl_core.walk import STEPS, walk
from metl_ui.lessons.network.source import passage_of, spans_of

EVERY_STEP = pytest.mark.parametrize("step", STEPS, ids=lambda step: step.result)

DRAWN = small_network(3, 2, 4, 3, seed=5)
WALKED = walk(DRAWN.parameters, DRAWN.X, DRAWN.labels, "sigmoid")


def run_watched(step):
    """(line, the local variables when it began) for every line of the step's function."""
    seen = []

    def watch(frame, event, _):
        if frame.f_code is step.function.__code__:
            seen.append((frame.f_lineno if event == "line" else None, dict(frame.f_locals)))
            return watch
        return None

    before = sys.gettrace()
    sys.settrace(watch)
    try:
        ahead = network.forward(DRAWN.parameters, DRAWN.X)
        network.backward(DRAWN.parameters, ahead, DRAWN.labels)
        network.loss(DRAWN.parameters, DRAWN.X, DRAWN.labels)
    finally:
        sys.settrace(before)
    return seen


def lit_text(step):
    passage = passage_of(step)
    return "\n".join(
        line for number, line in enumerate(passage.lines, passage.first) if number in passage.lit
    )


@EVERY_STEP
def test_the_lit_line_is_the_one_that_computes_the_matrix(step):
    seen, lit = run_watched(step), passage_of(step).lit
    name = step.variable
    assigned = [
        (line, after.get(name))
        for (line, before), (_, after) in pairwise(seen)
        if line is not None and after.get(name) is not before.get(name)
    ]
    if f"{name}=" not in lit_text(step) and "return" not in lit_text(step):
        # Assigned on every lit line and on no other; the last of them leaves what is shown.
        assert {line for line, _ in assigned} == lit
        np.testing.assert_allclose(assigned[-1][1], WALKED.values[step.result], rtol=1e-12)
        return
    # An argument of what is returned: the lit line holds it, and it has this value.
    text = lit_text(step).strip().removeprefix("return ").rstrip(",")
    call = ast.parse(f"f({text})", mode="eval").body
    wanted = [word.value for word in call.keywords if word.arg == name]
    if not wanted:
        (made,) = call.args
        wanted = [made.args[list(network.ForwardPass.__dataclass_fields__).index(name)]]
    code = compile(ast.Expression(wanted[0]), "lit", "eval")
    variables = next(after for line, after in reversed(seen) if line is not None)
    value = eval(code, vars(network), variables)
    np.testing.assert_allclose(value, WALKED.values[step.result], rtol=1e-12)


@EVERY_STEP
def test_a_passage_holds_the_lines_of_the_file_under_their_numbers(step):
    passage = passage_of(step)
    file = Path(network.__file__).read_text(encoding="utf-8").splitlines()
    there = file[passage.first - 1 : passage.first - 1 + len(passage.lines)]
    assert [line.strip() for line in there] == [line.strip() for line in passage.lines]
    assert passage.lit
    assert passage.place == f"metl_core/network.py, in {step.function.__name__}()"


@EVERY_STEP
def test_a_passage_has_two_lines_at_most_before_the_lit_ones_and_after_them(step):
    passage = passage_of(step)
    last = passage.first + len(passage.lines) - 1
    assert passage.first <= min(passage.lit) <= passage.first + 2
    assert last - 2 <= max(passage.lit) <= last


def test_each_step_of_a_function_lights_other_lines():
    for function in (network.forward, network.backward):
        steps = [step for step in STEPS if step.function is function]
        assert len({passage_of(step).lit for step in steps}) == len(steps)


def test_a_variable_that_is_assigned_twice_has_two_lines():
    (delta1,) = (step for step in STEPS if step.result == "delta1")
    assert len(passage_of(delta1).lit) == 2


def test_a_line_is_found_wherever_it_stands():
    def example(x):
        """y = 0"""
        z, y = x, None  # gives names, computes nothing
        y = max(
            z,
            1,
        )
        return y

    start = example.__code__.co_firstlineno
    assert spans_of(example, "y") == ((start + 3, start + 6),)


def test_what_a_function_does_not_compute_is_refused_by_name():
    with pytest.raises(LookupError, match=r"^forward does not compute delta1$"):
        spans_of(network.forward, "delta1")
