"""The settings of the softmax lesson, and those worth trying."""

import streamlit as st

from metl_core.shift import DTYPES
from metl_core.wrong_shifts import BATCHES, WRONG_AND_RIGHT
from metl_ui.link import Choice, Number, Text, numbers

SHIFTS = (-1000.0, -500.0, -200.0, -100.0, -50.0, -20.0, *map(float, range(-10, 11)))
SHIFTS += (20.0, 50.0, 86.0, 100.0, 200.0, 500.0, 707.0, 1000.0, 2048.0)
SHIFTS += (1e4, 1e5, 1e6, 1e7, 1e8, 1e10, 1e12, 1e14, 1e16, 1e17)

LOGITS = Text(
    key="logits",
    label="Logits z (2 to 10 numbers)",
    default="1, 2, 3",
    read=numbers(at_least=2, at_most=10, minimum=-10_000, maximum=10_000),
    help="Numbers from −10000 to 10000, with commas or spaces between them.",
)
C = Choice(key="c", label="Shift c, added to every logit", options=SHIFTS, default=2.0)
TEMPERATURE = Choice(
    key="T",
    label="Temperature T",
    options=(0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0),
    default=1.0,
    help="Every logit is divided by T. A small T favours the largest, a large T evens out.",
)
DTYPE = Choice(key="dtype", label="Floating-point type", options=tuple(DTYPES), default="float64")

CLASSES = tuple(range(1, 11))
CLASS_I = Choice(key="i", label="Class i", options=CLASSES, default=2)
SUBTRACT = Choice(
    key="subtract",
    label="Subtract from every logit of a row",
    options=tuple(WRONG_AND_RIGHT),
    default="row minimum",
    help="The array maximum is the largest number of all rows together. max(0, row maximum) is "
    "what a search for the maximum finds if it starts from 0.",
)
ROWS = Choice(key="rows", label="Rows of logits", options=tuple(BATCHES), default="[1, 2]")
S = Number(
    key="s",
    label="Number s, once added and once a factor",
    default=2.0,
    minimum=0.0,
    maximum=10.0,
    step=0.1,
)
CLASS_J = Choice(key="j", label="Class j, whose logit is nudged", options=CLASSES, default=2)
NUDGE = Number(
    key="nudge",
    label="Nudge, added to that logit alone",
    default=0.5,
    minimum=-2.0,
    maximum=2.0,
    step=0.05,
)
FIELDS = (LOGITS, C, TEMPERATURE, DTYPE, CLASS_I, SUBTRACT, ROWS, S, CLASS_J, NUDGE)

TRY = {
    "Overflow": {"c": 100.0, "dtype": "float32"},
    "Underflow": {"c": -1000.0, "dtype": "float64"},
    "The stable form breaks too": {"c": 1e8, "dtype": "float32"},
}


def choose(settings: dict[str, object]) -> None:
    """Set these settings, and the others back to their defaults."""
    st.session_state.update({"logits": LOGITS.default, "T": TEMPERATURE.default, **settings})
