"""The settings of the softmax lesson, and those worth trying."""

import streamlit as st

from metl_core.shift import DTYPES
from metl_ui.link import Choice, Text, numbers

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

TRY = {
    "Shift by 5": {"c": 5.0, "dtype": "float64"},
    "Overflow": {"c": 100.0, "dtype": "float32"},
    "Overflow in the sum": {"c": 8.0, "dtype": "float16"},
    "Underflow": {"c": -1000.0, "dtype": "float64"},
    "The stable form breaks too": {"c": 1e8, "dtype": "float32"},
}


def choose(settings: dict[str, object]) -> None:
    """Set these settings, and the others back to their defaults."""
    st.session_state.update({"logits": LOGITS.default, "T": TEMPERATURE.default, **settings})
