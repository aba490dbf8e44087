"""Formulas as a reader types them: `exp(x_i) / sum(exp(x_j))`.

    sum      = product (("+" | "-") product)*
    product  = signed (("*" | "/") signed)*
    signed   = ("+" | "-") signed | power
    power    = atom ("^" signed)?                  so 2^3^2 = 2^9 and -x^2 = -(x^2)
    atom     = number | name | function "(" sum ")" | "(" sum ")"
    function = "exp" | "log" | "ln" | "sum"

A formula has scalars such as s, and vectors such as x, of which x_i is the element that is asked
for. sum(…) runs j over all elements: x_j stands inside of one, and only there. What holds no j is
added as often as there are elements. The number e needs no bracket: e^x.

What is typed is never run as Python. It becomes the tree of `expression.py`, and a text of
MAX_LENGTH makes at most so many nodes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import e
from typing import NoReturn

from metl_core.expression import (
    FUNCTIONS,
    SUM,
    Call,
    Element,
    Expression,
    Negative,
    Number,
    Operation,
    Scalar,
)

MAX_LENGTH = 200  # characters
MAX_DEPTH = 30  # brackets, signs and powers within each other

# What keyboards and copied text have instead of the plain signs.
_SAME_SIGN = dict.fromkeys("−–", "-") | dict.fromkeys("·×∗⋅", "*") | dict.fromkeys("÷∕", "/")
_RAISED = str.maketrans("²³", "23")
_TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign>[-+*/^()])"
    r"|(?P<raised>[²³]+)"
)
_ASIDE = {
    ",": "decimals are written with a point, as in 0.5",
    "[": "only round brackets group, and an index is written as in `x_i`",
    "{": "only round brackets group",
    "=": "only the right-hand side is asked for",
}
_OF_A_SUM = re.compile(r"(?<![0-9]),|,(?![0-9])|=")  # as in sum(j, …): not the comma of 0,5


class ExpressionError(ValueError):
    """What cannot be read in a formula: one sentence (Markdown)."""


@dataclass(frozen=True)
class Names:
    """What a formula may be made of: its scalars, and its vectors, which bear an index."""

    scalars: tuple[str, ...] = ()
    vectors: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if both := set(self.scalars) & set(self.vectors):
            raise ValueError(f"a name must be a scalar or a vector, got both for {sorted(both)}")

    def allowed(self) -> str:
        """All that a formula may hold, as a reader types it (Markdown)."""
        names = [*self.scalars, *(f"{name}_i" for name in self.vectors)]
        words = [*(f"`{name}`" for name in names), "numbers", "`+ - * / ^`", "brackets"]
        if not self.vectors:
            return f"{', '.join(words)}, exp(…) and log(…)"
        running = ", ".join(f"`{name}_j`" for name in self.vectors)
        return f"{', '.join(words)}, exp(…), log(…) and sum(…), with {running} inside of it"


def read_expression(text: str, names: Names = Names()) -> Expression:
    """The tree of a formula in `names`.

    Raises ExpressionError with a sentence that says what stands where, and what may.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(
            f"A formula has {MAX_LENGTH} characters at most; this one has {len(text)}."
        )
    return _Reader(text, names).read()


@dataclass(frozen=True)
class _Token:
    kind: str  # "number", "name", "sign" or "end"
    text: str
    position: int  # of its first character, from 1

    def __str__(self) -> str:
        return f"`{_short(self.text)}`"


