"""Where a function computes a variable: the line, found in its source while the app runs."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any

from metl_core.walk import STEPS, Step
from metl_ui.lesson import place

AROUND = 2  # lines before and after


@dataclass(frozen=True)
class Passage:
    """A few lines of a file, from number `first` on; `lit` are numbers of lines."""

    place: str
    first: int
    lines: tuple[str, ...]
    lit: frozenset[int]


@cache
def passage_of(step: Step) -> Passage:
    """The line that computes the step's matrix, and a few around it of the function's steps."""
    spans = [
        span
        for other in STEPS
        if other.function is step.function
        for span in spans_of(other.function, other.variable)
    ]
    own = spans_of(step.function, step.variable)
    first = max(min(start for start, _ in spans), own[0][0] - AROUND)
    last = min(max(end for _, end in spans), own[-1][1] + AROUND)
    source, start = inspect.getsourcelines(step.function)
    lines = textwrap.dedent("".join(source[first - start : last + 1 - start])).splitlines()
    lit = {number for begin, end in own for number in range(begin, end + 1)}
    file = place(step.function).partition(":")[0]
    name = step.function.__name__
    return Passage(f"{file}, in {name}()", first, tuple(lines), frozenset(lit))


@cache
def spans_of(function: Callable[..., Any], variable: str) -> tuple[tuple[int, int], ...]:
    """First and last line, as the file counts them, of what computes `variable` in `function`.

    That is where the variable is assigned to; else the argument by which the dataclass that the
    function returns gets it. LookupError if there is neither.
    """
    source, start = inspect.getsourcelines(function)
    (definition,) = ast.parse(textwrap.dedent("".join(source))).body
    found: list[Any] = [node for node in ast.walk(definition) if _assigns(node, variable)]
    if not found:
        found = list(_arguments(function, definition, variable))
    if not found:
        raise LookupError(f"{function.__name__} does not compute {variable}")
    return tuple((node.lineno + start - 1, (node.end_lineno or 0) + start - 1) for node in found)


def _assigns(node: ast.AST, variable: str) -> bool:
    """`variable = …`; what `a, b = …` does is to give names."""
    return isinstance(node, ast.Assign) and any(
        isinstance(target, ast.Name) and target.id == variable for target in node.targets
    )


def _arguments(function: Callable[..., Any], definition: ast.stmt, variable: str) -> Iterator[Any]:
    for node in ast.walk(definition):
        if not (isinstance(node, ast.Return) and isinstance(node.value, ast.Call)):
            continue
        made = inspect.getmodule(function).__dict__.get(getattr(node.value.func, "id", ""))
        if not is_dataclass(made):
            continue
        values = dict(zip((field.name for field in fields(made)), node.value.args, strict=False))
        yield from (values[name] for name in values if name == variable)
        yield from (word for word in node.value.keywords if word.arg == variable)
