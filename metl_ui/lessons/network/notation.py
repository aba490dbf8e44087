"""How matrices are written: in TeX, in plain letters, and a number's sum with all its terms."""

from collections.abc import Callable
from functools import partial

from metl_core.sums import (
    FEWEST_DIGITS,
    Apply,
    Entry,
    Expression,
    Minus,
    Product,
    Quotient,
    Sum,
    Whole,
    digits_that_add_up,
    is_noise,
    rounded,
)
from metl_core.walk import Walk

ACTIVATION_TEX = {
    "sigmoid": r"\sigma",
    "tanh": r"\tanh",
    "relu": r"\operatorname{relu}",
    "identity": r"\operatorname{id}",
}
ACTIVATION_LETTERS = {"sigmoid": "σ", "tanh": "tanh", "relu": "relu", "identity": "id"}

_TEX = {
    **{"X": "X", "y": "y", "W1": "W_1", "b1": "b_1", "W2": "W_2", "b2": "b_2"},
    **{"z1": "z_1", "a1": "a_1", "logits": r"\text{logits}", "probabilities": r"\hat y"},
    **{"loss": "J", "delta1": r"\delta_1", "delta2": r"\delta_2", "delta3": r"\delta_3"},
    **{
        f"d{name}": rf"\frac{{\partial J}}{{\partial {tex}}}"
        for name, tex in {"X": "X", "W1": "W_1", "b1": "b_1", "W2": "W_2", "b2": "b_2"}.items()
    },
}
_LETTERS = {
    **{"probabilities": "ŷ", "loss": "loss J", "y": "y"},
    **{"delta1": "δ1", "delta2": "δ2", "delta3": "δ3"},
    **{f"d{name}": f"∂J/∂{name}" for name in ("X", "W1", "b1", "W2", "b2")},
}
_OPERATIONS = {
    "log": r"\log({})",
    "log of 1 +": r"\log(1 + {})",
    "tanh": r"\tanh({})",
    "exp": "e^{{{}}}",
    "positive part": r"\max({},\, 0)",
    "is positive": r"\mathbf{{1}}[{} > 0]",
}


def tex_of(matrix: str, activation: str) -> str:
    """A matrix's name in TeX; "slope" is the derivative of the activation."""
    return rf"{ACTIVATION_TEX[activation]}'(z_1)" if matrix == "slope" else _TEX[matrix]


def letters_of(matrix: str, activation: str) -> str:
    """A matrix's name in plain letters, as it stands above its numbers."""
    if matrix == "slope":
        return f"{ACTIVATION_LETTERS[activation]}′(z1)"
    return _LETTERS.get(matrix, matrix)


def number_tex(value: float, digits: int = FEWEST_DIGITS) -> str:
    """A number in TeX, to so many significant digits.

    One that has no more digits than that is written short, 0.3; a rounded one keeps its zeros,
    0.3000.
    """
    value += 0.0  # -0.0 becomes 0.0
    is_short = rounded(value, digits) == value
    text = f"{value:.{digits}g}" if is_short else f"{value:#.{digits}g}"
    mantissa, _, exponent = text.partition("e")
    mantissa = mantissa.rstrip(".")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else mantissa


def entry_tex(walk: Walk, matrix: str, index: tuple[int, ...]) -> str:
    """One number by its name: z_1[0,1]."""
    name = tex_of(matrix, walk.activation)
    return f"{name}[{','.join(map(str, index))}]" if index else name


def sum_lines(walk: Walk, matrix: str, index: tuple[int, ...]) -> list[list[str]]:
    """A computed number: its name, what it is made of by name and in numbers, and its value.

    They are equal to each other. Each is a list of pieces of TeX, between which a line may be
    broken. Where there is nothing to compute, the numbers are left out, for they are the value.
    """
    value = float(walk.values[matrix][index])
    expression = walk.expression(matrix, *index)
    assert expression is not None
    digits = digits_that_add_up(expression, value)

    def name(entry: Entry) -> str:
        return entry_tex(walk, entry.matrix, entry.index)

    by_name = pieces(expression, name)
    in_numbers = pieces(expression, lambda entry: number_tex(entry.value, digits))
    result = [number_tex(value)]
    lines = [[entry_tex(walk, matrix, index)], by_name, in_numbers, result]
    return [line for line, before in zip(lines, [[], *lines], strict=False) if line != before]


def noise_in_words(walk: Walk, matrix: str, index: tuple[int, ...]) -> str:
    """A sentence where rounding is all that is left of a sum; else nothing."""
    expression = walk.expression(matrix, *index)
    if expression is None or not is_noise(expression, float(walk.values[matrix][index])):
        return ""
    return "The terms cancel: so close to 0, this is what the rounding of float64 left."


def pieces(expression: Expression, leaf: Callable[[Entry], str]) -> list[str]:
    """The expression in TeX, in pieces between which a line may be broken."""
    write = partial(pieces, leaf=leaf)
    match expression:
        case Entry():
            return [leaf(expression)]
        case Whole(value):
            return [str(value)]
        case Sum(terms):
            first, *others = terms
            return [*write(first), *(piece for term in others for piece in _added(term, leaf))]
        case Product(factors):
            return [r" \cdot ".join(_enclosed(factor, leaf) for factor in factors)]
        case Quotient(above, below):
            over = _bracketed(write(above))
            return [*over[:-1], f"{over[-1]} \\,/\\,", *_bracketed(write(below))]
        case Minus(of):
            return [f"-{_enclosed(of, leaf)}"]
        case Apply(function, of):
            return [_OPERATIONS[function].format(" ".join(write(of)))]


def _added(term: Expression, leaf: Callable[[Entry], str]) -> list[str]:
    if isinstance(term, Minus):
        return [rf"-\; {_enclosed(term.of, leaf)}"]
    first, *others = pieces(term, leaf)
    return [rf"+\; ({first})" if first.startswith("-") else rf"+\; {first}", *others]


def _enclosed(part: Expression, leaf: Callable[[Entry], str]) -> str:
    """In brackets if it would not stand by itself behind a sign or a dot."""
    text = " ".join(pieces(part, leaf))
    return f"({text})" if isinstance(part, Sum) or text.startswith("-") else text


def _bracketed(parts: list[str]) -> list[str]:
    if len(parts) == 1 and not parts[0].startswith("-"):
        return parts
    return [f"({parts[0]}", *parts[1:-1], f"{parts[-1]})"] if len(parts) > 1 else [f"({parts[0]})"]