class _Reader:
    """Reads by recursive descent: one method for each line of the grammar, one token ahead."""

    def __init__(self, text: str, names: Names) -> None:
        self.tokens = list(_tokens(text))
        self.at = 0
        self.names = names
        self.depth = 0
        self.sums = 0  # how many sums stand around this place

    def read(self) -> Expression:
        if self.next.kind == "end":
            raise ExpressionError(
                f"Nothing is typed yet. A formula may hold {self.names.allowed()}."
            )
        tree = self.sum()
        if self.next.text == ")":
            self.fail("this bracket closes nothing")
        if self.next.kind != "end":
            self.fail(f"before {self.next} an operator is missing: one of `+ - * / ^`")
        return tree

    def sum(self) -> Expression:
        tree = self.product()
        while self.next.text in ("+", "-"):
            tree = Operation(self.take().text, tree, self.product())
        return tree

    def product(self) -> Expression:
        tree = self.signed()
        while self.next.text in ("*", "/"):
            tree = Operation(self.take().text, tree, self.signed())
        return tree

    def signed(self) -> Expression:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.fail(f"brackets, signs and powers are more than {MAX_DEPTH} deep")
        if self.next.text in ("+", "-"):
            negative = self.take().text == "-"
            tree = self.signed()
            tree = Negative(tree) if negative else tree
        else:
            tree = self.power()
        self.depth -= 1
        return tree

    def power(self) -> Expression:
        base = self.atom()
        if self.next.text != "^":
            return base
        return Operation(self.take().text, base, self.signed())

    def atom(self) -> Expression:
        token = self.next
        if token.kind == "number":
            return Number(float(self.take().text))
        if token.kind == "name":
            return self.name()
        if token.text == "(":
            self.take()
            return self.rest_of_bracket(token)
        if token.text == "*" and self.at and self.tokens[self.at - 1].text == "*":
            self.fail("a power is written with ^")
        here = "is missing" if token.kind == "end" else f"must come here, not {token}"
        self.fail(f"a number, a name or a bracket {here}")

    def name(self) -> Expression:
        token = self.take()
        names, name = self.names, token.text
        if name == SUM or name in FUNCTIONS:
            return self.call(token)
        if name in names.scalars:
            return Scalar(name)
        vector, _, index = name.rpartition("_")
        if vector in names.vectors and index == "i":
            return Element(vector, "i")
        if vector in names.vectors and index == "j":
            if not self.sums:
                self.fail(f"{token} runs over all elements and must stand inside of sum(…)", token)
            return Element(vector, "j")
        if name in names.vectors:
            self.fail(f"{token} has many elements: write `{name}_i`, or `{name}_j` in a sum", token)
        if name == "e":
            return Number(e)
        self.fail(f"{token} is unknown here. A formula may hold {self.names.allowed()}", token)

    def call(self, function: _Token) -> Expression:
        name = function.text
        if name == SUM and not self.names.vectors:
            self.fail("there is nothing to sum over here", function)
        if self.next.text != "(":
            self.fail(f"after {function} a bracket must open, as in `{name}(…)`")
        bracket = self.take()
        self.sums += name == SUM
        of = self.rest_of_bracket(bracket)
        self.sums -= name == SUM
        return Call(name, of)

    def rest_of_bracket(self, opened: _Token) -> Expression:
        tree = self.sum()
        if self.next.kind == "end":
            self.fail("this bracket is never closed", opened)
        if self.next.text != ")":
            self.fail(f"before {self.next} an operator is missing: one of `+ - * / ^`")
        self.take()
        return tree

    @property
    def next(self) -> _Token:
        return self.tokens[self.at]

    def take(self) -> _Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def fail(self, what: str, token: _Token | None = None) -> NoReturn:
        token = token or self.next
        where = "At the end" if token.kind == "end" else f"At character {token.position}"
        raise ExpressionError(f"{where}: {what}.")


def _tokens(text: str) -> Iterator[_Token]:
    plain = "".join(_SAME_SIGN.get(letter, letter) for letter in text)
    position = 0
    while position < len(plain):
        letter = plain[position]
        if letter.isspace():
            position += 1
        elif found := _TOKEN.match(plain, position):
            kind, piece = found.lastgroup or "", found.group()
            if kind == "raised":
                yield _Token("sign", "^", position + 1)
                kind, piece = "number", piece.translate(_RAISED)
            yield _Token(kind, piece, position + 1)
            position = found.end()
        else:
            why = _ASIDE.get(letter, "it is no letter, digit, sign or bracket that is known here")
            if _OF_A_SUM.match(plain, position) and _in_a_sum(plain[:position]):
                why = f"`{SUM}` takes one term; j runs by itself"
            raise ExpressionError(f"At character {position + 1} stands {_named(letter)}: {why}.")
    yield _Token("end", "", len(plain) + 1)


def _in_a_sum(before: str) -> bool:
    """Whether a sum was opened and is not closed yet."""
    return SUM in before and before.count("(") > before.count(")")


def _short(text: str) -> str:
    return text if len(text) <= 20 else f"{text[:20]}…"


def _named(letter: str) -> str:
    code = f"U+{ord(letter):04X}"
    return f"`{letter}`" if letter.isascii() and letter.isprintable() and letter != "`" else code
